"""Reading YAML without guessing: each case is one oddity of YAML or one mistake of a pack author."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec
import pytest

from domain.errors import PackFault
from supervision_rules.located_yaml import parse, read


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: int
    unit: Literal["day", "month"]


class Until(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="until"):
    event: str


class Within(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="within"):
    budget: Budget


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    country: str = ""
    since: datetime.date | None = None
    final: bool = False
    budgets: tuple[Budget, ...] = ()
    by_name: dict[str, Budget] = {}
    clock: Until | Within | None = None


@pytest.mark.parametrize(
    ("oddity", "text", "expected"),
    [
        ("Norway stays Norway", "id: a\ncountry: no", Rule(id="a", country="no")),
        ("leading zeros stay", "id: 007", Rule(id="007")),
        ("a version number is no float", "id: 1.10", Rule(id="1.10")),
        ("the schema makes a date", "id: a\nsince: 2026-03-02", Rule("a", since=datetime.date(2026, 3, 2))),
        ("null is nothing", "id: a\nsince: null", Rule("a")),
        ("a quoted null is a word", 'id: "null"', Rule("null")),
        ("the schema makes a truth value", "id: a\nfinal: true", Rule("a", final=True)),
        ("sexagesimal is no number", "id: 12:30", Rule("12:30")),
    ],
)
def test_scalars_are_strings_typed_by_the_schema(oddity: str, text: str, expected: Rule) -> None:
    assert read("r.yaml", text.encode(), Rule) == expected


@pytest.mark.parametrize(
    ("fault", "text", "line", "path", "says", "remedy"),
    [
        ("misspelt field", "id: a\nfinl: true", 2, "$.finl", "unknown field", "`final`"),
        (
            "misspelt in a list item",
            "id: a\nbudgets:\n- {value: 1, unit: day}\n- {value: 1, unit: day, vlaue: 2}",
            4,
            "$.budgets[1].vlaue",
            "unknown field",
            "`value`",
        ),
        ("missing field", "id: a\nby_name:\n  x:\n    value: 1", 3, "$.by_name.x", "`unit`", "Add"),
        (
            "not in the closed set",
            "id: a\nbudgets:\n- value: 1\n  unit: week",
            4,
            "$.budgets[0].unit",
            "'week'",
            "one of day, month",
        ),
        (
            "inside a tagged alternative",
            "id: a\nclock:\n  kind: within\n  budget:\n    value: x\n    unit: day",
            5,
            "$.clock.budget.value",
            "int",
            "expected",
        ),
        ("duplicate key", "id: a\nid: b", 2, "$.id", "twice (first on line 1)", "Keep one"),
        ("alias", "id: &x a\ncountry: *x", 1, "$.country", "alias", "Write the value out"),
        ("python tag", "id: !!python/name:os.system x", 1, "$.id", "tag", "Remove the tag"),
        ("syntax", "id: a\n  b: [", 2, "$", "not valid YAML", "syntax"),
        ("two documents", "id: a\n---\nid: b", 2, "$", "not valid YAML", "syntax"),
        ("empty", "# nothing\n", 1, "$", "empty", "delete"),
        ("a list for a mapping", "- id", 1, "$", "object", "keys and values"),
    ],
)
def test_faults_name_file_line_path_and_remedy(
    fault: str, text: str, line: int, path: str, says: str, remedy: str
) -> None:
    with pytest.raises(PackFault) as caught:
        read("rules/r.yaml", text.encode(), Rule)
    error = caught.value
    assert (error.file, error.line, error.path) == ("rules/r.yaml", line, path)
    assert says in error.fault
    assert remedy in error.remedy


def test_bytes_that_are_not_utf8_name_the_line() -> None:
    with pytest.raises(PackFault) as caught:
        read("r.yaml", b"id: a\ncountry: \xff", Rule)
    assert caught.value.line == 2


def test_a_loader_can_place_its_own_faults() -> None:
    document = parse("r.yaml", b"id: a\nbudgets:\n- value: 1\n  unit: day\n")
    fault = document.fault(("budgets", 0, "unit"), "no such unit here", remedy="Use months.")
    assert (fault.line, fault.path) == (4, "$.budgets[0].unit")
