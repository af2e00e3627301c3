"""CSV with a mapping: narrow logs, wide tables, rows that are wrong, and mappings that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.readers.csv_rows import read_csv
from app.readers.item import LeftOut, ReadFault, WireStatement
from app.readers.mapping import Mapping, checked
from domain.errors import PackFault
from supervision_rules.located_yaml import parse

NARROW = """
id: narrow
source: urn:test:office
zone: Asia/Shanghai
case: "{case}"
sequence: {column: n}
events:
  - type: {column: act, values: {o: Opened}}
    time: {column: on}
"""

WIDE = """
id: wide
source: urn:test:record
zone: Asia/Shanghai
excerpt: true
case: "{doc}"
person: "{doc}:{who}"
defines:
  organ:
    column: words
    containing: [{text: 检察院, value: procuratorate}, {text: 公安, value: police}]
    otherwise: ""
events:
  - type: Detained
    time: {column: detained}
    id: "{doc}/{who}/{type}"
    actor: "urn:test:{organ}"
  - type: BailDecided
    each: {column: bail, separator: ";"}
    time: {column: bail}
    id: "{doc}/{who}/{type}/{part}"
  - type: Accepted
    once: case
    time: {column: accepted}
    id: "{doc}/{type}"
leave_out:
  - {when: [{column: who, is: x}], because: no person}
"""


def _mapping(text: str) -> Mapping:
    return checked(parse("mapping.yaml", text.encode()))


def _read(tmp_path: Path, text: str | bytes, mapping: str) -> list[object]:
    path = tmp_path / "rows.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_csv(path, _mapping(mapping)))


def _statements(items: list[object]) -> list[dict[str, object]]:
    return [json.loads(item.content) for item in items if isinstance(item, WireStatement)]


def test_a_row_is_an_event_and_its_number_orders_it(tmp_path: Path) -> None:
    (event,) = _statements(_read(tmp_path, "case,n,act,on\nA,1,o,2020-01-02\n", NARROW))
    assert event["id"] == "A/1"
    assert (event["type"], event["subject"], event["sequence"]) == ("Opened", "A", 1)
    assert event["occurredon"] == "2020-01-02"


def test_reading_again_gives_the_same_bytes(tmp_path: Path) -> None:
    text = "case,n,act,on\nA,1,o,2020-01-02\nB,1,x,2020-01-02T10:00:00+08:00\n"
    assert _read(tmp_path, text, NARROW) == _read(tmp_path, text, NARROW)


def test_without_number_or_stated_id_the_id_is_a_digest_of_the_content(tmp_path: Path) -> None:
    mapping = NARROW.replace("sequence: {column: n}", "ignore: [n]")
    text = "case,n,act,on\nA,1,o,2020-01-02\nA,2,o,2020-01-02\nA,3,o,2020-01-03\n"
    ids = [event["id"] for event in _statements(_read(tmp_path, text, mapping))]
    assert ids[0] == ids[1] != ids[2]


def test_a_wide_row_is_an_event_per_filled_column(tmp_path: Path) -> None:
    rows = "doc,who,words,detained,bail,accepted\nD,1,公安拘留,2019-01-01,2019-01-05;2019-06-01,2019-07-01\n"
    events = _statements(_read(tmp_path, rows + "D,2,,,2019-01-09,2019-07-01\n", WIDE))
    assert [(e["type"], e["occurredon"], e["id"]) for e in events] == [
        ("Detained", "2019-01-01", "D/1/Detained"),
        ("BailDecided", "2019-01-05", "D/1/BailDecided/1"),
        ("BailDecided", "2019-06-01", "D/1/BailDecided/2"),
        ("Accepted", "2019-07-01", "D/Accepted"),  # stated by both rows, one act on the case
        ("BailDecided", "2019-01-09", "D/2/BailDecided/1"),
    ]
    assert events[0]["actor"] == "urn:test:police"
    assert all(e["excerpt"] is True for e in events)
    assert [e["data"] for e in events] == [{"person": "D:1"}] * 3 + [{}, {"person": "D:2"}]


def test_rows_that_disagree_about_the_case_are_reported(tmp_path: Path) -> None:
    rows = "doc,who,words,detained,bail,accepted\nD,1,,,,2019-07-01\nD,2,,,,2019-07-02\n"
    items = _read(tmp_path, rows, WIDE)
    assert [item.code for item in items if isinstance(item, ReadFault)] == ["rows-disagree"]


def test_a_row_left_out_on_purpose_says_why(tmp_path: Path) -> None:
    rows = "doc,who,words,detained,bail,accepted\nD,x,,2019-01-01,,\n"
    (item,) = _read(tmp_path, rows, WIDE)
    assert isinstance(item, LeftOut)
    assert (item.because, item.place.line) == ("no person", 2)


HEAD = "case,n,act,on\n"
# (what is wrong, file, [(line, code)], rows read all the same)
FAULTY = [
    ("a cell too few", HEAD + "A,1,o\nB,1,o,2020-01-01\n", [(2, "row-width")], 1),
    ("no such day", HEAD + "A,1,o,2020-02-30\nB,1,o,2020-01-01\n", [(2, "time-invalid")], 1),
    ("no date", HEAD + "A,1,o,\n", [(2, "time-missing")], 0),
    ("no number", HEAD + "A,,o,2020-01-01\n", [(2, "sequence-missing")], 0),
    ("number in words", HEAD + "A,one,o,2020-01-01\n", [(2, "cell-invalid")], 0),
    ("time without offset", HEAD + "A,1,o,2020-01-01T10:00:00\n", [(2, "time-without-offset")], 0),
    ("column missing", "case,n,act\nA,1,o\n", [(1, "column-missing")], 0),
    ("column nobody mapped", "case,n,act,on,why\nA,1,o,2020-01-01,x\n", [(1, "column-not-mapped")], 0),
    ("column twice", "case,n,act,on,on\nA,1,o,2020-01-01,x\n", [(1, "column-twice")], 0),
    (
        "open quote swallows the rest",
        HEAD + 'A,1,o,"2020-01-01\nB,1,o,2020-01-01\n',
        [(2, "csv-malformed")],
        0,
    ),
    (
        "line break in quotes",
        HEAD + '"A\nA",1,o,2020-01-01\nB,1,o,x\n',
        [(4, "time-invalid")],
        1,
    ),
    ("NUL byte", HEAD + "A,1,o\0,2020-01-01\nB,1,o,2020-01-01\n", [(2, "nul-byte")], 1),
]


@pytest.mark.parametrize(("what", "text", "faults", "read"), FAULTY, ids=[f[0] for f in FAULTY])
def test_faulty(tmp_path: Path, what: str, text: str, faults: list[tuple[int, str]], read: int) -> None:
    items = _read(tmp_path, text, NARROW)
    assert [(i.place.line, i.code) for i in items if isinstance(i, ReadFault)] == faults
    assert len(_statements(items)) == read


def test_bytes_that_are_no_utf8_are_refused_row_by_row(tmp_path: Path) -> None:
    text = HEAD.encode() + "案,1,o,2020-01-01\n".encode("gb18030") + b"B,1,o,2020-01-01\n"
    items = _read(tmp_path, text, NARROW)
    assert [(i.place.line, i.code) for i in items if isinstance(i, ReadFault)] == [(2, "not-utf8")]
    assert len(_statements(items)) == 1


def test_byte_order_mark(tmp_path: Path) -> None:
    assert len(_statements(_read(tmp_path, "\ufeff" + HEAD + "A,1,o,2020-01-01\r\n", NARROW))) == 1


RUNNING = """
id: running
source: urn:test:office
zone: Europe/Rome
case: "{case}"
sequence: {column: n, starts_at: 1}
running: {owed: {plus: [fine, postage], minus: [paid]}}
data: {owed: {running: owed, as: money}, settled: {running: owed, at_most: "0"}}
events: [{type: {column: act}, time: {column: on}}]
"""
RUNNING_HEAD = "case,n,act,on,fine,postage,paid\n"


def test_a_running_account_is_exact_and_starts_anew_with_each_case(tmp_path: Path) -> None:
    rows = (
        "A,1,Fined,2020-01-01,0.10,,\nA,2,Sent,2020-01-02,,0.20,\nA,3,Seen,2020-01-03,,,\n"
        "A,4,Paid,2020-01-04,,,0.30\nA,5,Raised,2020-01-05,1.00,,\nB,1,Fined,2020-01-01,5,,\n"
    )
    assert [e["data"] for e in _statements(_read(tmp_path, RUNNING_HEAD + rows, RUNNING))] == [
        {"owed": "0.1", "settled": False},
        {"owed": "0.3", "settled": False},
        {},  # an act that moves no sum says nothing of it
        {"owed": "0", "settled": True},  # 0.1 + 0.2 - 0.3 is nothing: no binary floats
        {"owed": "0.9", "settled": False},  # the latest fine replaces the first
        {"owed": "5", "settled": False},
    ]


def test_a_case_whose_rows_stand_apart_gets_no_wrong_sum(tmp_path: Path) -> None:
    rows = "A,1,Fined,2020-01-01,1,,\nB,1,Fined,2020-01-01,5,,\nA,2,Paid,2020-01-02,,,1\n"
    items = _read(tmp_path, RUNNING_HEAD + rows, RUNNING)
    assert [(i.place.line, i.code) for i in items if isinstance(i, ReadFault)] == [(4, "case-rows-apart")]


# (fault in the mapping file, text replaced, replacement, words of the report)
BAD_MAPPINGS = [
    ("unknown key", "zone:", "zonne:", "zone"),
    ("unknown form", "as: money", "as: euro", "data"),
    ("no such account", "{running: owed, as", "{running: debt, as", "debt"),
    ("sums without start", ", starts_at: 1", "", "first row"),
    ("no origin of a field", "{running: owed, as: money}", "{as: money}", "one of"),
]


@pytest.mark.parametrize(("what", "old", "new", "words"), BAD_MAPPINGS, ids=[b[0] for b in BAD_MAPPINGS])
def test_a_wrong_mapping_names_its_line(what: str, old: str, new: str, words: str) -> None:
    assert old in RUNNING
    with pytest.raises(PackFault, match=words) as fault:
        _mapping(RUNNING.replace(old, new))
    assert fault.value.line >= 1
    assert fault.value.remedy
