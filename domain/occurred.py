"""When an act happened in law: an instant with its offset, or a date and no more.

An unknown time of day is not midnight: a date-only act covers its whole local day.
Integers for the engine: `day` = proleptic Gregorian ordinal of the local date (date.toordinal),
instants = microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Occurred(msgspec.Struct, frozen=True, order=False, gc=False):
    """A point in legal time.

    day       local date in the pack's zone, as date.toordinal()
    earliest  first microsecond it can have happened (equals `latest` for an instant)
    latest    last microsecond it can have happened
    text      as stated: RFC 3339 with its own offset, or YYYY-MM-DD
    """

    day: int
    earliest: int
    latest: int
    text: str

    @property
    def date_only(self) -> bool:
        return self.earliest != self.latest

    @property
    def date(self) -> date:
        return date.fromordinal(self.day)


def at_instant(moment: datetime, zone: ZoneInfo) -> Occurred:
    """An act at a known instant. `moment` must carry an offset; its local date is taken in `zone`."""
    if moment.tzinfo is None:
        raise ValueError("an instant must carry an offset")
    micros = to_micros(moment)
    return Occurred(
        day=moment.astimezone(zone).date().toordinal(),
        earliest=micros,
        latest=micros,
        text=moment.isoformat(),
    )


def on_date(day: date, zone: ZoneInfo) -> Occurred:
    """An act known by its local date only."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    # fromordinal, not + 1 day on an aware datetime: the local day may be 23 or 25 hours long
    following = date.fromordinal(day.toordinal() + 1)
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    return Occurred(
        day=day.toordinal(),
        earliest=to_micros(start),
        latest=to_micros(end) - 1,
        text=day.isoformat(),
    )


def to_micros(moment: datetime) -> int:
    """Microseconds since the epoch, exactly (no float)."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int, zone: ZoneInfo | timezone = UTC) -> datetime:
    return (EPOCH + micros * MICROSECOND).astimezone(zone)
