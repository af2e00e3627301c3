"""What a published event type may become. A law: whatever was valid is valid wherever the registry says compatible."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.payload_types import FieldSpec, FieldTypeName, Label
from domain.schema_change import Change, changes
from domain.schema_shape import shapes
from domain.upcasting import RenameField, SetValue
from domain.vocabulary import EventType, PreviousVersion, Vocabulary
from tests.domain.test_vocabulary import value_of

A = FieldSpec(type="text")
NEEDED = FieldSpec(type="text", required=True)
CHOICE = FieldSpec(type="choice", choices=("x", "y"))


def vocabulary(*fields: dict[str, FieldSpec], steps: tuple[Any, ...] = ()) -> Vocabulary:
    """One type; fields of version 1, 2, …, the same steps between all."""
    *older, current = fields
    return Vocabulary("p", [
        EventType(
            name="Act", version=len(fields), label=Label("行为", "Act"), emitters=(), level="case", fields=current,
            previous=tuple(PreviousVersion(fields=one, upcast=steps) for one in older),
        )
    ])  # fmt: skip


def found(old: Vocabulary, new: Vocabulary) -> list[Change]:
    return list(changes(shapes(old), shapes(new)))


def spec(**changed: Any) -> FieldSpec:
    return FieldSpec(**({"type": "integer"} | changed))


CASES = [
    # (what became of the fields, before, after, kind, compatible)
    ("an optional field more", {}, {"a": A}, "field-added", True),
    ("a required field more", {}, {"a": NEEDED}, "required-field-added", False),
    ("a field less", {"a": A}, {}, "field-removed", False),
    ("another type", {"a": A}, {"a": spec()}, "type-changed", False),
    ("required from now on", {"a": A}, {"a": NEEDED}, "now-required", False),
    ("no longer required", {"a": NEEDED}, {"a": A}, "now-optional", True),
    ("a choice more", {"a": CHOICE}, {"a": FieldSpec(type="choice", choices=("x", "y", "z"))}, "choice-added", True),
    ("a choice less", {"a": CHOICE}, {"a": FieldSpec(type="choice", choices=("x",))}, "choice-removed", False),
    ("another unit", {"a": spec(unit="day")}, {"a": spec(unit="month")}, "unit-changed", False),
    ("a unit taken back", {"a": spec(unit="day")}, {"a": spec()}, "unit-changed", False),
    ("a unit stated", {"a": spec()}, {"a": spec(unit="day")}, "unit-stated", True),
    ("another code list", {"a": FieldSpec(type="text", codes="b")}, {"a": FieldSpec(type="text", codes="c")},
     "codes-changed", False),
    ("a code list stated", {"a": A}, {"a": FieldSpec(type="text", codes="c")}, "codes-stated", True),
    ("protection lost", {"a": FieldSpec(type="text", personal=True)}, {"a": A}, "no-longer-personal", False),
]  # fmt: skip


@pytest.mark.parametrize(("what", "before", "after", "kind", "compatible"), CASES, ids=[case[0] for case in CASES])
def test_a_change_within_a_version(
    what: str, before: dict[str, FieldSpec], after: dict[str, FieldSpec], kind: str, compatible: bool
) -> None:
    [change] = found(vocabulary(before), vocabulary(after))
    assert (change.type, change.version, change.field, change.kind) == ("Act", 1, "a", kind), what
    assert change.compatible is compatible
    assert bool(change.remedy) is not compatible


def test_words_may_change() -> None:
    worded = FieldSpec(type="text", label=Label("甲", "A"), note="as on the form")
    assert found(vocabulary({"a": A}), vocabulary({"a": worded})) == []


def test_a_further_version_is_an_addition_and_the_older_one_stays_held() -> None:
    step = (RenameField(field="a", to="b"),)
    published = vocabulary({"a": A})
    assert [c.kind for c in found(published, vocabulary({"a": A}, {"b": A}, steps=step))] == ["version-added"]
    broken = found(published, vocabulary({"a": NEEDED}, {"b": A}, steps=step))
    assert [(c.kind, c.compatible) for c in broken] == [("now-required", False), ("version-added", True)]


def test_what_stored_acts_mean_is_held_too() -> None:
    published = vocabulary({"a": A}, {"b": A}, steps=(RenameField(field="a", to="b"),))
    other = vocabulary({"a": A}, {"b": A}, steps=(SetValue(field="b", value="none"),))
    assert [c.kind for c in found(published, other)] == ["upcast-changed"]
    assert [c.kind for c in found(published, vocabulary({"b": A}))] == [
        "field-removed",
        "field-added",
        "version-removed",
    ]
    assert [c.kind for c in found(published, Vocabulary("p", []))] == ["type-removed"]


TYPES: tuple[FieldTypeName, ...] = (
    "text",
    "texts",
    "integer",
    "number",
    "money",
    "boolean",
    "date",
    "choice",
    "choices",
)


@st.composite
def specs(draw: st.DrawFn) -> FieldSpec:
    kind = draw(st.sampled_from(TYPES))
    choices = ()
    if kind in ("choice", "choices"):
        choices = tuple(sorted(draw(st.sets(st.sampled_from(["x", "y", "z"]), min_size=1))))
    unit = draw(st.sampled_from(["", "day"])) if kind in ("integer", "number", "money") else ""
    return FieldSpec(type=kind, choices=choices, required=draw(st.booleans()), unit=unit)


def fields() -> st.SearchStrategy[dict[str, FieldSpec]]:
    return st.dictionaries(st.sampled_from(["a", "b", "c"]), specs(), max_size=3)


@st.composite
def changed(draw: st.DrawFn) -> tuple[dict[str, FieldSpec], dict[str, FieldSpec]]:
    """Fields, and what somebody made of them: often little, so that much of it is compatible."""
    old = draw(fields())
    new = dict(old)
    for name in draw(st.sets(st.sampled_from(["a", "b", "c"]), max_size=2)):
        if name in new and draw(st.booleans()):
            known = new[name]
            more = tuple(sorted({*known.choices, *draw(st.sets(st.sampled_from(["x", "y", "z"])))}))
            new[name] = msgspec.structs.replace(
                known, required=draw(st.booleans()), choices=more if known.choices else (), note="reworded"
            )
        else:
            new[name] = draw(specs())
    return old, new


@given(st.data(), changed())
def test_what_was_valid_is_valid_wherever_the_registry_says_compatible(
    data: st.DataObject, pair: tuple[dict[str, FieldSpec], dict[str, FieldSpec]]
) -> None:
    old, new = pair
    before, after = vocabulary(old), vocabulary(new)
    assume(all(change.compatible for change in found(before, after)))
    stated = data.draw(st.sets(st.sampled_from(sorted(old)))) if old else set()
    payload = {
        name: data.draw(value_of(one)) for name, one in old.items() if one.required or name in stated
    }  # fmt: skip
    read = after.encode(after.decode("Act", 1, payload))
    assert read == before.encode(before.decode("Act", 1, payload)), "valid, and the same"


@given(st.data(), changed())
def test_a_refusal_has_a_reason(data: st.DataObject, pair: tuple[dict[str, FieldSpec], dict[str, FieldSpec]]) -> None:
    """The other way round for what makes acts invalid: some act of before is refused now."""
    old, new = pair
    kinds = {c.kind for c in found(vocabulary(old), vocabulary(new))}
    assume(kinds & {"required-field-added", "now-required", "field-removed"})
    payload = {name: data.draw(value_of(one)) for name, one in old.items() if one.required or name not in new}
    with pytest.raises(Refused):
        vocabulary(new).decode("Act", 1, payload)
