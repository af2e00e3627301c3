"""Periods of days, months and hours: when they end, what extends them, what is not counted. Integers only.

Not rest days (rest_days.py) and not prison terms (sentence_terms.py). Compiled by numba as it stands.
Day = ordinal; instant = microseconds since the epoch. Reasons and worked dates: law/time_computation.md.
"""

from __future__ import annotations

from domain.civil_days import add_months_and_halves

HOUR = 3_600_000_000
NOT_POSTED = -1


def add_days(start: int, count: int) -> int:
    """Last day of a period of days; the starting day is not counted (T2)."""
    return start + count


def hours_proc(start: int, count: int, offset: int) -> int:
    """Last instant of `count` hours where the starting clock hour is not counted (T2).

    start   instant, microseconds; offset: local time minus UTC at `start`, microseconds
    The strict reading, safe under every view, is hours_continuous.
    """
    local = start + offset
    return local // HOUR * HOUR + HOUR + count * HOUR - offset


def hours_continuous(start: int, count: int) -> int:
    """Last instant of `count` hours where nothing is excluded: the text limits how long a state lasts."""
    return start + count * HOUR


def latest_day_before(anchor: int, count: int) -> int:
    """Latest day for an act due `count` days before `anchor`; the anchor day is not counted."""
    return anchor - count


def cautious_day_before(anchor: int, count: int) -> int:
    """The same with `count` full days between act and anchor: safe under both readings."""
    return anchor - count - 1


def period_end(start: int, months: int, halves: int, days: int) -> int:
    """Last day of a period of months, then half months, then days, all counted from one start."""
    return add_months_and_halves(start, months, halves) + days


def chained_end(
    origin: int,
    previous_end: int,
    months: int,
    halves: int,
    days: int,
    all_months: int,
    all_halves: int,
    all_days: int,
) -> tuple[int, int, int]:
    """An extension of a running period: (contiguous, from origin, the earlier of both, which governs).

    origin            day the whole chain is counted from
    previous_end      `contiguous` of the step before, or the end of the base period
    months..days      the extension itself; all_*: sums over base and all extensions, this one included
    No text decides between the readings where the base was cut short by a missing day (T8, T12).
    """
    contiguous = period_end(previous_end, months, halves, days)
    from_origin = period_end(origin, all_months, all_halves, all_days)
    return contiguous, from_origin, min(contiguous, from_origin)


def uncounted_days(first: int, last: int, counted_off_through: int) -> int:
    """Days of first..last, both whole, that no earlier suspension has already taken out.

    counted_off_through  last day already taken out; any day before `first` if none. With intervals in
    order of their first day, overlapping ones are not added twice.
    """
    begin = max(first, counted_off_through + 1)
    return last - begin + 1 if last >= begin else 0


def without_uncounted(base_end: int, uncounted: int) -> int:
    """End of a period after days that are not counted: moved back by as many days."""
    return base_end + uncounted


def in_time(due: int, posted: int, received: int) -> int:
    """1 where a paper is in time: posted by the last day, whenever it arrives (T4); else received by it.

    posted  day it was given to the post, NOT_POSTED where it was handed in
    """
    if posted != NOT_POSTED:
        return 1 if posted <= due else 0
    return 1 if received <= due else 0


KERNELS = (
    add_days,
    hours_proc,
    hours_continuous,
    latest_day_before,
    cautious_day_before,
    period_end,
    chained_end,
    uncounted_days,
    without_uncounted,
    in_time,
)
