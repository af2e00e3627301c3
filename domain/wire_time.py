"""Times as they stand on the wire: RFC 3339 with an offset, or a full date. Read without guessing.

Not the clock: `now` comes in as an argument. Called by cloudevent.py.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import inspect

from domain.errors import Refused
from domain.occurred import Occurred, on_date, to_micros

_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[Tt ](?P<clock>\d\d:\d\d:\d\d)(\.(?P<fraction>\d{1,9}))?"
    r"(?P<offset>[Zz]|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# no act of a case still in a system is older; year 1 and 9999 overflow date arithmetic
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 9990
_read_once = lru_cache(4096)
"""An act's time is read when the act comes in, when its codes are mapped, and when the act is typed."""


@_read_once
def instant(text: str, *, pointer: str) -> datetime:
    """RFC 3339 date-time with offset. Refused: time-invalid, time-without-offset, time-out-of-range."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise _invalid(text, pointer, "an RFC 3339 date-time, e.g. 2026-03-02T14:30:00+08:00")
    if match["offset"] is None:
        raise Refused(
            "time-without-offset",
            f"{text!r} has no offset, so it is no instant.",
            pointer=pointer,
            remedy="Add the offset, e.g. +08:00; for an act known by its date only send `occurredon`.",
        )
    try:
        moment = _moment(match["date"], match["clock"], match["fraction"], match["offset"])
    except ValueError:
        raise _invalid(text, pointer, "a date-time that exists") from None
    _check_year(moment.year, pointer)
    return moment


def _moment(date_: str, clock: str, fraction: str | None, offset: str) -> datetime:
    zone = "+00:00" if offset in "Zz" else offset
    if fraction is None:
        return datetime.fromisoformat(f"{date_}T{clock}{zone}")
    return datetime.fromisoformat(f"{date_}T{clock}.{fraction[:6]:0<6}{zone}")


def day(text: str, *, pointer: str) -> date:
    """RFC 3339 full-date. Refused: time-invalid, time-out-of-range."""
    if not _DATE.fullmatch(text):
        raise _invalid(text, pointer, "a date, YYYY-MM-DD")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise _invalid(text, pointer, "a date that exists") from None
    _check_year(found.year, pointer)
    return found


@_read_once
def occurred_at(text: str, zone: ZoneInfo, *, pointer: str = "/time") -> Occurred:
    """An instant in legal time; the text stays as stated."""
    moment = instant(text, pointer=pointer)
    micros = to_micros(moment)
    return Occurred(day=moment.astimezone(zone).date().toordinal(), earliest=micros, latest=micros, text=text)


@_read_once
def occurred_on(text: str, zone: ZoneInfo, *, pointer: str = "/occurredon") -> Occurred:
    """A date in legal time: the whole local day, not its midnight."""
    return on_date(day(text, pointer=pointer), zone)


def recorded_at(text: str, *, pointer: str = "/recordedtime") -> int:
    """Microseconds since the epoch."""
    return to_micros(instant(text, pointer=pointer))


def refuse_future(earliest: int, text: str, now: int | None, *, pointer: str) -> None:
    """Refused("time-in-future") where `earliest` lies after `now` (microseconds); no check without a now."""
    if now is not None and earliest > now:
        raise Refused(
            "time-in-future",
            f"{text} lies after the present.",
            pointer=pointer,
            remedy="Post an act once it has happened; check the clock and the offset of your system.",
        )


def check_stated(value: object, *, pointer: str) -> None:
    """Refused("time-out-of-range") where a date in a payload lies in a year that no case can have. A term counted
    from such a date leaves the calendar, and with it every rule that looks at the case.
    """
    if isinstance(value, date):
        _check_year(value.year, pointer)
    elif isinstance(value, msgspec.Struct):
        for name in _dated_fields(type(value)):
            check_stated(getattr(value, name), pointer=f"{pointer}/{name}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            check_stated(item, pointer=f"{pointer}/{index}")


@cache
def _dated_fields(payload: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields in which a date can stand, itself or in a list or a structure."""
    found = inspect.type_info(payload)
    assert isinstance(found, inspect.StructType)
    return tuple(field.name for field in found.fields if _may_hold_date(field.type))


def _may_hold_date(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.StructType):
        return any(_may_hold_date(field.type) for field in kind.fields)
    if isinstance(kind, inspect.UnionType):
        return any(_may_hold_date(one) for one in kind.types)
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return _may_hold_date(kind.item_type)
    return isinstance(kind, inspect.DateType | inspect.DateTimeType)


def _invalid(text: str, pointer: str, wanted: str) -> Refused:
    return Refused("time-invalid", f"{text[:60]!r} is not {wanted}.", pointer=pointer, remedy="Correct it.")


def _check_year(year: int, pointer: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            "time-out-of-range",
            f"The year {year} is outside {FIRST_YEAR} to {LAST_YEAR}.",
            pointer=pointer,
            remedy="Correct the year.",
        )
