"""Statements read from a file, judged as intake would judge them: events to post, faults, repeats.

Not the reading (app/readers) and not the posting (post_acts.py). No clock: `now` comes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from app.readers.item import Item, LeftOut, Place, ReadFault, WireStatement, fault_at
from domain.cloudevent import WireEvent, parse_wire, to_event
from domain.errors import Refused
from domain.event import Event
from domain.vocabulary import Vocabulary
from supervision_rules.pack import Pack


class Judged(msgspec.Struct, frozen=True):
    """A statement that intake would take, with its bytes as read."""

    place: Place
    content: bytes
    event: Event


class Repeated(msgspec.Struct, frozen=True):
    """The same statement again, word for word: harmless, and not handed on twice."""

    place: Place
    first: Place
    id: str


Outcome: TypeAlias = Judged | ReadFault | Repeated | LeftOut


class IngestPlan(msgspec.Struct, frozen=True):
    """A whole file judged. `faults` non-empty: the exit status must say so."""

    events: tuple[Judged, ...]
    faults: tuple[ReadFault, ...]
    repeated: tuple[Repeated, ...]
    left_out: tuple[LeftOut, ...]


def plan_ingest(items: Iterable[Item], pack: Pack, now: int) -> IngestPlan:
    """All outcomes of a file, in file order within each kind. `now` in microseconds since the epoch."""
    outcomes = tuple(judged(items, pack.vocabulary, ZoneInfo(pack.zone), now))
    return IngestPlan(
        events=tuple(o for o in outcomes if isinstance(o, Judged)),
        faults=tuple(o for o in outcomes if isinstance(o, ReadFault)),
        repeated=tuple(o for o in outcomes if isinstance(o, Repeated)),
        left_out=tuple(o for o in outcomes if isinstance(o, LeftOut)),
    )


def judged(items: Iterable[Item], vocabulary: Vocabulary, zone: ZoneInfo, now: int) -> Iterator[Outcome]:
    """One outcome per item, as they come. Memory: about 200 bytes per event, for its identity."""
    seen: dict[bytes, tuple[bytes, Place]] = {}
    for item in items:
        if not isinstance(item, WireStatement):
            yield item
            continue
        try:
            wire = parse_wire(item.content)
            event = to_event(wire, vocabulary, zone, now=now)
        except Refused as refusal:
            yield fault_at(item.place, refusal)
            continue
        key, content = _digest([wire.source, wire.id]), _content(wire)
        first = seen.setdefault(key, (content, item.place))
        if first[1] == item.place and first[0] == content:
            yield Judged(item.place, item.content, event)
        elif first[0] == content:
            yield Repeated(item.place, first[1], wire.id)
        else:
            yield ReadFault(
                item.place,
                "id-reused",
                f"{wire.id!r} of {wire.source} was stated otherwise at {first[1]}.",
                "Give each act its own id; state a change of an earlier act by EventCorrected.",
                "/id",
            )


def _content(wire: WireEvent) -> bytes:
    # a condition of the post, a signature, which may differ each time, and what we read codes as are not stated
    said = msgspec.structs.replace(wire, expectedversion=None, signature=None, mapped=())
    return hashlib.blake2b(msgspec.json.encode(said, order="deterministic"), digest_size=16).digest()


def _digest(parts: list[str]) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).digest()
