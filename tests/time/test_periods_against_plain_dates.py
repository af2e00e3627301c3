"""The integer kernels agree with slow, independent date arithmetic; two readings of the law agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import civil_days, periods, rest_days, sentence_terms
from domain.occurred import from_micros, to_micros
from tests.time import plain_dates
from tests.time.shipped_calendar import shipped_calendar

ANY_DATE = st.dates(date(1, 1, 1), date(9998, 12, 31))
COMMON_DATE = st.dates(date(1990, 1, 1), date(2060, 12, 31))
NOTICED_DATE = st.dates(date(2007, 1, 1), date(2026, 12, 31))
OFF = frozenset(shipped_calendar().days.days_off)
MADE_UP = frozenset(shipped_calendar().days.make_up_days)


def rests(day: date) -> bool:
    """Straight from the notices: off, or a weekend day that is not made up."""
    ordinal = day.toordinal()
    return ordinal in OFF or (day.weekday() >= 5 and ordinal not in MADE_UP)


@given(ANY_DATE)
def test_ordinals_are_those_of_the_standard_library(day: date) -> None:
    assert civil_days.days_from_civil(day.year, day.month, day.day) == day.toordinal()
    assert civil_days.civil_from_days(day.toordinal()) == (day.year, day.month, day.day)


def test_every_ordinal_of_four_centuries() -> None:
    for ordinal in range(date(1900, 1, 1).toordinal(), date(2300, 1, 1).toordinal()):
        year, month, day = civil_days.civil_from_days(ordinal)
        assert civil_days.days_from_civil(year, month, day) == ordinal


@given(COMMON_DATE, st.integers(0, 400))
def test_months(start: date, months: int) -> None:
    computed = civil_days.add_months_law(start.toordinal(), months)
    assert date.fromordinal(computed) == plain_dates.add_months(start, months)


@given(COMMON_DATE, st.integers(0, 60), st.integers(0, 1), st.integers(0, 100))
def test_months_then_halves_then_days(start: date, months: int, halves: int, days: int) -> None:
    computed = periods.period_end(start.toordinal(), months, halves, days)
    expected = plain_dates.add_months(start, months) + timedelta(days=15 * halves + days)
    assert date.fromordinal(computed) == expected


def test_custody_rule_equals_month_rule_for_every_start() -> None:
    """T6 to T8 and T11 are two texts with one meaning: all days 2020 to 2031, the usual lengths."""
    for start in range(date(2020, 1, 1).toordinal(), date(2032, 1, 1).toordinal()):
        for months in (1, 2, 3, 6, 12):
            assert civil_days.custody_months_end(start, months) == civil_days.add_months_law(start, months)


@given(COMMON_DATE, st.integers(1, 60))
def test_custody_rule(arrest: date, months: int) -> None:
    computed = civil_days.custody_months_end(arrest.toordinal(), months)
    assert date.fromordinal(computed) == plain_dates.custody_end(arrest, months)


@given(NOTICED_DATE)
def test_rolling(day: date) -> None:
    calendar = shipped_calendar()
    later = rest_days.roll_next(day.toordinal(), calendar.first_day, calendar.next_working)
    earlier = rest_days.roll_previous(day.toordinal(), calendar.first_day, calendar.previous_working)
    assert date.fromordinal(later) == plain_dates.roll(day, rests, plain_dates.DAY)
    assert date.fromordinal(earlier) == plain_dates.roll(day, rests, -plain_dates.DAY)


@given(NOTICED_DATE, st.integers(0, 60))
def test_working_days(start: date, count: int) -> None:
    calendar = shipped_calendar()
    arrays = calendar.first_day, calendar.working_before, calendar.working_day_at
    after = rest_days.add_working_days(start.toordinal(), count, *arrays)
    before = rest_days.working_days_before(start.toordinal(), count, *arrays)
    assert date.fromordinal(after) == plain_dates.nth_working_day(start, count, rests, plain_dates.DAY)
    assert date.fromordinal(before) == plain_dates.nth_working_day(start, count, rests, -plain_dates.DAY)


@given(NOTICED_DATE, NOTICED_DATE)
def test_working_days_between(a: date, b: date) -> None:
    calendar = shipped_calendar()
    first, last = sorted((a.toordinal(), b.toordinal()))
    counted = rest_days.working_days_between(first, last, calendar.first_day, calendar.working_before)
    assert counted == sum(not rests(date.fromordinal(day)) for day in range(first + 1, last + 1))


@given(
    st.integers(-(20 * 365 * 86_400), 130 * 365 * 86_400).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.integers(0, 200),
    st.sampled_from((-570, -300, 0, 60, 330, 345, 480)),
)
def test_hours(start: datetime, count: int, offset_minutes: int) -> None:
    """Quarter-hour and negative offsets too: the excluded clock hour is the local one."""
    local = start.astimezone(timezone(timedelta(minutes=offset_minutes)))
    next_hour = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    due = periods.hours_proc(to_micros(start), count, offset_minutes * 60_000_000)
    assert from_micros(due) == next_hour + timedelta(hours=count)
    assert from_micros(periods.hours_continuous(to_micros(start), count)) == start + timedelta(hours=count)


@given(COMMON_DATE, st.integers(1, 300))
def test_prison_terms(start: date, months: int) -> None:
    computed = date.fromordinal(sentence_terms.term_last_day(start.toordinal(), months))
    if months % 12 == 0:
        try:
            corresponding = start.replace(year=start.year + months // 12)
        except ValueError:  # 29 February, and no such day in the later year
            corresponding = date(start.year + months // 12, 2, 28)
    else:
        corresponding = plain_dates.add_months(start, months)
    assert computed == corresponding - plain_dates.DAY


@pytest.mark.parametrize(
    ("held", "ratio", "credited"),
    [
        (0, (1, 2), 0),
        (1, (1, 2), 1),  # an odd day is rounded for the convict
        (2, (1, 2), 1),
        (31, (1, 2), 16),
        (31, (2, 1), 62),
    ],
)
def test_credit(held: int, ratio: tuple[int, int], credited: int) -> None:
    assert sentence_terms.credited_days(held, *ratio) == credited


def test_credit_moves_the_end_back() -> None:
    start = date(2026, 3, 2).toordinal()
    assert date.fromordinal(sentence_terms.term_end(start, 12, 30)) == date(2027, 1, 30)


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 40)), max_size=12))
def test_overlapping_suspensions_take_out_each_day_once(spans: list[tuple[int, int]]) -> None:
    intervals = sorted((first, first + length) for first, length in spans)
    through, total = 0, 0
    for first, last in intervals:
        total += periods.uncounted_days(first, last, through)
        through = max(through, last)
    assert total == len({day for first, last in intervals for day in range(first, last + 1)})


def test_suspension_that_ends_before_it_begins_takes_out_nothing() -> None:
    assert periods.uncounted_days(10, 9, 0) == 0
    assert periods.uncounted_days(10, 3, 0) == 0


@pytest.mark.parametrize(
    ("posted", "received", "expected"),
    [
        (periods.NOT_POSTED, 10, 1),  # handed in on the last day
        (periods.NOT_POSTED, 11, 0),
        (10, 99, 1),  # posted on the last day, whenever it arrives
        (11, 11, 0),
        (9, 9, 1),
    ],
)
def test_posting(posted: int, received: int, expected: int) -> None:
    assert periods.in_time(10, posted, received) == expected
