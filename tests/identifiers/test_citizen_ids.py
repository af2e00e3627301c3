"""Citizen ids and organisation codes: checked, sealed, found again, never in clear where they are stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.citizen_ids import (
    CitizenIdKey,
    CitizenIdUnreadable,
    citizen_id_fields,
    content_digest,
    misplaced_citizen_ids,
    protect,
    reveal,
    validate_citizen_id,
    validate_organisation_code,
)
from domain.errors import Refused
from domain.refusal_codes import REFUSAL_CODES
from tests.domain.packs import cn_criminal

NUMBERS = json.loads((Path(__file__).parent / "data/numbers.json").read_text("utf-8"))
PEOPLE = [row for row in NUMBERS if row["kind"] == "GB11643"]
ORGANISATIONS = [row for row in NUMBERS if row["kind"] == "GB32100"]
VALID = [row["number"] for row in PEOPLE if row["valid"]]
LOOKS_LIKE_AN_ID = re.compile(r"[0-9]{17}")

KEY = CitizenIdKey(b"k" * 32)
OTHER_KEY = CitizenIdKey(b"o" * 32)
SOURCE = "urn:quancheng:cn-520102:police:01"
FIELDS = (("citizen_id",),)
VALID_ID = st.sampled_from(VALID)


def sealed(number: str, *, source: str = SOURCE, event_id: str = "e1", key: CitizenIdKey = KEY) -> str:
    kept = protect({"citizen_id": number}, FIELDS, key, source=source, event_id=event_id)
    return str(kept["citizen_id"])


def opened(text: str, *, source: str = SOURCE, event_id: str = "e1", key: CitizenIdKey = KEY) -> str:
    clear = reveal({"citizen_id": text}, FIELDS, key, source=source, event_id=event_id)
    return str(clear["citizen_id"])


def test_a_region_of_which_only_the_province_is_known_is_none() -> None:
    """A good check character, and a county that never was: no number, wherever it stands, and no defect of ours."""
    number = "119999194912310021"
    with pytest.raises(Refused, match="its region") as refused:
        validate_citizen_id(number, "/data/citizen_id")
    assert refused.value.code == "citizen-id-invalid"
    assert not list(misplaced_citizen_ids({"case_number": f"no. {number}"}))


def test_the_vectors_are_whole() -> None:
    assert (len(PEOPLE), len(VALID), len(ORGANISATIONS)) == (12, 6, 204)


@pytest.mark.parametrize("row", PEOPLE, ids=[f"{r['number']} {r.get('reason', 'valid')}" for r in PEOPLE])
def test_citizen_id_vectors(row: Mapping[str, object]) -> None:
    number = str(row["number"])
    if row["valid"]:
        assert validate_citizen_id(number, "") == number
    else:
        with pytest.raises(Refused) as refused:
            validate_citizen_id(number, "/data/citizen_id")
        assert (refused.value.code, refused.value.pointer) == ("citizen-id-invalid", "/data/citizen_id")
        assert number not in str(refused.value), "a refusal goes into logs"


def test_organisation_code_vectors() -> None:
    for row in ORGANISATIONS:
        if row["valid"]:
            assert validate_organisation_code(row["number"], "") == row["number"]
        else:
            with pytest.raises(Refused) as refused:
                validate_organisation_code(row["number"], "/data/organisation")
            assert refused.value.code == "organisation-code-invalid"
            assert refused.value.code in REFUSAL_CODES


@pytest.mark.parametrize(
    ("attack", "number"),
    [
        ("line-break-for-a-digit", VALID[0][:16] + "\n" + VALID[0][17]),
        ("full-width-digits", VALID[0].translate({ord("0") + i: chr(0xFF10 + i) for i in range(10)})),
        ("fifteen-digits", VALID[0][:6] + VALID[0][8:17]),
        ("blanks", f" {VALID[0]} "),
        ("sealed-already", sealed(VALID[0])),
        ("empty", ""),
    ],
)
def test_hostile_citizen_id(attack: str, number: str) -> None:
    with pytest.raises(Refused, match="refused"):
        sealed(number)


@given(VALID_ID, st.text(max_size=30), st.text(max_size=30))
def test_what_was_sealed_opens(number: str, source: str, event_id: str) -> None:
    text = sealed(number, source=source, event_id=event_id)
    assert opened(text, source=source, event_id=event_id) == number
    assert not LOOKS_LIKE_AN_ID.search(text)


def test_a_small_x_is_the_same_number() -> None:
    with_x = next(number for number in VALID if number.endswith("X"))
    assert opened(sealed(with_x.lower())) == with_x
    assert KEY.token(with_x.lower()) == KEY.token(with_x)


@given(VALID_ID, st.integers(0, 10_000), st.sampled_from("abcxyz2345.A 1"))
def test_any_changed_character_is_noticed(number: str, at: int, letter: str) -> None:
    text = sealed(number)
    at %= len(text)
    changed = text[:at] + letter + text[at + 1 :]
    if changed != text:
        with pytest.raises(CitizenIdUnreadable):
            opened(changed)


@pytest.mark.parametrize(
    ("attack", "place"),
    [
        ("swap-between-events", {"event_id": "e2"}),
        ("swap-between-sources", {"source": "urn:quancheng:cn-520102:police:02"}),
        ("shift-the-border-of-source-and-id", {"source": SOURCE + "e", "event_id": "1"}),
        ("another-deployments-key", {"key": OTHER_KEY}),
    ],
)
def test_a_sealed_number_stays_where_it_was_put(attack: str, place: dict[str, object]) -> None:
    with pytest.raises(CitizenIdUnreadable):
        opened(sealed(VALID[0]), **place)  # type: ignore[arg-type]


def test_swap_between_fields_of_one_event() -> None:
    fields = (("citizen_id",), ("data", "citizen_id"))
    data = {"citizen_id": VALID[0], "data": {"citizen_id": VALID[1]}}
    kept = protect(data, fields, KEY, source=SOURCE, event_id="e1")
    assert reveal(kept, fields, KEY, source=SOURCE, event_id="e1") == data
    assert isinstance(kept["data"], dict)
    swapped = {"citizen_id": kept["data"]["citizen_id"], "data": {"citizen_id": kept["citizen_id"]}}
    with pytest.raises(CitizenIdUnreadable):
        reveal(swapped, fields, KEY, source=SOURCE, event_id="e1")


def test_a_token_put_on_another_ciphertext() -> None:
    one, two = sealed(VALID[0]).split("."), sealed(VALID[1]).split(".")
    with pytest.raises(CitizenIdUnreadable):
        opened(".".join((*one[:3], two[3])))


@given(VALID_ID, VALID_ID)
def test_a_repeated_post_is_recognised_although_its_bytes_differ(first: str, second: str) -> None:
    one = protect({"citizen_id": first, "name": "张某"}, FIELDS, KEY, source=SOURCE, event_id="e1")
    two = protect({"name": "张某", "citizen_id": second}, FIELDS, KEY, source=SOURCE, event_id="e1")
    assert one != two
    same = content_digest(one, FIELDS) == content_digest(two, FIELDS)
    assert same == (first == second)


def test_other_content_under_the_same_number_is_other_content() -> None:
    one = protect({"citizen_id": VALID[0], "name": "张某"}, FIELDS, KEY, source=SOURCE, event_id="e1")
    two = protect({"citizen_id": VALID[0], "name": "李某"}, FIELDS, KEY, source=SOURCE, event_id="e1")
    assert content_digest(one, FIELDS) != content_digest(two, FIELDS)


def test_text_that_imitates_a_sealed_number_is_not_cut_down() -> None:
    """Only declared fields are: elsewhere every character counts."""
    note = sealed(VALID[0])
    one, two = {"note": note}, {"note": note.rpartition(".")[0]}
    assert content_digest(one, FIELDS) != content_digest(two, FIELDS)


def test_every_declared_field_of_the_vocabulary() -> None:
    """Whatever type carries a citizen id: nothing that looks like one is left in the stored payload."""
    vocabulary, seen = cn_criminal(), 0
    for event_type in vocabulary:
        fields = citizen_id_fields(vocabulary, event_type.name, event_type.version, {})
        for path in fields:
            payload = {path[0]: VALID[0]}
            kept = protect(payload, fields, KEY, source=SOURCE, event_id="e1")
            assert not LOOKS_LIKE_AN_ID.search(json.dumps(kept))
            assert reveal(kept, fields, KEY, source=SOURCE, event_id="e1") == payload
            seen += 1
    assert seen > 3


def test_the_stored_form_still_decodes() -> None:
    vocabulary = cn_criminal()
    event_type = next(t for t in vocabulary if "citizen_id" in t.fields)
    needed = {name: "p1" for name, spec in event_type.fields.items() if spec.required}
    for number in (VALID[0], sealed(VALID[0])):
        payload = vocabulary.decode(event_type.name, event_type.version, {**needed, "citizen_id": number})
        assert vocabulary.encode(payload)["citizen_id"] == number
    with pytest.raises(Refused):
        vocabulary.decode(event_type.name, event_type.version, {**needed, "citizen_id": "12345"})


def test_a_correction_carries_no_number_past_the_seal() -> None:
    vocabulary = cn_criminal()
    event_type = next(t for t in vocabulary if "citizen_id" in t.fields)
    correction: dict[str, object] = {
        "event": {"source": SOURCE, "id": "e0"},
        "type": event_type.name,
        "data": {"person": "p1", "citizen_id": VALID[0]},
    }
    fields = citizen_id_fields(vocabulary, "EventCorrected", 1, correction)
    assert fields == (("data", "citizen_id"),)
    kept = protect(correction, fields, KEY, source=SOURCE, event_id="e1")
    assert not LOOKS_LIKE_AN_ID.search(json.dumps(kept))
    assert correction["data"] == {"person": "p1", "citizen_id": VALID[0]}, "the post itself is not changed"


@pytest.mark.parametrize("version", [0, 99, -1])
def test_a_correction_of_a_version_that_never_was(version: int) -> None:
    with pytest.raises(Refused, match="no version"):
        citizen_id_fields(cn_criminal(), "EventCorrected", 1, {"type": "Detained", "version": version, "data": {}})


def test_a_number_that_is_no_text() -> None:
    with pytest.raises(Refused, match="no text"):
        protect({"citizen_id": 360426199101010071}, FIELDS, KEY, source=SOURCE, event_id="e1")


def test_numbers_in_the_wrong_place_are_named() -> None:
    wire = {
        "subject": f"case-{VALID[0]}",
        "data": {
            "citizen_id": VALID[1],
            "person": VALID[2],
            "note": f"身份证{VALID[3]}，电话13800000000",
            "persons": ["p1", VALID[4]],
            "document_number": "11010119900307000012345",  # longer than an id
        },
    }
    found = misplaced_citizen_ids(wire, [("data", "citizen_id")])
    assert found == ("/subject", "/data/person", "/data/note", "/data/persons/1")


def test_the_key_is_not_shown_and_not_short() -> None:
    secret = b"a very secret key of 32 bytes...."
    assert "secret" not in repr(CitizenIdKey(secret))
    with pytest.raises(ValueError, match="32 bytes"):
        CitizenIdKey(b"short")


def test_tokens_differ_between_deployments() -> None:
    assert KEY.token(VALID[0]) != OTHER_KEY.token(VALID[0])
    assert KEY.token(VALID[0]) == sealed(VALID[0]).split(".")[2]
