"""Legal dates computed the slow way, with datetime and loops: what the integer kernels are held against."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

DAY = timedelta(days=1)


def last_of_month(day: date) -> bool:
    return (day + DAY).month != day.month


def months_later(day: date, months: int) -> tuple[int, int]:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return year, month


def add_months(start: date, months: int) -> date:
    """T6 to T8, sentence by sentence."""
    year, month = months_later(start, months)
    end_of_that_month = calendar.monthrange(year, month)[1]
    if last_of_month(start):
        return date(year, month, end_of_that_month)
    try:
        return start.replace(year=year, month=month)
    except ValueError:
        return date(year, month, end_of_that_month)


def custody_end(arrest: date, months: int) -> date:
    """T11: to the day before the corresponding date of the first counted day."""
    first = arrest + DAY
    year, month = months_later(first, months)
    try:
        return first.replace(year=year, month=month) - DAY
    except ValueError:
        return date(year, month, calendar.monthrange(year, month)[1])


def roll(day: date, rests: Callable[[date], bool], step: timedelta) -> date:
    while rests(day):
        day += step
    return day


def nth_working_day(start: date, count: int, rests: Callable[[date], bool], step: timedelta) -> date:
    day = start
    while count:
        day += step
        count -= not rests(day)
    return day
