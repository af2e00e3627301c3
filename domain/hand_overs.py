"""To whom cases are handed once corrections are applied, and who was named by mistake. Pure.

Not which acts hand over (the pack's agencies.yaml), and not who sees a case (domain/permission.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

import msgspec

from domain.event import CaseId, Event, EventKey
from domain.history import effective

HandedTo: TypeAlias = Callable[[str, msgspec.Struct], Collection[str]]
"""(event type, payload) -> URIs of the agencies to which such an act hands its case."""


class Receivers(msgspec.Struct, frozen=True):
    """URIs of agencies. standing: named by hand-overs as they stand; mistaken: named once, corrected since, and without
    any act of their own on the case.
    """

    standing: frozenset[str]
    mistaken: frozenset[str]


def receivers(raw: Sequence[Event], handed: HandedTo) -> dict[CaseId, Receivers]:
    """By case, from its acts as recorded; cases that nobody handed over are left out.

    A retracted hand-over keeps its receiver: whoever was told of a case must be able to see that it is called back.
    """
    now = {event.key: event for event in effective(raw)}
    named: dict[CaseId, set[str]] = {}
    standing: dict[CaseId, set[str]] = {}
    acted: dict[CaseId, set[str]] = {}
    own = {event.key: event for event in raw if event.amends is None}
    for event in own.values():
        acted.setdefault(event.case, set()).update((event.key.source, event.emitter))
        as_posted = handed(event.type, event.data)
        stands = now.get(event.key)
        named.setdefault(event.case, set()).update(as_posted)
        standing.setdefault(event.case, set()).update(as_posted if stands is None else handed(stands.type, stands.data))
    for event in raw:
        target = _corrected(event, own)
        if target is not None and event.amends is not None and event.amends.data is not None:
            named[target.case].update(handed(target.type, event.amends.data))
    return {
        case: Receivers(frozenset(standing[case]), frozenset(some - standing[case] - acted[case]))
        for case, some in named.items()
        if some
    }


def _corrected(event: Event, own: dict[EventKey, Event]) -> Event | None:
    """The act that a correction is about; only its own source corrects it."""
    if event.amends is None or event.amends.retract:
        return None
    target = own.get(event.amends.event)
    return target if target is not None and target.key.source == event.key.source else None
