"""Intake of one CloudEvent: what is refused, with which code and where; what goes in comes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from domain.cloudevent import parse_wire, read_stored, to_event, to_wire
from domain.errors import Refused
from domain.event import Event
from domain.occurred import to_micros
from domain.refusal_codes import REFUSAL_CODES
from tests.domain.packs import ZONE, cn_criminal

NOW = to_micros(datetime(2026, 11, 24, tzinfo=UTC))
DETAINED: Mapping[str, object] = {
    "specversion": "1.0",
    "source": "urn:quancheng:cn-520102:police:01",
    "id": "e1",
    "type": "Detained",
    "subject": "case-1",
    "time": "2026-03-02T14:30:00+08:00",
    "data": {"person": "p1", "warrant_shown": True},
}


def take(raw: bytes | Mapping[str, object]) -> Event:
    return to_event(parse_wire(raw), cn_criminal(), ZONE, now=NOW)


def but(**changes: object) -> dict[str, object]:
    """The well-formed event with attributes changed; None takes one away."""
    return {key: value for key, value in {**DETAINED, **changes}.items() if value is not None}


def raw(text: str) -> bytes:
    """Bytes of the well-formed event with `text` put in as the value of data.note."""
    return json.dumps(DETAINED).replace('"p1"', f'"p1", "note": {text}').encode()


CORRECTION = {"event": {"source": "urn:x", "id": "e1"}, "type": "Detained"}


@pytest.mark.parametrize(
    ("attack", "event", "code", "pointer"),
    [
        ("not JSON", b'{"id": ', "malformed-json", ""),
        ("empty body", b"", "malformed-json", ""),
        ("two values", b"{}{}", "malformed-json", ""),
        ("a list", b"[]", "wrong-type", ""),
        ("UTF-16", '{"id": "é"}'.encode("utf-16"), "invalid-utf8", ""),
        ("one bad byte", json.dumps(DETAINED).encode().replace(b"p1", b"p\xff"), "invalid-utf8", ""),
        ("byte order mark", b"\xef\xbb\xbf{}", "malformed-json", ""),
        ("NaN", raw("NaN"), "number-not-finite", "/data/note"),
        ("-Infinity", raw("-Infinity"), "number-not-finite", "/data/note"),
        ("a float beyond all", raw("1e999"), "number-out-of-range", "/data/note"),
        ("an endless integer", raw("9" * 5000), "number-out-of-range", "/data/note"),
        ("2^53", raw(str(2**53)), "number-out-of-range", "/data/note"),
        ("half a character", raw(r'"\ud83d"'), "lone-surrogate", "/data/note"),
        ("half a character in a key", raw(r'{"\udc00": 1}'), "lone-surrogate", "/data/note"),
        ("U+0000", raw(r'"a\u0000b"'), "control-character", "/data/note"),
        ("a key twice", raw('"x", "note": "y"'), "duplicate-key", "/data/note"),
        ("an envelope key twice", b'{"id": "a", "id": "b"}', "duplicate-key", "/id"),
        ("ten thousand brackets", b"[" * 10_000, "too-deep", ""),
        ("a hundred brackets", raw("[" * 100 + "]" * 100), "too-deep", "/data/note" + "/0" * 63),
        ("CloudEvents 0.3", but(specversion="0.3"), "specversion-unsupported", "/specversion"),
        ("no source", but(source=None), "missing-attribute", "/source"),
        ("no id", but(id=None), "missing-attribute", "/id"),
        ("no case", but(subject=None), "missing-attribute", "/subject"),
        ("empty id", but(id=""), "attribute-invalid", "/id"),
        ("id with a line feed", but(id="e1\n"), "attribute-invalid", "/id"),
        ("id is a number", but(id=1), "wrong-type", "/id"),
        ("id of a megabyte", but(id="x" * 1_000_000), "attribute-too-long", "/id"),
        ("source is a list", but(source=[]), "wrong-type", "/source"),
        ("source of no kind", but(source="urn:quancheng:cn-520102:army:1"), "agency-urn-invalid", "/source"),
        ("source cut short", but(source="urn:quancheng:cn-520102:police"), "agency-urn-invalid", "/source"),
        ("source with a blank", but(source="the police"), "attribute-invalid", "/source"),
        ("actor of no kind", but(actor="urn:quancheng:cn-520102:army:1"), "agency-urn-invalid", "/actor"),
        ("attribute in capitals", but(caseID="1"), "attribute-name-invalid", "/caseID"),
        ("attribute with a slash", but(**{"a/b~": "1"}), "attribute-name-invalid", "/a~1b~0"),
        ("payload beside data", but(person_id="p1"), "attribute-name-invalid", "/person_id"),
        ("extension is an object", but(traceparent={}), "wrong-type", "/traceparent"),
        ("payload is XML", but(datacontenttype="text/xml"), "content-type-unsupported", "/datacontenttype"),
        ("binary payload", but(data_base64="eA=="), "data-base64-unsupported", "/data_base64"),
        ("data is text", but(data="x"), "wrong-type", "/data"),
        ("data is null", {**DETAINED, "data": None}, "wrong-type", "/data"),
        ("no time at all", but(time=None), "time-or-occurredon", "/time"),
        ("both times", but(occurredon="2026-03-02"), "time-or-occurredon", "/occurredon"),
        ("time without offset", but(time="2026-03-02T14:30:00"), "time-without-offset", "/time"),
        ("a date for a time", but(time="2026-03-02"), "time-invalid", "/time"),
        ("30 February", but(time=None, occurredon="2026-02-30"), "time-invalid", "/occurredon"),
        ("basic format", but(time=None, occurredon="20260302"), "time-invalid", "/occurredon"),
        ("Chinese digits", but(time=None, occurredon="２０２６-03-02"), "time-invalid", "/occurredon"),
        ("leap second", but(time="2026-03-02T23:59:60+08:00"), "time-invalid", "/time"),
        ("year 1", but(time=None, occurredon="0001-01-01"), "time-out-of-range", "/occurredon"),
        ("year 9999", but(time="9999-12-31T23:59:59Z"), "time-out-of-range", "/time"),
        ("a minute ahead", but(time="2026-11-24T00:01:00Z"), "time-in-future", "/time"),
        ("tomorrow", but(time=None, occurredon="2026-11-25"), "time-in-future", "/occurredon"),
        ("recorded tomorrow", but(recordedtime="2026-11-25T00:00:00Z"), "time-in-future", "/recordedtime"),
        (
            "recorded without offset",
            but(recordedtime="2026-11-01T00:00:00"),
            "time-without-offset",
            "/recordedtime",
        ),
        ("sequence below 0", but(sequence=-1), "sequence-invalid", "/sequence"),
        ("sequence in words", but(sequence="first"), "sequence-invalid", "/sequence"),
        ("sequence is true", but(sequence=True), "sequence-invalid", "/sequence"),
        ("excerpt in words", but(excerpt="true"), "wrong-type", "/excerpt"),
        ("unknown type", but(type="Detaned"), "unknown-event-type", "/type"),
        ("type in other letter case", but(type="detained"), "unknown-event-type", "/type"),
        ("version 9", but(dataschema="https://x.example/Detained/9"), "unknown-event-version", "/dataschema"),
        (
            "schema of another type",
            but(dataschema="urn:quancheng:schema:cn_criminal:Arrested:1"),
            "dataschema-mismatch",
            "/dataschema",
        ),
        (
            "schema ends like it",
            but(dataschema="https://x.example/NotDetained/1"),
            "dataschema-mismatch",
            "/dataschema",
        ),
        (
            "unknown field",
            but(data={"person": "p1", "warant_shown": True}),
            "unknown-field",
            "/data/warant_shown",
        ),
        (
            "truth value in words",
            but(data={"person": "p1", "warrant_shown": "yes"}),
            "invalid-field",
            "/data/warrant_shown",
        ),
        ("person is a number", but(data={"person": 7}), "invalid-field", "/data/person"),
        ("person with a line feed", but(data={"person": "p1\n"}), "invalid-field", "/data/person"),
        ("outside the closed set", but(data={"ground": "because"}), "invalid-field", "/data/ground"),
        (
            "inside a list",
            but(data={"documents": [{"type": "拘留证"}, {"number": "1"}]}),
            "missing-field",
            "/data/documents/1",
        ),
        (
            "split without the new case",
            but(type="CaseSplit", data={"persons": ["p1"]}),
            "missing-field",
            "/data",
        ),
        ("correction of nothing", but(type="EventCorrected", data=CORRECTION), "correction-empty", "/data"),
        (
            "correction of an unknown type",
            but(type="EventCorrected", data={**CORRECTION, "type": "X", "data": {}}),
            "unknown-event-type",
            "/data/type",
        ),
        (
            "correction with a bad payload",
            but(type="EventCorrected", data={**CORRECTION, "data": {"x": 1}}),
            "unknown-field",
            "/data/data/x",
        ),
        (
            "correction into the future",
            but(type="EventCorrected", data={**CORRECTION, "occurredon": "2027-01-01"}),
            "time-in-future",
            "/data/occurredon",
        ),
        (
            "correction with two times",
            but(
                type="EventCorrected",
                data={**CORRECTION, "occurredon": "2026-01-01", "time": "2026-01-01T00:00:00Z"},
            ),
            "correction-empty",
            "/data",
        ),
        (
            "correction of a retraction",
            but(type="EventCorrected", data={**CORRECTION, "type": "EventRetracted", "data": {}}),
            "correction-of-amendment",
            "/data/type",
        ),
        ("retraction of nothing", but(type="EventRetracted", data={}), "missing-field", "/data"),
    ],
)
def test_hostile_input_is_refused_with_code_and_place(
    attack: str, event: bytes | dict[str, object], code: str, pointer: str
) -> None:
    with pytest.raises(Refused) as caught:
        take(event)
    refusal = caught.value
    assert (refusal.code, refusal.pointer) == (code, pointer)
    assert refusal.code in REFUSAL_CODES
    assert len(str(refusal)) < 1000


def test_objects_parsed_by_others_are_held_to_the_same() -> None:
    for value in (float("nan"), 2**60, "\ud800", {1: "x"}, {"x": object()}):
        with pytest.raises(Refused):
            take(but(data={"note": value}))


def test_an_unknown_type_comes_with_the_nearest_names() -> None:
    with pytest.raises(Refused) as caught:
        take(but(type="ArestRequested"))
    assert caught.value.nearest[0] == "ArrestRequested"


def test_a_well_formed_event_keeps_what_was_stated() -> None:
    event = take(but(time="2026-03-01T20:30:00.5-04:00", actor="urn:quancheng:cn-520102:court:9", sequence="12"))
    assert (event.person, event.case, event.sequence, event.emitter) == (
        "p1", "case-1", 12, "urn:quancheng:cn-520102:court:9",
    )  # fmt: skip
    # half past eight in the evening at -04:00 is the next day in China
    assert event.occurred.date.isoformat() == "2026-03-02"
    assert event.occurred.text == "2026-03-01T20:30:00.5-04:00"


def test_a_date_stays_a_date() -> None:
    event = take(but(time=None, occurredon="2026-03-02"))
    assert event.occurred.date_only
    assert event.occurred.text == "2026-03-02"
    assert event.occurred.latest - event.occurred.earliest == 24 * 3600 * 1_000_000 - 1


def test_today_is_not_the_future() -> None:
    assert take(but(time=None, occurredon="2026-11-24"))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"time": None, "occurredon": "2026-03-02"},
        {"actor": "urn:quancheng:cn-520102:court:9", "sequence": 3, "excerpt": True},
        {
            "data": {
                "person": "p1",
                "documents": [{"type": "拘留证", "number": "1"}],
                "arrived_at": "2026-03-02T14:00:00+08:00",
            }
        },
        {
            "type": "EventCorrected",
            "data": {**CORRECTION, "data": {"person": "p2"}, "occurredon": "2026-03-01"},
        },
        {"type": "EventRetracted", "data": {"event": {"source": "urn:x", "id": "e1"}, "reason": "twice"}},
    ],
)
def test_to_the_wire_and_back_is_the_same_event(changes: dict[str, object]) -> None:
    event = take(but(**changes))
    again = take(json.dumps(to_wire(event, cn_criminal())).encode())
    assert again == event


def test_stored_bytes_are_read_as_they_were_taken_in() -> None:
    taken = but(traceparent="00-1", sequence=3, occurredon="2026-03-02", time=None)
    assert read_stored(json.dumps(taken).encode()) == parse_wire(taken)


def test_a_stored_event_without_schema_keeps_the_version_of_its_day() -> None:
    taken = but(type="FamilyNotified", data={"person": "p1", "mode": "电话"})
    event = to_event(read_stored(json.dumps(taken).encode(), version=1), cn_criminal(), ZONE, now=None, recorded=1)
    assert (event.version, event.data.mode) == (2, "telephone")


def test_valid_extensions_are_kept_and_mean_nothing() -> None:
    wire = parse_wire(but(traceparent="00-1", priority=5))
    assert wire.extensions == {"traceparent": "00-1", "priority": 5}


def test_names_with_blanks_go_through_the_schema_address() -> None:
    wire = parse_wire(but(type="Send Fine", dataschema="urn:quancheng:schema:road_fines:Send%20Fine:2"))
    assert (wire.type, wire.version) == ("Send Fine", 2)
