"""The receiver of a hand-over says that it has got it. A few forget, and a few steps are taken on paper: by plan.

Only where no act of the law says so anyway. Draws from its own numbers, so that it changes nothing else of a case.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

import msgspec

from app.simulation.docket import Docket, moment_of
from app.simulation.draft import Draft
from app.simulation.parameters import parameters

# act -> who acknowledges it, by the kind of agency that sends it (names of fields of world.Agencies)
_RECEIVERS: Final[dict[str, dict[str, str]]] = {
    "DossierSubmitted": {"procuratorate": "court"},
    "SupplementaryInvestigationResubmitted": {"police": "procuratorate"},
    "PropertyTransferredWithCase": {"police": "procuratorate", "procuratorate": "court"},
    "CustodyRecalculationFiled": {"police": "procuratorate"},
    "CustodyPeriodChangeNotified": {
        "police": "detention_centre", "procuratorate": "detention_centre", "court": "detention_centre",
    },
    "CustodyExpiryWarningIssued": {"detention_centre": "police"},
    "BailDecided": {"procuratorate": "police", "court": "police"},
    "ResidentialSurveillanceStarted": {"procuratorate": "police", "court": "police"},
    "ExecutionDocumentsServed": {"court": "police"},
    "ArrestRefused": {"procuratorate": "police"},
    "ArrestDecided": {"procuratorate": "police", "court": "police"},
}  # fmt: skip


class Forgotten(msgspec.Struct, frozen=True):
    """A hand-over that by plan nobody acknowledges."""

    case: str
    source: str
    id: str


def acknowledge(docket: Docket) -> tuple[Forgotten, ...]:
    """Write the receipts down; gives back what was left out on purpose."""
    rng = Random(f"receipts/{docket.case}")
    shares = parameters().receipts
    forgotten = []
    for sent in list(docket.drafts):
        receiver = _RECEIVERS.get(sent.type, {}).get(sent.source.split(":")[3])
        if receiver is None:
            continue
        chance, minutes = rng.random(), rng.randint(5, 600)
        if chance < shares["forgotten"]:
            forgotten.append(Forgotten(sent.case, sent.source, sent.id))
        elif chance < shares["forgotten"] + shares["on_paper"]:
            _post(docket, "HandOverClosedOnPaper", sent, receiver, minutes, "线路中断，转纸质交接")
        else:
            _post(docket, "HandOverReceived", sent, receiver, minutes)
    return tuple(forgotten)


def _post(docket: Docket, type_: str, sent: Draft, receiver: str, minutes: int, reason: str | None = None) -> None:
    at = moment_of(sent) + timedelta(minutes=minutes)
    source = str(getattr(docket.agencies, receiver))
    named = {"source": sent.source, "id": sent.id}
    docket.act(type_, at, source, case=sent.case, hand_over=named, reason_text=reason)
