"""Deadlines on whole days: what opens, closes, moves and ends them. Rows: oddity, events, now, verdicts."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import RETURN_IN_3, card, event, micros, shown, verdicts


def clock(text: str, *, budget: str = "{value: 3, unit: day}", roll: str = "none", more: str = "") -> str:
    return card(
        "deadline",
        f"""
opens: [{{event: Lent}}]
closes: [{{event: Returned}}]
clock:
  budget: {budget}
  start: next_day
  roll: {roll}
{text}
{more}
""",
    )


def acts(*rows: str) -> list[Event]:
    """`id Type when [days=N]` each."""
    found = []
    for row in rows:
        name, kind, when, *more = row.split()
        data = dict(item.split("=") for item in more)
        found.append(event(name, kind, when, data))
    return found


EXTENDED = """
  extend: [{event: Extended, by: {value: 4, unit: day}, times: 1, only_before_expiry: true}]
"""
BY_FIELD = """
  extend: [{event: Extended, by_field: days, total: {value: 7, unit: day}}]
"""
TO_TOTAL = """
  extend: [{event: Prolonged, to_total: {value: 30, unit: day}, times: 1}]
"""
BY_ANY_FIELD = """
  extend: [{event: Extended, by_field: days}]
"""
ANY_TIME = """
  extend: [{event: Extended, by: {value: 4, unit: day}}]
"""
PAUSED = """
  suspend: [{from: {event: Paused}, to: {event: Resumed}}]
"""
RESET = """
  extend: [{event: Extended, by: {value: 4, unit: day}, times: 1}]
  reset: [{event: Restarted}]
  renew: [{event: Renewed}]
"""

ROWS = [
    # the starting day is not counted; the third day is the last one
    (RETURN_IN_3, acts("a Lent 2026-03-02", "b Returned 2026-03-05"), "2026-04-01", "met a due 2026-03-05 by b"),
    (RETURN_IN_3, acts("a Lent 2026-03-02", "b Returned 2026-03-06"), "2026-04-01", "met_late a due 2026-03-05 by b +1"),
    # a due day is broken from 00:00 of the next day, not before
    (RETURN_IN_3, acts("a Lent 2026-03-02"), "2026-03-05T23:59:59", "pending a due 2026-03-05"),
    (RETURN_IN_3, acts("a Lent 2026-03-02"), "2026-03-06", "overdue a due 2026-03-05 +1"),
    # an act that is known to come before the trigger does not discharge it
    (RETURN_IN_3, acts("a Lent 2026-03-02T10:00", "b Returned 2026-03-02T09:00"), "2026-03-03", "pending a due 2026-03-05"),
    # on the same day and nobody knows which came first: for lawfulness
    (RETURN_IN_3, acts("a Lent 2026-03-02T10:00", "b Returned 2026-03-02"), "2026-03-03", "met a due 2026-03-05 by b"),
    (RETURN_IN_3, acts("a Lent 2026-03-02T10:00", "b Returned 2026-03-02T10:00"), "2026-03-03", "met a due 2026-03-05 by b"),
    # what makes the duty pointless after expiry does not undo the breach
    (RETURN_IN_3, acts("a Lent 2026-03-02", "b Lost 2026-03-04"), "2026-04-01", "moot a due 2026-03-05 by b"),
    (RETURN_IN_3, acts("a Lent 2026-03-02", "b Lost 2026-03-08"), "2026-04-01", "overdue a due 2026-03-05 by b +3"),
    # an absurd number is no amount, and harms no other duty
    (clock(BY_ANY_FIELD), acts("a Lent 2026-03-02", "x Extended 2026-03-03 days=9000000"), "2026-03-08", "undecidable a due 2026-03-05 ? days"),
    (clock(BY_ANY_FIELD), acts("a Lent 2026-03-02", "x Extended 2026-03-03 days=9999"), "2026-03-04", "pending a due 2053-07-20"),
    # custody of a roll: none does not move over a holiday; next does, once
    (clock(""), acts("a Lent 2026-04-29"), "2026-05-01", "pending a due 2026-05-02"),
    (clock("", roll="next"), acts("a Lent 2026-04-29"), "2026-05-01", "pending a due 2026-05-06"),
    (clock("", roll="previous"), acts("a Lent 2026-04-29"), "2026-04-29", "pending a due 2026-04-30"),
    # extensions: on the last lawful day is still before expiry, the day after is not
    (clock(EXTENDED), acts("a Lent 2026-03-02", "x Extended 2026-03-05"), "2026-03-06", "pending a due 2026-03-09"),
    (clock(EXTENDED), acts("a Lent 2026-03-02", "x Extended 2026-03-06"), "2026-03-06", "overdue a due 2026-03-05 +1"),
    (clock(ANY_TIME), acts("a Lent 2026-03-02", "x Extended 2026-03-06"), "2026-03-07", "pending a due 2026-03-09"),
    # only as often as permitted
    (
        clock(EXTENDED),
        acts("a Lent 2026-03-02", "x Extended 2026-03-03", "y Extended 2026-03-04"),
        "2026-03-05",
        "pending a due 2026-03-09",
    ),
    # an amount taken from the act, cut at the ceiling counted from the start
    (clock(BY_FIELD), acts("a Lent 2026-03-02", "x Extended 2026-03-03 days=2"), "2026-03-05", "pending a due 2026-03-07"),
    (clock(BY_FIELD), acts("a Lent 2026-03-02", "x Extended 2026-03-03 days=9"), "2026-03-05", "pending a due 2026-03-09"),
    # an amount that is not stated leaves open what lies between, and nothing else
    (clock(BY_FIELD), acts("a Lent 2026-03-02", "x Extended 2026-03-03", "b Returned 2026-03-05"), "2026-04-01", "met a due 2026-03-05 by b"),
    (clock(BY_FIELD), acts("a Lent 2026-03-02", "x Extended 2026-03-03", "b Returned 2026-03-08"), "2026-04-01", "undecidable a due 2026-03-05 ? days"),
    (clock(BY_FIELD), acts("a Lent 2026-03-02", "x Extended 2026-03-03", "b Returned 2026-03-11"), "2026-04-01", "met_late a due 2026-03-09 by b +2"),
    # thirty days are a total, not an addition
    (clock(TO_TOTAL), acts("a Lent 2026-03-02", "x Prolonged 2026-03-03"), "2026-03-05", "pending a due 2026-04-01"),
    # extensions compose on the unrolled date; the roll comes once at the end
    (
        clock("  extend: [{event: Extended, by: {value: 1, unit: day}}]", budget="{value: 2, unit: day}", roll="next"),
        acts("a Lent 2026-04-29", "x Extended 2026-04-30"),
        "2026-05-01",
        "pending a due 2026-05-06",
    ),
    # chained months after a shortened month: of two readings the earlier governs (31 March or 30 March)
    (
        clock("  extend: [{event: Extended, by: {value: 1, unit: month}}]", budget="{value: 2, unit: month}"),
        acts("a Lent 2025-12-30", "x Extended 2026-02-20"),
        "2026-03-01",
        "pending a due 2026-03-30",
    ),
    # half a month is fifteen days, after the whole months
    (clock("", budget='{value: "1.5", unit: month}'), acts("a Lent 2026-01-31"), "2026-02-01", "pending a due 2026-03-15"),
    (clock("", budget="{value: 1, unit: month}"), acts("a Lent 2026-02-28"), "2026-03-01", "pending a due 2026-03-31"),
    (clock("", budget="{value: 5, unit: working_day}"), acts("a Lent 2026-04-29"), "2026-04-30", "pending a due 2026-05-09"),
    # uncounted days: from the day after the first act to the day of the second, added to the due day
    (clock(PAUSED), acts("a Lent 2026-03-02", "p Paused 2026-03-03", "q Resumed 2026-03-10"), "2026-03-10", "pending a due 2026-03-12"),
    # while it is paused no clock runs
    (clock(PAUSED), acts("a Lent 2026-03-02", "p Paused 2026-03-03"), "2026-06-01", "pending a"),
    # a pause after expiry changes nothing
    (clock(PAUSED), acts("a Lent 2026-03-02", "p Paused 2026-03-06", "q Resumed 2026-03-20"), "2026-03-21", "overdue a due 2026-03-05 +16"),
    # pause and extension together: both add up
    (
        clock(PAUSED + EXTENDED),
        acts("a Lent 2026-03-02", "p Paused 2026-03-03", "q Resumed 2026-03-10", "x Extended 2026-03-11"),
        "2026-03-12",
        "pending a due 2026-03-16",
    ),
    # reset: a fresh period and the extension may be granted again; renew: it may not
    (
        clock(RESET),
        acts("a Lent 2026-03-02", "x Extended 2026-03-03", "r Restarted 2026-03-09", "y Extended 2026-03-10"),
        "2026-03-11",
        "pending a due 2026-03-16",
    ),
    (
        clock(RESET),
        acts("a Lent 2026-03-02", "x Extended 2026-03-03", "r Renewed 2026-03-09", "y Extended 2026-03-10"),
        "2026-03-11",
        "pending a due 2026-03-12",
    ),
    # a restart that comes too late does not undo the breach
    (clock(RESET), acts("a Lent 2026-03-02", "r Restarted 2026-03-09"), "2026-03-11", "met_late a due 2026-03-05 by r +4"),
    # a right that is not used lapses and nobody broke anything
    (clock("", more="lapses: true"), acts("a Lent 2026-03-02"), "2026-03-11", "moot a due 2026-03-05"),
    # the first day counts where the card says so
    (clock("").replace("next_day", "same_instant"), acts("a Lent 2026-03-02"), "2026-03-03", "pending a due 2026-03-04"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "events", "now", "expected"), ROWS)
def test_a_deadline(rule: str, events: list[Event], now: str, expected: str) -> None:
    assert [shown(v) for v in verdicts(rule, events, now)] == [expected]


def test_every_trigger_opens_its_own_duty_and_one_act_closes_all() -> None:
    found = verdicts(RETURN_IN_3, acts("a Lent 2026-03-02", "b Lent 2026-03-03", "c Returned 2026-03-06"), "2026-04-01")
    assert [shown(v) for v in found] == [
        "met_late a due 2026-03-05 by c +1",
        "met b due 2026-03-06 by c",
    ]


def test_with_a_match_key_an_act_closes_only_its_own_duty() -> None:
    rule = clock("", more="match: copy")
    found = verdicts(
        rule,
        acts("a Lent 2026-03-02 copy=x", "b Lent 2026-03-02 copy=y", "c Returned 2026-03-04 copy=y"),
        "2026-04-01",
    )
    assert [shown(v) for v in found] == ["overdue a due 2026-03-05 +27", "met b due 2026-03-05 by c"] or [
        shown(v) for v in found
    ] == ["met b due 2026-03-05 by c", "overdue a due 2026-03-05 +27"]


def test_an_act_without_the_match_key_may_or_may_not_close() -> None:
    rule = clock("", more="match: copy")
    found = verdicts(rule, acts("a Lent 2026-03-02 copy=x", "c Returned 2026-03-04"), "2026-04-01")
    assert [shown(v) for v in found] == ["undecidable a due 2026-03-05 ? copy"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # the common source says that the return came after the loan
        (1, 2, "met a due 2026-03-05 by b"),
        # and here that it came before: it discharges nothing
        (2, 1, "overdue a due 2026-03-05 +27"),
    ],
)
def test_sequence_of_the_common_source_orders_acts_of_one_day(first: int, second: int, expected: str) -> None:
    events = [
        event("a", "Lent", "2026-03-02", sequence=first),
        event("b", "Returned", "2026-03-02", sequence=second),
    ]
    assert [shown(v) for v in verdicts(RETURN_IN_3, events, "2026-04-01")] == [expected]


def test_sequence_orders_a_date_only_act_among_instants_of_its_day() -> None:
    events = [
        event("a", "Lent", "2026-03-02T10:00", sequence=2),
        event("b", "Returned", "2026-03-02", sequence=1),
    ]
    assert [v.status for v in verdicts(RETURN_IN_3, events, "2026-04-01")] == ["overdue"]


def test_sequence_of_another_source_orders_nothing() -> None:
    events = [
        event("a", "Lent", "2026-03-02", sequence=2),
        event("b", "Returned", "2026-03-02", sequence=1, source="urn:quancheng:xx-2:police:desk"),
    ]
    assert [v.status for v in verdicts(RETURN_IN_3, events, "2026-04-01")] == ["met"]


def test_warnings_and_the_next_change() -> None:
    from supervision_rules.evaluate import evaluate
    from tests.engine.library import pack

    events = acts("a Lent 2026-03-02")
    found = evaluate(pack(RETURN_IN_3), events, now=micros("2026-03-03"))
    (verdict,) = found.verdicts
    assert verdict.warn_at == (micros("2026-03-04"),)
    assert verdict.overdue_from == micros("2026-03-06")
    assert found.next_change == micros("2026-03-04")
    later = evaluate(pack(RETURN_IN_3), events, now=micros("2026-03-05"))
    assert later.next_change == micros("2026-03-06")
    assert evaluate(pack(RETURN_IN_3), events, now=micros("2026-03-06")).next_change is None


@pytest.mark.parametrize(
    ("oddity", "events", "due"),
    [
        ("at liberty the last day moves", acts("a Lent 2026-04-29"), "2026-05-06"),
        ("in custody it does not", acts("j Jailed 2026-04-01", "a Lent 2026-04-29"), "2026-05-02"),
        ("freed before the last day it moves", acts("j Jailed 2026-04-01", "a Lent 2026-04-29", "f Freed 2026-05-01"), "2026-05-06"),
        ("taken into custody meanwhile it does not", acts("a Lent 2026-04-29", "j Jailed 2026-04-30"), "2026-05-02"),
    ],
)  # fmt: skip
def test_roll_unless_in_custody(oddity: str, events: list[Event], due: str) -> None:
    rule = clock("", roll="next_unless_in_custody")
    assert [v.due for v in verdicts(rule, events, "2026-05-02")] == [due], oddity


def test_beyond_the_announced_calendar_a_due_day_is_provisional() -> None:
    rule = clock("", roll="next")
    assert [v.provisional_due for v in verdicts(rule, acts("a Lent 2027-03-01"), "2027-03-02")] == [True]
    assert [v.provisional_due for v in verdicts(rule, acts("a Lent 2026-03-02"), "2026-03-02")] == [False]
    assert [v.provisional_due for v in verdicts(RETURN_IN_3, acts("a Lent 2027-03-01"), "2027-03-02")] == [False]


def test_final_means_that_no_later_act_can_change_it() -> None:
    met = verdicts(RETURN_IN_3, acts("a Lent 2026-03-02", "b Returned 2026-03-05"), "2026-04-01")
    overdue = verdicts(RETURN_IN_3, acts("a Lent 2026-03-02"), "2026-04-01")
    ended = verdicts(RETURN_IN_3, acts("a Lent 2026-03-02", "b Lost 2026-03-09"), "2026-04-01")
    assert ([v.final for v in met], [v.final for v in overdue], [v.final for v in ended]) == ([True], [False], [True])
