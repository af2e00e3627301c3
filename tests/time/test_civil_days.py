"""Civil dates against the standard library: every day of a cycle of 400 years, every month of leap years or not."""

from __future__ import annotations

from datetime import date

import pytest

from domain import civil_days

CYCLE = 146_097


def test_every_day_of_a_cycle() -> None:
    first = date(1999, 12, 31).toordinal()
    for ordinal in range(first, first + CYCLE + 2):
        day = date.fromordinal(ordinal)
        assert civil_days.civil_from_days(ordinal) == (day.year, day.month, day.day)
        assert civil_days.days_from_civil(day.year, day.month, day.day) == ordinal


FEBRUARY = {
    1600: 29, 1899: 28, 1900: 28, 1904: 29, 1999: 28, 2000: 29, 2001: 28, 2004: 29, 2026: 28, 2096: 29, 2100: 28,
    2101: 28, 2200: 28, 2300: 28, 2394: 28, 2400: 29, 2401: 28,
}  # fmt: skip


@pytest.mark.parametrize(("year", "february"), FEBRUARY.items())
def test_months_have_their_days(year: int, february: int) -> None:
    lengths = [civil_days.month_length(year, month) for month in range(1, 13)]
    assert lengths == [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
