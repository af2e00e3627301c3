"""The simulator: N realistic cases from a seed, some with a planted breach, and the truth about them.

Case k depends on the seed and on k alone, so more cases never change earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import msgspec

from app.simulation.breaches import BREACHES
from app.simulation.course import last_moment, run_course
from app.simulation.docket import CHINA, Docket, moment_of
from app.simulation.draft import Draft, Expectation
from app.simulation.plan import Needs, draw_plan
from app.simulation.receipts import Forgotten, acknowledge

HORIZON = timedelta(days=750)
BREACH_SHARE = 0.3
OPEN_SHARE = 0.3
OPEN_SINCE = timedelta(days=240)


class SimulatedCase(msgspec.Struct, frozen=True):
    """One case: its docket up to `now`, and the findings that replay must raise, no more and no fewer.

    forgotten  hand-overs that nobody acknowledges, by plan
    """

    docket: Docket
    truth: tuple[Expectation, ...]
    forgotten: tuple[Forgotten, ...]


def simulate(cases: int, seed: int, now: datetime) -> Iterator[SimulatedCase]:
    """`cases` cases as they stand at `now` (aware). Breaches go round the implemented rules in turn."""
    rules = sorted(BREACHES)
    planted = 0
    for number in range(cases):
        rng = Random(f"{seed}/{number}")
        breach = None
        if rng.random() < BREACH_SHARE:
            breach = rules[planted % len(rules)]
            planted += 1
        yield _one(f"SIM{seed}-{number:06d}", breach, rng, now.astimezone(CHINA))


def _one(case: str, breach: str | None, rng: Random, now: datetime) -> SimulatedCase:
    needs = Needs() if breach is None else BREACHES[breach]
    if breach is None and rng.random() < OPEN_SHARE:
        plan = draw_plan(rng, now - OPEN_SINCE, now - timedelta(days=5), breach, needs)
    else:
        plan = draw_plan(rng, now - 2 * HORIZON, now - HORIZON, breach, needs)
    docket = run_course(case, plan, rng)
    if breach is not None and (not docket.planted or last_moment(docket) > now):
        raise RuntimeError(f"{case}: breach {breach} was planned and did not happen before the present")
    forgotten = acknowledge(docket)
    docket.drafts = [_known(one, now) for one in docket.drafts if moment_of(one) <= now]
    known = {(one.source, one.id) for one in docket.drafts}
    return SimulatedCase(
        docket, tuple(docket.expected), tuple(one for one in forgotten if (one.source, one.id) in known)
    )


def _known(draft: Draft, now: datetime) -> Draft:
    """An act of the last hours is recorded by now: an open case is no breach of prompt recording."""
    return msgspec.structs.replace(draft, recorded=min(draft.recorded, now))
