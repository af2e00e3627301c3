"""A new year's notice: due dates beyond the announced calendar are provisional, and the notice says which moved."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from app.announce_days import announce, write
from app.packs import read_pack_files
from domain.errors import PackFault, Refused
from supervision_rules.pack_loader import load_pack
from tests.platforms import COURT, SetClock, open_for_test, standing_duties, take, wire
from tests.shipped import PACKS

RULE = "CPL-264-1"


def notice(*days_off: str, year: int = 2027) -> bytes:
    days = [{"name": "元旦", "date": day, "isOffDay": True} for day in days_off]
    return json.dumps({"year": year, "papers": [], "days": days}).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "cn_criminal", tmp_path / "pack"))


def test_a_notice_moves_open_duties_and_says_which(
    database_url: str, clock: SetClock, folder: Path, tmp_path: Path
) -> None:
    key = tmp_path / "citizen-id-key"
    clock.set("2026-12-29")
    acts = [
        wire(f"{case}-{name}", type_, on, case=case, source=COURT, person=case, **data)
        for case, on in (("A", "2026-12-24"), ("B", "2026-12-28"), ("C", "2026-12-24"))
        for name, type_, data in (
            ("accepted", "CourtCaseAccepted", {}),
            ("pronounced", "JudgmentPronounced", {"sentence_kind": "fixed_term", "result": "guilty"}),
            ("effective", "JudgmentEffective", {"sentence_kind": "fixed_term", "result": "guilty"}),
        )
    ]
    served = wire("C-served", "ExecutionDocumentsServed", "2026-12-29", case="C", source=COURT, person="C")
    with open_for_test(database_url, clock, key, load_pack(read_pack_files(folder))) as platform:
        take(platform, *acts, served)
        before = {duty.case: (duty.status, duty.due, duty.provisional) for duty in standing_duties(platform, RULE)}
    # 3 January 2027 is a Sunday; nobody has announced any other day off yet
    assert before == {
        "A": ("pending", "2027-01-04", True), "B": ("pending", "2027-01-07", True), "C": ("met", "2027-01-04", True),
    }  # fmt: skip

    announced = announce(folder, notice("2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"), "2027.json")
    write(folder, announced)
    assert load_pack(read_pack_files(folder)).calendar.sha256 == announced.pack.calendar.sha256
    with open_for_test(database_url, clock, key, announced.pack) as platform:
        platform.drain()
        assert platform.adoption is not None
        moved = {one.case: (one.rule, one.old_due, one.due, one.provisional) for one in platform.adoption.moved
                 if one.rule == RULE}  # fmt: skip
        assert moved == {
            "A": (RULE, "2027-01-04", "2027-01-05", False),
            "B": (RULE, "2027-01-07", "2027-01-07", False),
        }, "C is done: no day of it is told"
        assert {duty.case: duty.due for duty in standing_duties(platform, RULE)} == {
            "A": "2027-01-05",
            "B": "2027-01-07",
            "C": "2027-01-05",
        }


def test_a_year_that_is_not_on_the_list_is_added_to_it(folder: Path) -> None:
    announced = announce(folder, notice("2028-01-01", year=2028), "2028.json")
    assert b"- 2028.json" in announced.files["calendar/legal_calendar.yaml"]
    assert announced.pack.calendar.version == "2028-notice"


CALENDAR = """version: "1"
range: {from: 1995-05-01, to: 2100-12-31}
weekend: [saturday, sunday]
"""
LISTS = [
    # (how the notices are written, what follows the range)
    ("last in the file", "notices:\n  - 2026.json\n"),
    ("no line feed at the end", "notices:\n  - 2026.json"),
    ("a text follows", "notices:\n- 2026.json  # of 2025\nsource: State Council notices\n"),
    ("single days follow", "notices:\n  - 2026.json\ndays_off:\n  - 2026-12-31\n"),
]


@pytest.mark.parametrize(("oddity", "rest"), LISTS)
def test_wherever_the_list_stands_the_year_is_on_it(folder: Path, oddity: str, rest: str) -> None:
    path = folder / "calendar" / "legal_calendar.yaml"
    path.write_text(CALENDAR + rest, encoding="utf-8")
    announced = announce(folder, notice("2027-01-01"), "2027.json")
    assert date.fromordinal(announced.pack.calendar.horizon_day).year == 2027, oddity
    write(folder, announced)
    assert "- 2027.json\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("rest", ["notices: [2026.json]\n", "notices:\n  -\n    2026.json\n", "announced: null\n"])
def test_a_list_that_cannot_be_added_to_is_refused(folder: Path, rest: str) -> None:
    (folder / "calendar" / "legal_calendar.yaml").write_text(CALENDAR + rest, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        announce(folder, notice("2027-01-01"), "2027.json")
    assert refused.value.code == "notice-not-listed"


@pytest.mark.parametrize(
    ("oddity", "bytes_", "error"),
    [
        ("an empty year announces nothing", notice(), Refused),
        ("a day of another decade", notice("2037-01-01"), PackFault),
        ("no notice at all", b"{}", PackFault),
    ],
)
def test_a_faulty_notice_changes_nothing(folder: Path, oddity: str, bytes_: bytes, error: type[Exception]) -> None:
    before = read_pack_files(folder)
    with pytest.raises(error):
        announce(folder, bytes_, "2027.json")
    assert read_pack_files(folder) == before, oddity
