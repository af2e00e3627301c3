"""The police stage of a simulated case: intake, filing, measures, custody, transfer for prosecution."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.simulation.custody import bail, detain_and_arrest
from app.simulation.docket import Docket, Suspect
from app.simulation.notices import custody_period_changed, expiry_announced, property_goes_along, transfer_told
from app.simulation.plan import CasePlan
from app.simulation.side_acts import documents, evidence_between
from app.simulation.world import officers, person_name

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def investigate(docket: Docket, plan: CasePlan) -> datetime | None:
    """Run the stage. Returns the moment of transfer for prosecution, None where the case ended before it."""
    filed = _file(docket, plan)
    if plan.has("withdrawn"):
        _withdraw(docket, filed)
        return None
    silent = docket.breaks("SPP-564-2")
    pause = docket.span("silence_after_order", broken=True) if silent else docket.span("filing_to_detention")
    if silent:
        docket.expect("SPP-564-2", docket.last("CaseFiled"), None)
    first_measures = docket.later_day(filed, pause)
    for number in range(plan.suspects):
        suspect = Suspect(id=f"{docket.case}-P{number + 1}", name=person_name(docket.rng))
        docket.suspects.append(suspect)
        at = first_measures + timedelta(minutes=docket.rng.randint(0, 900))
        if plan.has("bail"):
            bail(docket, suspect, at)
        else:
            detain_and_arrest(docket, plan, suspect, at, filed)
    transferred = _moment_of_transfer(docket, plan, first_measures)
    if docket.breach != "SPP-312-1":
        evidence_between(docket, plan.profile, first_measures, transferred - timedelta(days=1))
    _transfer(docket, transferred)
    return transferred


def _file(docket: Docket, plan: CasePlan) -> datetime:
    police, procuratorate = docket.agencies.police, docket.agencies.procuratorate
    received = plan.start
    docket.act("ReportReceived", received, police)
    docket.act("ReportReceiptIssued", received + 10 * MINUTE, police)
    if plan.has("merged"):
        _merge(docket, received)
    documents(docket, police, received + 30 * MINUTE, ["受案登记表"])
    if plan.has("filing_order"):
        refused = docket.later_day(received, timedelta(days=3))
        docket.act("FilingRefused", refused, police)
        docket.act("FilingRefusalServed", docket.later_day(refused, timedelta(days=1)), police)
        asked = docket.later_day(refused, timedelta(days=5))
        docket.act("FilingReasonsRequested", asked, procuratorate)
        given = docket.later_day(asked, timedelta(days=4))
        docket.act("FilingReasonsGiven", given, police)
        ordered = docket.later_day(given, timedelta(days=3))
        order = docket.act("FilingOrdered", ordered, procuratorate)
        late = docket.breaks("SPP-563-1")
        if late:
            docket.expect("SPP-563-1", order, None)
        filed = docket.later_day(ordered, docket.span("filing_order_to_filing", broken=late))
    else:
        filed = max(docket.later_day(received, docket.span("intake_to_filing")), received + HOUR)
    docket.act("CaseFiled", filed, police)
    late_entry = docket.breaks("FLM-014-1")
    paper = documents(docket, police, filed + 5 * MINUTE, ["立案决定书"], late_record=late_entry)
    if late_entry:
        docket.expect("FLM-014-1", paper, None)
    docket.investigators = officers(police, docket.rng, 2)
    docket.act(
        "PersonnelAssigned",
        filed + 20 * MINUTE,
        police,
        role="investigator",
        stage="investigation",
        officers=docket.investigators,
    )
    if plan.has("recusal"):
        _recuse(docket, filed + HOUR)
    return filed


def _merge(docket: Docket, received: datetime) -> None:
    """A second report turns out to concern the same people: its case is merged into this one."""
    police = docket.agencies.police
    other = f"{docket.case}-A"
    docket.act("ReportReceived", received + HOUR, police, case=other)
    docket.act("ReportReceiptIssued", received + HOUR + 10 * MINUTE, police, case=other)
    docket.act("CasesMerged", received + 3 * HOUR, police, cases=[other])


def _recuse(docket: Docket, filed: datetime) -> None:
    """One investigator is asked to withdraw, does, and is replaced."""
    police = docket.agencies.police
    out = docket.investigators[0]
    asked = docket.later_day(filed, timedelta(days=0))
    docket.act("RecusalRequested", asked, police, challenged=out)
    decided = docket.later_day(asked, timedelta(days=0))
    docket.act("RecusalDecided", decided, police, challenged=out, outcome="granted")
    [fresh] = officers(police, docket.rng, 1, taken=frozenset(docket.investigators))
    docket.act(
        "PersonnelReplaced",
        decided + 30 * MINUTE,
        police,
        replacement=fresh,
        replaced=out,
        role="investigator",
    )
    docket.recused = out
    docket.investigators = [fresh, docket.investigators[1]]


def _withdraw(docket: Docket, filed: datetime) -> None:
    police = docket.agencies.police
    closed = docket.later_day(filed, timedelta(days=docket.rng.randint(20, 60)))
    docket.act("CaseClosedByWithdrawal", closed, police)
    docket.act("CaseClosureNotified", docket.later_day(closed, timedelta(days=1)), police)


def _moment_of_transfer(docket: Docket, plan: CasePlan, first_measures: datetime) -> datetime:
    """When the case goes to the procuratorate, with what must happen before so that custody stays lawful."""
    arrests = sorted(one.arrested_at for one in docket.held if one.arrested_at)
    if not arrests:
        return docket.later_day(first_measures, docket.span("bail_to_transfer"))
    first, last = arrests[0], arrests[-1]
    silent = docket.breaks("SPP-312-1")
    if silent or docket.breaks("CPL-156-1"):
        for suspect in docket.held:
            docket.expect("CPL-156-1", docket.last("Arrested", suspect), suspect)
            docket.expect("CPL-098-1", docket.last("Arrested", suspect), suspect)
            if silent:
                docket.expect("SPP-312-1", docket.last("Arrested", suspect), suspect)
                docket.expect("SPP-615-2", docket.last("Arrested", suspect), suspect)
        if not silent:
            expiry_announced(docket, first, "arrest")
        return docket.later_day(last, docket.span("arrest_to_transfer", broken=True))
    if plan.has("extension"):
        _extend(docket, first)
        return docket.later_day(first, docket.span("arrest_to_transfer_extended"))
    if plan.has("recalculated"):
        return _recalculate(docket, first)
    if plan.has("psychiatric"):
        return _appraise(docket, first)
    chosen = docket.later_day(first, docket.span("arrest_to_transfer"))
    return max(chosen, docket.later_day(last, timedelta(days=4)))


def _extend(docket: Docket, first: datetime) -> None:
    """One month more, approved by the next higher procuratorate (CPL art. 156)."""
    agencies = docket.agencies
    asked = docket.later_day(first, docket.span("arrest_to_extension_request"))
    decided = docket.later_day(asked, docket.span("extension_request_to_decision"))
    wrong_level = docket.breaks("CPL-156-2")
    approver = agencies.procuratorate if wrong_level else agencies.higher_procuratorate
    for suspect in docket.held:
        docket.act("CustodyExtensionRequested", asked, agencies.police, suspect, ground_article="156")
        approved = docket.act("CustodyExtensionApproved", decided, approver, suspect, ground_article="156")
        if wrong_level:
            docket.expect("CPL-156-2", approved, suspect)
    custody_period_changed(docket, docket.held, decided, agencies.police)


def _recalculate(docket: Docket, first: datetime) -> datetime:
    police = docket.agencies.police
    found = docket.later_day(first, timedelta(days=docket.rng.randint(25, 40)))
    for suspect in docket.held:
        docket.act("OtherMajorCrimeDiscovered", found, police, suspect)
        docket.act("CustodyRecalculated", found + 3 * HOUR, police, suspect)
        docket.act("CustodyRecalculationFiled", found + 5 * HOUR, police, suspect)
    custody_period_changed(docket, docket.held, found + 3 * HOUR, police)
    return docket.later_day(found, timedelta(days=docket.rng.randint(25, 50)))


def _appraise(docket: Docket, first: datetime) -> datetime:
    """A psychiatric evaluation, whose days are not counted (CPL art. 149)."""
    police = docket.agencies.police
    started = docket.later_day(first, timedelta(days=docket.rng.randint(6, 12)))
    ended = docket.later_day(started, timedelta(days=docket.rng.randint(18, 25)))
    for suspect in docket.held:
        docket.act("PsychiatricEvaluationStarted", started, police, suspect)
        docket.act("PsychiatricEvaluationEnded", ended, police, suspect)
    custody_period_changed(docket, docket.held, started, police)
    return docket.later_day(first, timedelta(days=docket.rng.randint(55, 68)))


def _transfer(docket: Docket, transferred: datetime) -> None:
    agencies = docket.agencies
    docket.act("InvestigationClosed", transferred - 20 * HOUR, agencies.police)
    docket.act("TransferredForProsecution", transferred, agencies.police)
    transfer_told(docket, transferred + 25 * MINUTE)
    documents(docket, agencies.police, transferred, ["起诉意见书"])
    property_goes_along(docket, transferred + 5 * MINUTE, agencies.police)
    docket.act("DossierSubmitted", transferred + 10 * MINUTE, agencies.police)
    for suspect in docket.held:
        docket.act("CustodyTransferIssued", transferred + 20 * MINUTE, agencies.police, suspect)
