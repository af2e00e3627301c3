"""Rolling over rest days and counting working days, over a calendar's integer arrays.

Not the calendar (legal_calendar.py builds the arrays and says what they hold). Compiled by numba as it
stands: ints and arrays in, ints out. Outside the arrays every day counts as a working day: the functions
are total, and `provisional` tells that such a day is not to be relied on.
"""

from __future__ import annotations

from collections.abc import Sequence


def roll_next(day: int, first_day: int, next_working: Sequence[int]) -> int:
    """First working day at or after `day` (T5)."""
    at = day - first_day
    if at < 0 or at >= len(next_working):
        return day
    return next_working[at]


def roll_previous(day: int, first_day: int, previous_working: Sequence[int]) -> int:
    """Last working day at or before `day`."""
    at = day - first_day
    if at < 0 or at >= len(previous_working):
        return day
    return previous_working[at]


def working_days_through(day: int, first_day: int, working_before: Sequence[int]) -> int:
    """Working days from first_day to `day`, both included; negative for days before first_day."""
    at = day - first_day + 1
    days_covered = len(working_before) - 1
    if at < 0:
        return at
    if at > days_covered:
        return working_before[days_covered] + at - days_covered
    return working_before[at]


def working_day_number(
    number: int, first_day: int, working_before: Sequence[int], working_day_at: Sequence[int]
) -> int:
    """Day of the working day with that number, 1 for the first one at or after first_day."""
    known = len(working_day_at)
    if number < 1:
        return first_day + number - 1
    if number > known:
        return first_day + len(working_before) - 1 + number - known - 1
    return working_day_at[number - 1]


def add_working_days(
    start: int, count: int, first_day: int, working_before: Sequence[int], working_day_at: Sequence[int]
) -> int:
    """The `count`-th working day after `start`; the starting day is not counted (T2). 0 gives `start`."""
    if count == 0:
        return start
    number = working_days_through(start, first_day, working_before) + count
    return working_day_number(number, first_day, working_before, working_day_at)


def working_days_before(
    anchor: int, count: int, first_day: int, working_before: Sequence[int], working_day_at: Sequence[int]
) -> int:
    """The `count`-th working day before `anchor`; the anchor day is not counted. 0 gives `anchor`."""
    if count == 0:
        return anchor
    number = working_days_through(anchor - 1, first_day, working_before) - count + 1
    return working_day_number(number, first_day, working_before, working_day_at)


def working_days_between(after: int, through: int, first_day: int, working_before: Sequence[int]) -> int:
    """Working days later than `after` and not later than `through`; negative if `through` lies before."""
    return working_days_through(through, first_day, working_before) - working_days_through(
        after, first_day, working_before
    )


def provisional(day: int, announced_from: int, horizon_day: int) -> int:
    """1 where no notice of days off covers `day`: a due date that rolls or counts there may still move."""
    return 1 if day < announced_from or day > horizon_day else 0


KERNELS = (
    roll_next,
    roll_previous,
    working_days_through,
    working_day_number,
    add_working_days,
    working_days_before,
    working_days_between,
    provisional,
)
