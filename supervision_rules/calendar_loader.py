"""A pack's legal calendar from its YAML file and the holiday notices that it names. Pure: bytes in.

Not the arrays (domain/legal_calendar.py). Called by pack_loader.py with the files of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from domain.errors import PackFault
from domain.holiday_notice import AnnouncedDays, announced_days, parse_notice
from domain.legal_calendar import Calendar, CalendarDays, CalendarError, build, plain_calendar
from supervision_rules.located_yaml import Document, parse

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
# bounds of a calendar that a pack does not describe
_FIRST, _LAST = date(1970, 1, 1), date(2100, 12, 31)


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    from_: date
    to: date


class CalendarFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """calendar/*.yaml.

    range      days covered by the arrays; beyond it every day counts as a working day
    weekend    weekly rest days; empty: none
    notices    files of days off beside this one; they bound what has been announced
    announced  the bounds where there are no notices; absent: the whole range, nothing is provisional
    days_off, make_up_days  single days beside those of the notices
    """

    version: str
    range: Span
    weekend: tuple[Weekday, ...]
    notices: tuple[str, ...] = ()
    announced: Span | None = None
    days_off: tuple[date, ...] = ()
    make_up_days: tuple[date, ...] = ()
    source: str = ""


def every_day(zone: str) -> Calendar:
    """For `calendar: none`: every day is a working day, nothing is provisional."""
    return plain_calendar("every-day", zone, _FIRST.toordinal(), _LAST.toordinal())


def load_calendar(files: Mapping[str, bytes], path: str, zone: str) -> Calendar:
    """The calendar described by files[path], e.g. "calendar/legal_calendar.yaml". Raises PackFault."""
    document = parse(path, files[path])
    described = document.convert(CalendarFile)
    known = _notices(files, path, document, described)
    span = described.range
    if known.horizon_day is not None and described.announced is not None:
        raise document.fault(
            ("announced",),
            "notices already bound what is announced",
            remedy="Remove `announced` or the notices.",
        )
    stated = described.announced or span
    try:
        return build(
            CalendarDays(
                version=described.version,
                zone=zone,
                first_day=span.from_.toordinal(),
                last_day=span.to.toordinal(),
                announced_from=known.announced_from or stated.from_.toordinal(),
                horizon_day=known.horizon_day or stated.to.toordinal(),
                weekend=tuple(sorted({_WEEKDAYS.index(day) for day in described.weekend})),
                days_off=_with(known.days_off, described.days_off),
                make_up_days=_with(known.make_up_days, described.make_up_days),
            )
        )
    except CalendarError as error:
        raise document.fault((), error.detail, remedy=error.remedy) from None


def _notices(files: Mapping[str, bytes], path: str, document: Document, described: CalendarFile) -> AnnouncedDays:
    notices = []
    for index, name in enumerate(described.notices):
        beside = path[: path.rfind("/") + 1] + name
        if beside not in files:
            raise document.fault(
                ("notices", index),
                f"there is no file {beside}",
                remedy="Add the file, or take it off the list.",
            )
        notices.append((beside, parse_notice(beside, files[beside])))
    found = announced_days(notices)
    if notices and found.horizon_day is None:
        raise PackFault(path, document.line(("notices",)), "$.notices", "no notice announces a day", remedy="Fill one.")
    return found


def _with(days: tuple[int, ...], more: tuple[date, ...]) -> tuple[int, ...]:
    return tuple(sorted({*days, *(day.toordinal() for day in more)}))
