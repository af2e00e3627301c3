"""Answers that went well: structs and plain JSON as response bodies.

Not problems (problems.py). Never cached by anyone on the way: what a caller may see depends on the token.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

from api.described import JSON
from api.digest_fields import with_digest


def reply(body: msgspec.Struct, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return reply_plain(body, status, headers)


def reply_plain(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None, *, media_type: str = JSON
) -> Response:
    sent = {"Cache-Control": "no-store", **(headers or {})}
    return with_digest(Response(msgspec.json.encode(body), status, sent, media_type=media_type))


def etag(version: int) -> str:
    """A version as a strong entity tag."""
    return f'"{version}"'
