"""A signed act as it is kept: word for word as it was posted, so that its signature can be verified again for ever.

Two things change on the way in, and are changed back here: citizen identity numbers are sealed, and the poster's
`recordedtime` stands under another name. Intake lets only those through that come back the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from app.citizen_ids import CitizenIdKey, FieldPath, citizen_id_fields, reveal
from app.signing import event_signature
from app.signing.event_signature import FindKey, signed_bytes
from domain.code_mapping import ATTRIBUTE as MAPPED_CODES
from domain.errors import SignatureFault
from domain.vocabulary import Vocabulary
from domain.wire_event import WireEvent, read_stored
from ledger.acts import StoredAct

CLAIMED_RECORDING_TIME: Final = "claimedrecordedtime"
"""Extension under which `recordedtime` is kept where the poster's word on it does not count."""


def kept_envelope(posted: Mapping[str, object], *, imports: bool) -> dict[str, object]:
    """All of a signed event but its data, as it is stored."""
    return {
        (CLAIMED_RECORDING_TIME if name == "recordedtime" and not imports else name): value
        for name, value in posted.items()
        if name != "data"
    }


def require_restorable(
    posted: Mapping[str, object],
    stored: bytes,
    wire: WireEvent,
    fields: tuple[FieldPath, ...],
    key: CitizenIdKey | None,
) -> None:
    """SignatureFault("event-signature-not-keepable") where the stored bytes would not give the posted event back."""
    if signed_bytes(restored(stored, wire, fields, key)) != signed_bytes(posted):
        raise SignatureFault(
            "event-signature-not-keepable",
            "The event is written in a way that its stored form cannot give back, so its signature would be lost.",
            pointer=event_signature.POINTER,
            remedy=f"Write the check character of identity numbers as X, leave out {CLAIMED_RECORDING_TIME}.",
        )


def verify_again(act: StoredAct, vocabulary: Vocabulary, key: CitizenIdKey, find_key: FindKey) -> bool:
    """Whether the act carries a signature. Raises what event_signature.verify raises where it does not hold, with the
    keys as they stood when the act was recorded; CitizenIdUnreadable under another key of identity numbers.
    """
    wire = read_stored(act.payload, version=act.type_version)
    if wire.signature is None:
        return False
    fields = citizen_id_fields(vocabulary, act.type, act.type_version, wire.data)
    event_signature.verify(restored(act.payload, wire, fields, key), act.source, find_key, act.recorded_at)
    return True


def restored(
    stored: bytes, wire: WireEvent, fields: tuple[FieldPath, ...], key: CitizenIdKey | None
) -> dict[str, object]:
    """The event as it was posted, from its stored bytes. Raises CitizenIdUnreadable."""
    event = msgspec.json.decode(stored, type=dict[str, object])
    event.pop(MAPPED_CODES, None)  # ours, and no part of what the poster signed
    if CLAIMED_RECORDING_TIME in event:
        event["recordedtime"] = event.pop(CLAIMED_RECORDING_TIME)
    data = event.get("data")
    if key is not None and isinstance(data, dict):
        event["data"] = reveal(data, fields, key, source=wire.source, event_id=wire.id)
    return event
