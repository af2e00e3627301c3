"""XES logs: what a trace gives, and hostile files named after the attack."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from app.readers.item import ReadFault, WireStatement
from app.readers.mapping import checked
from app.readers.xes import read_xes
from supervision_rules.located_yaml import parse

MAPPING = checked(
    parse(
        "test.yaml",
        b"""
id: test
source: urn:test:office
zone: Europe/Rome
case: "{case:concept:name}"
sequence: {column: position}
data: {cost: {column: cost, as: number}, done: {column: done, as: boolean}}
events:
  - type: {column: "concept:name"}
    time: {column: "time:timestamp", midnight_is_date: true}
ignore: ["case:kind"]
""",
    )
)


def _event(name: str = "Open", when: str = "2020-03-01T10:00:00.000+01:00", more: str = "") -> str:
    return (
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{when}"/>{more}</event>'
    )


def _log(*events: str, head: str = "", case: str = "7") -> str:
    trace = f'<trace><string key="concept:name" value="{case}"/>{"".join(events)}</trace>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<log xes.version="1.0">{trace}</log>'


def _read(tmp_path: Path, text: str | bytes) -> list[object]:
    path = tmp_path / "log.xes"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_xes(path, MAPPING))


def _statements(items: list[object]) -> list[dict[str, object]]:
    return [json.loads(item.content) for item in items if isinstance(item, WireStatement)]


def _codes(items: list[object]) -> list[str]:
    return [item.code for item in items if isinstance(item, ReadFault)]


def test_an_event_keeps_its_instant_and_typed_attributes(tmp_path: Path) -> None:
    more = '<float key="cost" value="12.50"/><boolean key="done" value="true"/>'
    assert _statements(_read(tmp_path, _log(_event(more=more)))) == [
        {
            "specversion": "1.0",
            "id": "7/1",
            "source": "urn:test:office",
            "type": "Open",
            "subject": "7",
            "time": "2020-03-01T10:00:00+01:00",
            "sequence": 1,
            "data": {"cost": "12.5", "done": True},
        }
    ]


# local midnight in summer and winter is a date; the same instant told as UTC is that local date too;
# midnight of another zone is an instant
@pytest.mark.parametrize(
    ("stamp", "key", "told"),
    [
        ("2020-07-01T00:00:00+02:00", "occurredon", "2020-07-01"),
        ("2020-01-01T00:00:00+01:00", "occurredon", "2020-01-01"),
        ("2019-12-31T23:00:00Z", "occurredon", "2020-01-01"),
        ("2020-07-01T00:00:00+01:00", "time", "2020-07-01T00:00:00+01:00"),
        ("2020-07-01T00:00:01+02:00", "time", "2020-07-01T00:00:01+02:00"),
    ],
)
def test_a_local_midnight_is_a_date_of_which_no_time_is_known(tmp_path: Path, stamp: str, key: str, told: str) -> None:
    (event,) = _statements(_read(tmp_path, _log(_event(when=stamp))))
    assert {"time": event.get("time"), "occurredon": event.get("occurredon")}[key] == told
    assert ("time" in event) != ("occurredon" in event)


def test_namespaced_log_and_gzip(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    text = _log(_event()).replace("<log ", '<log xmlns="http://www.xes-standard.org/" ')
    path.write_bytes(gzip.compress(text.encode()))
    assert len(_statements(list(read_xes(path, MAPPING)))) == 1


def test_attributes_of_attributes_and_globals_are_no_cells(tmp_path: Path) -> None:
    nested = '<float key="cost" value="1"><string key="unit" value="EUR"/></float>'
    listed = '<list key="steps"><values><string key="step" value="a"/></values></list>'
    items = _read(tmp_path, _log(_event(more=nested + listed)))
    assert _codes(items) == []
    assert _statements(items)[0]["data"] == {"cost": "1"}


# (attack or fault, the file, code of its fault, events read besides)
BILLION_LAUGHS = (
    '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
)
EXTERNAL = '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE_DTD = '<!DOCTYPE log SYSTEM "http://127.0.0.1:9/log.dtd">'
HOSTILE = [
    ("billion-laughs", _log(_event("&c;"), head=BILLION_LAUGHS), "xml-doctype", 0),
    ("external-entity", _log(_event("&x;"), head=EXTERNAL), "xml-doctype", 0),
    ("remote-dtd", _log(_event(), head=REMOTE_DTD), "xml-doctype", 0),
    ("undeclared-entity", _log(_event(), _event("&nope;")), "xml-malformed", 1),
    ("very-deep", "<log>" + "<trace>" * 500, "xml-too-deep", 0),
    ("not-a-log", "<html><trace/></html>", "not-xes", 0),
    ("cut-off", _log(_event(), _event())[:-40], "xml-malformed", 1),
    ("same-attribute-twice", _log(_event(more='<string key="cost" value="1"/>' * 2)), "attribute-twice", 0),
    ("unknown-attribute", _log(_event(more='<string key="colour" value="red"/>')), "column-not-mapped", 0),
    ("no-offset", _log(_event(when="2020-03-01T10:00:00")), "time-without-offset", 0),
    ("no-such-day", _log(_event(when="2020-02-30")), "time-invalid", 0),
    ("not-a-number", _log(_event(more='<float key="cost" value="NaN"/>')), "cell-invalid", 0),
    ("no-case", _log(_event(), case=""), "case-missing", 0),
    ("no-type", _log(_event("")), "type-missing", 0),
]


@pytest.mark.parametrize(("attack", "text", "code", "read"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_hostile(tmp_path: Path, attack: str, text: str, code: str, read: int) -> None:
    items = _read(tmp_path, text)
    assert _codes(items) == [code]
    assert len(_statements(items)) == read


def test_a_fault_names_the_line(tmp_path: Path) -> None:
    text = _log("\n" + _event() + "\n" + _event(when="yesterday"))
    (fault,) = [item for item in _read(tmp_path, text) if isinstance(item, ReadFault)]
    assert fault.place.line == 3
    assert str(fault).startswith("log.xes:3 time:timestamp: ")


def test_memory_does_not_grow_with_the_log(tmp_path: Path) -> None:
    def peak(traces: int) -> int:
        path = tmp_path / f"{traces}.xes"
        trace = _log(*[_event() for _ in range(20)]).partition("<log")[2].partition(">")[2].removesuffix("</log>")
        with path.open("w", encoding="utf-8") as log:
            log.write("<log>")
            for _ in range(traces):
                log.write(trace)
            log.write("</log>")
        tracemalloc.start()
        for _ in read_xes(path, MAPPING):
            pass
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return top

    peak(200)
    # a chunk of the file is 256 KB, about 90 traces: both files hold several
    assert peak(2_000) < 1.2 * peak(400)
