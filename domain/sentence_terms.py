"""Prison terms and the credit of earlier custody: another rule than procedural periods. Integers only.

Not procedural periods (periods.py). The credit ratios are parameters with their article, not in this file.
Compiled by numba as it stands.
"""

from __future__ import annotations

from domain.civil_days import civil_from_days, days_from_civil, month_length


def term_last_day(start: int, months: int) -> int:
    """Last day of a term of `months` (years times 12 plus months) whose first day is `start` (T10).

    The first day counts, so the term ends the day BEFORE the corresponding day. Whole years have no
    last-day limb; other terms that start on a month's last day correspond to a month's last day.
    Source: SPC Interpretation 2021 art. 202(2). Mixed terms count their months as a whole (reading).
    """
    year, month, day = civil_from_days(start)
    count = year * 12 + month - 1 + months
    later_year = count // 12
    later_month = count % 12 + 1
    last = month_length(later_year, later_month)
    if day > last or (months % 12 != 0 and day == month_length(year, month)):
        day = last
    return days_from_civil(later_year, later_month, day) - 1


def credited_days(held: int, numerator: int, denominator: int) -> int:
    """Days of the term that `held` days in custody stand for, at numerator/denominator a day.

    A fraction is rounded up, in favour of the convict (reading: no text on an odd day).
    """
    return -(-held * numerator // denominator)


def term_end(start: int, months: int, credit: int) -> int:
    """Last day of the term less `credit` days already served."""
    return term_last_day(start, months) - credit


KERNELS = (term_last_day, credited_days, term_end)
