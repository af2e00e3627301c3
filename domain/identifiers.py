"""Case and document numbers of courts, police and procuratorates, and region codes: parsed, in one form.

Not identity numbers of people and organisations (app/citizen_ids.py). Purely by shape: no register is asked.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

import msgspec

from domain.errors import Refused

CourtLevel = Literal["supreme", "high", "intermediate", "basic", "unknown"]
RegionLevel = Literal["national", "province", "city", "county"]

MAX_LENGTH: Final = 80
# GB/T 2260: first two digits, and the abbreviation that courts use for the province
PROVINCES: Final[dict[str, str]] = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "内", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁",
    "41": "豫", "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼",
    "50": "渝", "51": "川", "52": "黔", "53": "云", "54": "藏",
    "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新", "71": "台", "81": "港", "82": "澳",
}  # fmt: skip
# no province of GB/T 2260: the Supreme Court, the Xinjiang Corps, military courts
_COURT_PREFIXES = "".join(PROVINCES.values()) + "兵军"
_LEVELS: dict[int, CourtLevel] = {0: "high", 2: "intermediate", 4: "basic"}

_WORD = "[一-鿿]"
_YEAR = r"\((?P<year>(?:19|20)[0-9]{2})\)"
_TAIL = r"(?P<number>[0-9]{1,8})号(?:之(?P<part>[一二三四五六七八九十]{1,3}|[0-9]{1,3}))?"
# 2016 form: court code, type code, number (SPC provisions on case numbers, in force 2016-01-01)
_NEW = re.compile(
    rf"{_YEAR}(?P<court>最高法|[{_COURT_PREFIXES}](?:[0-9]{{4}}|[0-9]{{2}})?)(?P<type>{_WORD}{{1,6}}?)"
    rf"字?第?{_TAIL}"  # 字 and 第 no longer belong there, and are still written
)
# before: abbreviated court, type, 字第, number
_OLD = re.compile(rf"{_YEAR}(?P<words>{_WORD}{{2,16}})字第?{_TAIL}")
_CATEGORIES = "民行赔执知商破清司国"
_DOCUMENT_TAIL = r"(?P<word>字?)[(\[](?P<year>(?:19|20)[0-9]{2})[)\]]第?(?P<letter>[A-Z]?)(?P<number>[0-9]{1,8})号"
_ISSUER = "(?P<issuer>[一-鿿×]{0,12}?)"
_UNIT = r"(?:\((?P<unit>[一-鿿]{1,8})\))?"
_POLICE = re.compile(rf"{_ISSUER}公{_UNIT}(?P<type>{_WORD}{{0,12}}?){_DOCUMENT_TAIL}")
_PROCURATORATE = re.compile(rf"{_ISSUER}检{_UNIT}(?P<type>{_WORD}{{0,12}}?){_DOCUMENT_TAIL}")
_BRACKETS = str.maketrans("〔【〈《⟦〖{〕】〉》⟧〗}", "[[[[[[[]]]]]]]")
_ROUND = str.maketrans("[]", "()")


class CourtCaseNumber(msgspec.Struct, frozen=True):
    """案号 of a court.

    court   court code (湘0111) or, before 2016, the court's abbreviation (杭下)
    type    type code: 刑初, 刑终, 刑一初, ...
    part    of a ruling numbered 之一: "一", else None
    normalised  full-width brackets, no blanks, no leading zeros: the form to compare and to show
    """

    year: int
    court: str
    type: str
    number: int
    part: str | None
    form: Literal["2016", "older"]
    normalised: str

    @property
    def province(self) -> str | None:
        """First two digits of the region, where the court code begins with a province."""
        if self.form == "older":
            return None
        return next((digits for digits, short in PROVINCES.items() if short == self.court[0]), None)

    @property
    def level(self) -> CourtLevel:
        if self.form == "older":
            return "unknown"
        return "supreme" if self.court == "最高法" else _LEVELS[len(self.court) - 1]


class DocumentNumber(msgspec.Struct, frozen=True):
    """Number of a paper of the police or a procuratorate.

    issuer  abbreviation of the place, "" where the number names none; unit: 刑, 治, ... or None
    type    立, 拘, 刑诉, 一部刑诉, ...
    letter  Z of numbers given by the unified system, else ""
    """

    organ: Literal["police", "procuratorate"]
    issuer: str
    unit: str | None
    type: str
    year: int
    letter: str
    number: int
    normalised: str


class Region(msgspec.Struct, frozen=True):
    """Administrative division by its six digits (GB/T 2260). province: abbreviation, None for the nation."""

    code: str
    level: RegionLevel
    province: str | None


def parse_case_number(text: str, pointer: str) -> CourtCaseNumber:
    """The parts of a court case number, 2016 form or older, any brackets and blanks.

    Raises Refused("case-number-invalid") with `pointer`, the place of the number in the posted event.
    """
    folded = _folded(text).translate(_ROUND)
    match, older = _OLD.fullmatch(folded), True
    if match is not None:
        court, type_ = _split_old(match["words"])
    else:
        match, older = _NEW.fullmatch(folded), False
        court, type_ = (match["court"], match["type"]) if match is not None else ("", "")
    if match is None or not court:
        raise _refused("case-number-invalid", "court case number", "（2016）湘0111刑初733号", pointer)
    year, number, part = int(match["year"]), int(match["number"]), match["part"]
    body = f"{court}{type_}{number}" if not older else f"{court}{type_}字第{number}"
    return CourtCaseNumber(
        year=year,
        court=court,
        type=type_,
        number=number,
        part=part,
        form="older" if older else "2016",
        normalised=f"（{year}）{body}号" + (f"之{part}" if part else ""),
    )


def parse_document_number(text: str, pointer: str) -> DocumentNumber:
    """The parts of a police or procuratorate document number. Raises Refused("document-number-invalid")."""
    folded = _folded(text)
    # 公安 is a county with a procuratorate of its own; else the organ named first has issued the paper
    named_first = "procuratorate" if "公安检" in folded or _at(folded, "检") < _at(folded, "公") else "police"
    match = (_PROCURATORATE if named_first == "procuratorate" else _POLICE).fullmatch(folded)
    if match is None:
        raise _refused(
            "document-number-invalid",
            "document number",
            "×公（刑）立字〔2024〕1号, ×检刑诉〔2024〕1号",
            pointer,
        )
    year, number, type_ = int(match["year"]), int(match["number"]), match["type"]
    organ = "检" if named_first == "procuratorate" else "公"
    unit = f"（{match['unit']}）" if match["unit"] else ""
    return DocumentNumber(
        organ="procuratorate" if named_first == "procuratorate" else "police",
        issuer=match["issuer"],
        unit=match["unit"],
        type=type_,
        year=year,
        letter=match["letter"],
        number=number,
        normalised=f"{match['issuer']}{organ}{unit}{type_}{match['word']}〔{year}〕{match['letter']}{number}号",
    )


def parse_region(code: str, pointer: str) -> Region:
    """A region by its six digits; 000000 stands for the nation. Raises Refused("region-code-invalid").

    Shape and province only: whether a county of that number exists, and when, is for a dated register.
    """
    if code == "000000":
        return Region(code, "national", None)
    if not re.fullmatch(r"[0-9]{6}", code) or code[:2] not in PROVINCES:
        raise _refused("region-code-invalid", "region code", "430111", pointer)
    if code[2:] == "0000":
        return Region(code, "province", PROVINCES[code[:2]])
    if code[2:4] == "00":
        raise _refused("region-code-invalid", "region code", "430111", pointer)
    return Region(code, "city" if code[4:] == "00" else "county", PROVINCES[code[:2]])


def _folded(text: str) -> str:
    """Compatibility forms folded (full-width digits, letters, round brackets), one bracket, no blanks."""
    if len(text) > MAX_LENGTH:
        return ""
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return plain.replace(" ", "")


def _split_old(words: str) -> tuple[str, str]:
    """Court and type of 杭下刑初: the type begins at its category, 刑 before any other."""
    at = words.rfind("刑")
    if at < 1:
        at = max(words.rfind(category) for category in _CATEGORIES)
    return (words[:at], words[at:]) if at >= 1 else ("", "")


def _at(text: str, word: str) -> int:
    found = text.find(word)
    return len(text) if found < 0 else found


def _refused(code: str, what: str, example: str, pointer: str) -> Refused:
    # the value itself is not repeated: a fault can be a person's number in the wrong field
    return Refused(
        code,
        f"The value at {pointer or '/'} is no {what}.",
        pointer=pointer,
        remedy=f"Write it as in {example}.",
    )
