"""Numbers of courts, police and procuratorates: real ones, odd ones, and strings that only look like one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.identifiers import PROVINCES, parse_case_number, parse_document_number, parse_region
from domain.refusal_codes import REFUSAL_CODES

with (Path(__file__).parent / "data/case_numbers.csv").open(encoding="utf-8", newline="") as table:
    REAL = list(csv.DictReader(table))


def test_the_sample_is_whole() -> None:
    assert len(REAL) == 77


@pytest.mark.parametrize("row", REAL, ids=[row["written"] for row in REAL])
def test_real_case_number(row: dict[str, str]) -> None:
    number = parse_case_number(row["written"], "/data/court_case_number")
    assert (number.court, number.type, str(number.number)) == (row["court"], row["type"], row["number"])
    assert number.normalised == row["normalised"]
    assert parse_case_number(number.normalised, "") == number
    if number.form == "2016":
        assert (number.level == "intermediate") == ("中级" in row["court_name"])


@pytest.mark.parametrize(
    ("written", "normalised", "level", "province"),
    [
        ("（2016）湘0111刑初733号", "（2016）湘0111刑初733号", "basic", "43"),
        ("（２０１６）湘０１１１刑初７３３号", "（2016）湘0111刑初733号", "basic", "43"),  # full-width digits
        ("[2016]湘0111刑初733号", "（2016）湘0111刑初733号", "basic", "43"),
        ("〔2016〕湘0111刑初733号", "（2016）湘0111刑初733号", "basic", "43"),
        (" (2016) 湘0111 刑初 733 号", "（2016）湘0111刑初733号", "basic", "43"),  # blanks of a scan
        ("（2016）湘0111刑初字第00733号", "（2016）湘0111刑初733号", "basic", "43"),  # new code, old words
        ("（2020）湘刑终12号", "（2020）湘刑终12号", "high", "43"),
        ("（2021）最高法刑核12345678号", "（2021）最高法刑核12345678号", "supreme", None),
        ("（2019）兵0101刑初3号", "（2019）兵0101刑初3号", "basic", None),  # the Xinjiang Corps
        ("（2022）京02刑更1号之一", "（2022）京02刑更1号之一", "intermediate", "11"),
        ("(2011)杭下刑初字第129号", "（2011）杭下刑初字第129号", "unknown", None),
        ("(2014)商民刑初字第1号", "（2014）商民刑初字第1号", "unknown", None),  # the court is Minquan
        ("(2013)穗天法执字第9号", "（2013）穗天法执字第9号", "unknown", None),
    ],
)
def test_case_number_forms(written: str, normalised: str, level: str, province: str | None) -> None:
    number = parse_case_number(written, "")
    assert (number.normalised, number.level, number.province) == (normalised, level, province)


HOSTILE = [
    ("empty", ""),
    ("only-brackets", "（）"),
    ("no-year", "湘0111刑初733号"),
    ("no-number", "（2016）湘0111刑初号"),
    ("number-of-a-billion", "（2016）湘0111刑初7331234567号"),
    ("year-of-the-empire", "（1816）湘0111刑初733号"),
    ("three-digit-court", "（2016）湘011刑初733号"),
    ("court-of-no-province", "（2016）东0111刑初733号"),
    ("arabic-indic-digits", "（٢٠١٦）湘0111刑初733号"),
    ("hidden-character", "（2016）湘0111刑\u200b初733号"),
    ("turned-around", "\u202e（2016）湘0111刑初733号"),
    ("line-break", "（2016）湘0111刑初733号\n"),
    ("two-numbers", "（2016）湘0111刑初733号（2016）湘0111刑初734号"),
    ("query", "（2016）湘0111刑初733号' OR '1'='1"),
    ("markup", "<b>（2016）湘0111刑初733号</b>"),
    ("very-long", "（2016）" + "湘" * 10_000 + "刑初733号"),
    ("one-character-that-unfolds", "\ufdfa" * 80),
    ("latin-look-alike", "（2016）Xiang0111刑初733号"),
    ("person-number", "110101199003070000"),
]


@pytest.mark.parametrize(("attack", "text"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_hostile_case_number(attack: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_case_number(text, "/data/court_case_number")
    assert refused.value.code == "case-number-invalid"
    assert refused.value.code in REFUSAL_CODES
    assert refused.value.pointer == "/data/court_case_number"
    assert refused.value.remedy
    assert not text or text not in refused.value.detail
    with pytest.raises(Refused):
        parse_document_number(text, "/data/document_number")


@pytest.mark.parametrize(
    ("written", "organ", "issuer", "unit", "type_", "normalised"),
    [
        ("×公（刑）立字〔2024〕1号", "police", "×", "刑", "立", "×公（刑）立字〔2024〕1号"),
        ("×检刑诉〔2024〕1号", "procuratorate", "×", None, "刑诉", "×检刑诉〔2024〕1号"),
        ("南明公(刑)拘字[2024]第012号", "police", "南明", "刑", "拘", "南明公（刑）拘字〔2024〕12号"),
        (
            "京朝检一部刑诉【2020】Z123号",
            "procuratorate",
            "京朝",
            None,
            "一部刑诉",
            "京朝检一部刑诉〔2020〕Z123号",
        ),
        # the old public-prosecution branch has the police's character in its name
        ("杭检公诉（2016）1号", "procuratorate", "杭", None, "公诉", "杭检公诉〔2016〕1号"),
        # Gong'an is a county
        ("鄂公安检刑诉〔2016〕1号", "procuratorate", "鄂公安", None, "刑诉", "鄂公安检刑诉〔2016〕1号"),
        ("公安公（刑）立字〔2016〕1号", "police", "公安", "刑", "立", "公安公（刑）立字〔2016〕1号"),
        ("高检发〔2019〕4号", "procuratorate", "高", None, "发", "高检发〔2019〕4号"),
    ],
)
def test_document_number(written: str, organ: str, issuer: str, unit: str | None, type_: str, normalised: str) -> None:
    number = parse_document_number(written, "")
    assert (number.organ, number.issuer, number.unit, number.type) == (organ, issuer, unit, type_)
    assert number.normalised == normalised
    assert parse_document_number(number.normalised, "") == number


@given(st.text(max_size=120))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for parse in (parse_case_number, parse_document_number):
        try:
            number = parse(text, "/x")
        except Refused:
            continue
        assert parse(number.normalised, "/x") == number


@given(
    st.integers(1990, 2099),
    st.sampled_from([*PROVINCES.values(), "最高法"]),
    st.sampled_from(["刑初", "刑终", "刑核", "刑更", "刑再"]),
    st.integers(0, 10**8 - 1),
    st.booleans(),
)
def test_written_and_read_back(year: int, court: str, type_: str, serial: int, wide: bool) -> None:
    opening, closing = ("（", "）") if wide else ("(", ")")
    number = parse_case_number(f"{opening}{year}{closing}{court}{type_}{serial}号", "")
    assert (number.year, number.court, number.type, number.number) == (year, court, type_, serial)


@pytest.mark.parametrize(
    ("code", "level", "province"),
    [
        ("000000", "national", None),
        ("430000", "province", "湘"),
        ("430100", "city", "湘"),
        ("430111", "county", "湘"),
        ("429004", "county", "鄂"),  # a county under the province itself
        ("820000", "province", "澳"),
    ],
)
def test_region(code: str, level: str, province: str | None) -> None:
    region = parse_region(code, "")
    assert (region.level, region.province) == (level, province)


@pytest.mark.parametrize(
    "code",
    ["", "43011", "4301111", "990000", "160101", "430011", "４３０１１１", "43011a", "-30111", "430111\n"],
)
def test_hostile_region(code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_region(code, "/data/region")
    assert (refused.value.code, refused.value.pointer) == ("region-code-invalid", "/data/region")
