"""One small object-centric log in the three forms of OCEL 2.0: the same events in every form."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.readers.item import Item, ReadFault, WireStatement
from app.readers.mapping import checked
from app.readers.ocel import read_ocel
from supervision_rules.located_yaml import parse

TEXT = """
id: orders
source: urn:test:shop
zone: Europe/Berlin
case: "{object:order}"
data: {clerk: {column: clerk}}
events:
  - type: {column: "ocel:type"}
    time: {column: "ocel:time", local: true}
    id: "{ocel:id}/{object:order}"
ignore: ["object:invoice"]
"""
MAPPING = checked(parse("orders.yaml", TEXT.encode()))
OBJECTS = [("o1", "order"), ("o2", "order"), ("i1", "invoice")]
# id, type, instant with offset, the same as local time, attributes, objects
EVENTS = [
    ("e1", "Place", "2022-01-09T14:00:00+00:00", "2022-01-09T15:00:00", {"clerk": "Mike"}, ["o1"]),
    ("e2", "Bill", "2022-07-14T11:00:00+00:00", "2022-07-14T13:00:00", {}, ["o1", "o2", "i1"]),
    ("e3", "Pay", "2022-07-15T11:00:00+00:00", "2022-07-15T13:00:00", {}, ["i1"]),  # no order: no case
]


def as_json(path: Path) -> None:
    log = {
        "eventTypes": [],
        "objectTypes": [],
        "objects": [{"id": i, "type": t, "attributes": []} for i, t in OBJECTS],
        "events": [
            {
                "id": i,
                "type": t,
                "time": at,
                "attributes": [{"name": k, "value": v} for k, v in attributes.items()],
                "relationships": [{"objectId": o, "qualifier": "of"} for o in objects],
            }
            for i, t, at, _, attributes, objects in EVENTS
        ],
    }
    path.write_text(json.dumps(log), encoding="utf-8")


def as_xml(path: Path) -> None:
    objects = "".join(f'<object id="{i}" type="{t}"><attributes/></object>' for i, t in OBJECTS)
    events = "".join(
        f'<event id="{i}" type="{t}" time="{at}"><attributes>'
        + "".join(f'<attribute name="{k}">{v}</attribute>' for k, v in attributes.items())
        + "</attributes><objects>"
        + "".join(f'<relationship object-id="{o}" qualifier="of"/>' for o in related)
        + "</objects></event>\n"
        for i, t, _, at, attributes, related in EVENTS
    )
    path.write_text(f"<log><objects>{objects}</objects><events>{events}</events></log>", encoding="utf-8")


def as_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as log:
        log.execute("CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)")
        log.execute("CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)")
        log.execute("CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT)")
        log.executemany("INSERT INTO object VALUES (?, ?)", OBJECTS)
        for identity, type_, _, at, attributes, related in EVENTS:
            log.execute("INSERT INTO event_map_type VALUES (?, ?)", (type_, type_))
            log.execute(f"CREATE TABLE event_{type_} (ocel_id TEXT, ocel_time TIMESTAMP, clerk TEXT)")
            row = (identity, at.replace("T", " "), attributes.get("clerk"))
            log.execute(f"INSERT INTO event_{type_} VALUES (?, ?, ?)", row)
            log.executemany("INSERT INTO event_object VALUES (?, ?, 'of')", [(identity, o) for o in related])
    log.close()


FORMS = [("log.jsonocel", as_json), ("log.xmlocel", as_xml), ("log.sqlite", as_sqlite)]


@pytest.mark.parametrize(("name", "write"), FORMS, ids=[name for name, _ in FORMS])
def test_an_event_stands_in_the_case_of_each_of_its_orders(
    tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    write(tmp_path / name)
    items = list(read_ocel(tmp_path / name, MAPPING))
    assert [item for item in items if isinstance(item, ReadFault)] == []
    told = [json.loads(item.content) for item in items if isinstance(item, WireStatement)]
    assert [(e["id"], e["type"], e["subject"], e["data"]) for e in told] == [
        ("e1/o1", "Place", "o1", {"clerk": "Mike"}),
        ("e2/o1", "Bill", "o1", {}),
        ("e2/o2", "Bill", "o2", {}),
    ]
    # 15:00 in winter and 13:00 in summer, told as local time or with an offset, are the same instants
    assert {e["time"] for e in told} in (
        {"2022-01-09T14:00:00+00:00", "2022-07-14T11:00:00+00:00"},
        {"2022-01-09T15:00:00+01:00", "2022-07-14T13:00:00+02:00"},
    )


def _codes(items: list[Item]) -> list[str]:
    return [item.code for item in items if isinstance(item, ReadFault)]


def test_the_hour_that_the_clocks_repeat_is_no_instant(tmp_path: Path) -> None:
    as_xml(tmp_path / "log.xmlocel")
    text = (tmp_path / "log.xmlocel").read_text().replace("2022-01-09T15:00:00", "2022-10-30T02:30:00")
    (tmp_path / "log.xmlocel").write_text(text)
    assert _codes(list(read_ocel(tmp_path / "log.xmlocel", MAPPING))) == ["time-ambiguous"]


# (attack or fault, file name, content, code)
HOSTILE = [
    ("entities", "log.xmlocel", '<!DOCTYPE log [<!ENTITY a "b">]><log/>', "xml-doctype"),
    ("another XML", "log.xmlocel", "<html/>", "not-ocel"),
    ("cut off", "log.xmlocel", "<log><events>", "xml-malformed"),
    ("another JSON", "log.jsonocel", '{"events": 3}', "not-ocel"),
    ("not JSON", "log.jsonocel", "{", "not-ocel"),
    ("SQLite by its first bytes only", "log.sqlite", "SQLite format 3\0 and nothing", "not-ocel"),
    (
        "an object that is not there",
        "log.xmlocel",
        '<log><events><event id="e" type="T" time="2022-01-01T00:00:00Z"><objects>'
        '<relationship object-id="ghost"/></objects></event></events></log>',
        "object-unknown",
    ),
]


@pytest.mark.parametrize(("attack", "name", "content", "code"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_hostile(tmp_path: Path, attack: str, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_bytes(content.encode())
    assert _codes(list(read_ocel(tmp_path / name, MAPPING))) == [code]


def test_a_mapping_must_say_which_objects_are_cases(tmp_path: Path) -> None:
    as_json(tmp_path / "log.jsonocel")
    other = checked(parse("m.yaml", TEXT.replace('case: "{object:order}"', 'case: "{ocel:id}"').encode()))
    assert _codes(list(read_ocel(tmp_path / "log.jsonocel", other))) == ["case-object-missing"]
