"""The acts of a case in legal order, each with the state before and after it; also where the pack knows no states.

Not what is shown of them (timeline_items.py, replay_page.py).
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from app import read_case
from app.closings import of_state, shown_persons, sight_of
from domain.case import CaseState
from domain.event import Event, PersonId
from domain.lineage import persons_of
from web.visit import Visit


class Act(msgspec.Struct, frozen=True):
    """number: from 1, over what the reader sees. before and after are None in a pack without a lifecycle.

    persons  whom it names and the reader may know of; shows_data: whether what it states may be shown
    """

    number: int
    event: Event
    before: CaseState | None
    after: CaseState | None
    persons: tuple[PersonId, ...]
    shows_data: bool


def acts(visit: Visit, case: str, known_at: datetime | None = None) -> list[Act]:
    """Raises NotFound where nothing was known of the case then."""
    found: list[tuple[Event, CaseState | None, CaseState | None]]
    if visit.platform.pack.lifecycle is None:
        at = read_case.state_at(visit.platform, case, known_at=known_at)
        found = [(event, None, None) for event in at.events]
    else:
        steps = read_case.steps(visit.platform, case, known_at=known_at)
        found = [(step.event, step.before, step.after) for step in steps if step.event is not None]
    seen = sight_of(visit.platform, visit.principal, [case])
    shown = [one for one in found if seen.shows(one[0])]
    return [
        Act(
            number, event, None if before is None else of_state(before, seen),
            None if after is None else of_state(after, seen), shown_persons(persons_of(event), seen),
            seen.shows_data(event),
        )
        for number, (event, before, after) in enumerate(shown, 1)
    ]  # fmt: skip
