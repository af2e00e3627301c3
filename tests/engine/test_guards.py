"""Three-valued conditions: rows of condition, data, outcome, what was missing."""

from __future__ import annotations

import pytest

from supervision_rules.condition import Condition
from supervision_rules.guard import compile_guard
from supervision_rules.located_yaml import read
from supervision_rules.scope_history import ScopeHistory
from tests.engine.library import RETURN_IN_3, event, pack, verdicts

ROWS = [
    ("{field: kind, is: map}", {"kind": "map"}, True, []),
    ("{field: kind, is: map}", {"kind": "book"}, False, []),
    ("{field: kind, is: map}", {}, None, ["kind"]),
    ("{field: kind, in: [map, film]}", {"kind": "film"}, True, []),
    ("{field: kind, not_in: [map, film]}", {"kind": "film"}, False, []),
    ("{field: kind, is_not: map}", {}, None, ["kind"]),
    ("{field: rare, is: 'true'}", {"rare": True}, True, []),
    ("{field: rare, is: 'true'}", {"rare": False}, False, []),
    ("{field: days, at_least: '10'}", {"days": 10}, True, []),
    ("{field: days, more_than: '10'}", {"days": 10}, False, []),
    ("{field: days, at_most: '9'}", {"days": 10}, False, []),
    ("{field: days, less_than: '11'}", {"days": 10}, True, []),
    ("{field: opens_on, at_least: 2026-03-01}", {"opens_on": "2026-03-01"}, True, []),
    ("{field: opens_on, less_than: 2026-03-01}", {"opens_on": "2026-03-01"}, False, []),
    # presence is never unknown in a history that vouches for itself
    ("{field: kind, present: true}", {}, False, []),
    ("{field: kind, present: false}", {}, True, []),
    ("{field: clerks, present: true}", {"clerks": []}, False, []),
    ("{field: clerks, count_at_least: 2}", {"clerks": ["a", "b"]}, True, []),
    ("{field: clerks, count_at_most: 1}", {"clerks": ["a", "b"]}, False, []),
    ("{field: clerks, is: a}", {"clerks": ["a", "b"]}, True, []),
    ("{field: papers, is: permit}", {"papers": [{"type": "permit"}]}, True, []),
    # Kleene: what decides alone decides, whatever is missing beside it
    ("{any: [{field: kind, is: map}, {field: rare, is: 'true'}]}", {"rare": True}, True, ["kind"]),
    ("{any: [{field: kind, is: map}, {field: rare, is: 'true'}]}", {"rare": False}, None, ["kind"]),
    ("{all: [{field: kind, is: map}, {field: rare, is: 'true'}]}", {"rare": False}, False, ["kind"]),
    ("{not: {field: kind, is: map}}", {}, None, ["kind"]),
    ("{not: {field: kind, is: map}}", {"kind": "book"}, True, []),
    ("{emitter: kind, is: police}", {}, True, []),
    ("{emitter: level, is: county}", {}, True, []),
    ("{emitter: jurisdiction, is: xx-2}", {}, False, []),
    ("{fact: kind, is: map}", {}, None, ["fact kind"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "data", "outcome", "missing"), ROWS)
def test_a_condition(text: str, data: dict[str, object], outcome: bool | None, missing: list[str]) -> None:
    guard = compile_guard((read("c.yaml", text.encode(), Condition),))
    assert guard is not None
    act = event("a", "Inspected", "2026-03-02", data)
    situation = ScopeHistory.of(act.case, act.person, [act], pack(RETURN_IN_3).facts)
    situation.point_at(0)
    found: list[str] = []
    assert {0: False, 1: True, -1: None}[guard(act, situation, found)] is outcome
    assert found == missing


def test_an_unknown_guard_on_the_opener_is_undecidable_and_names_the_field() -> None:
    rule = RETURN_IN_3.replace("{event: Lent}]", "{event: Lent, when: [{field: kind, is: map}]}]", 1)
    (verdict,) = verdicts(rule, [event("a", "Lent", "2026-03-02")], "2026-04-01")
    assert (verdict.status, verdict.missing) == ("undecidable", ("kind",))


def test_an_unknown_guard_on_a_discharge_leaves_open_only_what_hangs_on_it() -> None:
    rule = RETURN_IN_3.replace("{event: Returned}", "{event: Returned, when: [{field: kind, is: map}]}")
    lent, perhaps = event("a", "Lent", "2026-03-02"), event("b", "Returned", "2026-03-04")
    certain = event("c", "Returned", "2026-03-05", {"kind": "map"})
    assert [v.status for v in verdicts(rule, [lent, perhaps], "2026-04-01")] == ["undecidable"]
    assert [v.status for v in verdicts(rule, [lent, perhaps, certain], "2026-04-01")] == ["met"]


def test_facts_are_asked_at_the_time_of_the_act_not_now() -> None:
    rule = RETURN_IN_3.replace("{event: Lent}]", "{event: Lent, when: [{fact: barred, is: 'true'}]}]", 1)
    events = [
        event("a", "Lent", "2026-03-01"),
        event("x", "Barred", "2026-03-02"),
        event("b", "Lent", "2026-03-03"),
        event("y", "Unbarred", "2026-03-04"),
        event("c", "Lent", "2026-03-05"),
    ]
    assert [v.trigger.id for v in verdicts(rule, events, "2026-04-01")] == ["b"]


@pytest.mark.parametrize(("changed", "opened"), [("2026-03-02", ["b"]), ("2026-03-03", [])])
def test_a_change_of_the_same_day_counts_as_already_there_for_an_opener(changed: str, opened: list[str]) -> None:
    rule = RETURN_IN_3.replace("{event: Lent}]", "{event: Lent, when: [{fact: barred, is: 'true'}]}]", 1)
    events = [event("b", "Lent", "2026-03-02"), event("x", "Barred", changed)]
    assert [v.trigger.id for v in verdicts(rule, events, "2026-04-01")] == opened


def test_a_discharge_counts_if_an_unordered_change_can_make_its_guard_hold() -> None:
    rule = RETURN_IN_3.replace("{event: Returned}", "{event: Returned, when: [{fact: barred, is: 'false'}]}")
    events = [
        event("a", "Lent", "2026-03-02"),
        event("b", "Returned", "2026-03-04"),
        event("x", "Barred", "2026-03-04"),
    ]
    assert [v.status for v in verdicts(rule, events, "2026-04-01")] == ["met"]


def test_an_act_speaks_of_its_own_change_for_certain() -> None:
    rule = RETURN_IN_3.replace("{event: Lent}]", "{event: Lent, when: [{fact: kind, is: map}]}]", 1)
    events = [event("a", "Lent", "2026-03-02", {"kind": "map"}), event("b", "Lent", "2026-03-02", {"kind": "book"})]
    assert [v.trigger.id for v in verdicts(rule, events, "2026-04-01")] == ["a"]
