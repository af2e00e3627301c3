"""First instance of a simulated case, in its three procedures, and again after a remand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from app.simulation.docket import Docket, Suspect
from app.simulation.notices import bail_anew, custody_period_changed, expiry_announced, review_told, tell_rights
from app.simulation.plan import CasePlan
from app.simulation.side_acts import documents
from app.simulation.world import officers

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
Procedure = Literal["ordinary", "summary", "expedited"]
TRIAL_RULE = {"ordinary": "CPL-208-1", "summary": "CPL-220-1", "expedited": "CPL-225-1"}
JUDGMENT_SPAN = {
    "ordinary": "hearing_to_judgment",
    "summary": "hearing_to_judgment_summary",
    "expedited": "hearing_to_judgment_fast",
}


def procedure_of(plan: CasePlan) -> Procedure:
    if plan.profile == "fast_track":
        return "expedited"
    return "summary" if plan.has("summary") else "ordinary"


def accept(docket: Docket, plan: CasePlan, indicted: datetime) -> datetime:
    """The court receives and accepts the case. Returns acceptance."""
    court = docket.agencies.court
    docket.act("CourtFileReceived", indicted + 2 * HOUR, court)
    accepted = docket.later_day(indicted, docket.span("indictment_to_court_acceptance"))
    docket.act("CourtCaseAccepted", accepted, court, procedure=procedure_of(plan), instance="first")
    for suspect in docket.held:
        docket.act("CustodyTransferCompleted", accepted + 4 * HOUR, docket.agencies.detention_centre, suspect)
    for suspect in docket.present:
        tell_rights(docket, suspect, accepted + 20 * HOUR, court, "first_instance")
    bail_anew(docket, accepted, court)
    review_told(docket, accepted + 5 * HOUR)
    return accepted


def hear(docket: Docket, plan: CasePlan, accepted: datetime, *, again: bool = False) -> datetime:
    """From acceptance to judgment. Returns the moment the judgment is pronounced."""
    procedure: Procedure = "ordinary" if again else procedure_of(plan)
    court = docket.agencies.court
    _seat_panel(docket, accepted + 30 * MINUTE, procedure, again=again)
    clock_act = docket.last("CourtCaseAccepted")
    if procedure == "summary" and plan.has("converted") and not again:
        accepted = docket.later_day(accepted, timedelta(days=docket.rng.randint(5, 9)))
        clock_act = docket.act("TrialProcedureConverted", accepted, court, to_procedure="ordinary")
        custody_period_changed(docket, docket.held, accepted, court)
        procedure = "ordinary"
    served = docket.later_day(accepted, docket.span("acceptance_to_service"))
    short = procedure == "ordinary" and not again and docket.breaks("CPL-187-1")
    hearing = docket.later_day(served, _until_hearing(docket, procedure, short=short))
    for suspect in docket.present:
        docket.act("IndictmentServed", served, court, suspect)
        docket.act("HearingNoticeServed", served + 10 * MINUTE, court, suspect)
    docket.act("HearingScheduled", served + 15 * MINUTE, court, hearing_date=hearing.date().isoformat())
    docket.act("HearingAnnounced", served + 20 * MINUTE, court)
    held = docket.act("HearingHeld", hearing, court, procedure=procedure, instance="first", panel=docket.panel)
    docket.act("HearingRecordSigned", hearing + timedelta(minutes=100), court)
    if again and docket.breach == "CPL-239-1":
        docket.expect("CPL-239-1", held, None)
    if short:
        for suspect in docket.present:
            docket.expect("CPL-187-1", held, suspect)
    return _judge(docket, plan, procedure, hearing, clock_act.id, again=again)


def _seat_panel(docket: Docket, moment: datetime, procedure: Procedure, *, again: bool) -> None:
    court = docket.agencies.court
    same = again and docket.breaks("CPL-239-1")
    before = frozenset(docket.panel)
    if same:
        docket.panel = [docket.panel[0], *officers(court, docket.rng, 2, taken=before)]
    else:
        docket.panel = officers(court, docket.rng, 3 if procedure == "ordinary" else 1, taken=before)
    seated = docket.act(
        "PersonnelAssigned",
        moment,
        court,
        role="judge",
        stage="first_instance",
        officers=docket.panel,
    )
    if same:
        docket.expect("CPL-239-1", seated, None)


def _until_hearing(docket: Docket, procedure: Procedure, *, short: bool) -> timedelta:
    if procedure == "ordinary":
        return docket.span("service_to_hearing", broken=short)
    return docket.span("service_to_hearing_fast")


def _judge(
    docket: Docket, plan: CasePlan, procedure: Procedure, hearing: datetime, clock_act: str, *, again: bool
) -> datetime:
    agencies = docket.agencies
    rule = TRIAL_RULE[procedure]
    late = not again and docket.breaks(rule)
    if late:
        docket.expect(rule, docket.by_id(clock_act), None)
        if procedure == "expedited":
            docket.late_expedited = True  # nor is it pronounced in court, as this procedure asks
        for suspect in docket.held:
            docket.expect("CPL-098-1", docket.by_id(clock_act), suspect)
        if procedure == "ordinary":
            expiry_announced(docket, hearing, "hearing")
    extended = procedure == "ordinary" and plan.has("trial_extended") and not late and not again
    if extended:
        asked = docket.later_day(hearing, timedelta(days=docket.rng.randint(5, 15)))
        docket.act("TrialExtensionRequested", asked, agencies.court)
        granted = docket.later_day(asked, timedelta(days=docket.rng.randint(2, 6)))
        docket.act("TrialPeriodExtended", granted, agencies.higher_court, ground="article_158", months="3")
        custody_period_changed(docket, docket.held, granted, agencies.court)
    name = "hearing_to_judgment_extended" if extended else JUDGMENT_SPAN[procedure]
    wait = docket.span(name, broken=late)
    judged = docket.later_day(hearing, wait) if wait else hearing + 2 * HOUR
    if procedure == "ordinary":
        docket.act("PanelDeliberated", judged - HOUR, agencies.court, panel=docket.panel)
        documents(docket, agencies.court, judged - 30 * MINUTE, ["评议笔录"])
    documents(docket, agencies.court, judged, ["刑事判决书"])
    for suspect in docket.present:
        _pronounce(docket, plan, suspect, judged, in_court=judged.date() == hearing.date())
    return judged


def _pronounce(docket: Docket, plan: CasePlan, suspect: Suspect, judged: datetime, *, in_court: bool) -> None:
    court = docket.agencies.court
    pronounced = docket.act(
        "JudgmentPronounced",
        judged,
        court,
        suspect,
        in_court=in_court,
        sentence_kind="fixed_term",
        suspended=plan.has("community"),
    )
    if docket.late_expedited:
        docket.expect("CPL-224-2", pronounced, suspect)
    suspect.community = plan.has("community")
    if suspect.community and suspect.in_custody:
        docket.act("Released", judged + HOUR, docket.agencies.police, suspect)
        suspect.in_custody = False
    docket.act("JudgmentServed", docket.later_day(judged, docket.span("judgment_to_service")), court, suspect)
