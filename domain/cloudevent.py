"""The wire: one CloudEvents 1.0 JSON object, read strictly, and back.

Not the schema of payloads (vocabulary.py). Used on intake and by file readers; codes in refusal_codes.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import msgspec

from domain import agency, wire_time
from domain.errors import Refused
from domain.event import Amendment, CaseId, Event, EventKey, PersonId
from domain.strict_json import check_plain, parse_json
from domain.vocabulary import CORRECTED, RETRACTED, Vocabulary

JsonObject = Mapping[str, object]
ExtensionValue = str | int | bool

_EXTENSION_NAME = re.compile(r"[a-z0-9]{1,20}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SCHEMA_TAIL = re.compile(r"(?P<head>.*)[/:](?P<version>[0-9]{1,4})", re.ASCII)
_SEQUENCE = re.compile(r"[0-9]{1,15}", re.ASCII)
_JSON_TYPE = re.compile(r"application/([a-z0-9.+-]+\+)?json(\s*;.*)?", re.ASCII | re.IGNORECASE)
_LENGTHS: Final = {"source": 500, "actor": 500, "id": 200, "subject": 200, "type": 100, "dataschema": 1000}
_KNOWN: Final = frozenset({
    "specversion", "id", "source", "type", "subject", "time", "occurredon", "dataschema", "datacontenttype",
    "data", "data_base64", "actor", "sequence", "excerpt", "recordedtime",
})  # fmt: skip


class WireEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A well-formed CloudEvent of ours whose type and payload have not been looked up yet.

    version     from `dataschema`, None where it is not given (the current version is meant)
    occurred    `time` or `occurredon` as stated; `date_only` says which
    extensions  valid extension attributes that mean nothing here; kept, never interpreted
    """

    source: str
    id: str
    type: str
    version: int | None
    case: str
    occurred: str
    date_only: bool
    data: dict[str, object]
    actor: str | None = None
    sequence: int | None = None
    excerpt: bool = False
    recordedtime: str | None = None
    extensions: dict[str, ExtensionValue] = {}


def parse_wire(raw: bytes | JsonObject) -> WireEvent:
    """Read one CloudEvent from bytes, or from an object that someone else parsed (a batch, a file)."""
    if isinstance(raw, bytes):
        value = parse_json(raw)
    else:
        check_plain(raw)
        value = raw
    if not isinstance(value, dict):
        raise Refused("wrong-type", "An event is a JSON object.", remedy="Send one CloudEvent.")
    return _read(value)


def read_stored(payload: bytes) -> WireEvent:
    """One event from bytes that intake has already accepted and the ledger has kept unchanged.

    The strict look at the JSON is not repeated (it is most of the cost); the envelope is still read in full.
    """
    return _read(msgspec.json.decode(payload, type=dict[str, object]))


def to_event(
    wire: WireEvent,
    vocabulary: Vocabulary,
    zone: ZoneInfo,
    *,
    now: int | None,
    recorded: int | None = None,
    position: int | None = None,
) -> Event:
    """The typed event. `now` in microseconds (None: the future is not refused, as in rule examples).

    recorded  when the ledger took it; without a ledger `recordedtime` of the wire counts
    """
    event_type = vocabulary.type_named(wire.type)
    version = event_type.version if wire.version is None else wire.version
    data = vocabulary.decode(wire.type, version, wire.data)
    if wire.date_only:
        occurred = wire_time.occurred_on(wire.occurred, zone)
    else:
        occurred = wire_time.occurred_at(wire.occurred, zone)
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


def _read(value: Mapping[str, object]) -> WireEvent:
    extensions = _extensions(value)
    if value.get("specversion") != "1.0":
        raise Refused(
            "specversion-unsupported",
            '`specversion` is not "1.0".',
            pointer="/specversion",
            remedy="Send CloudEvents 1.0.",
        )
    content_type = value.get("datacontenttype")
    if content_type is not None and not (
        isinstance(content_type, str) and _JSON_TYPE.fullmatch(content_type)
    ):
        raise Refused(
            "content-type-unsupported", "The payload is not JSON.", pointer="/datacontenttype",
            remedy="Send `data` as a JSON object with datacontenttype application/json.",
        )  # fmt: skip
    if "data_base64" in value:
        raise Refused(
            "data-base64-unsupported", "Binary payloads are not taken.", pointer="/data_base64",
            remedy="Send `data` as a JSON object.",
        )  # fmt: skip
    data = value.get("data", {})
    if not isinstance(data, dict):
        raise _wrong("/data", "an object")
    occurred, date_only = _occurred(value)
    event_type = _required(value, "type")
    actor = _optional(value, "actor")
    return WireEvent(
        source=_agency(_required(value, "source"), "/source"),
        id=_required(value, "id"),
        type=event_type,
        version=_version(_optional(value, "dataschema"), event_type),
        case=_required(value, "subject"),
        occurred=occurred,
        date_only=date_only,
        data=data,
        actor=None if actor is None else _agency(actor, "/actor"),
        sequence=_sequence(value.get("sequence")),
        excerpt=_excerpt(value.get("excerpt")),
        recordedtime=_optional(value, "recordedtime"),
        extensions=extensions,
    )


def _extensions(value: Mapping[str, object]) -> dict[str, ExtensionValue]:
    found: dict[str, ExtensionValue] = {}
    for name, content in value.items():
        if name in _KNOWN:
            continue
        pointer = "/" + name[:100].replace("~", "~0").replace("/", "~1")
        if not _EXTENSION_NAME.fullmatch(name):
            raise Refused(
                "attribute-name-invalid",
                f"{name[:100]!r} is neither an attribute of CloudEvents nor a valid extension name.",
                pointer=pointer,
                remedy="Put facts of the act into `data`; extension names are up to 20 of a-z and 0-9.",
            )
        if not isinstance(content, str | int):
            raise _wrong(pointer, "a string, an integer or a truth value")
        found[name] = content
    return found


def _required(value: Mapping[str, object], name: str) -> str:
    found = _optional(value, name)
    if found is None:
        raise Refused(
            "missing-attribute", f"`{name}` is missing.", pointer=f"/{name}", remedy=f"Add `{name}`."
        )
    return found


def _optional(value: Mapping[str, object], name: str) -> str | None:
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, str):
        raise _wrong(f"/{name}", "a string")
    if not found or _CONTROL.search(found) or found != found.strip():
        raise Refused(
            "attribute-invalid",
            f"`{name}` is empty, or holds control characters or outer blanks.",
            pointer=f"/{name}",
            remedy="Send plain text.",
        )
    if len(found) > _LENGTHS.get(name, 100):
        detail = f"`{name}` is longer than {_LENGTHS.get(name, 100)} characters."
        raise Refused("attribute-too-long", detail, pointer=f"/{name}", remedy="Shorten it.")
    return found


def _agency(uri: str, pointer: str) -> str:
    """Any URI may name a source; one that claims to be an agency URN must be one."""
    if uri.startswith(agency.PREFIX):
        agency.parse(uri, pointer=pointer)
    elif " " in uri:
        detail = f"{uri[:100]!r} is no URI."
        raise Refused("attribute-invalid", detail, pointer=pointer, remedy="Send a URI without blanks.")
    return uri


def _occurred(value: Mapping[str, object]) -> tuple[str, bool]:
    time, occurredon = _optional(value, "time"), _optional(value, "occurredon")
    if (time is None) == (occurredon is None):
        raise Refused(
            "time-or-occurredon",
            "Exactly one of `time` and `occurredon` is needed.",
            pointer="/time" if time is None else "/occurredon",
            remedy="Send `time` (instant with offset) or, for an act known by its date only, `occurredon`.",
        )
    if time is not None:
        wire_time.instant(time, pointer="/time")
        return time, False
    stated = str(occurredon)
    wire_time.day(stated, pointer="/occurredon")
    return stated, True


def _version(dataschema: str | None, event_type: str) -> int | None:
    """From `urn:quancheng:schema:<pack>:<Name>:<version>` or any URL ending /<Name>/<version>."""
    if dataschema is None:
        return None
    tail = _SCHEMA_TAIL.fullmatch(dataschema)
    # names of other packs may hold blanks, slashes and colons; in a URL they are percent-encoded
    name = "" if tail is None else unquote(tail["head"])
    if tail is None or not (name == event_type or name.endswith((f"/{event_type}", f":{event_type}"))):
        raise Refused(
            "dataschema-mismatch",
            f"`dataschema` does not end in {event_type} and a version.",
            pointer="/dataschema",
            remedy=f"Leave it out, or end it in /{quote(event_type, safe='')}/<version>.",
        )
    return int(tail["version"])


def _sequence(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and _SEQUENCE.fullmatch(value):
        return int(value)
    raise Refused(
        "sequence-invalid",
        "`sequence` is not a whole number from 0, given as integer or digits.",
        pointer="/sequence",
        remedy="Number the acts of one source in one case in the order in which they happened.",
    )


def _excerpt(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise _wrong("/excerpt", "a truth value")


def _wrong(pointer: str, wanted: str) -> Refused:
    return Refused("wrong-type", f"{pointer} is not {wanted}.", pointer=pointer, remedy=f"Send {wanted}.")


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
