"""The shipped vocabulary: complete, labelled, typed; every version decodes; schemas agree with it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domain.agency import KINDS
from domain.errors import Refused
from domain.json_schema import event_schema, payload_schema
from domain.payload_types import FIELD_TYPES, FieldSpec, Label
from domain.vocabulary import EventType, Vocabulary
from tests.domain.packs import cn_criminal

HERE = Path(__file__).parent
LIFECYCLE_NAMES = (HERE / "vocabulary" / "lifecycle_names.txt").read_text().split()
FURTHER_NAMES = (HERE / "vocabulary" / "further_names.txt").read_text().split()
ALL_VERSIONS = [(t.name, version) for t, version in cn_criminal().versions()]


def test_every_event_of_the_lifecycle_exists_under_its_exact_name() -> None:
    assert len(LIFECYCLE_NAMES) == len(set(LIFECYCLE_NAMES)) == 336
    assert set(cn_criminal().types) == {
        *LIFECYCLE_NAMES,
        *FURTHER_NAMES,
        "EventCorrected",
        "EventRetracted",
    }
    assert sum(cn_criminal().types[name].core for name in LIFECYCLE_NAMES) == 141


def test_every_type_is_labelled_emitted_and_staged() -> None:
    for event_type in cn_criminal():
        assert event_type.label.zh, event_type.name
        assert event_type.label.en, event_type.name
        assert event_type.label.en.isascii(), event_type.name
        for name, spec in event_type.fields.items():
            assert spec.label, (event_type.name, name)
        if event_type.name.startswith("Event"):
            continue
        assert event_type.emitters, event_type.name
        assert set(event_type.emitters) <= set(KINDS), event_type.name
        assert event_type.stage, event_type.name
        assert {"person", "persons", "officers", "documents", "measure_id", "flow_id"} <= set(event_type.fields)


def test_labels_are_not_used_twice() -> None:
    english = [t.label.en for t in cn_criminal()]
    assert sorted(english) == sorted(set(english))


def test_fields_of_one_name_have_one_type_throughout() -> None:
    seen: dict[str, str] = {}
    for event_type in cn_criminal():
        for name, spec in event_type.fields.items():
            if not event_type.name.startswith("Event"):
                assert seen.setdefault(name, spec.type) == spec.type, (event_type.name, name)


def test_events_that_may_name_a_person_for_the_first_time_say_so() -> None:
    introducing = {t.name for t in cn_criminal() if t.introduces_person}
    assert {"SuspectIdentified", "Detained", "SummonsStarted", "ContinuedQuestioningStarted"} <= introducing
    assert not {"ArrestRequested", "JudgmentPronounced", "Released"} & introducing


VALUES: dict[str, st.SearchStrategy[object]] = {
    "text": st.text(st.characters(codec="utf-8"), max_size=20),
    "integer": st.integers(-(2**53) + 1, 2**53 - 1),
    "number": st.decimals(-(10**6), 10**6, places=3).map(str),
    "money": st.decimals(0, 10**6, places=2).map(str),
    "boolean": st.booleans(),
    "date": st.dates(datetime.date(1900, 1, 1)).map(str),
    "instant": st.datetimes(timezones=st.just(datetime.UTC)).map(lambda moment: moment.isoformat()),
    "citizen_id": st.just("110101194910010015"),
    "hash": st.just("sha256:" + "0" * 64),
    "document": st.just({"type": "拘留证", "number": "1"}),
    "event": st.just({"source": "urn:x", "id": "1"}),
    "object": st.just({"any": ["thing"]}),
} | {name: st.just(f"{name}-1") for name in ("person", "officer", "organ", "case")}
PLURALS = {"texts": "text", "dates": "date", "persons": "person", "officers": "officer", "organs": "organ",
           "cases": "case", "documents": "document"}  # fmt: skip


def value_of(spec: FieldSpec) -> st.SearchStrategy[object]:
    if spec.type in ("choice", "choices"):
        one = st.sampled_from(spec.choices)
        return one if spec.type == "choice" else st.lists(one, max_size=2)
    if spec.type in PLURALS:
        return st.lists(VALUES[PLURALS[spec.type]], max_size=2)
    return VALUES[spec.type]


@st.composite
def payloads(draw: st.DrawFn) -> tuple[str, int, dict[str, object]]:
    name, version = draw(st.sampled_from(ALL_VERSIONS))
    fields = cn_criminal().types[name].fields_of(version)
    chosen = draw(st.sets(st.sampled_from(sorted(fields)), max_size=6))
    chosen |= {field for field, spec in fields.items() if spec.required}
    return name, version, {field: draw(value_of(fields[field])) for field in sorted(chosen)}


def test_the_field_types_are_all_tried() -> None:
    assert {*VALUES, *PLURALS, "choice", "choices"} == set(FIELD_TYPES)


@given(payloads())
def test_what_goes_in_comes_out_and_fits_the_published_schema(
    drawn: tuple[str, int, dict[str, object]],
) -> None:
    name, version, data = drawn
    vocabulary = cn_criminal()
    Draft202012Validator(payload_schema(vocabulary, name, version)).validate(data)
    payload = vocabulary.decode(name, version, data)
    current = vocabulary.types[name].version
    encoded = json.loads(json.dumps(vocabulary.encode(payload)))
    assert vocabulary.decode(name, current, encoded) == payload
    if version == current:
        assert set(encoded) == set(data)


def test_every_published_schema_is_a_valid_schema() -> None:
    """A field recurs in hundreds of types: each distinct field schema is checked once."""
    vocabulary = cn_criminal()
    distinct: dict[str, object] = {}
    for event_type, version in vocabulary.versions():
        schema = payload_schema(vocabulary, event_type.name, version)
        assert schema["$id"].endswith(f":{event_type.name}:{version}")
        properties = schema.pop("properties")
        assert set(properties) == set(event_type.fields_of(version))
        assert set(schema["required"]) <= set(properties)
        assert json.dumps(properties).count('"$ref"') == 0 or schema["$defs"]
        distinct |= {json.dumps(field, sort_keys=True): field for field in properties.values()}
        distinct[json.dumps(schema, sort_keys=True)] = schema
    Draft202012Validator.check_schema({"$defs": {str(n): each for n, each in enumerate(distinct.values())}})
    Draft202012Validator.check_schema(event_schema(vocabulary, "Detained", 1))


@pytest.mark.parametrize(
    ("mistake", "data"),
    [
        ("unknown field", {"x": 1}),
        ("wrong type", {"warrant_shown": "yes"}),
        ("outside the closed set", {"ground": "because"}),
        ("no date", {"warrant_issued_on": "2026-02-30"}),
        ("line feed in an id", {"person": "p1\n"}),
        ("line feed after an amount", {"documents": [{"type": "x", "hash": "sha256:" + "0" * 64 + "\n"}]}),
    ],
)
def test_what_the_decoder_refuses_the_schema_refuses(mistake: str, data: dict[str, object]) -> None:
    schema = payload_schema(cn_criminal(), "Detained", 1)
    checker = Draft202012Validator.FORMAT_CHECKER
    assert not Draft202012Validator(schema, format_checker=checker).is_valid(data)
    with pytest.raises(Refused):
        cn_criminal().decode("Detained", 1, data)


GOLDEN = json.loads((HERE / "golden" / "FamilyNotified-v1-v2.json").read_text())


@pytest.mark.parametrize("case", GOLDEN, ids=[case["oddity"] for case in GOLDEN])
def test_family_notified_version_1_is_read_as_version_2(case: dict[str, dict[str, object]]) -> None:
    vocabulary = cn_criminal()
    payload = vocabulary.decode("FamilyNotified", 1, case["v1"])
    assert vocabulary.encode(payload) == case["v2"]
    assert vocabulary.decode("FamilyNotified", 2, case["v2"]) == payload


def test_version_1_is_held_to_its_own_fields() -> None:
    with pytest.raises(Refused) as caught:
        cn_criminal().decode("FamilyNotified", 1, {"mode_text": "x"})
    assert (caught.value.code, caught.value.pointer) == ("unknown-field", "/data/mode_text")


def test_yaml_and_csv_values_may_be_words_where_the_caller_says_so() -> None:
    words = {"days": "4", "ground": "roaming", "total_days": "7"}
    assert cn_criminal().decode("DetentionPeriodExtended", 1, words, text_scalars=True).days == 4
    with pytest.raises(Refused):
        cn_criminal().decode("DetentionPeriodExtended", 1, words)


def test_another_pack_may_use_any_names() -> None:
    fine = EventType(
        name="Send Fine: 2nd / copy", version=1, label=Label("寄送", "Sent"), emitters=(), level="case",
        fields={"amount": FieldSpec(type="money")},
    )  # fmt: skip
    vocabulary = Vocabulary("road", [fine])
    assert vocabulary.encode(vocabulary.decode(fine.name, 1, {"amount": "35.00"})) == {"amount": "35.00"}
    assert vocabulary.schema_uri(fine.name, 1) == "urn:quancheng:schema:road:Send%20Fine%3A%202nd%20%2F%20copy:1"
    assert isinstance(payload_schema(vocabulary, fine.name, 1)["properties"], dict)
    with pytest.raises(Refused) as caught:
        vocabulary.type_named("send fine: 2nd copy")
    assert caught.value.nearest == (fine.name,)


def test_payloads_cannot_be_changed() -> None:
    payload = cn_criminal().decode("Detained", 1, {"person": "p1"})
    with pytest.raises(AttributeError):
        payload.person = "p2"
    assert msgspec.structs.replace(payload, person="p2") != payload
