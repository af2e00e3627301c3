"""Cursors of feeds: opaque text that names a place in one feed, and what stands there.

Not a secret and not a right: whose feed is read is decided by the caller's token alone, and a cursor made up by hand
reads nothing but the maker's own feed. The check digits tell a damaged cursor and another reader's from a good one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from typing import Final

import msgspec

from domain.errors import Refused

NUMBERING: Final = 1
"""Raise it when the rule changes by which feeds are numbered: cursors of before are then refused as outdated."""
_LAYOUT: Final = struct.Struct(">B8sQQ")
_CHECK: Final = 5
_LAST: Final = 2**63 - 1


class Place(msgspec.Struct, frozen=True, gc=False):
    """After which entry a reader goes on: its number and the ledger position of its act. 0, 0: the beginning."""

    number: int
    position: int


BEGINNING: Final = Place(0, 0)


class CursorMaker:
    """Makes and reads the cursors of one feed."""

    def __init__(self, feed: str) -> None:
        self._feed = hashlib.sha256(b"quancheng feed\n" + feed.encode()).digest()[:8]

    def cursor(self, number: int, position: int) -> str:
        body = _LAYOUT.pack(NUMBERING, self._feed, number, position)
        return base64.urlsafe_b64encode(body + _check(body)).decode()

    def place(self, cursor: str) -> Place:
        """Raises Refused "feed-cursor-invalid", "feed-cursor-outdated"."""
        try:
            raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        body, check = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
        if len(body) != _LAYOUT.size or check != _check(body):
            raise Refused(
                "feed-cursor-invalid",
                "The cursor is none that a feed gave out, or was altered on the way.",
                remedy="Take it unchanged from `next`, `Link` or the `id` of a streamed event; leave it out to begin.",
            )
        numbering, feed, number, position = _LAYOUT.unpack(body)
        if feed != self._feed or max(number, position) > _LAST:
            raise Refused(
                "feed-cursor-invalid",
                "The cursor is one of another reader's feed.",
                remedy="Go on with the last cursor that you were given yourself; leave it out to begin.",
            )
        if numbering != NUMBERING:
            raise outdated()
        return Place(number, position)


def outdated() -> Refused:
    return Refused(
        "feed-cursor-outdated",
        "What this cursor names does not stand at its place any more: the feed was numbered anew, or the platform "
        "went back to an older copy of its records.",
        remedy="Read the feed from the beginning and pass over what you know: source and id of an event are for ever.",
    )


def _check(body: bytes) -> bytes:
    return hashlib.sha256(b"quancheng cursor\n" + body).digest()[:_CHECK]
