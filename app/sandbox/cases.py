"""Cases of the sandbox: simulated ones, each cut off at the act that brought it to a stage, a few days ago.

Not the posting (folder.py). Which act leads to which stage is read from the pack's lifecycle.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

import msgspec

from app.simulation.course import run_course
from app.simulation.docket import CHINA, Docket, moment_of
from app.simulation.draft import Draft
from app.simulation.plan import CasePlan, Needs, draw_plan
from app.simulation.world import COUNTIES, Agencies, agencies_of
from domain.lifecycle import Lifecycle

COUNTY: Final = COUNTIES[0]
_TRIES: Final = 2000
_AGO: Final = timedelta(days=2)


class CutCase(msgspec.Struct, frozen=True):
    """A case up to the act that first moved it to `stage`; drafts in the order of recording."""

    case: str
    stage: str
    drafts: tuple[Draft, ...]


def cut_cases(lifecycle: Lifecycle, per_stage: int, seed: int, now: datetime) -> Iterator[CutCase]:
    """Up to `per_stage` cases for each stage that simulated cases come through, all of one county.

    The last act of each lies two days before `now` (aware).
    """
    found: dict[str, int] = {}
    wanted = {state.id for state in lifecycle.definition.stage.states if not state.left}
    for number in range(_TRIES):
        if all(found.get(stage, 0) >= per_stage for stage in wanted):
            return
        rng = Random(f"sandbox/{seed}/{number}")
        plan = draw_plan(rng, now, now, None, Needs())
        whole = _course(f"SANDBOX-{number}", plan, number)
        if whole.agencies != county_agencies():
            continue
        for stage, reached in _reached(lifecycle, whole.drafts).items():
            if stage not in wanted or found.get(stage, 0) >= per_stage:
                continue
            case = f"SANDBOX-{stage}-{found.get(stage, 0) + 1:02d}"
            shifted = msgspec.structs.replace(plan, start=plan.start + (now - _AGO - moment_of(reached)))
            drafts = _until(lifecycle, _course(case, shifted, number).drafts, stage, now)
            if drafts:
                found[stage] = found.get(stage, 0) + 1
                yield CutCase(case, stage, drafts)


def county_agencies() -> Agencies:
    return agencies_of(COUNTY)


def _course(case: str, plan: CasePlan, number: int) -> Docket:
    return run_course(case, plan, Random(f"sandbox/course/{number}"))


def _reached(lifecycle: Lifecycle, drafts: list[Draft]) -> dict[str, Draft]:
    """The act that first leads the case to each stage, its persons taken together."""
    first: dict[str, Draft] = {}
    stage = lifecycle.definition.stage.initially
    for draft in sorted(drafts, key=lambda one: one.recorded):
        for move in lifecycle.moves.get(draft.type, {}).get("stage", ()):
            fits = all(str(draft.data.get(field)) in values for field, values in move.when.items())
            if fits and (not move.from_ or stage in move.from_):
                stage = move.to
                first.setdefault(stage, draft)
                break
    return first


def _until(lifecycle: Lifecycle, drafts: list[Draft], stage: str, now: datetime) -> tuple[Draft, ...]:
    """The acts recorded by the one that leads to `stage`; none where moving the case in time led it elsewhere."""
    last = _reached(lifecycle, drafts).get(stage)
    if last is None or last.recorded > now.astimezone(CHINA):
        return ()
    known = [one for one in drafts if one.recorded <= last.recorded and moment_of(one) <= now]
    return tuple(sorted(known, key=lambda one: one.recorded))
