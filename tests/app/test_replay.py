"""Replay of a file and of a ledger: the lines, their keys, and the two formats they are written in."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from app.composition import Platform
from app.read_case import explain, state_at, steps
from app.replay import Summary, VerdictLine, replay
from app.replay_input import ledger_events, read_events_file
from app.replay_output import write_lines
from domain.errors import NotFound
from domain.occurred import to_micros
from tests.platforms import SetClock, accepted, detained, instant, standing_duties, take, wire
from tests.shipped import cn_criminal

NOW = to_micros(instant("2026-03-20"))
# DESIGN §8: tools outside read these names; what we say beyond them comes after
KEYS = ["rule", "rule_version", "case", "subject", "status", "trigger_event", "due", "decided_by", "over_by",
        "evidence", "derivation"]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.ndjson"
    items = [
        *detained("2026-03-02"),
        wire("requested", "ArrestRequested", "2026-03-09", person="p1"),
        wire("future", "ArrestApproved", "2027-01-01", person="p1"),
    ]
    path.write_bytes(b"\n".join(msgspec.json.encode(item) for item in items) + b"\n")
    return path


def lines_of(file: Path, *, all_: bool = False, summary: Summary | None = None) -> list[VerdictLine]:
    plan = read_events_file(file, cn_criminal(), NOW)
    assert [(fault.place.line, fault.code) for fault in plan.faults] == [(5, "time-in-future")]
    return list(replay(cn_criminal(), [judged.event for judged in plan.events], now=NOW, all_=all_, summary=summary))


def test_a_line_has_the_keys_of_the_format(file: Path, tmp_path: Path) -> None:
    summary = Summary(NOW)
    lines = lines_of(file, summary=summary)
    assert write_lines(lines, tmp_path / "out.ndjson") == len(lines)
    read = [msgspec.json.decode(line) for line in (tmp_path / "out.ndjson").read_bytes().splitlines()]
    assert [list(line)[: len(KEYS)] for line in read] == [KEYS] * len(lines)
    [late] = [line for line in read if line["rule"] == "CPL-091-1"]
    assert late["trigger_event"] == {"source": "urn:quancheng:cn-520102:police:01", "id": "A-detained"}
    assert (late["status"], late["due"], late["over_by"]) == ("met_late", "2026-03-05", {"value": 4, "unit": "day"})
    assert late["decided_by"]["id"] == "requested"
    assert late["derivation"][0]["step"] == "opened"
    assert (summary.events, summary.cases, summary.subjects) == (4, 1, 1)
    assert summary.verdicts["CPL-091-1", "met_late"] == 1


def test_only_breaches_unless_all_are_wanted(file: Path) -> None:
    assert {line.status for line in lines_of(file)} <= {"met_late", "overdue", "violated"}
    assert {"pending", "met"} & {line.status for line in lines_of(file, all_=True)}


def test_parquet_holds_the_same(file: Path, tmp_path: Path) -> None:
    lines = lines_of(file, all_=True)
    assert write_lines(iter(lines), tmp_path / "out.parquet") == len(lines)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [(row["rule"], row["trigger_id"], row["due"], row["status"]) for row in rows] == [
        (line.rule, line.trigger_event.id, line.due, line.status) for line in lines
    ]


def test_a_failed_replay_leaves_no_file(tmp_path: Path) -> None:
    def broken():  # type: ignore[no-untyped-def]
        raise RuntimeError("half-way")
        yield

    with pytest.raises(RuntimeError):
        write_lines(broken(), tmp_path / "out.ndjson")
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_replays_to_what_is_live(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-20")
    take(platform, *detained("2026-03-02"), wire("requested", "ArrestRequested", "2026-03-09", person="p1"))
    lines = list(replay(platform.pack, ledger_events(platform.ledger, platform.pack), now=platform.now(), all_=True))
    live = sorted((duty.rule, duty.trigger.id, duty.status, duty.due or "") for duty in standing_duties(platform))
    assert sorted((line.rule, line.trigger_event.id, line.status, line.due or "") for line in lines) == live


def test_a_case_at_two_times(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-04")
    accepted(platform, *detained("2026-03-02"))
    clock.set("2026-03-20")
    accepted(platform, wire("requested", "ArrestRequested", "2026-03-05", person="p1"))
    platform.drain()

    def status(valid: str | None, known: str | None) -> str:
        found = state_at(
            platform, "A", valid_at=instant(valid) if valid else None, known_at=instant(known) if known else None
        )
        [verdict] = [one for one in found.verdicts if one.rule == "CPL-091-1"]
        return verdict.status

    assert status("2026-03-04", None) == "pending"
    assert status(None, None) == "met"
    assert status(None, "2026-03-10") == "overdue", "as anybody could know it ten days before"
    with pytest.raises(NotFound):
        state_at(platform, "A", known_at=instant("2026-03-01"))
    with pytest.raises(NotFound):
        state_at(platform, "no such case")


def test_a_case_act_by_act(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-20")
    take(platform, *detained("2026-03-02"))
    walked = steps(platform, "A")
    assert [None if step.event is None else step.event.type for step in walked] == [
        None, "CaseFiled", "SuspectIdentified", "Detained",
    ]  # fmt: skip
    assert [step.after.stage for step in walked] == ["none", "C1", "C1", "C1"]
    assert walked[3].before == walked[2].after


def test_a_duty_explained_in_both_languages(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-20")
    take(platform, *detained("2026-03-02"))
    [duty] = standing_duties(platform, "CPL-091-1")
    why = explain(platform, duty.id)
    assert why.verdict.status == "overdue"
    assert len(why.sentences_zh) == len(why.sentences_en) >= 3
    with pytest.raises(NotFound):
        explain(platform, "0" * 32)
