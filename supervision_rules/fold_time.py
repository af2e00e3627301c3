"""One way to move along a clock, in any unit: what the fold knows of the calendar. Integers only.

Only dispatch: the arithmetic is domain/periods.py, civil_days.py and rest_days.py. Numba-friendly subset.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain import legal_calendar
from domain.occurred import MICROSECOND
from domain.periods import add_days, hours_continuous, hours_proc, period_end
from domain.rest_days import (
    add_working_days,
    roll_next,
    roll_previous,
    working_day_number,
    working_days_through,
)
from supervision_rules import layout as at

# (first_day, horizon_day, offset of the zone, next_working, previous_working, working_before, working_day_at,
# announced_from)
Calendar: TypeAlias = tuple[int, int, int, Sequence[int], Sequence[int], Sequence[int], Sequence[int], int]


def advance(position: int, unit: int, whole: int, halves: int, proc: int, calendar: Calendar) -> int:
    """Last day or instant of a period counted from `position`; the starting day is not counted.

    position  day (units day, month, working day) or microseconds (hours; days from an instant are 24 hours)
    proc      hours: 1 leaves out the starting clock hour
    """
    if position >= at.FOREVER:
        return at.FOREVER
    if unit == at.HOUR:
        return hours_proc(position, whole, calendar[2]) if proc == 1 else hours_continuous(position, whole)
    if unit == at.MONTH:
        return period_end(position, whole, halves, 0)
    if unit == at.WORKING_DAY:
        return add_working_days(position, whole, calendar[0], calendar[5], calendar[6])
    return add_days(position, whole)


def latest_start(position: int, unit: int, whole: int, halves: int, proc: int, calendar: Calendar) -> int:
    """The last day or instant from which a period still ends by `position`: the reverse of advance."""
    if unit == at.HOUR:
        earlier = hours_continuous(position, -whole)
        # the last moment of the clock hour before the one that the period leaves out
        return hours_proc(earlier, -1, calendar[2]) - 1 if proc == 1 else earlier
    if unit == at.CALENDAR_DAY or whole + halves == 0:
        return add_days(position, -whole)
    if unit == at.WORKING_DAY:
        # the day before the first working day from which it would end too late
        number = working_days_through(position, calendar[0], calendar[5]) - whole + 1
        return working_day_number(number, calendar[0], calendar[5], calendar[6]) - 1
    # never too early a day, whatever the months are long
    day = period_end(position, -whole, 0, 0)
    while period_end(day, whole, halves, 0) > position:
        day -= 1
    return day


def rolled_day(day: int, mode: int, calendar: Calendar) -> int:
    """The working day a last day moves to, forward or back."""
    if mode == at.ROLL_PREVIOUS:
        return roll_previous(day, calendar[0], calendar[4])
    return roll_next(day, calendar[0], calendar[3])


def arrays(calendar: legal_calendar.Calendar) -> Calendar:
    """The calendar as the fold takes it.

    Of the zone's offset only the minutes past the full hour matter (where a clock hour starts), and those
    no daylight saving changes; so one offset serves for all instants.
    """
    offset = datetime(2000, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(calendar.zone)).utcoffset()
    return (
        calendar.first_day,
        calendar.horizon_day,
        0 if offset is None else offset // MICROSECOND,
        calendar.next_working,
        calendar.previous_working,
        calendar.working_before,
        calendar.working_day_at,
        calendar.announced_from,
    )
