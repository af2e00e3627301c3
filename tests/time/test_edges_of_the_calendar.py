"""Rest days at and beyond the first and last day a calendar knows, and periods counted back. Against day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from domain import rest_days
from domain.legal_calendar import WEEKEND, Calendar, plain_calendar
from supervision_rules import layout as at
from supervision_rules.fold_time import arrays, latest_start
from tests.time import plain_dates

RANGES = {
    "begins and ends with work": ("2026-01-05", "2026-01-30"),
    "begins and ends with rest": ("2026-01-03", "2026-02-01"),
    "begins with the second day of rest, ends with the first": ("2026-01-04", "2026-01-31"),
    "a single working day": ("2026-01-05", "2026-01-05"),
    "a single day of rest": ("2026-01-04", "2026-01-04"),
}


def calendar_of(name: str) -> Calendar:
    first, last = (date.fromisoformat(text).toordinal() for text in RANGES[name])
    return plain_calendar("1", "UTC", first, last, weekend=WEEKEND)


def days_around(calendar: Calendar) -> Iterator[date]:
    """From ten days before the calendar begins to ten days after it ends."""
    for day in range(calendar.first_day - 10, calendar.last_day + 11):
        yield date.fromordinal(day)


@pytest.mark.parametrize("name", RANGES)
def test_beyond_the_edges_every_day_is_worked(name: str) -> None:
    calendar = calendar_of(name)
    first = date.fromordinal(calendar.first_day)
    counting = calendar.first_day, calendar.working_before, calendar.working_day_at

    def rests(day: date) -> bool:
        return calendar.first_day <= day.toordinal() <= calendar.last_day and day.weekday() >= 5

    for day in days_around(calendar):
        ordinal = day.toordinal()
        later = rest_days.roll_next(ordinal, calendar.first_day, calendar.next_working)
        earlier = rest_days.roll_previous(ordinal, calendar.first_day, calendar.previous_working)
        assert date.fromordinal(later) == plain_dates.roll(day, rests, plain_dates.DAY)
        assert date.fromordinal(earlier) == plain_dates.roll(day, rests, -plain_dates.DAY)
        for count in range(30):
            after = rest_days.add_working_days(ordinal, count, *counting)
            before = rest_days.working_days_before(ordinal, count, *counting)
            assert date.fromordinal(after) == plain_dates.nth_working_day(day, count, rests, plain_dates.DAY)
            assert date.fromordinal(before) == plain_dates.nth_working_day(day, count, rests, -plain_dates.DAY)
        through = rest_days.working_days_through(ordinal, calendar.first_day, calendar.working_before)
        if day >= first:
            assert through == sum(not rests(first + timedelta(n)) for n in range((day - first).days + 1))
        else:
            assert through == -((first - day).days - 1)


@pytest.mark.parametrize(
    ("day", "provisional"),
    [("2025-12-31", 1), ("2026-01-01", 0), ("2026-12-31", 0), ("2027-01-01", 1)],
)
def test_the_first_and_the_last_announced_day_are_relied_on(day: str, provisional: int) -> None:
    announced, horizon = date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    assert rest_days.provisional(date.fromisoformat(day).toordinal(), announced, horizon) == provisional


def end(start: date, months: int, halves: int) -> date:
    return plain_dates.add_months(start, months) + timedelta(15 * halves)


@pytest.mark.parametrize(("months", "halves"), [(1, 0), (2, 0), (11, 0), (12, 0), (1, 1), (0, 1), (2, 1)])
def test_the_last_day_from_which_months_still_end_in_time(months: int, halves: int) -> None:
    calendar = arrays(calendar_of("a single working day"))
    for last in range(date(2027, 1, 1).toordinal(), date(2029, 4, 1).toordinal()):
        found = date.fromordinal(latest_start(last, at.MONTH, months, halves, 0, calendar))
        assert end(found, months, halves) <= date.fromordinal(last) < end(found + plain_dates.DAY, months, halves)


@pytest.mark.parametrize("name", RANGES)
def test_the_last_day_from_which_working_days_still_end_in_time(name: str) -> None:
    calendar = calendar_of(name)
    counting = calendar.first_day, calendar.working_before, calendar.working_day_at
    for last in days_around(calendar):
        ordinal = last.toordinal()
        for count in range(1, 30):
            found = latest_start(ordinal, at.WORKING_DAY, count, 0, 0, arrays(calendar))
            assert rest_days.add_working_days(found, count, *counting) <= ordinal
            assert rest_days.add_working_days(found + 1, count, *counting) > ordinal
