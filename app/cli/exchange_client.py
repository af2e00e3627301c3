"""The API as an agency's commands call it: one token, JSON, and problems as errors. Used by reconcile and offline.

Not a client library. The token comes from QUANCHENG_TOKEN or a file, never from an argument that others can read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import LedgerFault, NotFound, QuanchengError, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import httpx

UrlOption = Annotated[str, typer.Option("--url", help="Address of the platform, e.g. https://platform.example.")]
TokenFileOption = Annotated[
    Path | None,
    typer.Option("--token-file", exists=True, dir_okay=False, help="File with the token; default: QUANCHENG_TOKEN."),
]
KeyOption = Annotated[
    Path | None, typer.Option("--key", exists=True, dir_okay=False, help="Your private key (JWK), to sign with.")
]
SECONDS = 120.0


def open_client(url: str, token: str) -> httpx.Client:
    import httpx

    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return httpx.Client(base_url=url, headers=headers, timeout=SECONDS)


def token_from(file: Path | None) -> str:
    """Raises Refused where there is none."""
    import os

    token = file.read_text(encoding="utf-8").strip() if file is not None else os.environ.get("QUANCHENG_TOKEN", "")
    if not token:
        raise Refused("not-authenticated", "There is no token.", remedy="Set QUANCHENG_TOKEN or give --token-file.")
    return token


class Exchange:
    """One platform, as one agency."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.requests = self.sent = self.received = 0

    def call(self, method: str, path: str, body: object = None, *, query: Mapping[str, str] | None = None) -> Any:
        import msgspec

        content = None if body is None else msgspec.json.encode(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        return self.send(method, path, content, kind, query)

    def send(
        self, method: str, path: str, content: bytes | Iterable[bytes] | None, headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """The JSON of the answer. Raises QuanchengError for a problem, LedgerFault where nobody answers."""
        import httpx
        import msgspec

        try:
            answer = self._client.request(
                method, path, content=content, headers=dict(headers), params=dict(query or {})
            )
        except httpx.HTTPError as error:
            raise LedgerFault(
                f"The platform does not answer: {error}.", remedy="Check --url; then try again."
            ) from None
        self.requests += 1
        self.sent += len(content) if isinstance(content, bytes) else 0
        self.received += len(answer.content)
        try:
            found = msgspec.json.decode(answer.content)
        except msgspec.DecodeError:
            raise LedgerFault(
                f"The platform answered {answer.status_code} and no JSON.", remedy="Is --url the platform's address?"
            ) from None
        if answer.status_code >= 400:
            raise problem(found)
        return found


def problem(found: Any) -> QuanchengError:
    """The error in a problem document."""
    code, detail = str(found.get("code", "")), str(found.get("detail") or found.get("title", ""))
    remedy = str(found.get("remedy") or "")
    if code == "not-found":
        return NotFound(detail, remedy=remedy)
    if code in ("unavailable", "internal-error", "digests-behind"):
        return LedgerFault(detail, remedy=remedy)
    return Refused(code, f"{detail} [{code}]", pointer=str(found.get("pointer") or ""), remedy=remedy)
