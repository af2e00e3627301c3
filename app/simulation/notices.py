"""What agencies tell each other and the people concerned in a simulated case, and what they put on file with an act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.simulation.docket import Docket, Suspect
from app.simulation.side_acts import documents

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
EVERY_RIGHT = (
    "counsel", "legal_aid", "procedural_rights", "leniency", "plea_rules", "measure_change", "necessity_review",
)  # fmt: skip


def tell_rights(docket: Docket, suspect: Suspect, at: datetime, organ: str, stage: str) -> None:
    """All rights that the stage asks for, in one paper."""
    docket.act("RightsNotified", at, organ, suspect, stage=stage, rights=list(EVERY_RIGHT))


def custody_period_changed(docket: Docket, suspects: Iterable[Suspect], at: datetime, organ: str) -> None:
    """The new period goes to the detention centre; the procuratorate tells its own supervision."""
    for suspect in suspects:
        docket.act("CustodyPeriodChangeNotified", at + HOUR, organ, suspect)
    review_told(docket, at + 2 * HOUR)


def review_told(docket: Docket, at: datetime) -> None:
    """The department of the procuratorate that supervises places of custody learns of a change."""
    if docket.held:
        documents(docket, docket.agencies.procuratorate, at, ["期限变动告知"])


def expiry_announced(docket: Docket, since: datetime, period: str) -> None:
    """A period of custody that will run out: the detention centre did say so before."""
    for suspect in docket.held:
        at = docket.later_day(since, docket.span(f"{period}_to_expiry_notice"))
        docket.act("CustodyExpiryWarningIssued", at, docket.agencies.detention_centre, suspect)


def transfer_told(docket: Docket, at: datetime) -> None:
    for suspect in docket.present:
        docket.act("TransferOutcomeNotified", at, docket.agencies.police, suspect, recipient_kind="suspect")


def property_goes_along(docket: Docket, at: datetime, organ: str) -> None:
    """What was seized goes on with the case, with its list."""
    if docket.find("PropertySeized") is not None:
        docket.act("PropertyTransferredWithCase", at, organ, items=["随案移送清单所列财物"])


def bail_anew(docket: Docket, at: datetime, organ: str) -> None:
    """Bail that stands is decided on again by the organ that took the case over."""
    for suspect in docket.present:
        if suspect.on_bail:
            docket.act("BailDecided", docket.later_day(at, timedelta(days=2)), organ, suspect)
            docket.act("BailExecutionAssigned", docket.later_day(at, timedelta(days=2)) + HOUR, organ, suspect)


def bail_lapsed(docket: Docket, suspect: Suspect, at: datetime) -> None:
    """Execution of the sentence ends bail by law; the organ that carried it out is told."""
    if suspect.on_bail:
        docket.act("BailEnded", at + 4 * HOUR, docket.agencies.court, suspect)
        suspect.on_bail = False
