"""The acts of a case in legal order, each with the state before and after it; also where the pack knows no states.

Not what is shown of them (timeline_items.py, replay_page.py).
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from app import read_case
from domain.case import CaseState
from domain.event import Event
from web.visit import Visit


class Act(msgspec.Struct, frozen=True):
    """number: from 1. before and after are None in a pack without a lifecycle."""

    number: int
    event: Event
    before: CaseState | None
    after: CaseState | None


def acts(visit: Visit, case: str, known_at: datetime | None = None) -> list[Act]:
    """Raises NotFound where nothing was known of the case then."""
    if visit.platform.pack.lifecycle is None:
        found = read_case.state_at(visit.platform, case, known_at=known_at)
        return [Act(number, event, None, None) for number, event in enumerate(found.events, 1)]
    steps = read_case.steps(visit.platform, case, known_at=known_at)
    return [Act(step.index, step.event, step.before, step.after) for step in steps if step.event is not None]
