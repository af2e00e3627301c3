"""The legal calendar: which days are working days, as versioned, hashed integer arrays.

Not a source of holidays (holiday_notice.py parses them) and not arithmetic (rest_days.py).
Built by the pack loader, read by the fold, live and in batch.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection
from typing import Final

import msgspec

from domain.errors import QuanchengError

WEEKEND: Final = frozenset({5, 6})
NO_WEEKEND: Final[frozenset[int]] = frozenset()
# far beyond any date a case can hold; four arrays of 8 bytes a day
MAX_DAYS: Final = 400 * 366


class CalendarError(QuanchengError):
    """Days that make no calendar: an empty range, a day both off and made up, a day outside the range."""


class CalendarDays(msgspec.Struct, frozen=True, kw_only=True):
    """What a calendar is made of. Days are ordinals; weekend: 0 = Monday to 6 = Sunday.

    first_day, last_day  range of the arrays, both included
    announced_from, horizon_day  first and last day whose days off have been announced
    days_off, make_up_days  ascending, without repetition
    """

    version: str
    zone: str
    first_day: int
    last_day: int
    announced_from: int
    horizon_day: int
    weekend: tuple[int, ...]
    days_off: tuple[int, ...]
    make_up_days: tuple[int, ...]


class Calendar(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Integer arrays over days; read-only 8-byte views that numpy.asarray takes without a copy.

    n days from first_day to last_day; w working days among them.
    sha256            of the days, their range, the zone and the version: identity of the calendar
    working_before    n + 1 counts: [i] working days of first_day .. first_day + i - 1
    working_day_at    w days: [k] the working day number k + 1
    next_working      n days: [i] first working day at or after first_day + i (last_day + 1 if none)
    previous_working  n days: [i] last working day at or before first_day + i (first_day - 1 if none)
    """

    days: CalendarDays
    sha256: str
    working_before: memoryview
    working_day_at: memoryview
    next_working: memoryview
    previous_working: memoryview

    @property
    def version(self) -> str:
        return self.days.version

    @property
    def zone(self) -> str:
        return self.days.zone

    @property
    def first_day(self) -> int:
        return self.days.first_day

    @property
    def last_day(self) -> int:
        return self.days.last_day

    @property
    def announced_from(self) -> int:
        return self.days.announced_from

    @property
    def horizon_day(self) -> int:
        return self.days.horizon_day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __reduce__(self) -> tuple[object, tuple[CalendarDays]]:
        # views do not pickle; the arrays follow from the days
        return build, (self.days,)

    def is_working(self, day: int) -> bool:
        """True outside the range too: there every day counts as a working day (rest_days.py)."""
        at = day - self.first_day
        return not 0 <= at < len(self.next_working) or self.next_working[at] == day


def build(days: CalendarDays) -> Calendar:
    """The arrays of a calendar. A day is a rest day if it is off, or a weekend day that is not made up.

    Raises CalendarError.
    """
    _check(days)
    off, made_up, weekend = set(days.days_off), set(days.make_up_days), set(days.weekend)
    working_before, working_day_at = array("q", [0]), array("q")
    previous_working = array("q")
    previous = days.first_day - 1
    for day in range(days.first_day, days.last_day + 1):
        # ordinal 1 was a Monday
        if day in made_up or ((day - 1) % 7 not in weekend and day not in off):
            previous = day
            working_day_at.append(day)
        previous_working.append(previous)
        working_before.append(len(working_day_at))
    next_working = array("q")
    following = days.last_day + 1
    for day in range(days.last_day, days.first_day - 1, -1):
        if previous_working[day - days.first_day] == day:
            following = day
        next_working.append(following)
    next_working.reverse()
    return Calendar(
        days=days,
        sha256=hashlib.sha256(msgspec.json.encode(days, order="deterministic")).hexdigest(),
        working_before=_frozen(working_before),
        working_day_at=_frozen(working_day_at),
        next_working=_frozen(next_working),
        previous_working=_frozen(previous_working),
    )


def plain_calendar(
    version: str, zone: str, first_day: int, last_day: int, weekend: Collection[int] = NO_WEEKEND
) -> Calendar:
    """A calendar without holidays: every day a working day, or weekends off. Nothing in it is provisional."""
    return build(
        CalendarDays(
            version=version,
            zone=zone,
            first_day=first_day,
            last_day=last_day,
            announced_from=first_day,
            horizon_day=last_day,
            weekend=tuple(sorted(weekend)),
            days_off=(),
            make_up_days=(),
        )
    )


def _frozen(numbers: array[int]) -> memoryview:
    return memoryview(numbers.tobytes()).cast("q")


def _check(days: CalendarDays) -> None:
    if not 0 < days.first_day <= days.last_day or days.last_day - days.first_day >= MAX_DAYS:
        raise CalendarError(
            f"A calendar from day {days.first_day} to day {days.last_day} is empty or too long.",
            remedy="Give a range of one day to 400 years.",
        )
    for name in ("days_off", "make_up_days"):
        listed: tuple[int, ...] = getattr(days, name)
        if list(listed) != sorted(set(listed)):
            raise CalendarError(f"{name} is not ascending.", remedy="Sort it, without repetition.")
        if listed and not days.first_day <= listed[0] <= listed[-1] <= days.last_day:
            raise CalendarError(f"{name} leaves the range.", remedy="Widen the range of the calendar.")
    both = sorted(set(days.days_off) & set(days.make_up_days))
    if both:
        raise CalendarError(f"Day {both[0]} is both off and made up.", remedy="Keep one of the two.")
    if any(not 0 <= day <= 6 for day in days.weekend):
        raise CalendarError("A weekend day is no day of the week.", remedy="Use 0 (Monday) to 6 (Sunday).")
