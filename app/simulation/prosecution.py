"""The procuratorate's stage of a simulated case: acceptance, returns, extension, indictment."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.simulation.docket import Docket, Suspect
from app.simulation.notices import (
    bail_anew,
    custody_period_changed,
    expiry_announced,
    property_goes_along,
    review_told,
    tell_rights,
)
from app.simulation.plan import CasePlan
from app.simulation.side_acts import documents
from app.simulation.world import officers

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def prosecute(docket: Docket, plan: CasePlan, transferred: datetime) -> datetime | None:
    """Run the stage. Returns the moment of the indictment, None where nobody is indicted."""
    agencies = docket.agencies
    accepted = transferred + docket.span("transfer_to_acceptance")
    docket.act(
        "ProsecutionCaseAccepted",
        accepted,
        agencies.procuratorate,
        expedited_eligible=plan.profile == "fast_track",
    )
    docket.act("DossierAccepted", accepted + 5 * MINUTE, agencies.procuratorate)
    _hand_over(docket, accepted, clock_rule="DCR-015-1")
    bail_anew(docket, accepted, agencies.procuratorate)
    docket.act(
        "PersonnelAssigned",
        accepted + HOUR,
        agencies.procuratorate,
        role="reviewing_procurator",
        stage="prosecution_review",
        officers=officers(agencies.procuratorate, docket.rng, 1),
    )
    for suspect in docket.present:
        tell_rights(docket, suspect, accepted + 20 * HOUR, agencies.procuratorate, "prosecution_review")
        docket.act("SuspectQuestionedByProcurator", accepted + 44 * HOUR, agencies.procuratorate, suspect)
        docket.act("CounselOpinionHeard", accepted + 46 * HOUR, agencies.procuratorate, suspect)
    period = accepted
    if plan.has("returned"):
        wanted = 2 if plan.has("second_return") else 1
        third = docket.breaks("CPL-175-3B")
        for number in range(wanted):
            period = _return(docket, period, number + 1)
        if third:
            period = _third_return(docket, period)
    decided = _moment_of_decision(docket, plan, period)
    return _decide(docket, plan, decided)


def _hand_over(docket: Docket, moment: datetime, *, clock_rule: str | None = None) -> None:
    """Custody transfer of everyone held; the first suspect's is forgotten where that breach is planned."""
    forgotten = clock_rule is not None and bool(docket.held) and docket.breaks(clock_rule)
    for number, suspect in enumerate(docket.held):
        if forgotten and number == 0:
            docket.expect("DCR-015-1", docket.last("ProsecutionCaseAccepted"), suspect)
            continue
        docket.act("CustodyTransferCompleted", moment + 5 * HOUR, docket.agencies.detention_centre, suspect)


def _return(docket: Docket, period: datetime, number: int, *, span: str = "return_to_resubmission") -> datetime:
    """One return for supplementary investigation. Returns the moment of resubmission: a new review period."""
    agencies = docket.agencies
    returned = docket.later_day(period, docket.span("acceptance_to_return"))
    act = docket.act("ReturnedForSupplementaryInvestigation", returned, agencies.procuratorate, round=number)
    received = returned + 3 * HOUR
    review_told(docket, received)
    basis = docket.act("DossierAccepted", received, agencies.police)
    _hand_over(docket, received)
    late = docket.breaks("CPL-175-3")
    if late:
        docket.expect("CPL-175-3", act, None)
        for suspect in docket.held:
            docket.expect("CPL-098-1", basis, suspect)
        expiry_announced(docket, received, "month")
    back = docket.later_day(received, docket.span(span, broken=late))
    documents(docket, agencies.police, back - timedelta(days=1), ["补充侦查报告书"])
    docket.act("SupplementaryInvestigationResubmitted", back, agencies.police, round=number)
    review_told(docket, back + 3 * HOUR)
    for suspect in docket.held:
        docket.act("CustodyTransferIssued", back + 10 * MINUTE, agencies.police, suspect)
    _hand_over(docket, back)
    return back


def _third_return(docket: Docket, period: datetime) -> datetime:
    """A return that the law does not know: it gives custody no new basis, the review after the second one runs out."""
    reviewed = docket.last("SupplementaryInvestigationResubmitted")
    for suspect in docket.held:
        docket.expect("CPL-098-1", reviewed, suspect)
    period = _return(docket, period, 3, span="third_return_to_resubmission")
    docket.expect("CPL-175-3B", docket.last("ReturnedForSupplementaryInvestigation"), None)
    return period


def _moment_of_decision(docket: Docket, plan: CasePlan, period: datetime) -> datetime:
    if docket.breaks("CPL-172-1"):
        trigger = docket.find("SupplementaryInvestigationResubmitted") or docket.last("ProsecutionCaseAccepted")
        docket.expect("CPL-172-1", trigger, None)
        for suspect in docket.held:
            docket.expect("CPL-098-1", trigger, suspect)
        expiry_announced(docket, period, "month")
        return docket.later_day(period, docket.span("acceptance_to_indictment", broken=True))
    if plan.profile == "fast_track":
        late = docket.breaks("CPL-172-1B")
        if late:
            docket.expect("CPL-172-1B", docket.last("ProsecutionCaseAccepted"), None)
            for suspect in docket.held:
                docket.expect("CPL-098-1", docket.last("ProsecutionCaseAccepted"), suspect)
        return docket.later_day(period, docket.span("acceptance_to_indictment_fast", broken=late))
    if plan.has("review_extended"):
        extended = docket.later_day(period, timedelta(days=docket.rng.randint(20, 25)))
        docket.act("ReviewPeriodExtended", extended, docket.agencies.procuratorate, days=15)
        custody_period_changed(docket, docket.held, extended, docket.agencies.procuratorate)
        return docket.later_day(period, docket.span("acceptance_to_indictment_extended"))
    return docket.later_day(period, docket.span("acceptance_to_indictment"))


def _split_off(docket: Docket, suspect: Suspect, moment: datetime) -> None:
    """The suspect goes on in a case of their own; clocks that run on the person do not notice."""
    new_case = f"{docket.case}-B"
    docket.act("CaseSplit", moment, docket.agencies.procuratorate, new_case=new_case, persons=[suspect.id])
    suspect.case = new_case


def _decide(docket: Docket, plan: CasePlan, decided: datetime) -> datetime | None:
    agencies = docket.agencies
    splitting = plan.has("split") and len(docket.present) > 1
    leaving = [docket.present[-1]] if splitting or plan.has("not_prosecuted") else []
    if splitting:
        _split_off(docket, leaving[0], decided - timedelta(days=1))
    for suspect in leaving:
        alone = splitting or len(docket.present) == 1
        docket.act(
            "NonProsecutionDecided",
            decided - 20 * MINUTE,
            agencies.procuratorate,
            suspect,
            basis="177_2",
            whole_case=alone,
        )
        if alone and not splitting and docket.find("PropertySeized") is not None:
            docket.act("PropertyReleased", decided - 10 * MINUTE, agencies.procuratorate)
        docket.act("NonProsecutionServed", decided + HOUR, agencies.procuratorate, suspect)
        if suspect.in_custody:
            docket.act("Released", decided + 30 * MINUTE, agencies.police, suspect)
        else:
            docket.act("BailEnded", decided + 40 * MINUTE, agencies.police, suspect)
        suspect.left, suspect.in_custody = True, False
    if not docket.present:
        return None
    for suspect in docket.present:
        if plan.profile == "fast_track":
            docket.act("PleaStatementSigned", decided - 3 * HOUR, agencies.procuratorate, suspect)
    documents(docket, agencies.procuratorate, decided - HOUR, ["起诉书"])
    persons = [one.id for one in docket.present]
    plea = plan.profile == "fast_track"
    docket.act(
        "IndictmentFiled",
        decided,
        agencies.procuratorate,
        persons=persons,
        plea=plea or None,
        sentencing_proposal="有期徒刑六个月至一年" if plea else None,
    )
    property_goes_along(docket, decided + 20 * MINUTE, agencies.procuratorate)
    docket.act("DossierSubmitted", decided + 30 * MINUTE, agencies.procuratorate)
    for suspect in docket.held:
        docket.act("CustodyTransferIssued", decided + 35 * MINUTE, agencies.procuratorate, suspect)
    return decided
