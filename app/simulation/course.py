"""One simulated case from its first report to execution, cut off at the present."""

from __future__ import annotations

from datetime import datetime
from random import Random

from app.simulation.appeal import until_effective
from app.simulation.docket import Docket
from app.simulation.execution import execute
from app.simulation.investigation import investigate
from app.simulation.plan import CasePlan
from app.simulation.prosecution import prosecute
from app.simulation.trial import accept, hear
from app.simulation.world import COUNTIES, agencies_of


def run_course(case: str, plan: CasePlan, rng: Random) -> Docket:
    """Write down the whole case. The docket holds every act, also those after the present."""
    docket = Docket(case, agencies_of(rng.choice(COUNTIES)), rng, plan.breach)
    transferred = investigate(docket, plan)
    if transferred is None:
        return docket
    indicted = prosecute(docket, plan, transferred)
    if indicted is None:
        return docket
    accepted = accept(docket, plan, indicted)
    judged = hear(docket, plan, accepted)
    effective = until_effective(docket, plan, judged)
    execute(docket, effective)
    return docket


def last_moment(docket: Docket) -> datetime:
    """The latest moment at which the platform learns of an act of this case."""
    return max(one.recorded for one in docket.drafts)
