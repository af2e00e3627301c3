"""How a simulated suspect gets into custody or on bail: detention, arrest request, decision, arrest."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.simulation.docket import Docket, Suspect, moment_of
from app.simulation.draft import Draft
from app.simulation.notices import tell_rights
from app.simulation.plan import CasePlan
from app.simulation.side_acts import interrogate

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def bail(docket: Docket, suspect: Suspect, at: datetime) -> None:
    """The suspect is summoned, heard and let go on bail."""
    police = docket.agencies.police
    docket.act("SuspectIdentified", at, police, suspect, name=suspect.name)
    docket.act("SummonsStarted", at + HOUR, police, suspect)
    tell_rights(docket, suspect, at + 2 * HOUR, police, "investigation")
    interrogate(docket, suspect, at + 2 * HOUR, in_centre=False)
    docket.act("SummonsEnded", at + 6 * HOUR, police, suspect)
    docket.act("BailDecided", at + 7 * HOUR, police, suspect)
    docket.act("BailExecutionAssigned", at + 8 * HOUR, police, suspect)
    suspect.on_bail = True


def detain_and_arrest(docket: Docket, plan: CasePlan, suspect: Suspect, at: datetime, filed: datetime) -> None:
    """Detention to arrest, or to release where arrest is refused."""
    early = docket.breaks("MPS-174-2")
    if early:
        at = filed - timedelta(hours=docket.rng.randint(3, 30))
    detained = _detain(docket, suspect, at)
    if early:
        docket.expect("MPS-174-2", detained, None)
    accepted = _request_arrest(docket, plan, suspect, detained)
    late = docket.breaks("CPL-091-3")
    decided = docket.later_day(accepted, docket.span("request_to_decision", broken=late))
    if late:
        request = docket.last("ArrestRequested", suspect)
        docket.expect("CPL-091-3", request, suspect)
        docket.expect("CPL-098-1", docket.last("ArrestReviewAccepted", suspect), suspect)
    docket.act(
        "SuspectQuestionedByProcurator",
        decided - timedelta(days=1),
        docket.agencies.procuratorate,
        suspect,
    )
    if plan.has("arrest_refused") and docket.breach is None:
        _refuse(docket, suspect, decided)
    else:
        _arrest(docket, suspect, decided)


def _detain(docket: Docket, suspect: Suspect, at: datetime) -> Draft:
    police = docket.agencies.police
    docket.act("SuspectIdentified", at - 2 * HOUR, police, suspect, name=suspect.name)
    no_warrant = docket.breaks("CPL-085-1")
    detained = docket.act(
        "Detained",
        at,
        police,
        suspect,
        warrant_shown=not no_warrant,
        self_investigated=False,
        officers=docket.investigators,
    )
    if no_warrant:
        docket.expect("CPL-085-1", detained, suspect)
    suspect.detained_at, suspect.in_custody = at, True
    tell_rights(docket, suspect, at + 5 * MINUTE, police, "investigation")
    late = docket.breaks("CPL-085-2")
    if late:
        docket.expect("CPL-085-2", detained, suspect)
    admitted = at + docket.span("detention_to_centre", broken=late) + docket.minutes()
    docket.act("DetentionCentreAdmitted", admitted, docket.agencies.detention_centre, suspect)
    late = docket.breaks("CPL-085-3")
    if late:
        docket.expect("CPL-085-3", detained, suspect)
    told = at + docket.span("detention_to_family", broken=late) + docket.minutes()
    docket.act("FamilyNotified", told, police, suspect, measure="detention")
    heard = at + docket.span("detention_to_interrogation") + docket.minutes()
    tell_rights(docket, suspect, heard, police, "investigation")
    interrogate(docket, suspect, heard, in_centre=heard > admitted)
    if docket.breaks("CPL-118-2"):
        outside = interrogate(docket, suspect, admitted + 30 * HOUR, in_centre=False)
        docket.expect("CPL-118-2", outside, suspect)
    if docket.recused and docket.breaks("MPS-038-2"):
        again = interrogate(docket, suspect, admitted + 31 * HOUR, in_centre=True, officer=docket.recused)
        docket.expect("MPS-038-2", again, None)
    return detained


def _request_arrest(docket: Docket, plan: CasePlan, suspect: Suspect, detained: Draft) -> datetime:
    """The request, and its receipt by the procuratorate a little later. Returns the receipt."""
    police = docket.agencies.police
    at = suspect.detained_at
    if at is None:
        raise ValueError("a suspect must be detained before arrest is requested")
    late = docket.breaks("CPL-091-1")
    span = docket.span("detention_to_request", broken=late)
    if late:
        docket.expect("CPL-091-1", detained, suspect)
        docket.expect("CPL-098-1", detained, suspect)
    elif plan.has("detention_extended"):
        roaming = plan.profile == "complex"
        extended = docket.later_day(at, timedelta(days=2))
        docket.act(
            "DetentionPeriodExtended",
            extended,
            police,
            suspect,
            ground="gang" if roaming else "special",
            days=None if roaming else 4,
        )
        span = docket.span("detention_to_request_roaming" if roaming else "detention_to_request_extended")
    requested = max(docket.later_day(at, span), moment_of(docket.latest(suspect)) + 10 * MINUTE)
    docket.act("ArrestRequested", requested, police, suspect)
    accepted = requested + timedelta(minutes=docket.rng.randint(20, 180))
    docket.act("ArrestReviewAccepted", accepted, docket.agencies.procuratorate, suspect)
    return accepted


def _arrest(docket: Docket, suspect: Suspect, decided: datetime) -> None:
    agencies = docket.agencies
    unapproved = docket.breaks("CPL-080-1")
    if not unapproved:
        docket.act("ArrestApproved", decided, agencies.procuratorate, suspect)
    at = decided + docket.span("decision_to_arrest")
    arrested = docket.act("Arrested", at, agencies.police, suspect, warrant_shown=True)
    if unapproved:
        docket.expect("CPL-080-1", arrested, suspect)
        docket.act("ArrestApproved", at + 20 * HOUR, agencies.procuratorate, suspect)
    suspect.arrested_at = at
    tell_rights(docket, suspect, at + 5 * MINUTE, agencies.police, "investigation")
    late = docket.breaks("MPS-142-1")
    if late:
        docket.expect("MPS-142-1", docket.last("ArrestApproved", suspect), suspect)
    receipt = docket.later_day(at + 21 * HOUR, docket.span("arrest_to_receipt", broken=late))
    docket.act("ArrestExecutionReceiptReturned", receipt, agencies.police, suspect)
    told = at + docket.span("arrest_to_family")
    docket.act("FamilyNotified", told, agencies.police, suspect, measure="arrest")
    interrogate(docket, suspect, at + timedelta(hours=docket.rng.randint(2, 20)), in_centre=True)


def _refuse(docket: Docket, suspect: Suspect, decided: datetime) -> None:
    agencies = docket.agencies
    docket.act("ArrestRefused", decided, agencies.procuratorate, suspect)
    free = decided + docket.span("decision_to_arrest")
    docket.act("Released", free, agencies.police, suspect)
    docket.act("BailDecided", free + 10 * MINUTE, agencies.police, suspect)
    docket.act("ArrestExecutionReceiptReturned", free + 20 * HOUR, agencies.police, suspect)
    suspect.in_custody, suspect.on_bail = False, True
