"""Reads one year's file of days off and make-up working days (form of the holiday-cn data set).

Not a calendar (legal_calendar.py). A year may be empty: not announced yet. A file can hold days of the
neighbouring years. Called by supervision_rules/calendar_loader.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec

from domain.errors import PackFault


class NoticeDay(msgspec.Struct, frozen=True, rename={"is_off": "isOffDay"}):
    """One day of a notice. is_off False: a weekend day turned into a working day."""

    name: str
    date: datetime.date
    is_off: bool


class HolidayNotice(msgspec.Struct, frozen=True):
    """The notices of one year. papers: addresses of the State Council documents."""

    year: int
    papers: tuple[str, ...]
    days: tuple[NoticeDay, ...]

    @property
    def announced(self) -> bool:
        return bool(self.days)


class AnnouncedDays(msgspec.Struct, frozen=True):
    """The days of several notices together. announced_from None: nothing has been announced."""

    days_off: tuple[int, ...]
    make_up_days: tuple[int, ...]
    announced_from: int | None
    horizon_day: int | None


def parse_notice(file: str, data: bytes) -> HolidayNotice:
    """The file's bytes as a notice. Raises PackFault naming the file."""
    try:
        notice = msgspec.json.decode(data, type=HolidayNotice)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PackFault(
            file,
            1,
            "$",
            f"no holiday notice: {error}",
            remedy="Give year, papers and days (name, date, isOffDay).",
        ) from None
    for index, day in enumerate(notice.days):
        if abs(day.date.year - notice.year) > 1:
            raise PackFault(
                file, 1, f"$.days[{index}]", f"{day.date} is not a day of {notice.year} or its neighbours",
                remedy="Move the day to its own year's file.",
            )  # fmt: skip
    return notice


def announced_days(notices: Iterable[tuple[str, HolidayNotice]]) -> AnnouncedDays:
    """Several (file, notice) as one: the last unbroken run of announced years bounds what is known.

    Raises PackFault where two files give one year, or disagree about a day.
    """
    said: dict[int, tuple[bool, str]] = {}
    years: dict[int, bool] = {}
    for file, notice in notices:
        if notice.year in years:
            raise PackFault(file, 1, "$.year", f"{notice.year} is given twice", remedy="Remove one of the files.")
        years[notice.year] = notice.announced
        for index, day in enumerate(notice.days):
            known, where = said.setdefault(day.date.toordinal(), (day.is_off, file))
            if known != day.is_off:
                raise PackFault(
                    file, 1, f"$.days[{index}]", f"{day.date}: {where} says otherwise",
                    remedy="Follow the later notice, and correct the other file.",
                )  # fmt: skip
    last = max((year for year, announced in years.items() if announced), default=None)
    first = last
    while first is not None and years.get(first - 1, False):
        first -= 1
    return AnnouncedDays(
        days_off=tuple(sorted(day for day, (off, _) in said.items() if off)),
        make_up_days=tuple(sorted(day for day, (off, _) in said.items() if not off)),
        announced_from=None if first is None else datetime.date(first, 1, 1).toordinal(),
        horizon_day=None if last is None else datetime.date(last, 12, 31).toordinal(),
    )
