"""The effective history: what the recorded events say once corrections and retractions are applied.

Nothing is overwritten: the amendments stay on the record and only drop out of this reading. Pure; no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from domain.event import Event, EventKey, legal_order

Fault = Literal["target-unknown", "other-source", "type-differs", "names-a-retraction", "cycle"]


class Ineffective(msgspec.Struct, frozen=True):
    """An amendment that stays on the record and changes nothing, and why.

    target-unknown      the event named is not in this history (it may still arrive)
    other-source        only the source of an event may correct or retract it
    type-differs        the correction states another type than the event has
    names-a-retraction  a retraction has no data or time to correct
    cycle               amendments that name each other in a ring
    """

    key: EventKey
    fault: Fault


class History(msgspec.Struct, frozen=True):
    """events: in legal order, without amendments; ineffective: amendments to be looked at by a person."""

    events: tuple[Event, ...]
    ineffective: tuple[Ineffective, ...]


def effective(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events less the retracted ones, with corrections applied, in legal order.

    Independent of the order in which `events` come; an event given twice counts once.
    """
    return read(events).events


def read(events: Iterable[Event]) -> History:
    """As `effective`, and which amendments had no effect."""
    by_key = {event.key: event for event in events}
    amendments = [key for key, event in by_key.items() if event.amends is not None]
    if not amendments:
        return History(events=tuple(sorted(by_key.values(), key=legal_order)), ineffective=())
    roots = _roots(by_key, amendments)
    faults = {key: fault for key in amendments if (fault := _fault(by_key, roots, key)) is not None}
    retracted = _retracted(by_key, amendments, faults)
    corrections = _latest_corrections(by_key, amendments, roots, faults, retracted)
    standing = [
        _corrected(event, corrections.get(key))
        for key, event in by_key.items()
        if event.amends is None and key not in retracted
    ]
    return History(
        events=tuple(sorted(standing, key=legal_order)),
        ineffective=tuple(Ineffective(key, faults[key]) for key in sorted(faults)),
    )


def known_at(events: Sequence[Event], micros: int) -> tuple[Event, ...]:
    """The raw events known at an instant (microseconds since the epoch), amendments included.

    An event of which nobody says when it was recorded is taken as known once it has happened.
    """
    return tuple(
        event for event in events if (event.occurred.earliest if event.recorded is None else event.recorded) <= micros
    )


def _fault(by_key: Mapping[EventKey, Event], roots: Mapping[EventKey, Event | None], key: EventKey) -> Fault | None:
    amends = by_key[key].amends
    if amends is None:
        return None
    target = by_key.get(amends.event)
    if target is None:
        return "target-unknown"
    if target.key.source != key.source:
        return "other-source"
    root = roots[key]
    if root is None:
        return "cycle"
    if amends.retract:
        return None
    if target.amends is not None and target.amends.retract:
        return "names-a-retraction"
    if root.amends is not None:
        return "target-unknown"
    if root.key.source != key.source:  # by way of an own correction that had no effect
        return "other-source"
    return None if root.type == amends.type else "type-differs"


def _roots(by_key: Mapping[EventKey, Event], amendments: Iterable[EventKey]) -> dict[EventKey, Event | None]:
    """For each amendment the act at the end of its chain of amendments; the last one known; None for a ring."""
    roots: dict[EventKey, Event | None] = {}
    for start in amendments:
        chain: dict[EventKey, None] = {}
        key = start
        while key not in roots and key not in chain:
            chain[key] = None
            amends = by_key[key].amends
            if amends is None or amends.event not in by_key:
                roots[key] = by_key[key]
            else:
                key = amends.event
        # met a key already settled, or one of this very chain: a ring, and all that lead into it
        root = roots.get(key)
        for passed in chain:
            roots.setdefault(passed, root)
    return roots


def _retracted(
    by_key: Mapping[EventKey, Event], amendments: Iterable[EventKey], faults: Mapping[EventKey, Fault]
) -> frozenset[EventKey]:
    """Keys taken back by a retraction that is itself not taken back (rings are faults, so this ends)."""
    by_target: dict[EventKey, list[EventKey]] = {}
    for key in amendments:
        amends = by_key[key].amends
        if amends is not None and amends.retract and key not in faults:
            by_target.setdefault(amends.event, []).append(key)
    gone: dict[EventKey, bool] = {}
    # targets before what they name would need recursion; an explicit stack keeps long chains safe
    for start in by_target:
        stack = [start]
        while stack:
            key = stack[-1]
            unknown = [r for r in by_target.get(key, ()) if r not in gone]
            if unknown:
                stack.extend(unknown)
                continue
            gone[key] = any(not gone[retraction] for retraction in by_target.get(key, ()))
            stack.pop()
    return frozenset(key for key, is_gone in gone.items() if is_gone)


_NEVER: Final = -1


def _latest_corrections(
    by_key: Mapping[EventKey, Event],
    amendments: Iterable[EventKey],
    roots: Mapping[EventKey, Event | None],
    faults: Mapping[EventKey, Fault],
    retracted: frozenset[EventKey],
) -> dict[EventKey, Event]:
    """For each corrected act the correction that counts: the latest by (recorded, position, key)."""
    latest: dict[EventKey, Event] = {}
    for key in amendments:
        event = by_key[key]
        if event.amends is None or event.amends.retract or key in faults or key in retracted:
            continue
        root = roots[key]
        if root is None or root.amends is not None:
            continue
        known = latest.get(root.key)
        if known is None or _recorded_order(known) < _recorded_order(event):
            latest[root.key] = event
    return latest


def _recorded_order(event: Event) -> tuple[int, int, EventKey]:
    recorded = _NEVER if event.recorded is None else event.recorded
    position = _NEVER if event.position is None else event.position
    return recorded, position, event.key


def _corrected(event: Event, correction: Event | None) -> Event:
    if correction is None or correction.amends is None:
        return event
    amends = correction.amends
    if amends.data is not None:
        event = msgspec.structs.replace(event, data=amends.data, person=amends.person)
    if amends.occurred is not None:
        event = msgspec.structs.replace(event, occurred=amends.occurred)
    return event
