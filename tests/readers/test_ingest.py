"""A file judged as intake would judge it: what is handed on, what is refused with its line, what is a repeat."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ingest import plan_ingest
from app.packs import shipped_pack
from app.readers.ndjson import read_ndjson
from domain.occurred import to_micros

NOW = to_micros(datetime(2026, 3, 20, tzinfo=UTC))


def _act(**changes: object) -> dict[str, object]:
    act: dict[str, object] = {
        "specversion": "1.0",
        "id": "1",
        "source": "urn:quancheng:it-local:police:road-fines-office",
        "type": "Send Fine",
        "subject": "A1",
        "occurredon": "2026-03-02",
        "data": {"expense": "13.5"},
    }
    act.update(changes)
    return {key: value for key, value in act.items() if value is not None}


# (the oddity guarded, the second line, code, pointer); the first line is always good
FAULTS = [
    ("dated after now", _act(id="2", occurredon="2026-03-21"), "time-in-future", "/occurredon"),
    ("no such event", _act(id="2", type="Send Fines"), "unknown-event-type", "/type"),
    ("no such field", _act(id="2", data={"expenses": "1"}), "unknown-field", "/data/expenses"),
    ("a sum with three decimals", _act(id="2", data={"expense": "1.005"}), "invalid-field", "/data/expense"),
    ("neither date nor time", _act(id="2", occurredon=None), "time-or-occurredon", "/time"),
    ("an id used for another act", _act(occurredon="2026-03-03"), "id-reused", "/id"),
]


@pytest.mark.parametrize(("oddity", "second", "code", "pointer"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_bad_line_is_named_and_the_others_go_on(
    tmp_path: Path, oddity: str, second: dict[str, object], code: str, pointer: str
) -> None:
    path = tmp_path / "acts.ndjson"
    path.write_text("\n".join(map(json.dumps, (_act(), second, _act(id="3")))), encoding="utf-8")
    plan = plan_ingest(read_ndjson(path), shipped_pack("road_fines"), NOW)
    assert [judged.event.key.id for judged in plan.events] == ["1", "3"]
    (fault,) = plan.faults
    assert (fault.place.line, fault.code, fault.pointer) == (2, code, pointer)
    assert fault.remedy


def test_broken_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "acts.ndjson"
    path.write_text(json.dumps(_act()) + '\n{"id": NaN}\n{"a":1,"a":2}\n[]\n', encoding="utf-8")
    plan = plan_ingest(read_ndjson(path), shipped_pack("road_fines"), NOW)
    assert [(fault.place.line, fault.code) for fault in plan.faults] == [
        (2, "number-not-finite"),
        (3, "duplicate-key"),
        (4, "wrong-type"),
    ]


def test_the_same_statement_again_is_a_repeat_and_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "acts.ndjson"
    other_order = dict(reversed(_act().items()))
    path.write_text("\n".join(map(json.dumps, (_act(), other_order))), encoding="utf-8")
    plan = plan_ingest(read_ndjson(path), shipped_pack("road_fines"), NOW)
    assert len(plan.events) == 1
    (repeat,) = plan.repeated
    assert (repeat.place.line, repeat.first.line, repeat.id) == (2, 1, "1")
    assert plan.faults == ()
