"""The clock at its edges: ceilings, several extensions, months that miss a day, pauses that meet, restarts.

Rows: oddity, rule, events, now, verdict.
"""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import card, event, shown, verdicts
from tests.engine.test_deadline import acts
from tests.engine.test_excerpts import told


def loan(budget: str, more: str = "", *, start: str = "next_day") -> str:
    """A loan for so long; `more`: fields of the clock, a line each."""
    lines = "\n".join(f"  {line}" for line in more.strip().splitlines())
    return card(
        "deadline",
        f"""
opens: [{{event: Lent}}]
closes: [{{event: Returned, sole: true}}]
clock:
  budget: {{{budget}}}
  start: {start}
  roll: none
{lines}
""",
    )


DAYS = "value: 3, unit: day"
MONTH = "value: 1, unit: month"
MONTH_AND_HALF = "value: '1.5', unit: month"
HOURS = "value: 24, unit: hour"
ONE_MORE = "extend: [{event: Extended, by: {value: 1, unit: month}}, {event: Prolonged, by: {value: 5, unit: day}}, {event: Reminded, by: {value: 1, unit: working_day}}, {event: Asked, by: {value: '1.5', unit: month}}]"
TO_TOTAL = "extend: [{event: Prolonged, to_total: {value: 30, unit: day}, times: 1}]"
BY_FIELD = "extend: [{event: Extended, by_field: days, total: {value: 7, unit: day}}]"
FOUR_MORE = "extend: [{event: Extended, by: {value: 4, unit: day}}]"
NO_CEILING = "extend: [{event: Extended, by_field: days}]"
PAUSE = "suspend: [{from: {event: Paused}, to: {event: Resumed}}]"
SAME_DAY = "suspend: [{from: {event: Paused}, to: {event: Resumed}, counts_from: same_day}]"
TWO_PAUSES = "suspend: [{from: {event: Paused}, to: {event: Resumed}}, {from: {event: Barred}, to: {event: Unbarred}, counts_from: same_day}]"
CARRIED = "suspend: [{from: {event: Paused}, to: {event: Resumed}, carries: true}]\nreset: [{event: Restarted}]"
RESET = "reset: [{event: Restarted}]"
LENT, LENT_30 = "a Lent 2026-03-02", "a Lent 2026-01-30"
AT_TEN = "a Lent 2026-03-02T10:00"

ROWS: list[tuple[str, str, list[Event], str, str]] = [
    # ceilings, where the first day counts and where it does not
    ("a ceiling counted with the first day", loan(DAYS, BY_FIELD, start="same_instant"), acts(LENT, "x Extended 2026-03-03 days=9"), "2026-03-04", "pending a due 2026-03-08"),
    ("a total counted with the first day", loan(DAYS, TO_TOTAL, start="same_instant"), acts(LENT, "x Prolonged 2026-03-03"), "2026-03-04", "pending a due 2026-03-31"),
    ("just at the ceiling", loan(DAYS, BY_FIELD), acts(LENT, "x Extended 2026-03-03 days=4"), "2026-03-04", "pending a due 2026-03-09"),
    ("a total that is shorter than what runs changes nothing", loan("value: 40, unit: day", TO_TOTAL), acts(LENT, "x Prolonged 2026-03-03"), "2026-03-04", "pending a due 2026-04-11"),
    ("a total of a month and a half", loan(DAYS, "extend: [{event: Extended, by_field: days, total: {value: '1.5', unit: month}}]"), acts(LENT, "x Extended 2026-03-03 days=90"), "2026-03-04", "pending a due 2026-04-17"),
    ("a total of months and halves", loan(DAYS, "extend: [{event: Prolonged, to_total: {value: '1.5', unit: month}}]"), acts(LENT, "x Prolonged 2026-03-03"), "2026-03-04", "pending a due 2026-04-17"),
    ("hours extended up to a total", loan(HOURS, "hours: continuous\nextend: [{event: Extended, by: {value: 12, unit: hour}, total: {value: 30, unit: hour}}]"), acts(AT_TEN, "x Extended 2026-03-02T12:00"), "2026-03-02T13:00", "pending a due 2026-03-03T16:00:00+08:00"),
    ("clock hours extended up to a total", loan(HOURS, "hours: proc\nextend: [{event: Extended, by: {value: 12, unit: hour}, total: {value: 30, unit: hour}}]"), acts("a Lent 2026-03-02T10:20", "x Extended 2026-03-02T12:00"), "2026-03-02T13:00", "pending a due 2026-03-03T17:00:00+08:00"),
    ("clock hours: the extension leaves out no further hour", loan(HOURS, "hours: proc\nextend: [{event: Extended, by: {value: 12, unit: hour}}]"), acts("a Lent 2026-03-02T10:20", "x Extended 2026-03-02T12:00"), "2026-03-02T13:00", "pending a due 2026-03-03T23:00:00+08:00"),
    ("clock hours set to a total", loan(HOURS, "hours: proc\nextend: [{event: Extended, to_total: {value: 30, unit: hour}}]"), acts("a Lent 2026-03-02T10:20", "x Extended 2026-03-02T12:00"), "2026-03-02T13:00", "pending a due 2026-03-03T17:00:00+08:00"),
    # an amount not stated, and no ceiling
    ("not said for how long, and nothing bounds it", loan(DAYS, NO_CEILING), acts(LENT, "x Extended 2026-03-03", "b Returned 2026-09-01"), "2026-10-01", "undecidable a due 2026-03-05 ? days"),
    ("not said for how long, over and out before", loan(DAYS, BY_FIELD), acts(LENT, "x Extended 2026-03-06", "b Returned 2026-03-20"), "2026-10-01", "met_late a due 2026-03-09 by b +11"),
    ("extended by nothing", loan(DAYS, BY_FIELD), acts(LENT, "x Extended 2026-03-03 days=0", "b Returned 2026-03-06"), "2026-10-01", "met_late a due 2026-03-05 by b +1"),
    # several extensions, each counted by itself
    ("one extension used up leaves the other", loan(DAYS, "extend: [{event: Extended, by: {value: 1, unit: day}, times: 2}, {event: Prolonged, by: {value: 5, unit: day}, times: 1}]"), acts(LENT, "u Extended 2026-03-03", "v Extended 2026-03-03", "w Extended 2026-03-03", "x Prolonged 2026-03-03"), "2026-03-04", "pending a due 2026-03-12"),
    ("the other used up leaves the one", loan(DAYS, "extend: [{event: Extended, by: {value: 1, unit: day}, times: 1}, {event: Prolonged, by: {value: 5, unit: day}, times: 2}]"), acts(LENT, "u Prolonged 2026-03-03", "v Prolonged 2026-03-03", "w Prolonged 2026-03-03", "x Extended 2026-03-03"), "2026-03-04", "pending a due 2026-03-16"),
    ("a third one", loan(DAYS, "extend: [{event: Extended, by: {value: 1, unit: day}, times: 62}, {event: Prolonged, by: {value: 5, unit: day}, times: 1}, {event: Asked, by: {value: 50, unit: day}, times: 1}]"), acts(LENT, *(f"x{n:02} Extended 2026-03-03" for n in range(40)), "y Asked 2026-03-04", "y2 Asked 2026-03-04", "z Prolonged 2026-03-04"), "2026-03-04", "pending a due 2026-06-08"),
    ("granted seventy times, and another once", loan(DAYS, "extend: [{event: Extended, by: {value: 1, unit: day}}, {event: Prolonged, by: {value: 500, unit: day}, times: 1}]"), acts(LENT, *(f"x{n:02} Extended 2026-03-03" for n in range(70)), "y Prolonged 2026-03-04"), "2026-03-04", "pending a due 2027-09-26"),
    ("sixty-two times and no more", loan(DAYS, "extend: [{event: Extended, by: {value: 1, unit: day}, times: 62}]"), acts(LENT, *(f"x{n:02} Extended 2026-03-03" for n in range(66))), "2026-03-04", "pending a due 2026-05-06"),
    # months that miss a day: of two readings the earlier governs
    ("a month from the 30th, and one more", loan(MONTH, ONE_MORE), acts(LENT_30, "x Extended 2026-02-10"), "2026-02-11", "pending a due 2026-03-30"),
    ("then days", loan(MONTH, ONE_MORE), acts(LENT_30, "x Extended 2026-02-10", "y Prolonged 2026-02-11"), "2026-02-12", "pending a due 2026-04-04"),
    ("days, then a month", loan(MONTH, ONE_MORE), acts(LENT_30, "y Prolonged 2026-02-10", "x Extended 2026-02-11"), "2026-02-12", "pending a due 2026-04-04"),
    ("days twice, then a month", loan(MONTH, ONE_MORE), acts(LENT_30, "y Prolonged 2026-02-10", "z Prolonged 2026-02-10", "x Extended 2026-02-11"), "2026-02-12", "pending a due 2026-04-09"),
    ("a month and a half more", loan(MONTH, ONE_MORE), acts(LENT_30, "x Asked 2026-02-10"), "2026-02-11", "pending a due 2026-04-14"),
    ("twice a month and a half more", loan(MONTH, ONE_MORE), acts("a Lent 2025-12-30", "x Asked 2026-01-10", "y Asked 2026-01-11"), "2026-01-12", "pending a due 2026-04-29"),
    ("a month and a half, and a month", loan(MONTH_AND_HALF, ONE_MORE), acts(LENT_30, "x Extended 2026-02-10"), "2026-02-11", "pending a due 2026-04-14"),
    ("after a working day only one reading is left", loan(MONTH, ONE_MORE), acts(LENT_30, "y Reminded 2026-02-10", "x Extended 2026-02-11"), "2026-02-12", "pending a due 2026-04-02"),
    ("after a total too", loan(MONTH, "extend: [{event: Extended, by: {value: 1, unit: month}}, {event: Prolonged, to_total: {value: 30, unit: day}}]"), acts(LENT_30, "y Prolonged 2026-02-10", "x Extended 2026-02-11"), "2026-02-12", "pending a due 2026-04-01"),
    ("the first day counts in both readings", loan(MONTH, ONE_MORE, start="same_instant"), acts("a Lent 2026-01-31", "x Extended 2026-02-10"), "2026-02-11", "pending a due 2026-03-27"),
    ("and where the reading from the start governs", loan(MONTH_AND_HALF, ONE_MORE, start="same_instant"), acts("a Lent 2026-01-15", "x Extended 2026-02-10"), "2026-02-11", "pending a due 2026-03-29"),
    ("days extended by months have one reading", loan("value: 29, unit: day", ONE_MORE), acts(LENT_30, "x Extended 2026-02-10"), "2026-02-11", "pending a due 2026-03-31"),
    ("months as the act says", loan(MONTH, "extend: [{event: Extended, by_field: months, unit: month}]"), acts(LENT_30, "x Extended 2026-02-10 months=2"), "2026-02-11", "pending a due 2026-04-30"),
    ("a restart forgets months", loan(MONTH, f"{ONE_MORE}\n{RESET}"), acts(LENT_30, "x Extended 2026-02-10", "r Restarted 2026-03-30", "y Extended 2026-04-01"), "2026-04-02", "pending a due 2026-05-30"),
    ("and halves", loan(MONTH, f"{ONE_MORE}\n{RESET}"), acts(LENT_30, "x Asked 2026-02-10", "r Restarted 2026-03-30", "y Asked 2026-04-01"), "2026-04-02", "pending a due 2026-06-14"),
    ("and days", loan(MONTH, f"{ONE_MORE}\n{RESET}"), acts("a Lent 2026-01-15", "x Prolonged 2026-01-20", "r Restarted 2026-01-30", "y Prolonged 2026-02-10", "z Extended 2026-02-11"), "2026-02-22", "pending a due 2026-04-04"),
    ("and a working day that left one reading", loan(MONTH, f"{ONE_MORE}\n{RESET}"), acts("a Lent 2026-01-10", "x Reminded 2026-01-11", "r Restarted 2026-01-30", "y Extended 2026-02-01"), "2026-02-02", "pending a due 2026-03-30"),
    ("and days not counted", loan(DAYS, f"{FOUR_MORE}\n{PAUSE}\n{RESET}"), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-06", "r Restarted 2026-03-07", "x Extended 2026-03-08"), "2026-03-09", "pending a due 2026-03-14"),
    # pauses that meet, overlap, or are over at once
    ("the day of the pause is left out too", loan(DAYS, SAME_DAY), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-05"), "2026-03-06", "pending a due 2026-03-08"),
    ("paused again on the day it was resumed", loan(DAYS, SAME_DAY), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-05", "r Paused 2026-03-05", "s Resumed 2026-03-07"), "2026-03-08", "pending a due 2026-03-10"),
    ("the next day", loan(DAYS, SAME_DAY), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-05", "r Paused 2026-03-06", "s Resumed 2026-03-07"), "2026-03-08", "pending a due 2026-03-10"),
    ("paused on the first day and resumed on it", loan(DAYS, SAME_DAY), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-03"), "2026-03-04", "pending a due 2026-03-06"),
    ("resumed on the day of the pause: nothing is left out", loan(DAYS, PAUSE), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-03"), "2026-03-04", "pending a due 2026-03-05"),
    ("resumed the day after: one day", loan(DAYS, PAUSE), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-04"), "2026-03-04", "pending a due 2026-03-06"),
    ("two pauses at once count once", loan(DAYS, TWO_PAUSES), acts(LENT, "p Paused 2026-03-03", "v Barred 2026-03-05", "q Resumed 2026-03-06", "w Unbarred 2026-03-08"), "2026-03-09", "pending a due 2026-03-10"),
    ("the second one begins first", loan(DAYS, TWO_PAUSES), acts(LENT, "v Barred 2026-03-03", "p Paused 2026-03-05", "w Unbarred 2026-03-06", "q Resumed 2026-03-08"), "2026-03-09", "pending a due 2026-03-11"),
    ("while one of two stands, nothing is due", loan(DAYS, TWO_PAUSES), acts(LENT, "v Barred 2026-03-03", "p Paused 2026-03-05", "w Unbarred 2026-03-06"), "2026-03-20", "pending a"),
    ("over at once, and another from that same day", loan(DAYS, TWO_PAUSES), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-03", "v Barred 2026-03-03", "w Unbarred 2026-03-05"), "2026-03-06", "pending a due 2026-03-08"),
    ("a single day, and another from that same day", loan(DAYS, TWO_PAUSES), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-04", "v Barred 2026-03-04", "w Unbarred 2026-03-05"), "2026-03-06", "pending a due 2026-03-07"),
    ("in hours, paused at the latest before midnight and resumed at noon", loan(HOURS, f"hours: continuous\n{PAUSE}"), acts(AT_TEN, "p Paused 2026-03-02", "q Resumed 2026-03-02T12:00"), "2026-03-02T13:00", "pending a due 2026-03-03T10:00:00+08:00"),
    ("what was not paused is not resumed", loan(DAYS, TWO_PAUSES), acts(LENT, "p Paused 2026-03-03", "w Unbarred 2026-03-04"), "2026-03-20", "pending a"),
    ("paused twice, resumed once", loan(DAYS, PAUSE), acts(LENT, "p Paused 2026-03-03", "o Paused 2026-03-05", "q Resumed 2026-03-06"), "2026-03-07", "pending a due 2026-03-08"),
    ("two pauses one after the other", loan(DAYS, PAUSE), acts(LENT, "p Paused 2026-03-03", "q Resumed 2026-03-05", "r Paused 2026-03-06", "s Resumed 2026-03-08"), "2026-03-09", "pending a due 2026-03-09"),
    ("between instants the time itself", loan(HOURS, f"hours: continuous\n{PAUSE}"), acts(AT_TEN, "p Paused 2026-03-02T12:00", "q Resumed 2026-03-02T15:30"), "2026-03-02T16:00", "pending a due 2026-03-03T13:30:00+08:00"),
    ("paused again at the instant it was resumed", loan(HOURS, f"hours: continuous\n{PAUSE}"), acts(AT_TEN, "p Paused 2026-03-02T12:00", "q Resumed 2026-03-02T15:00", "r Paused 2026-03-02T15:00:00", "s Resumed 2026-03-02T17:00"), "2026-03-02T18:00", "pending a due 2026-03-03T15:00:00+08:00"),
    ("in hours, paused some time that day and resumed at noon", loan(HOURS, f"hours: continuous\n{PAUSE}"), acts(AT_TEN, "p Paused 2026-03-03", "q Resumed 2026-03-03T12:00", "b Returned 2026-03-03T12:30"), "2026-03-09", "undecidable a due 2026-03-03T10:00:00+08:00 ? time of day"),
    ("paused, and restarted: the pause is gone", loan(DAYS, f"{PAUSE}\n{RESET}"), acts(LENT, "p Paused 2026-03-03", "r Restarted 2026-03-10"), "2026-03-20", "overdue a due 2026-03-13 +7"),
    ("a pause that carries stands after the restart", loan(DAYS, CARRIED), acts(LENT, "p Paused 2026-03-03", "r Restarted 2026-03-10"), "2026-03-20", "pending a"),
    ("and leaves out only what lies after it", loan(DAYS, CARRIED), acts(LENT, "p Paused 2026-03-03", "r Restarted 2026-03-10", "q Resumed 2026-03-12"), "2026-03-13", "pending a due 2026-03-15"),
    ("where the first day counts, from that day on", loan(DAYS, CARRIED, start="same_instant"), acts(LENT, "p Paused 2026-03-03", "r Restarted 2026-03-10", "q Resumed 2026-03-12"), "2026-03-12", "pending a due 2026-03-15"),
    ("in hours, from that instant on", loan(HOURS, f"hours: continuous\n{CARRIED}"), acts(AT_TEN, "p Paused 2026-03-02T11:00", "r Restarted 2026-03-02T12:00", "q Resumed 2026-03-02T15:00"), "2026-03-02T16:00", "pending a due 2026-03-03T15:00:00+08:00"),
    ("a pause resumed on the day of the restart", loan(DAYS, CARRIED), acts(LENT, "p Paused 2026-03-03", "r Restarted 2026-03-10T09:00", "q Resumed 2026-03-10T10:00"), "2026-03-11", "pending a due 2026-03-13"),
    ("a pause before the loan that carries", loan(DAYS, CARRIED), acts("p Paused 2026-02-20", LENT, "q Resumed 2026-03-06"), "2026-03-07", "pending a due 2026-03-09"),
    ("a pause before the loan that was over", loan(DAYS, CARRIED), acts("p Paused 2026-02-20", "q Resumed 2026-02-22", LENT), "2026-03-07", "overdue a due 2026-03-05 +2"),
    # excerpts: the most that could have been granted, and a day more
    ("a total may have been granted", loan(DAYS, TO_TOTAL), told(LENT, "b Returned 2026-04-01"), "2026-06-01", "undecidable a due 2026-03-05 ? act Returned, act Prolonged"),
    ("a day beyond the total", loan(DAYS, TO_TOTAL), told(LENT, "b Returned 2026-04-02"), "2026-06-01", "met_late a due 2026-04-01 by b +1"),
    ("a total where the first day counts", loan(DAYS, TO_TOTAL, start="same_instant"), told(LENT, "b Returned 2026-04-01"), "2026-06-01", "met_late a due 2026-03-31 by b +1"),
    ("a total shorter than what runs", loan("value: 40, unit: day", TO_TOTAL), told(LENT, "b Returned 2026-04-12"), "2026-06-01", "met_late a due 2026-04-11 by b +1"),
    ("twelve clock hours twice", loan(HOURS, "hours: proc\nextend: [{event: Extended, by: {value: 12, unit: hour}, times: 2}]"), [event("a", "Lent", "2026-03-02T10:20", excerpt=True), event("b", "Returned", "2026-03-04T11:00:01")], "2026-06-01", "met_late a due 2026-03-04T11:00:00+08:00 by b +1"),
    ("and no hour more", loan(HOURS, "hours: proc\nextend: [{event: Extended, by: {value: 12, unit: hour}, times: 2}]"), [event("a", "Lent", "2026-03-02T10:20", excerpt=True), event("b", "Returned", "2026-03-04T11:00")], "2026-06-01", "undecidable a due 2026-03-03T11:00:00+08:00 ? act Returned, act Extended"),
    ("half a month twice", loan(MONTH, "extend: [{event: Extended, by: {value: '0.5', unit: month}, times: 2}]"), told(LENT, "b Returned 2026-05-03"), "2026-06-01", "met_late a due 2026-05-02 by b +1"),
    ("half a month twice up to a month and a half", loan(MONTH, "extend: [{event: Extended, by: {value: '0.5', unit: month}, times: 2, total: {value: '1.5', unit: month}}]"), told(LENT, "b Returned 2026-04-18"), "2026-06-01", "met_late a due 2026-04-17 by b +1"),
    ("as the acts say, without a ceiling", loan(DAYS, NO_CEILING), told(LENT, "b Returned 2026-10-01"), "2026-11-01", "undecidable a due 2026-03-05 ? act Returned, act Extended"),
    ("any number of times up to a total", loan(DAYS, "extend: [{event: Extended, by: {value: 1, unit: day}, total: {value: 7, unit: day}}]"), told(LENT, "b Returned 2026-03-10"), "2026-11-01", "met_late a due 2026-03-09 by b +1"),
    ("working days at the most", loan("value: 3, unit: working_day", "extend: [{event: Extended, by: {value: 2, unit: working_day}, times: 1}]"), told("a Lent 2026-04-29", "b Returned 2026-05-10"), "2026-11-01", "met_late a due 2026-05-09 by b +1"),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "rule", "events", "now", "expected"), ROWS)
def test_an_edge(oddity: str, rule: str, events: list[Event], now: str, expected: str) -> None:
    assert [shown(v) for v in verdicts(rule, events, now)] == [expected], oddity
