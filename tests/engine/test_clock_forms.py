"""Clocks that start elsewhere, name no number, cover a state, or wait for silence."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import card, event, shown, verdicts
from tests.engine.test_deadline import acts

ANCHORED = card(
    "reply",
    """
opens: [{event: Asked}]
closes: [{event: Approved}]
anchor: {event: Arrived, within: after_trigger}
clock: {budget: {value: 3, unit: day}, start: receipt, roll: none}
""",
)
UNTIL = card(
    "deadline",
    """
opens: [{event: Announced}]
closes: [{event: Inspected}]
clock: {until: [{event: Opened}]}
""",
)
COVERED = card(
    "coverage",
    """
state: {from: [{event: Lent}, {event: Jailed}], to: [{event: Returned}]}
bases:
  - {event: Lent, when: [{field: rare, is: "false"}], clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, extend: [{event: Extended, by: {value: 4, unit: day}, times: 1}]}}
  - {event: Approved, clock: {budget: {value: 1, unit: month}, start: next_day, roll: none}}
""",
)
SILENCE = card(
    "silence",
    """
opens: [{event: Lent}]
closes: [{event: Returned}]
clock: {budget: {value: 10, unit: day}, start: next_day, roll: none, moot_on: [{event: Lost}]}
""",
)

ROWS = [
    # receipt, not dispatch: no clock runs before it
    (ANCHORED, acts("a Asked 2026-03-02"), "2026-06-01", ["pending a"]),
    (ANCHORED, acts("a Asked 2026-03-02", "r Arrived 2026-03-09"), "2026-03-12", ["pending a due 2026-03-12"]),
    (ANCHORED, acts("a Asked 2026-03-02", "r Arrived 2026-03-09"), "2026-03-13", ["overdue a due 2026-03-12 +1"]),
    # answered before it was received on the books
    (ANCHORED, acts("a Asked 2026-03-02", "b Approved 2026-03-05"), "2026-06-01", ["met a by b"]),
    # a receipt of something else earlier is not its receipt; the first one after it counts
    (
        ANCHORED,
        acts("r Arrived 2026-03-01", "a Asked 2026-03-02", "s Arrived 2026-03-04", "t Arrived 2026-03-08"),
        "2026-03-05",
        ["pending a due 2026-03-07"],
    ),
    # no number in the law: due when the other act happens, on the same day still in time
    (UNTIL, acts("a Announced 2026-03-02"), "2026-06-01", ["pending a"]),
    (UNTIL, acts("a Announced 2026-03-02", "o Opened 2026-03-05", "i Inspected 2026-03-05"), "2026-06-01", ["met a due 2026-03-05 by i"]),
    (UNTIL, acts("a Announced 2026-03-02", "i Inspected 2026-03-04", "o Opened 2026-03-05"), "2026-06-01", ["met a by i"]),
    (UNTIL, acts("a Announced 2026-03-02", "o Opened 2026-03-05", "i Inspected 2026-03-07"), "2026-06-01", ["met_late a due 2026-03-05 by i +2"]),
    (UNTIL, acts("a Announced 2026-03-02", "o Opened 2026-03-05"), "2026-03-10", ["overdue a due 2026-03-05 +5"]),
    # each basis runs into the next, the state's end closes the last
    (
        COVERED,
        acts("a Lent 2026-03-02 rare=false", "b Approved 2026-03-05", "c Returned 2026-04-05"),
        "2026-06-01",
        ["met a due 2026-03-05 by b", "met b due 2026-04-05 by c"],
    ),
    # a day without a basis, found the day after the last one
    (COVERED, acts("a Lent 2026-03-02 rare=false", "b Approved 2026-03-08"), "2026-03-10", ["met_late a due 2026-03-05 by b +3", "pending b due 2026-04-08"]),
    (COVERED, acts("a Lent 2026-03-02 rare=false", "x Extended 2026-03-04"), "2026-03-10", ["overdue a due 2026-03-09 +1"]),
    # entered with no basis at all: a gap at once
    (COVERED, acts("a Lent 2026-03-02 rare=true"), "2026-03-05", ["overdue a due 2026-03-02 +3"]),
    (COVERED, acts("a Lent 2026-03-02 rare=true", "b Approved 2026-03-02", "c Returned 2026-03-09"), "2026-06-01", ["met b due 2026-04-02 by c"]),
    # a paper issued before covers the entry, and runs from its own day
    (COVERED, acts("b Approved 2026-03-01", "a Lent 2026-03-20 rare=true", "c Returned 2026-04-02"), "2026-06-01", ["met_late b due 2026-04-01 by c +1"]),
    # one that had lapsed before does not
    (COVERED, acts("b Approved 2026-01-01", "a Lent 2026-03-20 rare=true", "c Returned 2026-03-22"), "2026-06-01", ["met_late a due 2026-03-20 by c +2"]),
    # a basis while nobody is in the state is no duty
    (COVERED, acts("b Approved 2026-03-01"), "2026-06-01", []),
    # of two bases of one day the longer one carries, whatever their ids
    (COVERED, acts("z Lent 2026-03-02 rare=false", "b Approved 2026-03-02", "c Returned 2026-03-30"), "2026-06-01", ["met b due 2026-04-02 by c"]),
    # left and entered again
    (
        COVERED,
        acts("a Lent 2026-03-02 rare=false", "c Returned 2026-03-04", "d Jailed 2026-03-20"),
        "2026-03-22",
        ["met a due 2026-03-05 by c", "overdue d due 2026-03-20 +2"],
    ),
    # every act starts the silence anew, whatever it is
    (SILENCE, acts("a Lent 2026-03-02", "b Reminded 2026-03-10"), "2026-03-15", ["pending a due 2026-03-20"]),
    (SILENCE, acts("a Lent 2026-03-02", "b Reminded 2026-03-10"), "2026-03-21", ["overdue a due 2026-03-20 +1"]),
    # a silence that was broken too late stays on the record, and the next one is watched
    (
        SILENCE,
        acts("a Lent 2026-03-02", "b Reminded 2026-03-20"),
        "2026-03-25",
        ["met_late a due 2026-03-12 by b +8", "pending b due 2026-03-30"],
    ),
    (SILENCE, acts("a Lent 2026-03-02", "b Returned 2026-03-10", "c Reminded 2026-06-01"), "2026-06-10", ["met a due 2026-03-12 by b"]),
    (SILENCE, acts("a Lent 2026-03-02", "b Lost 2026-03-10"), "2026-06-10", ["moot a due 2026-03-12 by b"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "events", "now", "expected"), ROWS)
def test_a_clock_form(rule: str, events: list[Event], now: str, expected: list[str]) -> None:
    assert [shown(v) for v in verdicts(rule, events, now)] == expected


def test_only_one_silence_runs_where_two_acts_open_the_same_state() -> None:
    found = verdicts(SILENCE, acts("a Lent 2026-03-02", "b Lent 2026-03-04"), "2026-03-05")
    assert [shown(v) for v in found] == ["pending a due 2026-03-14"]


def test_measures_have_clocks_of_their_own() -> None:
    rule = card(
        "deadline",
        """
opens: [{event: Lent}]
closes: [{event: Returned}]
clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, moot_on: [{event: Lost}]}
""",
        scope="measure",
        head="scope_field: copy",
    )
    events = [
        event("a", "Lent", "2026-03-02", {"copy": "x"}),
        event("b", "Lent", "2026-03-02", {"copy": "y"}),
        event("c", "Returned", "2026-03-04", {"copy": "x"}),
        event("d", "Lost", "2026-03-05"),  # names no copy: speaks of all of them
    ]
    found = {v.trigger.id: v.status for v in verdicts(rule, events, "2026-04-01")}
    assert found == {"a": "met", "b": "moot"}
