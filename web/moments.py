"""Times as people read them: the one place where a page turns a date or an instant into words.

A date stays a date and an unknown time is never shown as midnight. Not the law's arithmetic (domain/periods.py).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from domain.occurred import Occurred, from_micros, to_micros
from web.messages_catalog import Words

_HOUR: Final = timedelta(hours=1)


class Moment(msgspec.Struct, frozen=True):
    """text: as shown; title: in full with offset, for the hover and the screen reader; machine: <time datetime>."""

    text: str
    title: str
    machine: str


class Moments(msgspec.Struct, frozen=True):
    """zone: the pack's; now: microseconds since the epoch."""

    words: Words
    zone: ZoneInfo
    now: int

    @property
    def today(self) -> date:
        return from_micros(self.now).astimezone(self.zone).date()

    def instant(self, micros: int) -> Moment:
        local = from_micros(micros).astimezone(self.zone)
        whole = local.replace(microsecond=0).isoformat()
        return Moment(local.strftime("%Y-%m-%d %H:%M"), f"{whole} {self.zone.key}", whole)

    def day(self, day: date) -> Moment:
        text = day.isoformat()
        return Moment(text, self.words("time.date_only", date=text), text)

    def occurred(self, when: Occurred) -> Moment:
        return self.day(when.date) if when.date_only else self.instant(when.earliest)

    def stated(self, text: str | None) -> Moment | None:
        """A time as an event or a verdict states it: a date, or an instant in RFC 3339."""
        if text is None:
            return None
        if _is_date(text):
            return self.day(date.fromisoformat(text))
        return self.instant(to_micros(datetime.fromisoformat(text)))

    def distance(self, due: str | None) -> str:
        """剩 3 日, 今日届满, 逾期 2 日; in hours where the clock runs in hours."""
        if due is None:
            return ""
        if _is_date(due):
            return self.days((date.fromisoformat(due) - self.today).days)
        left = datetime.fromisoformat(due) - from_micros(self.now)
        # started hours count as whole ones when late, as in a verdict
        hours = left // _HOUR if left >= timedelta(0) else -(-left // _HOUR) - 1
        key = "time.hours_left" if left >= timedelta(0) else "time.hours_over"
        return self.words.count(key, abs(hours))

    def days(self, left: int) -> str:
        if left == 0:
            return self.words("time.due_today")
        return self.words.count("time.days_left" if left > 0 else "time.days_over", abs(left))

    def lateness(self, value: int, unit: str) -> str:
        """A verdict's over_by; unit day or hour."""
        return self.words.count("time.hours_over" if unit == "hour" else "time.days_over", value)

    def gap(self, days: int) -> str:
        return self.words.count("time.gap", days)


def _is_date(text: str) -> bool:
    return "T" not in text
