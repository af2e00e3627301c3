"""An act that must come so long before another: how long before, and what holds where the first one is not there.

Rows: oddity, events, verdict. Without the first act the due day is the last one on which it would have been in time.
"""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import card, event, shown, verdicts
from tests.engine.test_deadline import acts
from tests.engine.test_excerpts import told


def ahead(budget: str, *, first: str = "{event: Announced}", start: str = "next_day", more: str = "") -> str:
    return card(
        "minimum_interval",
        f"""
first: [{first}]
then: [{{event: Opened}}]
if_absent: violated
clock: {{budget: {{{budget}}}, start: {start}, roll: none{more}}}
""",
    )


DAYS = ahead("value: 10, unit: day")
WORKING_DAYS = ahead("value: 5, unit: working_day")
MONTH = ahead("value: 1, unit: month")
MONTH_AND_HALF = ahead("value: '1.5', unit: month")
HOURS = ahead("value: 24, unit: hour", start="same_instant", more=", hours: continuous")
CLOCK_HOURS = ahead("value: 24, unit: hour", more=", hours: proc")
FIRST_DAY_COUNTS = ahead("value: 10, unit: day", start="same_instant")
OF_A_MAP = ahead("value: 10, unit: day", first="{event: Announced, when: [{field: kind, is: map}]}")

ABSENT = [
    ("days are simply taken off", DAYS, "2026-03-20", "violated b due 2026-03-10"),
    ("the first day counts", FIRST_DAY_COUNTS, "2026-03-20", "violated b due 2026-03-11"),
    # Monday the 16th is the fifth working day after Monday the 9th
    ("five working days before a Monday", WORKING_DAYS, "2026-03-16", "violated b due 2026-03-09"),
    # Friday the 13th is the fifth after any of Friday the 6th to Sunday the 8th
    ("before a Saturday: the last of the days that lead to the Friday", WORKING_DAYS, "2026-03-14", "violated b due 2026-03-08"),
    # Saturday the 9th is worked, the 1st, 4th and 5th are days off: 6, 7, 8, 9, 11
    ("across days off and a Saturday that is worked", WORKING_DAYS, "2026-05-11", "violated b due 2026-05-05"),
    # from the last of February a month ends on the last of March
    ("a month before its last day", MONTH, "2026-03-31", "violated b due 2026-02-28"),
    ("a month before the day before it", MONTH, "2026-03-30", "violated b due 2026-02-27"),
    ("a month before a day that the month before lacks", MONTH, "2026-05-30", "violated b due 2026-04-29"),
    ("a month and fifteen days", MONTH_AND_HALF, "2026-04-15", "violated b due 2026-02-28"),
    ("hours back from the instant", HOURS, "2026-03-02T14:20", "violated b due 2026-03-01T14:20:00+08:00"),
    # an act at 13:59 runs from 14:00, one at 14:00 from 15:00
    ("the starting hour does not count", CLOCK_HOURS, "2026-03-02T14:20", "violated b due 2026-03-01T13:59:59.999999+08:00"),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "rule", "opened", "expected"), ABSENT)
def test_without_the_first_act(oddity: str, rule: str, opened: str, expected: str) -> None:
    events = [event("b", "Opened", opened)]
    assert [shown(v) for v in verdicts(rule, events, "2026-06-01")] == [expected], oddity


@pytest.mark.parametrize(("oddity", "rule", "opened", "expected"), ABSENT)
def test_the_last_moment_is_in_time_and_the_next_is_not(oddity: str, rule: str, opened: str, expected: str) -> None:
    last = expected.split("due ")[1].removesuffix("+08:00")
    step = {19: "2026-03-01T14:20:01", 26: "2026-03-01T14:00:00"}.get(len(last), f"{last[:8]}{int(last[8:10]) + 1:02}")
    if step.startswith("2026-02-29"):
        step = "2026-03-01"
    for when, status in ((last, "met"), (step, "violated")):
        events = [event("a", "Announced", when), event("b", "Opened", opened)]
        assert [v.status for v in verdicts(rule, events, "2026-06-01")] == [status], oddity


ROWS: list[tuple[str, str, list[Event], list[str]]] = [
    ("of another kind: it does not count", OF_A_MAP, acts("a Announced 2026-03-01 kind=book", "b Opened 2026-03-20"), ["violated b due 2026-03-10"]),
    ("of what kind is not said", OF_A_MAP, acts("a Announced 2026-03-01", "b Opened 2026-03-20"), ["undecidable b due 2026-03-10 ? kind"]),
    ("and too late in any case", OF_A_MAP, acts("a Announced 2026-03-12", "b Opened 2026-03-20"), ["violated b due 2026-03-22 by a"]),
    ("over an excerpt it may be unmentioned", DAYS, told("b Opened 2026-03-20"), ["undecidable b due 2026-03-10 ? act Announced"]),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "rule", "events", "expected"), ROWS)
def test_an_interval_of_which_something_is_open(
    oddity: str, rule: str, events: list[Event], expected: list[str]
) -> None:
    assert [shown(v) for v in verdicts(rule, events, "2026-06-01")] == expected, oddity
