"""Civil dates as day ordinals, and the addition of months as the law counts them. Integers only.

Not dates and not rest days (rest_days.py). Compiled by numba as it stands: ints in, ints out, no exceptions.
Day = proleptic Gregorian ordinal, date.toordinal(); 0001-01-01 is 1. Called by periods and by the fold.
"""

from __future__ import annotations

# ordinal of 0000-03-01, the first day of the 400-year cycle that the algorithm below counts from
_CYCLE_START = -305
# SPC Interpretation 2021 art. 202(1): half a month is always counted as fifteen days
HALF_MONTH = 15


def days_from_civil(year: int, month: int, day: int) -> int:
    """Ordinal of a civil date. Years from 0000-03-01 on; the day is not checked against the month."""
    shifted = year - 1 if month <= 2 else year
    era = shifted // 400
    year_of_era = shifted - era * 400
    month_from_march = (month + 9) % 12
    day_of_year = (153 * month_from_march + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era + _CYCLE_START


def civil_from_days(ordinal: int) -> tuple[int, int, int]:
    """(year, month, day) of an ordinal."""
    counted = ordinal - _CYCLE_START
    era = counted // 146097
    day_of_era = counted - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    year = year_of_era + era * 400
    return (year + 1 if month <= 2 else year), month, day


def month_length(year: int, month: int) -> int:
    """Days in a month, 28 to 31."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    if month == 4 or month == 6 or month == 9 or month == 11:
        return 30
    return 31


def add_months_law(start: int, months: int) -> int:
    """Last day of a period of whole months that starts on `start` (rules T6 to T8).

    Same day of the later month; from a month's last day to the later month's last day; no such day: to
    that month's last day. Source: SPC Interpretation 2021 art. 202(1).
    """
    year, month, day = civil_from_days(start)
    count = year * 12 + month - 1 + months
    later_year = count // 12
    later_month = count % 12 + 1
    last = month_length(later_year, later_month)
    if day > last or day == month_length(year, month):
        day = last
    return days_from_civil(later_year, later_month, day)


def add_months_and_halves(start: int, months: int, halves: int) -> int:
    """Last day of a period of months and half months: the whole months first, then 15 days a half (T9)."""
    return add_months_law(start, months) + halves * HALF_MONTH


def custody_months_end(arrest: int, months: int) -> int:
    """Last day of investigation custody after an arrest on day `arrest` (T11).

    Runs from the day after arrest to the day before the corresponding date, or to the month's last day
    where there is none. Source: SPP custody-extension provisions 2016 art. 16.
    """
    year, month, day = civil_from_days(arrest + 1)
    count = year * 12 + month - 1 + months
    later_year = count // 12
    later_month = count % 12 + 1
    last = month_length(later_year, later_month)
    if day > last:
        return days_from_civil(later_year, later_month, last)
    return days_from_civil(later_year, later_month, day) - 1


KERNELS = (
    days_from_civil,
    civil_from_days,
    month_length,
    add_months_law,
    add_months_and_halves,
    custody_months_end,
)
