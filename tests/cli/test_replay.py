"""quancheng replay of files, with no database: refused lines are named, left out, and told by the exit status."""

from __future__ import annotations

import json
from pathlib import Path

from app.cli.exit_codes import ExitCode
from tests.cli.conftest import Quancheng, detained

FIELDS = [
    "rule", "rule_version", "case", "subject", "status", "trigger_event", "due", "decided_by", "over_by", "evidence",
    "derivation",
]  # fmt: skip
NOW = "2026-03-20T00:00:00+08:00"


def test_a_file_is_replayed_with_no_database(quancheng: Quancheng, events: Path, tmp_path: Path) -> None:
    out = tmp_path / "verdicts.ndjson"
    done = quancheng("replay", "--events", events, "--now", NOW, "--out", out)
    assert done.code == ExitCode.REFUSED, "three lines were left out"
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert {line["case"] for line in lines} == {"c1", "c2"}
    assert all(list(line)[: len(FIELDS)] == FIELDS for line in lines)
    assert {line["status"] for line in lines} <= {"met_late", "overdue", "violated"}
    warrant = next(line for line in lines if line["rule"] == "CPL-085-1")
    assert warrant["trigger_event"]["id"] in ("e1", "e3")
    assert warrant["derivation"]
    told = (
        "now: 2026-03-20T00:00:00+08:00", "events.ndjson:2", "events.ndjson:4", "events.ndjson:5",
        "Did you mean Detained", "2 events, 2 cases, 2 subjects", "CPL-085-1: violated 2",
    )  # fmt: skip
    for said in told:
        assert said in done.err
    assert not list(tmp_path.glob("*.db")), "no database was made"


def test_clean_input_ends_with_zero_and_the_lines_on_stdout(quancheng: Quancheng, tmp_path: Path) -> None:
    path = tmp_path / "clean.ndjson"
    path.write_text(json.dumps(detained()))
    done = quancheng("replay", "--events", path, "--now", NOW)
    assert done.code == ExitCode.OK
    assert "CPL-085-1" in {json.loads(line)["rule"] for line in done.out.splitlines()}


def test_now_defaults_to_the_clock_and_is_printed(quancheng: Quancheng, events: Path) -> None:
    assert quancheng("replay", "--events", events).err.startswith("now: 20")


def test_all_gives_every_verdict(quancheng: Quancheng, events: Path) -> None:
    some = quancheng("replay", "--events", events, "--now", NOW).out.splitlines()
    every = quancheng("replay", "--events", events, "--now", NOW, "--all").out.splitlines()
    assert len(every) > len(some)
    assert "met" in {json.loads(line)["status"] for line in every}


def test_known_at_leaves_out_what_was_recorded_later(quancheng: Quancheng, events: Path) -> None:
    assert quancheng("replay", "--events", events, "--now", NOW, "--known-at", "2026-03-01").out == ""


def test_the_summary_as_json(quancheng: Quancheng, events: Path, tmp_path: Path) -> None:
    done = quancheng("replay", "--events", events, "--now", NOW, "--out", tmp_path / "v.parquet", "--json")
    assert (done.json["events"], done.json["cases"]) == (2, 2)
    assert [(fault["line"], fault["code"]) for fault in done.json["refused"]] == [
        (2, "duplicate-key"), (4, "unknown-event-type"), (5, "time-in-future"),
    ]  # fmt: skip
    assert (tmp_path / "v.parquet").stat().st_size > 0


def test_a_malformed_time_is_an_error_of_usage(quancheng: Quancheng, events: Path) -> None:
    done = quancheng("replay", "--events", events, "--now", "tomorrow")
    assert (done.code, "--now" in done.err) == (ExitCode.USAGE, True)


def test_an_unknown_pack_is_named(quancheng: Quancheng, events: Path) -> None:
    done = quancheng("replay", "--events", events, "--pack", "xx")
    assert (done.code, "cn_criminal" in done.err) == (ExitCode.NOT_FOUND, True)


def test_a_comparison_of_packs_tells_refused_lines_by_the_exit_status_too(quancheng: Quancheng, events: Path) -> None:
    done = quancheng("rules", "diff", "cn_criminal", "cn_criminal", "--events", events, "--now", NOW)
    assert done.code == ExitCode.REFUSED
    for place in ("events.ndjson:2", "events.ndjson:4", "events.ndjson:5"):
        assert f"left out: {place}" in done.err
    assert "2 events, 2 cases" in done.out


def test_replay_is_scored_against_the_planted_truth(quancheng: Quancheng, tmp_path: Path) -> None:
    quancheng("simulate", "--cases", 40, "--seed", 3, "--now", "2026-11-20", "--out", "s.ndjson", "--truth", "t.ndjson")
    asked = ("replay", "--events", "s.ndjson", "--now", "2026-11-20", "--out", "f.ndjson")
    agreed = quancheng(*asked, "--truth", "t.ndjson")
    assert agreed.code == ExitCode.OK
    assert "precision 1.0000, recall 1.0000" in agreed.err
    rows = (tmp_path / "t.ndjson").read_text().splitlines()
    (tmp_path / "t.ndjson").write_text("\n".join(rows[1:]))
    doubted = quancheng(*asked, "--truth", "t.ndjson")
    assert doubted.code == ExitCode.CHECK_FAILED
    assert "unexpected: " in doubted.err
