"""The Idempotency-Key of a request: its form, what it is bound to, and the answer under it.

draft-ietf-httpapi-idempotency-key-header-07. Not the store (app/idempotency.py).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import http_sf
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.digest_fields import with_digest
from api.problems import ApiError
from app import idempotency
from app.idempotency import KeptAnswer

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
PROBLEMS: Final = ("idempotency-key-invalid", "idempotency-key-reused", "idempotency-key-in-use")
_LONGEST: Final = 200


def described(hours: int) -> dict[str, Any]:
    """The header as OpenAPI describes a parameter."""
    return {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": "A structured-field string, unique for the request among all of your agency. A repeat of the "
        f"request under it gets the first answer again, for {hours} hours unless the operator states otherwise.",
        "schema": {"type": "string", "pattern": r'^"[!#-\[\]-~]{1,200}"$'},
        "example": '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
    }


def idempotency_key(request: Request) -> str | None:
    """The key, None where there is none. Raises ApiError("idempotency-key-invalid")."""
    lines = request.headers.getlist(HEADER)
    if not lines:
        return None
    try:
        value, _ = cast(tuple[object, object], http_sf.parse(", ".join(lines).encode("ascii"), tltype="item"))
    except (http_sf.StructuredFieldError, UnicodeEncodeError):
        value = None
    if type(value) is not str or not 1 <= len(value) <= _LONGEST:
        raise ApiError(
            "idempotency-key-invalid",
            f"{HEADER} is no string in quotes of 1 to {_LONGEST} characters.",
            remedy=f'Send e.g. {HEADER}: "8e03978e-40d5-43e8-bc93-6894a57f9324", quotes included.',
            parameter=HEADER,
        )
    return value


def fingerprint(request: Request, body: bytes) -> bytes:
    """What a repeat must agree with: address, media type, the attributes in `ce-` headers, the bytes of the body."""
    attributes = sorted((name, value) for name, value in request.headers.items() if name.startswith("ce-"))
    parts = [request.method, request.url.path, request.headers.get("content-type", "")]
    parts += [text for attribute in attributes for text in attribute]
    digest = hashlib.sha256()
    for part in (*(text.encode() for text in parts), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


async def answered_once(
    writing: Engine,
    caller: str,
    key: str,
    print_: bytes,
    now: int,
    kept_for: int,
    make: Callable[[], Awaitable[Response]],
    *,
    seal: Callable[[bytes], bytes] = bytes,
    unseal: Callable[[bytes], bytes] = bytes,
) -> Response:
    """The answer that `make` gives, or the one that it gave to the same request before. No thread waits for `make`.

    An answer of our own failure (5xx) is not kept. now, kept_for: microseconds.
    seal, unseal: of a body that may not lie in the database in clear.
    """
    claimed = await run_in_threadpool(idempotency.claim, writing, caller, key, print_, now, kept_for)
    if isinstance(claimed, KeptAnswer):
        headers = {"Cache-Control": "no-store", REPLAYED: "true"}
        return with_digest(Response(unseal(claimed.body), claimed.status, headers, media_type=claimed.media_type))
    try:
        response = await make()
    except BaseException:
        # a request that is broken off is not made undone: whatever becomes of it, the claim ends
        await asyncio.shield(run_in_threadpool(idempotency.release, writing, claimed))
        raise
    if response.status_code >= 500:
        await run_in_threadpool(idempotency.release, writing, claimed)
    else:
        kept = KeptAnswer(response.status_code, response.media_type or "", seal(bytes(response.body)))
        await run_in_threadpool(idempotency.keep, writing, claimed, kept)
    return response
