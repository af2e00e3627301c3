"""The signature of a request (RFC 9421), as far as HTTP goes: what was received, and whether one is asked for.

Not the check (app/signing/request_signature.py). That a covered content-digest is the one of the body: json_body.py.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.state import state_of
from app.composition import Platform
from app.signing import agency_keys
from app.signing.message_signature import Message
from app.signing.request_signature import verify_request
from domain.errors import SignatureFault
from domain.permission import Principal

PROBLEMS: Final = (
    "signature-required", "signature-malformed", "signature-component", "signature-stale", "signature-replayed",
    "signature-key-unknown", "signature-invalid", "signature-suite-missing",
)  # fmt: skip
_READING: Final = ("GET", "HEAD", "OPTIONS")


async def require_signature(request: Request, principal: Principal) -> None:
    """Nothing where the request is signed by the caller's agency, or need not be and is not. Raises SignatureFault."""
    platform = state_of(request).platform
    is_signed = "signature-input" in request.headers or "signature" in request.headers
    asked = principal.role == "agency" and request.method not in _READING
    if not is_signed and not (asked and platform.settings.message_signatures != "optional"):
        return
    await run_in_threadpool(_require, request, principal.agency, platform, is_signed)


def _require(request: Request, agency: str, platform: Platform, is_signed: bool) -> None:
    if not is_signed:
        if platform.settings.message_signatures == "registered":
            with platform.engine.connect() as connection:
                if not agency_keys.any_of(connection, agency):
                    return
        raise SignatureFault(
            "signature-required",
            "This platform takes no unsigned acts from your agency.",
            component="signature",
            remedy="Sign the request (RFC 9421) with a registered key, covering @method, @path and content-digest.",
        )
    has_body = "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
    message = received(request)
    verify_request(platform.engine, platform.ledger.writing_engine, agency, message, platform.now(), has_body=has_body)


def received(request: Request) -> Message:
    """The request as a message that can be signed."""
    raw: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    query: bytes = request.scope["query_string"]
    return Message(
        method=request.method,
        scheme=request.url.scheme,
        authority=request.headers.get("host", ""),
        path=raw.partition(b"?")[0].decode("ascii", "replace"),
        query=query.decode("ascii", "replace") if query else None,
        fields=tuple(request.headers.items()),
    )
