"""From the first judgment of a simulated case to its effect: appeal period, second instance, remand."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.simulation.docket import Docket, moment_of
from app.simulation.plan import CasePlan
from app.simulation.side_acts import documents
from app.simulation.trial import hear
from app.simulation.world import officers

HOUR = timedelta(hours=1)


def until_effective(docket: Docket, plan: CasePlan, judged: datetime) -> datetime:
    """Run the stage. Returns the moment the judgment takes effect."""
    if not plan.has("appeal"):
        return _let_period_pass(docket, judged)
    concluded = _appeal(docket, plan)
    if plan.has("remand"):
        accepted = docket.later_day(concluded, timedelta(days=1))
        court = docket.agencies.court
        docket.act("CourtCaseAccepted", accepted, court, procedure="ordinary", instance="first", after="remand")
        for suspect in docket.held:
            docket.act("CustodyTransferCompleted", accepted + 4 * HOUR, docket.agencies.detention_centre, suspect)
        judged = hear(docket, plan, accepted, again=True)
        return _let_period_pass(docket, judged)
    return concluded


def _last_service(docket: Docket) -> datetime:
    return max(moment_of(one) for one in docket.drafts if one.type == "JudgmentServed")


def _let_period_pass(docket: Docket, judged: datetime) -> datetime:
    expired = docket.later_day(max(judged, _last_service(docket)), docket.span("service_to_period_end"))
    for suspect in docket.present:
        docket.act("AppealPeriodExpired", expired, docket.agencies.court, suspect)
    return expired


def _appeal(docket: Docket, plan: CasePlan) -> datetime:
    agencies = docket.agencies
    served = _last_service(docket)
    appellant = docket.present[0]
    appealed = docket.later_day(served, docket.span("service_to_appeal"))
    appeal = docket.act("AppealFiled", appealed, agencies.court, appellant)
    expired = docket.later_day(served, docket.span("service_to_period_end"))
    for suspect in docket.present:
        docket.act("AppealPeriodExpired", expired, agencies.court, suspect)
    late = docket.breaks("CPL-231-1")
    if late:
        docket.expect("CPL-231-1", appeal, None)
        for suspect in docket.held:
            docket.expect("CPL-098-1", docket.last("AppealPeriodExpired", suspect), suspect)
    moved = docket.later_day(expired, docket.span("period_end_to_file", broken=late))
    docket.act("AppealFileTransferred", moved, agencies.court)
    for suspect in docket.held:
        docket.act("CustodyTransferIssued", moved + HOUR, agencies.court, suspect)
    accepted = docket.later_day(moved, docket.span("file_to_second_acceptance"))
    docket.act("SecondInstanceAccepted", accepted, agencies.higher_court)
    for suspect in docket.held:
        docket.act("CustodyTransferCompleted", accepted + 4 * HOUR, agencies.detention_centre, suspect)
    panel = officers(agencies.higher_court, docket.rng, 3)
    docket.act(
        "PersonnelAssigned",
        accepted + HOUR,
        agencies.higher_court,
        role="judge",
        stage="second_instance",
        officers=panel,
    )
    concluded = docket.later_day(accepted, docket.span("second_acceptance_to_conclusion"))
    for suspect in docket.present:
        heard = concluded - timedelta(days=3)
        documents(docket, agencies.higher_court, heard, ["讯问笔录"], person=suspect)
    if plan.has("remand"):
        docket.act("RemandedForRetrial", concluded, agencies.higher_court, ground="236_1_3")
    else:
        docket.act("SecondInstanceConcluded", concluded, agencies.higher_court, outcome="upheld")
    return concluded
