"""Digest fields of messages (RFC 9530): which are looked at, and the one that every answer gets.

Not what they say (app/signing/digest_field.py).
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from app.signing.digest_field import digest_field

FIELDS: Final = ("content-digest", "repr-digest")


def with_digest(response: Response) -> Response:
    """The same response with the Content-Digest of its body."""
    response.headers["Content-Digest"] = digest_field(bytes(response.body))
    return response
