"""Clocks in hours: the excluded starting hour, acts whose time of day is not known, lateness in started hours."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import card, event, shown, verdicts


def hours(mode: str) -> str:
    start = "next_day" if mode == "proc" else "same_instant"
    return card(
        "deadline",
        f"""
opens: [{{event: Lent}}]
closes: [{{event: Returned}}]
clock: {{budget: {{value: 24, unit: hour}}, hours: {mode}, start: {start}, roll: none}}
""",
    )


LENT = event("a", "Lent", "2026-03-02T14:20")
LENT_THAT_DAY = event("a", "Lent", "2026-03-02")


def back(when: str) -> Event:
    return event("b", "Returned", when)


ROWS = [
    # the starting clock hour is not counted: 15:00, and that instant is still in time
    ("proc", [LENT, back("2026-03-03T15:00")], "2026-03-09", "met a due 2026-03-03T15:00:00+08:00 by b"),
    ("proc", [LENT, back("2026-03-03T15:00:01")], "2026-03-09", "met_late a due 2026-03-03T15:00:00+08:00 by b +1"),
    # nothing is excluded where the text limits how long a state lasts
    ("continuous", [LENT, back("2026-03-03T14:20")], "2026-03-09", "met a due 2026-03-03T14:20:00+08:00 by b"),
    ("continuous", [LENT, back("2026-03-03T17:21")], "2026-03-09", "met_late a due 2026-03-03T14:20:00+08:00 by b +4"),
    # hours run into a holiday and do not move
    ("proc", [event("a", "Lent", "2026-04-30T09:00")], "2026-05-01T09:59", "pending a due 2026-05-01T10:00:00+08:00"),
    ("proc", [event("a", "Lent", "2026-04-30T09:00")], "2026-05-01T10:01", "overdue a due 2026-05-01T10:00:00+08:00 +1"),
    # unknown time is not midnight: the same day is certainly within, two days later certainly beyond
    ("continuous", [LENT_THAT_DAY, back("2026-03-02")], "2026-03-09", "met a due 2026-03-03T00:00:00+08:00 by b"),
    (
        "continuous",
        [LENT_THAT_DAY, back("2026-03-03")],
        "2026-03-09",
        "undecidable a due 2026-03-03T00:00:00+08:00 ? time of day",
    ),
    (
        "continuous",
        [LENT_THAT_DAY, back("2026-03-05")],
        "2026-03-09",
        "met_late a due 2026-03-03T23:59:59.999999+08:00 by b +25",
    ),
    # only the return's time is unknown
    ("continuous", [LENT, back("2026-03-03")], "2026-03-09", "undecidable a due 2026-03-03T14:20:00+08:00 ? time of day"),
    # still open on the second day: pending is certain, later neither, then overdue
    ("continuous", [LENT_THAT_DAY], "2026-03-02T23:00", "pending a due 2026-03-03T00:00:00+08:00"),
    ("continuous", [LENT_THAT_DAY], "2026-03-03T12:00", "undecidable a due 2026-03-03T00:00:00+08:00 ? time of day"),
    ("continuous", [LENT_THAT_DAY], "2026-03-04T00:30", "overdue a due 2026-03-03T23:59:59.999999+08:00 +1"),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "events", "now", "expected"), ROWS)
def test_a_clock_in_hours(mode: str, events: list[Event], now: str, expected: str) -> None:
    assert [shown(v) for v in verdicts(hours(mode), events, now)] == [expected]


def test_the_strict_reading_is_shown_beside_the_lenient_one() -> None:
    (verdict,) = verdicts(hours("proc"), [LENT], "2026-03-02T15:00")
    assert (verdict.due, verdict.strict_due) == ("2026-03-03T15:00:00+08:00", "2026-03-03T14:20:00+08:00")
    (plain,) = verdicts(hours("continuous"), [LENT], "2026-03-02T15:00")
    assert plain.strict_due is None


def test_integrity_compares_when_it_happened_with_when_it_was_recorded() -> None:
    rule = card(
        "integrity",
        """
act: [{event: "*"}]
clock: {budget: {value: 24, unit: hour}, hours: continuous, start: same_instant, roll: none}
""",
    )
    events = [
        event("a", "Lent", "2026-03-02T10:00", recorded="2026-03-03T10:00"),
        event("b", "Returned", "2026-03-03T10:00", recorded="2026-03-05T10:00"),
        event("c", "Lost", "2026-03-04T10:00"),
        event("d", "Asked", "2026-03-05", recorded="2026-03-06T12:00"),
        event("e", "Asked", "2026-03-07", recorded="2026-03-07T23:00"),
    ]
    assert [shown(v) for v in verdicts(rule, events, "2026-04-01")] == [
        "met a due 2026-03-03T10:00:00+08:00",
        "met_late b due 2026-03-04T10:00:00+08:00 +24",
        "undecidable c due 2026-03-05T10:00:00+08:00 ? recorded time",
        "undecidable d due 2026-03-06T00:00:00+08:00 ? time of day",
        "met e due 2026-03-08T00:00:00+08:00",
    ]


def test_an_act_of_which_nobody_says_when_it_was_recorded_is_not_late() -> None:
    rule = card(
        "integrity",
        """
act: [{event: Lent}]
clock: {budget: {value: 24, unit: hour}, hours: continuous, start: same_instant, roll: none}
""",
    )
    found = verdicts(rule, [event("a", "Lent", "2026-03-02T10:00")], "2026-04-01")
    assert [shown(v) for v in found] == ["undecidable a due 2026-03-03T10:00:00+08:00 ? recorded time"]
