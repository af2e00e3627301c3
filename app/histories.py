"""Decoded histories of families of cases, kept in memory while they are being worked on.

Not a source of truth: every look compares with the head of each stream and reads what is new. One per process,
shared by supervision and read models.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import msgspec
from sqlalchemy import Connection

from app.stored_events import event_of
from domain.errors import QuanchengError
from domain.event import CaseId, Event
from ledger import tails
from projections import case_links
from supervision_rules.pack import Pack

KEPT_EVENTS: Final = 200_000
"""Decoded events kept, about 1.1 KB each. Where more are worked on in turn, all of them are read anew each time."""
NO_LIMIT: Final = 2**62


class FamilyEvents(msgspec.Struct, frozen=True):
    """events: of all cases of the family as recorded, in order of position."""

    cases: frozenset[CaseId]
    events: tuple[Event, ...]


class FamilyFault(msgspec.Struct, frozen=True):
    """A family whose stored acts cannot be read: altered bytes, or an event type the pack does not know."""

    cases: frozenset[CaseId]
    error: QuanchengError


Loaded: TypeAlias = FamilyEvents | FamilyFault


def known_upto(family: Loaded, position: int) -> Loaded:
    """The family as it stood at an earlier position; a fault stays one."""
    if isinstance(family, FamilyFault):
        return family
    events = _upto(family.events, position)
    return family if events is family.events else FamilyEvents(family.cases, tuple(events))


class _Stream:
    __slots__ = ("events", "version")

    def __init__(self) -> None:
        self.version = 0
        self.events: list[Event] = []


class Histories:
    """Safe to share between threads."""

    def __init__(self, pack: Pack, kept_events: int = KEPT_EVENTS) -> None:
        self.pack = pack
        self._kept_events = kept_events
        self._streams: OrderedDict[CaseId, _Stream] = OrderedDict()
        self._count = 0
        self._lock = threading.Lock()

    def load(
        self, connection: Connection, cases: Iterable[CaseId], upto: int = NO_LIMIT, *, keep: bool = True
    ) -> list[Loaded]:
        """The families that hold `cases`, with their acts at positions up to `upto`; sorted by first case.

        keep  False: for one pass over everything, which would only push out what is worked on
        """
        families = case_links.families(connection, cases)
        everything = [case for family in families for case in sorted(family)]
        with self._lock:
            streams, faults = self._streams_of(connection, everything, keep)
        found: list[Loaded] = []
        for family in families:
            fault = next((faults[case] for case in sorted(family) if case in faults), None)
            if fault is not None:
                found.append(FamilyFault(family, fault))
                continue
            events = [event for case in family for event in _upto(streams[case], upto)]
            events.sort(key=_position)
            found.append(FamilyEvents(family, tuple(events)))
        return found

    def _streams_of(
        self, connection: Connection, cases: Sequence[CaseId], keep: bool
    ) -> tuple[dict[CaseId, list[Event]], dict[CaseId, QuanchengError]]:
        heads = tails.heads(connection, cases)
        held = {case: self._streams.get(case) or _Stream() for case in cases}
        wanted: dict[str, int] = {case: held[case].version for case in cases if heads.get(case, 0) > held[case].version}
        faults: dict[CaseId, QuanchengError] = {}
        for case, acts in tails.beyond(connection, wanted).items():
            stream = held[CaseId(case)]
            try:
                fresh = [event_of(act, self.pack) for act in acts if act.position is not None]
            except QuanchengError as error:
                faults[CaseId(case)] = error
                continue
            stream.events = [*stream.events, *fresh]
            stream.version += len(fresh)
            if keep:
                self._count += len(fresh)
        if keep:
            self._keep(held)
        return {case: stream.events for case, stream in held.items()}, faults

    def _keep(self, held: dict[CaseId, _Stream]) -> None:
        for case, stream in held.items():
            self._streams[case] = stream
            self._streams.move_to_end(case)
        while self._count > self._kept_events and self._streams:
            _, dropped = self._streams.popitem(last=False)
            self._count -= len(dropped.events)


def _upto(events: Sequence[Event], position: int) -> Sequence[Event]:
    """In order of position; all of them are given back as they are."""
    if not events or _position(events[-1]) <= position:
        return events
    return [event for event in events if _position(event) <= position]


def _position(event: Event) -> int:
    return event.position or 0
