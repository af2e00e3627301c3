"""One agency's connection to the exchange: tokens, posting that is safe to repeat, receipts.

Not the calls one by one: rest/ has them all, generated, and `Exchange.rest()` is what they take.
"""

from __future__ import annotations

import json
import ssl
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import httpx

from quancheng_client.rest import AuthenticatedClient
from quancheng_client.rest.models import FeedItem, FeedPage, FullReceipt, PostResult
from quancheng_client.retry import Patience, send
from quancheng_client.signing import RequestSigner

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
_RENEW_BEFORE = 30.0


class Problem(Exception):
    """The platform refused (RFC 9457). Repeating the same request helps nothing: mend it, as `remedy` says.

    code     stable name of the problem; pointer: RFC 6901, where in the body
    members  the whole problem as it came
    """

    def __init__(self, status: int, members: Mapping[str, Any]) -> None:
        self.status = status
        self.members = members
        self.code = str(members.get("code", ""))
        self.detail = str(members.get("detail", members.get("title", "")))
        self.remedy = str(members.get("remedy", ""))
        self.pointer = str(members.get("pointer", ""))
        super().__init__(f"{status} {self.code}: {self.detail} {self.remedy}".strip())


class Exchange:
    """Talks to the platform at `address` as one client of one agency.

    client_id, client_secret  as the operator issued them
    signer                    signs each request, where the platform asks for it
    """

    def __init__(
        self,
        address: str,
        client_id: str,
        client_secret: str,
        *,
        patience: Patience | None = None,
        signer: RequestSigner | None = None,
        timeout: float = 30.0,
        language: str = "en",
    ) -> None:
        self._credentials = (client_id, client_secret)
        self._patience = patience or Patience()
        self._signer = signer
        told = {"Accept-Language": language}
        self._http = httpx.Client(base_url=address, timeout=timeout, headers=told, verify=_trusted())
        self._token = ""
        self._expires = 0.0

    def post(self, event: Mapping[str, Any], *, key: str | None = None) -> PostResult:
        """Post one act (a CloudEvent). The result holds its receipt.

        key  Idempotency-Key; give the one of the first try to repeat a post of an earlier run
        Raises Problem, NoAnswer.
        """
        return self._post(ONE, event, key)

    def post_batch(self, events: Sequence[Mapping[str, Any]], *, key: str | None = None) -> PostResult:
        """Post several acts. Each stands for itself: look at `refused` and at the problem of each item."""
        return self._post(BATCH, list(events), key)

    def receipt(self, source: str, id: str, *, wait: float = 0.0) -> FullReceipt:
        """The receipt of an act. wait: seconds to ask again for the duties, which are known after a moment.

        Raises Problem, NoAnswer.
        """
        path = f"/v1/events/{_quoted(source)}/{_quoted(id)}"
        until = time.monotonic() + wait
        while True:
            found = FullReceipt.from_dict(self.call("GET", path).json())
            if found.duties is not None or time.monotonic() >= until:
                return found
            time.sleep(0.1)

    def feed(self, after: str | None = None, *, limit: int = 500, wait: int = 0) -> Iterator[FeedItem]:
        """The acts of the cases that one sees, from `after` on (an item's cursor; None: from the beginning).

        wait  0: ends where the feed ends now; else goes on for ever, waiting so many seconds in each request.
        Raises Problem, NoAnswer.
        """
        while True:
            query: dict[str, str | int] = {"limit": limit, "wait": wait} | ({} if after is None else {"after": after})
            page = FeedPage.from_dict(self.call("GET", f"/v1/feed?{urlencode(query)}").json())
            yield from page.items
            after = page.next_
            if not page.items and not wait:
                return

    def call(
        self, method: str, path: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Any request, with token, signature and retries. A new token is fetched once where ours is refused.

        Raises Problem for status 400 and above, NoAnswer.
        """
        for renewed in (False, True):
            token = self._access_token(renew=renewed)
            sent = {**(headers or {}), "Authorization": f"Bearer {token}"}

            def request(sent: Mapping[str, str] = sent) -> httpx.Request:
                made = self._http.build_request(method, path, content=content, headers=sent)
                if self._signer is not None:
                    self._signer.sign(made)
                return made

            answer = send(self._http, request, self._patience)
            if answer.status_code != 401:
                break
        if answer.status_code >= 400:
            raise Problem(answer.status_code, _members(answer))
        return answer

    def rest(self) -> AuthenticatedClient:
        """A client for the generated calls of rest/api, with a token that lasts some minutes."""
        token = self._access_token()
        return AuthenticatedClient(base_url=str(self._http.base_url), token=token)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _post(self, media: str, body: object, key: str | None) -> PostResult:
        headers = {"Content-Type": media, "Idempotency-Key": f'"{key or uuid.uuid4()}"'}
        answer = self.call("POST", "/v1/events", content=json.dumps(body).encode(), headers=headers)
        return PostResult.from_dict(answer.json())

    def _access_token(self, *, renew: bool = False) -> str:
        if renew or time.monotonic() >= self._expires:
            form = {"grant_type": "client_credentials"}

            def request() -> httpx.Request:
                return self._http.build_request("POST", "/oauth/token", data=form, headers=self._basic())

            answer = send(self._http, request, self._patience)
            if answer.status_code != 200:
                said = _members(answer)
                raise Problem(
                    answer.status_code, {"code": said.get("error", ""), "detail": said.get("error_description", "")}
                )
            given = answer.json()
            self._token = str(given["access_token"])
            self._expires = time.monotonic() + float(given["expires_in"]) - _RENEW_BEFORE
        return self._token

    def _basic(self) -> dict[str, str]:
        request = httpx.Request("POST", self._http.base_url)
        flow = httpx.BasicAuth(*map(_quoted, self._credentials)).auth_flow(request)
        return {"Authorization": next(flow).headers["Authorization"]}


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates of this machine, read once for all connections: it takes as long as several requests."""
    return httpx.create_ssl_context()


def _members(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"detail": answer.text[:500]}


def _quoted(text: str) -> str:
    return quote(text, safe="")
