"""From the wire to the typed event and back, with the pack's vocabulary and zone.

Not the reading of JSON (wire_event.py) and not who may post what (app/). Used on intake and by file readers.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from domain import wire_time
from domain.code_mapping import as_read
from domain.errors import Refused
from domain.event import Amendment, CaseId, Event, EventKey, PersonId
from domain.vocabulary import CORRECTED, RETRACTED, Vocabulary
from domain.wire_event import WireEvent, parse_wire, read_parsed, read_stored

__all__ = ["WireEvent", "parse_wire", "read_parsed", "read_stored", "to_event", "to_wire"]


def to_event(
    wire: WireEvent,
    vocabulary: Vocabulary,
    zone: ZoneInfo,
    *,
    now: int | None,
    recorded: int | None = None,
    position: int | None = None,
) -> Event:
    """The typed event. `now` in microseconds (None: it was taken in before; neither the future nor odd years in
    its payload are refused).

    recorded  when the ledger took it; without a ledger `recordedtime` of the wire counts
    """
    if wire.mapped:
        wire = msgspec.structs.replace(wire, data=as_read(wire.data, wire.mapped))
    event_type = vocabulary.type_named(wire.type)
    version = event_type.version if wire.version is None else wire.version
    data = vocabulary.decode(wire.type, version, wire.data)
    if wire.date_only:
        occurred = wire_time.occurred_on(wire.occurred, zone)
    else:
        occurred = wire_time.occurred_at(wire.occurred, zone)
    if now is not None:
        wire_time.check_stated(data, pointer="/data")
    pointer = "/occurredon" if wire.date_only else "/time"
    wire_time.refuse_future(occurred.earliest, wire.occurred, now, pointer=pointer)
    if wire.recordedtime is not None:
        stated = wire_time.recorded_at(wire.recordedtime)
        wire_time.refuse_future(stated, wire.recordedtime, now, pointer="/recordedtime")
        recorded = stated if recorded is None else recorded
    return Event(
        key=EventKey(wire.source, wire.id),
        type=wire.type,
        version=event_type.version,
        case=CaseId(wire.case),
        person=_person(data, vocabulary),
        occurred=occurred,
        data=data,
        actor=wire.actor,
        sequence=wire.sequence,
        excerpt=wire.excerpt,
        recorded=recorded,
        position=position,
        amends=_amendment(wire, vocabulary, zone, now),
        mapped=wire.mapped,
    )


def to_wire(event: Event, vocabulary: Vocabulary) -> dict[str, object]:
    """The event as a CloudEvents JSON object, in the current version of its payload."""
    wire: dict[str, object] = {
        "specversion": "1.0",
        "id": event.key.id,
        "source": event.key.source,
        "type": event.type,
        "subject": event.case,
        "datacontenttype": "application/json",
        "dataschema": vocabulary.schema_uri(event.type, event.version),
        "data": vocabulary.encode(event.data),
    }
    wire["occurredon" if event.occurred.date_only else "time"] = event.occurred.text
    if event.actor is not None:
        wire["actor"] = event.actor
    if event.sequence is not None:
        wire["sequence"] = event.sequence
    if event.excerpt:
        wire["excerpt"] = True
    return wire


def _person(data: msgspec.Struct | None, vocabulary: Vocabulary) -> PersonId | None:
    person = getattr(data, vocabulary.person_field, None)
    return PersonId(person) if isinstance(person, str) else None


def _amendment(wire: WireEvent, vocabulary: Vocabulary, zone: ZoneInfo, now: int | None) -> Amendment | None:
    """What a correction or retraction does; its payload has been checked against its struct before."""
    if wire.type not in (CORRECTED, RETRACTED):
        return None
    named = msgspec.convert(wire.data["event"], EventKey)
    if wire.type == RETRACTED:
        return Amendment(event=named, retract=True)
    corrected = str(wire.data["type"])
    if corrected in (CORRECTED, RETRACTED):
        raise Refused(
            "correction-of-amendment",
            f"A correction restates an act, not an {corrected}.",
            pointer="/data/type",
            remedy="Name the type of the act; to take back a correction, retract it.",
        )
    event_type = vocabulary.type_named(corrected, pointer="/data/type")
    data = None
    if wire.data.get("data") is not None:
        replacement = msgspec.convert(wire.data["data"], dict[str, object])
        version = msgspec.convert(wire.data.get("version") or event_type.version, int)
        data = vocabulary.decode(corrected, version, replacement, pointer="/data/data")
        if now is not None:
            wire_time.check_stated(data, pointer="/data/data")
    time, occurredon = wire.data.get("time"), wire.data.get("occurredon")
    occurred = None
    if time is not None and occurredon is None:
        occurred = wire_time.occurred_at(str(time), zone, pointer="/data/time")
        wire_time.refuse_future(occurred.earliest, occurred.text, now, pointer="/data/time")
    elif occurredon is not None and time is None:
        occurred = wire_time.occurred_on(str(occurredon), zone, pointer="/data/occurredon")
        wire_time.refuse_future(occurred.earliest, occurred.text, now, pointer="/data/occurredon")
    elif data is None or time is not None:
        raise Refused(
            "correction-empty",
            "A correction replaces `data`, or one of `time` and `occurredon`, or `data` and one of them.",
            pointer="/data",
            remedy="Send the whole replacement data, the replacement time, or both.",
        )
    return Amendment(
        event=named, retract=False, type=corrected, data=data,
        person=_person(data, vocabulary), occurred=occurred,
    )  # fmt: skip
