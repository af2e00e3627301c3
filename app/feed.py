"""Reading a feed: a stretch of it is looked up first (which decides its tag and whether it is full), then its acts.

Not who may call and not HTTP. Who sees some cases reads the acts on them, in the order of domain/feed_order.py; who
sees everything the whole ledger by position. A full stretch never changes again.
"""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from app import feed_cursor
from app.case_report import instant
from app.composition import Platform
from app.feed_cursor import BEGINNING, CursorMaker, Place
from app.stored_events import is_case_act, verified
from domain.errors import Conflict
from domain.feed_name import WHOLE, reader_of
from ledger import reading, reading_scope
from ledger.acts import StoredAct
from ledger.chain import Texts
from projections import feed
from projections.feed import Entry

MOST_BYTES: Final = 8 * 1_048_576
"""Payload bytes of a stretch, unless its first act alone has more: then it is the only one."""
_FORM: Final = 1
"""Part of every tag: raise it when the bytes of an answer change for the same acts."""


class FeedItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One act as it was posted, and where it stands.

    number       place in this feed, from 1, no gaps
    cursor       to go on after this item
    position     place in the whole ledger; version: place among the acts of its case
    recorded_at  when the ledger took it
    hash         SHA-256, hex, as in the poster's receipt
    event        the CloudEvent; a citizen identity number stands in it sealed
    """

    number: int
    cursor: str
    position: int
    version: int
    recorded_at: str
    hash: str
    event: msgspec.Raw


class Stretch(msgspec.Struct, frozen=True):
    """Entries of one feed after a place. full: nothing can be added to it, it is the same for ever."""

    feed: str
    limit: int
    after: Place
    entries: tuple[Entry, ...]
    full: bool

    @property
    def last(self) -> Place:
        """Where the next stretch goes on."""
        if not self.entries:
            return self.after
        return Place(self.entries[-1].number, self.entries[-1].position)

    @property
    def next(self) -> str:
        return CursorMaker(self.feed).cursor(self.last.number, self.last.position)

    @property
    def tag(self) -> str:
        """Equal for equal answers, and for no others: content is decided by the places at both ends."""
        ends = (_FORM, feed_cursor.NUMBERING, self.feed, self.limit, self.full, self.after, self.last)
        return hashlib.sha256(msgspec.json.encode(ends)).hexdigest()[:32]


def begin(platform: Platform, name: str) -> bool:
    """See to it that this feed is followed; True where it was not yet, and will be empty for a moment."""
    if name == WHOLE or name in platform.feeds_begun:
        return False
    with reading_scope.of_the_platform():
        with platform.engine.connect() as connection:
            begun = not feed.is_read(connection, name)
        if begun:
            with platform.ledger.writing_engine.begin() as connection:
                begun = feed.begin(connection, name)
    platform.feeds_begun.add(name)
    return begun


def stretch(platform: Platform, name: str, cursor: str | None, limit: int) -> Stretch:
    """What stands after `cursor` (None: from the beginning), at most `limit` entries and MOST_BYTES.

    Raises Refused "feed-cursor-invalid", "feed-cursor-outdated", Conflict "feed-narrowed".
    """
    after = BEGINNING if cursor is None else CursorMaker(name).place(cursor)
    # the entry that the cursor names is looked up too: it must still be what stands there
    first, known = (after.number, 1) if after.number else (1, 0)
    with platform.engine.connect() as connection:
        if name == WHOLE:
            found = [
                Entry(head.position, head.position, head.size)
                for head in reading.headers(connection, first - 1, limit + known + 1)
            ]
        else:
            _require_reach(platform, name, feed.reach_of(connection, name))
            found = feed.stretch(connection, name, first, limit + known + 1)
    if known:
        if not found or (found[0].number, found[0].position) != (after.number, after.position):
            raise feed_cursor.outdated()
        del found[0]
    entries = _within(found[:limit])
    full = len(entries) == limit or len(entries) < len(found)
    return Stretch(name, limit, after, entries, full)


def items(platform: Platform, found: Stretch) -> list[FeedItem]:
    """The acts of a stretch. Raises LedgerFault with the position where stored bytes are not those once hashed."""
    maker, texts = CursorMaker(found.feed), Texts()
    # the policy of `feed` has shown whose entries these are: asked again for each act, it cost more than the acts
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        acts = reading.at_positions(connection, [entry.position for entry in found.entries])
    return [
        FeedItem(
            number=entry.number,
            cursor=maker.cursor(entry.number, entry.position),
            position=entry.position,
            version=act.version,
            recorded_at=instant(act.recorded_at),
            hash=bytes(act.hash).hex(),
            event=_event(verified(act, texts)),
        )
        for entry, act in zip(found.entries, acts, strict=True)
    ]


def _require_reach(platform: Platform, name: str, held: frozenset[str]) -> None:
    """held: predecessors whose cases stand in the feed; what is taken from a reader again is not served."""
    gone = held - platform.pack.agencies.predecessors(reader_of(name).agency) if held else held
    if gone:
        raise Conflict(
            "feed-narrowed",
            f"The feed holds acts of {min(gone)}, whose cases are not this agency's any more.",
            remedy="The operator runs `quancheng rebuild feed --renumber` once every server has the same pack; then "
            "read the feed from the beginning.",
        )


def _within(entries: list[Entry]) -> tuple[Entry, ...]:
    total = 0
    for place, entry in enumerate(entries):
        total += entry.size
        if total > MOST_BYTES and place:
            return tuple(entries[:place])
    return tuple(entries)


def _event(act: StoredAct) -> msgspec.Raw:
    """The stored bytes of a posted act; an event of a finding, which is only a payload, in an envelope."""
    if is_case_act(act):
        return msgspec.Raw(act.payload)
    envelope = {
        "specversion": "1.0", "id": act.id, "source": act.source, "type": act.type, "subject": act.stream,
        "time": instant(act.occurred_earliest), "datacontenttype": "application/json",
        "data": msgspec.Raw(act.payload),
    }  # fmt: skip
    return msgspec.Raw(msgspec.json.encode(envelope))
