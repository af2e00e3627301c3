"""The legal calendar: what is a working day, how far that is known, and calendars that are refused."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from pathlib import Path

import pytest
import yaml

from domain import rest_days
from domain.errors import PackFault
from domain.holiday_notice import announced_days, parse_notice
from domain.legal_calendar import WEEKEND, Calendar, CalendarDays, CalendarError, build, plain_calendar
from supervision_rules.calendar_loader import every_day, load_calendar
from tests.time.shipped_calendar import files, shipped_calendar

FIXTURE = yaml.safe_load((Path(__file__).parent / "worked_examples.yaml").read_text("utf-8"))["calendar_fixture"]


def ordinals(*texts: str) -> tuple[int, ...]:
    return tuple(date.fromisoformat(text).toordinal() for text in texts)


def due(calendar: Calendar, text: str) -> tuple[str, bool]:
    day = rest_days.roll_next(date.fromisoformat(text).toordinal(), calendar.first_day, calendar.next_working)
    unknown = rest_days.provisional(day, calendar.announced_from, calendar.horizon_day)
    return date.fromordinal(day).isoformat(), bool(unknown)


def test_the_2026_fixture_of_the_law_notes_agrees_with_the_notice() -> None:
    """The notes call their 2026 days unverified; the notice of 2026.json says the same, day by day."""
    notice = parse_notice("2026.json", files()["calendar/2026.json"])
    assert {day.date for day in notice.days if day.is_off} == set(FIXTURE["rest_days"])
    assert {day.date for day in notice.days if not day.is_off} == set(FIXTURE["make_up_days"])


@pytest.mark.parametrize(
    ("last", "moved", "provisional"),
    [
        ("2026-03-02", "2026-03-02", False),  # an ordinary Monday
        ("2026-02-14", "2026-02-14", False),  # a Saturday made up for
        ("2026-02-15", "2026-02-24", False),  # Spring Festival is one block
        ("2007-12-29", "2007-12-29", False),  # made up, and announced in the next year's file
        ("2007-12-30", "2008-01-02", False),  # a block across two years' files
        ("2026-12-31", "2026-12-31", False),  # last announced day
        ("2027-01-01", "2027-01-01", True),  # surely a holiday, and not announced
        ("2027-02-06", "2027-02-08", True),  # weekends count beyond the horizon
        ("2006-12-29", "2006-12-29", True),  # before the first notice
        ("2200-01-01", "2200-01-01", True),  # outside the range: total, and not relied on
        ("1900-01-07", "1900-01-07", True),
    ],
)
def test_last_day(last: str, moved: str, provisional: bool) -> None:
    assert due(shipped_calendar(), last) == (moved, provisional)


def test_shipped_calendar_bounds() -> None:
    calendar = shipped_calendar()
    assert calendar.horizon_day == date(2026, 12, 31).toordinal()
    assert calendar.announced_from == date(2007, 1, 1).toordinal()
    assert calendar.zone == "Asia/Shanghai"


def test_the_arrays_are_inverse_to_each_other() -> None:
    calendar = shipped_calendar()
    for number, day in enumerate(calendar.working_day_at, start=1):
        assert rest_days.working_days_through(day, calendar.first_day, calendar.working_before) == number
        assert calendar.is_working(day)
    count = calendar.last_day - calendar.first_day + 1
    assert len(calendar.next_working) == len(calendar.previous_working) == count
    assert len(calendar.working_before) == count + 1
    assert calendar.working_before[count] == len(calendar.working_day_at)


def test_a_calendar_is_a_value() -> None:
    calendar = shipped_calendar()
    assert pickle.loads(pickle.dumps(calendar)) == calendar
    assert copy.deepcopy(calendar) == calendar
    with pytest.raises(TypeError):
        calendar.next_working[0] = 0
    with pytest.raises(AttributeError):
        calendar.sha256 = "0" * 64  # type: ignore[misc]


def test_the_hash_follows_the_days_and_not_the_files() -> None:
    reformatted = dict(files())
    reformatted["calendar/2025.json"] = reformatted["calendar/2025.json"].replace(b"    ", b" ")
    again = load_calendar(reformatted, "calendar/legal_calendar.yaml", "Asia/Shanghai")
    assert again.sha256 == shipped_calendar().sha256
    one_day_less = dict(files())
    one_day_less["calendar/2026.json"] = one_day_less["calendar/2026.json"].replace(b'"2026-10-07"', b'"2026-10-06"')
    assert load_calendar(one_day_less, "calendar/legal_calendar.yaml", "Asia/Shanghai").sha256 != again.sha256
    assert load_calendar(files(), "calendar/legal_calendar.yaml", "Asia/Urumqi").sha256 != again.sha256


WEEKENDS_ONLY = b"""
version: "1"
range: {from: 2000-01-01, to: 2030-12-31}
weekend: [saturday, sunday]
"""


def test_a_pack_without_holidays_needs_no_python() -> None:
    weekends = load_calendar({"calendar/plain.yaml": WEEKENDS_ONLY}, "calendar/plain.yaml", "Europe/Rome")
    assert due(weekends, "2026-10-03") == ("2026-10-05", False)
    assert due(weekends, "2026-10-01") == ("2026-10-01", False)
    all_days = WEEKENDS_ONLY.replace(b"[saturday, sunday]", b"[]")
    assert due(load_calendar({"c.yaml": all_days}, "c.yaml", "Europe/Rome"), "2026-10-03") == (
        "2026-10-03",
        False,
    )
    assert due(every_day("Europe/Rome"), "2026-10-03") == ("2026-10-03", False)


def test_single_days_and_bounds_in_yaml() -> None:
    text = WEEKENDS_ONLY + (
        b"announced: {from: 2020-01-01, to: 2026-12-31}\n"
        b"days_off: [2026-08-14, 2026-08-13]\nmake_up_days: [2026-08-15]\n"
    )
    calendar = load_calendar({"c.yaml": text}, "c.yaml", "Europe/Rome")
    assert due(calendar, "2026-08-13") == ("2026-08-15", False)
    assert due(calendar, "2027-08-13") == ("2027-08-13", True)


def test_other_weekends() -> None:
    text = WEEKENDS_ONLY.replace(b"[saturday, sunday]", b"[friday]")
    assert due(load_calendar({"c.yaml": text}, "c.yaml", "Asia/Dubai"), "2026-10-02")[0] == "2026-10-03"


NOTICE = b'{"year": 2026, "papers": [], "days": [{"name": "n", "date": "2026-01-01", "isOffDay": true}]}'


@pytest.mark.parametrize(
    ("attack", "text"),
    [
        ("not-json", b"{"),
        ("not-utf-8", b'{"year": 2026, "papers": [], "days": [{"name": "\xff"}]}'),
        ("day-of-no-month", NOTICE.replace(b"01-01", b"02-30")),
        ("day-of-another-decade", NOTICE.replace(b"2026-01-01", b"2016-01-01")),
        ("off-as-text", NOTICE.replace(b"true", b'"true"')),
        ("no-days", b'{"year": 2026, "papers": []}'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_notice_names_its_file(attack: str, text: bytes) -> None:
    with pytest.raises(PackFault, match=r"2026\.json"):
        parse_notice("calendar/2026.json", text)


def test_notices_that_contradict_each_other() -> None:
    other = NOTICE.replace(b'"year": 2026', b'"year": 2025').replace(b"true", b"false")
    with pytest.raises(PackFault, match="otherwise"):
        announced_days([("a", parse_notice("a", NOTICE)), ("b", parse_notice("b", other))])
    with pytest.raises(PackFault, match="twice"):
        announced_days([("a", parse_notice("a", NOTICE)), ("b", parse_notice("b", NOTICE))])


def test_a_gap_between_announced_years_bounds_what_is_known() -> None:
    old = NOTICE.replace(b"2026", b"2023")
    known = announced_days([("a", parse_notice("a", NOTICE)), ("b", parse_notice("b", old))])
    assert known.announced_from == date(2026, 1, 1).toordinal()


YAML_FAULTS = [
    ("missing-notice", WEEKENDS_ONLY + b"notices: [1999.json]\n", "1999.json"),
    ("unknown-field", WEEKENDS_ONLY + b"holidays: []\n", "holidays"),
    ("no-such-weekday", WEEKENDS_ONLY.replace(b"sunday", b"sonntag"), "sonntag"),
    ("range-backwards", WEEKENDS_ONLY.replace(b"2030", b"1990"), "empty"),
    ("range-of-all-time", WEEKENDS_ONLY.replace(b"2030", b"9999"), "too long"),
    ("off-and-made-up", WEEKENDS_ONLY + b"days_off: [2026-01-03]\nmake_up_days: [2026-01-03]\n", "both"),
    ("day-outside-the-range", WEEKENDS_ONLY + b"days_off: [2036-01-03]\n", "range"),
]


@pytest.mark.parametrize(("attack", "text", "said"), YAML_FAULTS, ids=[fault[0] for fault in YAML_FAULTS])
def test_a_bad_calendar_file_names_its_place(attack: str, text: bytes, said: str) -> None:
    with pytest.raises(PackFault) as refused:
        load_calendar({"calendar/c.yaml": text}, "calendar/c.yaml", "Asia/Shanghai")
    assert refused.value.file == "calendar/c.yaml"
    assert said in str(refused.value)
    assert refused.value.remedy


@pytest.mark.parametrize(
    "change",
    [
        {"days_off": ordinals("2026-05-02", "2026-05-01")},
        {"days_off": ordinals("2026-05-01", "2026-05-01")},
        {"weekend": (7,)},
        {"first_day": 0},
    ],
)
def test_days_that_make_no_calendar(change: dict[str, object]) -> None:
    days = plain_calendar("1", "UTC", *ordinals("2026-01-01", "2026-12-31"), weekend=WEEKEND).days
    fields = {name: getattr(days, name) for name in CalendarDays.__struct_fields__} | change
    with pytest.raises(CalendarError):
        build(CalendarDays(**fields))
