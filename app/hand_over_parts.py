"""Who sees a case by a hand-over, once corrections are applied: the right receiver, and the mistaken one no more.

Not the first word on it: an act that hands over opens the case in its own transaction (ledger/case_agencies.py). Called
before read models move, so that a crash in between only repeats it. Feeds learn of it by ledger/corrected_parts.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from domain.event import CaseId
from domain.hand_overs import Receivers, receivers
from ledger import case_agencies, corrected_parts
from projections.family_view import FamilyView
from supervision_rules.pack import Pack


def settle(engine: Engine, pack: Pack, views: Sequence[FamilyView]) -> None:
    """Bring the rows of these families up to their hand-overs as they stand. engine: a writing one."""
    wanted: dict[CaseId, Receivers] = {}
    for view in views:
        if any(event.type in pack.agencies.hand_overs for event in view.raw):
            wanted |= receivers(view.raw, pack.agencies.receivers)
    if not wanted:
        return
    with engine.connect() as connection:
        known = case_agencies.concerned(connection, sorted(wanted))
    lacking = [(case, one) for case, some in wanted.items() for one in some.standing - known.get(case, set())]
    mistaken = [(case, one) for case, some in wanted.items() for one in some.mistaken & known.get(case, set())]
    if not (lacking or mistaken):
        return
    with engine.begin() as connection:
        came = case_agencies.hand(connection, lacking)
        lost = case_agencies.withdraw(connection, mistaken)
        corrected_parts.note(connection, [(case, one, True, None) for case, one in came])
        corrected_parts.note(connection, [(case, one, False, since) for (case, one), since in lost.items()])
