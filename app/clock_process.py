"""What time alone changes: due timers fire once, and the families they belong to are evaluated at the new now.

Not the timers themselves (projections/timers.py). Called between batches by processing.py.
"""

from __future__ import annotations

from typing import Final

from app.histories import Histories
from app.supervise import Supervision, evaluate_all
from domain.event import CaseId
from ledger.ledger import Ledger
from projections import timers
from supervision_rules.pack import Pack

TIMERS_AT_ONCE: Final = 500


def fire_due(ledger: Ledger, pack: Pack, histories: Histories, supervision: Supervision, now: int) -> int:
    """Fire what is due at `now` (microseconds), at most TIMERS_AT_ONCE; how many families were evaluated."""
    with ledger.engine.connect() as connection:
        due = timers.due(connection, now, TIMERS_AT_ONCE)
        cases = {timer.case for timer in due} | set(timers.families_due(connection, now, TIMERS_AT_ONCE))
        if not cases:
            return 0
        position = ledger.head()
        families = histories.load(connection, sorted(cases), position)
    by_case: dict[CaseId, list[timers.Timer]] = {}
    for timer in due:
        by_case.setdefault(timer.case, []).append(timer)
    for family in families:
        own = [timer for case in sorted(family.cases) for timer in by_case.get(case, ())]
        done, failed = evaluate_all(pack, [family], after=None, now=now)
        supervision.refresh(done, failed, position=position, now=now, fired=own)
    return len(families)
