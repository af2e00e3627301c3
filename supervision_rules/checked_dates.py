"""The checker's own date arithmetic: datetime, sets of days and loops, nothing shared with the engine.

Slow on purpose. Not used by any evaluation; only checker*.py and checked_*.py call it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.legal_calendar import CalendarDays
from domain.occurred import from_micros, on_date, to_micros
from supervision_rules.derivation import Amount, HourMode, RollMode, Scale

_DAY = timedelta(days=1)
HALF_MONTH = 15 * _DAY  # SPC Interpretation 2021 art. 202(1)
_MICROS_PER_HOUR = 3_600_000_000


class PlainCalendar:
    """Rest days of a legal calendar as sets; positions are local days (ordinals) or microseconds."""

    def __init__(self, days: CalendarDays) -> None:
        self._days = days
        self._off = frozenset(days.days_off)
        self._made_up = frozenset(days.make_up_days)
        self.zone = ZoneInfo(days.zone)

    def rests(self, day: date) -> bool:
        ordinal = day.toordinal()
        if ordinal in self._made_up or not self._days.first_day <= ordinal <= self._days.last_day:
            return False
        return ordinal in self._off or day.weekday() in self._days.weekend

    def rolled(self, day: int, mode: RollMode, in_custody: bool | None, rolls_if_unknown: bool) -> int:
        """Where a last day comes to lie."""
        if mode == "none":
            return day
        if mode == "next_unless_in_custody" and (in_custody or (in_custody is None and not rolls_if_unknown)):
            return day
        step = -_DAY if mode == "previous" else _DAY
        moved = date.fromordinal(day)
        while self.rests(moved):
            moved += step
        return moved.toordinal()

    def announced(self, day: int) -> bool:
        return self._days.announced_from <= day <= self._days.horizon_day

    def advanced(self, position: int, amount: Amount, scale: Scale, hours: HourMode | None) -> int:
        """End of a period counted from `position`; the starting day is not counted."""
        value = Decimal(amount.value)
        if scale == "instant":
            return self._instant_later(position, value, amount.unit, hours)
        start = date.fromordinal(position)
        if amount.unit == "month":
            later = _months_later(start, int(value))
            return (later + HALF_MONTH * int((value % 1) * 2)).toordinal()
        if amount.unit == "working_day":
            left, day = int(value), start
            while left:
                day += _DAY
                left -= not self.rests(day)
            return day.toordinal()
        return (start + int(value) * _DAY).toordinal()

    def _instant_later(self, position: int, value: Decimal, unit: str, hours: HourMode | None) -> int:
        moment = from_micros(position, UTC)
        if hours == "proc":
            local = moment.astimezone(self.zone)
            moment -= timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            moment += timedelta(hours=1)
        return to_micros(moment + timedelta(hours=int(value) * (24 if unit == "day" else 1)))

    def hours_earlier(self, position: int, amount: Amount, hours: HourMode | None) -> int:
        """The last instant from which so many hours end by `position`."""
        whole = int(Decimal(amount.value))
        earlier = from_micros(position, UTC) - timedelta(hours=whole)
        if hours == "proc":  # the last moment of the clock hour before
            local = earlier.astimezone(self.zone)
            earlier -= timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            earlier -= timedelta(microseconds=1)
        return to_micros(earlier)

    def whole_day(self, day: int) -> tuple[int, int]:
        """First and last microsecond of a local day."""
        covered = on_date(date.fromordinal(day), self.zone)
        return covered.earliest, covered.latest

    def day_of(self, micros: int) -> int:
        moment: datetime = from_micros(micros, self.zone)
        return moment.date().toordinal()


def started_hours(micros: int) -> int:
    """A length of time in hours, a started one counted whole."""
    full, rest = divmod(micros, _MICROS_PER_HOUR)
    return full + (rest > 0)


def _months_later(start: date, months: int) -> date:
    """Same day of the later month; last day to last day; no such day: the last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = following - _DAY
    if (start + _DAY).day == 1 or start.day > last.day:
        return last
    return last.replace(day=start.day)
