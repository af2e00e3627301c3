"""From effect to execution in a simulated case: delivery to prison, or community corrections."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.simulation.docket import Docket, Suspect
from app.simulation.notices import bail_lapsed

HOUR = timedelta(hours=1)


def execute(docket: Docket, effective: datetime) -> None:
    for suspect in docket.present:
        act = docket.act(
            "JudgmentEffective",
            effective + HOUR,
            docket.agencies.court,
            suspect,
            sentence_kind="fixed_term",
            suspended=suspect.community,
            in_custody=suspect.in_custody,
        )
        if suspect.community:
            _community(docket, suspect, effective, act.id)
        else:
            _prison(docket, suspect, effective, act.id)


def _community(docket: Docket, suspect: Suspect, effective: datetime, trigger: str) -> None:
    agencies = docket.agencies
    told = docket.later_day(effective, timedelta(days=2))
    docket.act("CommunityCorrectionNotified", told, agencies.court, suspect)
    served = docket.later_day(effective, timedelta(days=3))
    docket.act("ExecutionDocumentsServed", served, agencies.court, suspect)
    docket.act("CommunityCorrectionDocumentsServed", served + HOUR, agencies.court, suspect)
    returned = docket.later_day(served, timedelta(days=2))
    docket.act("CommunityCorrectionReceiptReturned", returned, agencies.community_correction, suspect)
    late = docket.breaks("CCL-021-1")
    if late:
        docket.expect("CCL-021-1", docket.by_id(trigger), suspect)
    reported = docket.later_day(effective, docket.span("effective_to_report", broken=late))
    docket.act("CommunityCorrectionReported", reported, agencies.community_correction, suspect)
    bail_lapsed(docket, suspect, reported)


def _prison(docket: Docket, suspect: Suspect, effective: datetime, trigger: str) -> None:
    agencies = docket.agencies
    late = docket.breaks("CPL-264-1")
    if late:
        docket.expect("CPL-264-1", docket.by_id(trigger), suspect)
    served = docket.later_day(effective, docket.span("effective_to_documents", broken=late))
    docket.act("ExecutionDocumentsServed", served, agencies.court, suspect)
    if not suspect.in_custody:
        taken = docket.later_day(served, timedelta(days=1))
        docket.act("DetentionCentreAdmitted", taken, agencies.detention_centre, suspect)
        served = taken
        suspect.in_custody = True
    delivered = docket.later_day(served, docket.span("documents_to_delivery"))
    docket.act("PrisonerDelivered", delivered, agencies.police, suspect)
    docket.act("PrisonAdmitted", delivered + 3 * HOUR, agencies.prison, suspect)
    bail_lapsed(docket, suspect, delivered)
    docket.act("PrisonFamilyNotified", docket.later_day(delivered, timedelta(days=2)), agencies.prison, suspect)
