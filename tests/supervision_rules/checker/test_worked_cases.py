"""Small cases in which a derivation once was refused though right, or passed though wrong.

Rows: oddity, rule, events, verdicts. Of each the checker accepts the derivation, and refuses it with any one thing
changed or left out.
"""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import msgspec
import pytest

from domain.event import Event
from tests.engine import test_excerpts
from tests.engine.library import BRANCH, DESK, RETURN_IN_3, card, event, micros, shown, verdicts
from tests.engine.test_acts import AFTER, NOT_WHILE, TWICE
from tests.engine.test_deadline import BY_FIELD, acts, clock
from tests.engine.test_intervals import DAYS, MONTH, OF_A_MAP, WORKING_DAYS
from tests.supervision_rules.checker.derivations import falsified, shortened, survives
from tests.supervision_rules.checker.library_rules import told

NOW = "2026-06-01"
PAUSED_FOR_MAPS = clock("  suspend: [{from: {event: Paused, when: [{field: kind, is: map}]}, to: {event: Resumed}}]\n")
PAUSED_BY_RANK = clock(
    "  suspend: [{from: {event: Paused, when: [{emitter: level, is: county}]}, to: {event: Resumed}}]\n"
)
RESET_UNLESS_BARRED = card(
    "precedence",
    'act: [{event: Opened}]\nrequires: [{event: Approved}]\nsince: [{event: Withdrawn, when: [{fact: barred, is: "false"}]}]',
)
UNTIL_OPENED = card(
    "coverage",
    """
state: {from: [{event: Jailed}], to: [{event: Freed}]}
bases:
  - {event: Jailed, when: [{field: rare, is: "false"}], clock: {until: [{event: Opened}]}}
  - {event: Jailed, when: [{field: rare, is: "true"}], clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, extend: [{event: Extended, by_field: days, times: 1}]}}
  - {event: Jailed, when: [{field: kind, is: map}], clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, reset: [{event: Restarted}]}}
  - {event: Approved, clock: {budget: {value: 1, unit: day}, start: same_instant, roll: none}}
""",
)
SAME_ACT = card(
    "deadline",
    "opens: [{event: Asked}]\ncloses: [{event: Returned}]\nclock: {until: [{event: Asked}, {event: Opened}]}",
)
FROM_RECEIPT = card(
    "reply",
    """
opens: [{event: Asked}]
closes: [{event: Approved}]
anchor: {event: Arrived, within: after_trigger}
clock: {budget: {value: 3, unit: day}, start: receipt, roll: none, reset: [{event: Arrived}]}
""",
)
OF_EACH_COPY = card(
    "deadline",
    "opens: [{event: Lent}]\ncloses: [{event: Returned}]\nmatch: copy\nclock: {budget: {value: 3, unit: day}, start: next_day, roll: none}",
)

ROWS: list[tuple[str, str, list[Event], list[str]]] = [
    # suspensions whose ground is not known
    (
        "returned after the due day, paused perhaps",
        PAUSED_FOR_MAPS,
        acts("a Lent 2026-03-02", "p Paused 2026-03-03", "b Returned 2026-03-09"),
        ["undecidable a due 2026-03-05 ? kind"],
    ),
    (
        "and resumed",
        PAUSED_FOR_MAPS,
        acts("a Lent 2026-03-02", "p Paused 2026-03-03", "r Resumed 2026-03-05", "b Returned 2026-03-07"),
        ["undecidable a due 2026-03-05 ? kind"],
    ),
    (
        "too late even with the pause",
        PAUSED_FOR_MAPS,
        acts("a Lent 2026-03-02", "p Paused 2026-03-03", "r Resumed 2026-03-05", "b Returned 2026-03-10"),
        ["met_late a due 2026-03-07 by b +3"],
    ),
    (
        "a pause that only an office of some rank can give: the checker takes it as told",
        PAUSED_BY_RANK,
        acts("a Lent 2026-03-02", "p Paused 2026-03-03", "b Returned 2026-03-09"),
        ["met a due 2026-03-05 by b"],
    ),
    # an extension that does not say by how much
    (
        "extended and not said for how long",
        clock(BY_FIELD),
        acts("a Lent 2026-03-02", "x Extended 2026-03-04", "b Returned 2026-03-06"),
        ["undecidable a due 2026-03-05 ? days"],
    ),
    (
        "beyond the most that could have been granted",
        clock(BY_FIELD),
        acts("a Lent 2026-03-02", "x Extended 2026-03-04", "b Returned 2026-03-12"),
        ["met_late a due 2026-03-09 by b +3"],
    ),
    # the first act of an interval is not known, or not there
    ("of what kind the first act was is not said", OF_A_MAP, acts("a Announced 2026-03-01", "b Opened 2026-03-20"), ["undecidable b due 2026-03-10 ? kind"]),
    ("no first act, working days", WORKING_DAYS, acts("b Opened 2026-03-16"), ["violated b due 2026-03-09"]),
    ("no first act, a month", MONTH, acts("b Opened 2026-03-31"), ["violated b due 2026-02-28"]),
    ("no first act in an excerpt", DAYS, test_excerpts.told("b Opened 2026-03-20"), ["undecidable b due 2026-03-10 ? act Announced"]),
    # bases that end with an act, and several on one act
    (
        "a basis until an act, which has come",
        UNTIL_OPENED,
        acts("a Jailed 2026-03-02 rare=false", "o Opened 2026-03-05", "f Freed 2026-03-07"),
        ["met_late a due 2026-03-05 by f +2"],
    ),
    ("before that act", UNTIL_OPENED, acts("a Jailed 2026-03-02 rare=false", "f Freed 2026-03-07"), ["met a by f"]),
    ("it has not come", UNTIL_OPENED, acts("a Jailed 2026-03-02 rare=false"), ["pending a"]),
    (
        "of two bases on one act the first that applies",
        UNTIL_OPENED,
        acts("a Jailed 2026-03-02 rare=true kind=map", "x Extended 2026-03-04 days=2", "r Restarted 2026-03-05"),
        ["overdue a due 2026-03-07 +86"],
    ),
    (
        "the one that surely applies before one of which it is open",
        UNTIL_OPENED,
        acts("a Jailed 2026-03-02 kind=map", "r Restarted 2026-03-05"),
        ["overdue a due 2026-03-08 +85"],
    ),
    ("of all it is open", UNTIL_OPENED, acts("a Jailed 2026-03-02"), ["undecidable a ? rare, kind"]),
    ("none applies: a gap", UNTIL_OPENED, [event("a", "Jailed", "2026-03-02", {"kind": "book", "rare": False}), *acts("f Freed 2026-03-02")], ["met a by f"]),
    (
        "a basis of a single day is not an entry without one",
        UNTIL_OPENED,
        acts("a Jailed 2026-03-01 rare=false", "b Approved 2026-03-02", "f Freed 2026-03-03"),
        ["met a by b", "met_late b due 2026-03-02 by f +1"],
    ),
    # what a look back finds
    (
        "the reset after which nothing was approved",
        AFTER,
        acts("a Approved 2026-03-01", "w Withdrawn 2026-03-02", "b Opened 2026-03-03"),
        ["violated b"],
    ),
    (
        "a reset by a fact",
        RESET_UNLESS_BARRED,
        acts("w Withdrawn 2026-03-02", "b Opened 2026-03-03"),
        ["violated b"],
    ),
    ("the last of two resets of a day", AFTER, acts("v Withdrawn 2026-03-02", "w Withdrawn 2026-03-02", "b Opened 2026-03-03"), ["violated b"]),
    (
        "in an excerpt the state may have been left",
        NOT_WHILE,
        test_excerpts.told("x Barred 2026-03-01", "a Lent 2026-03-02"),
        ["undecidable a ? act Unbarred, act Barred"],
    ),
    (
        "in an excerpt a reset may be unmentioned",
        TWICE,
        test_excerpts.told("a Renewed 2026-03-01", "b Renewed 2026-03-02", "c Renewed 2026-03-03"),
        ["undecidable a ? act Renewed, act Returned", "undecidable b ? act Renewed, act Returned", "undecidable c ? act Renewed, act Returned"],
    ),
    # acts with several parts
    ("the act that opens a duty is not the one until which it could be done", SAME_ACT, acts("a Asked 2026-03-02", "o Opened 2026-03-02", "b Returned 2026-03-02"), ["met a due 2026-03-02 by b"]),
    (
        "one act starts the clock and starts it anew",
        FROM_RECEIPT,
        test_excerpts.told("a Asked 2026-03-02", "r Arrived 2026-03-04"),
        ["undecidable a due 2026-03-07 ? act Approved, act Arrived"],
    ),
    (
        "two copies lent on one day are two duties",
        OF_EACH_COPY,
        acts("a Lent 2026-03-02 copy=x", "b Lent 2026-03-02 copy=y", "r Returned 2026-03-03 copy=x"),
        ["met a due 2026-03-05 by r", "overdue b due 2026-03-05 +88"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "rule", "events", "expected"), ROWS)
def test_a_worked_case(oddity: str, rule: str, events: list[Event], expected: list[str]) -> None:
    assert [shown(v) for v in verdicts(rule, events, NOW)] == expected, oddity
    for case in told((rule,), events, micros(NOW)):
        case.check()
        forged = [label for label, derivation in (*falsified(case), *shortened(case)) if survives(case, derivation)]
        assert forged == [], oddity


@pytest.mark.parametrize(
    ("attack", "more"),
    [
        ("a release that has come to light", acts("f Freed 2026-03-13")),
        ("the act until which the basis ran", acts("o Opened 2026-03-13")),
        ("a later basis", acts("b Approved 2026-03-20")),
    ],
)
def test_an_act_that_came_to_light(attack: str, more: list[Event]) -> None:
    (case,) = told((UNTIL_OPENED,), acts("a Jailed 2026-03-12 rare=false"), micros(NOW))
    case.check()
    changed = msgspec.structs.replace(case, events=(*case.events, *more))
    assert not survives(changed, case.derivation), attack


def test_an_act_of_another_office_is_no_other_duty() -> None:
    """The identity of a duty ties it to its trigger: the same words about another act of the day are another duty."""
    events = [event("a", "Lent", "2026-03-02"), event("b", "Lent", "2026-03-02", source=BRANCH)]
    first, second = told((RETURN_IN_3,), events, micros(NOW))
    assert {case.derivation.steps[0].event.source for case in (first, second)} == {DESK, BRANCH}  # type: ignore[union-attr]
    swapped = msgspec.structs.replace(first.derivation, steps=second.derivation.steps)
    assert not survives(first, swapped)
