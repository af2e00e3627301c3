"""Look-backs at their edges: acts in two roles at once, acts of one day, resets. Rows: oddity, rule, events, verdicts."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from domain.legal_calendar import plain_calendar
from supervision_rules import layout as at
from supervision_rules.fold_lookback import recorded
from supervision_rules.fold_time import arrays
from tests.engine.library import BRANCH, card, event, shown, verdicts
from tests.engine.test_acts import AFTER, NOT_WHILE, OTHER_CLERKS, TEN_DAYS_BEFORE, TWICE
from tests.engine.test_deadline import acts
from tests.engine.test_excerpts import told
from tests.engine.test_intervals import HOURS

ONE_BEFORE = card("precedence", "act: [{event: Approved}]\nrequires: [{event: Approved}]")
LEFT_BY_LENDING = card("prohibition", "act: [{event: Lent}]\nwhile: {from: [{event: Barred}], to: [{event: Lent}]}")
ONCE_SINCE_A_MAP = card(
    "limit", "act: [{event: Renewed}]\nmax: 1\nsince: [{event: Renewed, when: [{field: kind, is: map}]}]"
)
ONE_MAP = card("limit", "act: [{event: Renewed, when: [{field: kind, is: map}]}]\nmax: 1\nsince: [{event: Returned}]")
HOURS_FROM_FIRST = HOURS.replace("if_absent: violated", "if_absent: violated\n    counted_from: first")

ROWS: list[tuple[str, str, list[Event], list[str]]] = [
    ("an act does not come before itself", ONE_BEFORE, acts("a Approved 2026-03-02", "b Approved 2026-03-03"), ["violated a", "met b by a"]),
    ("an act that leaves the state as it offends", LEFT_BY_LENDING, acts("x Barred 2026-03-01", "a Lent 2026-03-02", "b Lent 2026-03-03"), ["violated a", "met b"]),
    ("an act that starts the count anew counts itself", ONCE_SINCE_A_MAP, acts("a Renewed 2026-03-01 kind=book", "b Renewed 2026-03-02 kind=map", "c Renewed 2026-03-03 kind=book", "d Renewed 2026-03-04 kind=book"), ["met a", "violated b", "met c", "violated d"]),
    ("a reset later that day is none", TWICE, acts("a Renewed 2026-03-01", "b Renewed 2026-03-02", "c Renewed 2026-03-03T09:00", "r Returned 2026-03-03T10:00"), ["met a", "met b", "violated c"]),
    ("a reset earlier that day is one", TWICE, acts("a Renewed 2026-03-01", "b Renewed 2026-03-02", "c Renewed 2026-03-03T11:00", "r Returned 2026-03-03T10:00"), ["met a", "met b", "met c"]),
    ("of what kind the mentioned one was is not said", ONE_MAP, [*told("a Renewed 2026-04-02"), event("b", "Renewed", "2026-05-05", {"kind": "map"})], ["undecidable a ? kind", "undecidable b ? kind, act Renewed, act Returned"]),
    ("entered twice, left in between on a day of its own", NOT_WHILE, acts("x Barred 2026-03-01", "y Unbarred 2026-03-02", "z Barred 2026-03-03", "a Lent 2026-03-05"), ["violated a"]),
    ("left at nine and entered at ten of one day", NOT_WHILE, acts("x Barred 2026-03-01", "y Unbarred 2026-03-02T09:00", "z Barred 2026-03-02T10:00", "a Lent 2026-03-05"), ["violated a"]),
    ("required between two resets", AFTER, acts("v Withdrawn 2026-03-01", "r Approved 2026-03-02", "w Withdrawn 2026-03-03", "b Opened 2026-03-05"), ["violated b"]),
    ("required after both", AFTER, acts("v Withdrawn 2026-03-01", "w Withdrawn 2026-03-02", "r Approved 2026-03-03", "b Opened 2026-03-05"), ["met b by r"]),
    # prohibition: entered and left at one instant is read as left
    ("left and entered at one instant", NOT_WHILE, acts("x Barred 2026-03-02T10:00", "y Unbarred 2026-03-02T10:00", "a Lent 2026-03-03"), ["met a"]),
    ("whatever their names", NOT_WHILE, acts("y Barred 2026-03-02T10:00", "x Unbarred 2026-03-02T10:00", "a Lent 2026-03-03"), ["met a"]),
    ("and whatever came before", NOT_WHILE, acts("w Barred 2026-03-01", "y Barred 2026-03-02T10:00", "x Unbarred 2026-03-02T10:00", "a Lent 2026-03-03"), ["met a"]),
    # separation: what is not certainly before the new start counts, and a new start that is not certainly before the act is none
    ("inspected at ten, started anew that night", OTHER_CLERKS, [event("i", "Inspected", "2026-03-02T10:30", {"clerks": ["l", "k"]}), event("r", "Restarted", "2026-03-02T23:30"), event("a", "Approved", "2026-03-03", {"clerk": "k"})], ["met a"]),
    ("inspected some time on the day of a new start", OTHER_CLERKS, [event("i", "Inspected", "2026-03-03", {"clerks": ["k"]}), event("r", "Restarted", "2026-03-03T09:00"), event("a", "Approved", "2026-03-05", {"clerk": "k"})], ["violated a"]),
    ("and by another the day before", OTHER_CLERKS, [event("i", "Inspected", "2026-03-03", {"clerks": ["k"]}), event("h", "Inspected", "2026-03-02", {"clerks": ["k"]}, source=BRANCH), event("r", "Restarted", "2026-03-03T09:00"), event("a", "Approved", "2026-03-05", {"clerk": "k"})], ["violated a"]),
    ("approved some time on the day of a new start", OTHER_CLERKS, [event("i", "Inspected", "2026-03-01", {"clerks": ["k"]}), event("r", "Restarted", "2026-03-03T09:00"), event("a", "Approved", "2026-03-03", {"clerk": "k"})], ["violated a"]),
    # interval: of neither act the time of day is known
    ("the same in an excerpt, counted from the first", HOURS_FROM_FIRST, told("a Announced 2026-03-01", "b Opened 2026-03-02"), ["undecidable b due 2026-03-02T23:59:59.999999+08:00 ? act Announced"]),
    ("a day apart, twenty-four hours or not", HOURS, acts("a Announced 2026-03-01", "b Opened 2026-03-02"), ["undecidable b due 2026-03-02T23:59:59.999999+08:00 ? time of day"]),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "rule", "events", "expected"), ROWS)
def test_looking_back(oddity: str, rule: str, events: list[Event], expected: list[str]) -> None:
    assert [shown(v) for v in verdicts(rule, events, "2026-06-01")] == expected, oddity


@pytest.mark.parametrize(("now", "status"), [("2026-04-20T23:59:59", "pending"), ("2026-04-21", "violated")])
def test_what_must_come_ten_days_before_can_come_until_the_tenth(now: str, status: str) -> None:
    events = acts("a Approved 2026-03-30 opens_on=2026-04-30")
    assert [shown(v) for v in verdicts(TEN_DAYS_BEFORE, events, now)] == [f"{status} a due 2026-04-20"]


def test_an_act_of_which_nobody_says_when_it_was_recorded() -> None:
    """In time at the best, late at the worst."""
    period = [0] * at.EXTENSION_TABLE
    period[at.UNIT], period[at.WHOLE] = at.CALENDAR_DAY, 3
    calendar = arrays(plain_calendar("1", "UTC", 1, 100))
    act = [0] * at.ROW
    for lane, status in ((at.LEAST, at.MET_LATE), (at.GREATEST, at.MET)):
        out = [0] * at.OUT
        recorded(period, act, 0, lane, at.NONE, calendar, out, 0, [0])
        assert out[at.STATUS] == status
