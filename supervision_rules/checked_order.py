"""The one order in which a history is walked: legal order, and acts without a time of day where their number puts them.

Part of the checker; shares no code with component.py. The order says nothing about which act came first in law.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.event import Event, legal_order


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """A date-only act goes behind the last timed act of its day and source that has a smaller number."""
    legal = sorted(events, key=legal_order)
    if not any(_placed(event) for event in legal):
        return tuple(legal)
    days = sorted({event.occurred.day for event in legal})
    return tuple(act for day in days for act in _of_day([e for e in legal if e.occurred.day == day]))


def _of_day(acts: Sequence[Event]) -> list[Event]:
    last = {act.key: _last_smaller(act, acts) for act in acts if _placed(act)}
    behind: dict[int, list[Event]] = {}
    for place, act in enumerate(acts):
        if last.get(act.key, -1) > place:
            behind.setdefault(last[act.key], []).append(act)
    moved = {act.key for some in behind.values() for act in some}
    found: list[Event] = []
    for place, act in enumerate(acts):
        found += [] if act.key in moved else [act]
        found += behind.get(place, [])
    return found


def _placed(event: Event) -> bool:
    return event.sequence is not None and event.occurred.date_only


def _last_smaller(act: Event, acts: Sequence[Event]) -> int:
    """Place of the last timed act of the same source with a smaller number, -1 if there is none."""
    number = act.sequence or 0
    return max(
        (
            place
            for place, other in enumerate(acts)
            if other.key.source == act.key.source
            and not other.occurred.date_only
            and other.sequence is not None
            and other.sequence < number
        ),
        default=-1,
    )
