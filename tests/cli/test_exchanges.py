"""quancheng exchanges: the hand-overs of a database, one step by step, and who is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import POLICE, Quancheng, detained

PROCURATORATE = "urn:quancheng:cn-520102:procuratorate:01"
UNHEARD = "urn:quancheng:cn-520103:procuratorate:01"


@pytest.fixture
def handed_over(
    quancheng: Quancheng, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, ...]:
    """Two requests for arrest, one of them acknowledged. Gives the options that name the database."""
    monkeypatch.setenv("QUANCHENG_EMBEDDED", "true")  # numbered and projected by the command itself, on each database

    def later(act_id: str, hour: int, **more: object) -> dict[str, object]:
        at = f"2026-03-04T{hour}:00:00+08:00"
        return detained(act_id, case="c1" if act_id == "a1" else "c2", time=at, recordedtime=at, **more)

    acts = [
        detained("d1"),
        detained("d2", case="c2"),
        later("a1", 10, type="ArrestRequested", data={"person": "p1", "organ": UNHEARD}),
        later("a2", 10, type="ArrestRequested", data={"person": "p1"}),
        later(
            "r2", 15, type="HandOverReceived", source=PROCURATORATE,
            data={"hand_over": {"source": POLICE, "id": "a2"}},
        ),
    ]  # fmt: skip
    file = tmp_path / "acts.ndjson"
    file.write_text("".join(json.dumps(act) + "\n" for act in acts), encoding="utf-8")
    here = ("--database-url", database_url)
    ran = quancheng("ingest", file, "--drain", *here)
    assert ran.code == 0, ran.err
    return here


def test_hand_overs_are_listed_and_narrowed(quancheng: Quancheng, handed_over: tuple[str, ...]) -> None:
    rows = quancheng("exchanges", "list", "--json", *handed_over).json
    arrests = {one["case"]: one for one in rows if one["send"]["id"] in ("a1", "a2")}
    assert {case: one["state"] for case, one in arrests.items()} == {"c1": "sent", "c2": "received"}
    flow = arrests["c1"]["flow"]
    lines = quancheng(
        "exchanges", "list", "--flow", flow, "--case", "c2", "--lang", "en", *handed_over
    ).out.splitlines()
    assert len(lines) == 2
    assert "received" in lines[1]
    waiting = quancheng("exchanges", "list", "--alarm", "unacknowledged", "--flow", flow, "--json", *handed_over).json
    assert [one["case"] for one in waiting] == ["c1"]
    stranger = "urn:quancheng:cn-990102:prison:09"
    assert quancheng("exchanges", "list", "--agency", stranger, "--json", *handed_over).json == []
    assert quancheng("exchanges", "list", "--alarm", "nothing", *handed_over).code == 2


def test_one_is_shown_step_by_step(quancheng: Quancheng, handed_over: tuple[str, ...]) -> None:
    [row] = [one for one in quancheng("exchanges", "list", "--case", "c2", "--json", *handed_over).json
             if one["send"]["id"] == "a2"]  # fmt: skip
    out = quancheng("exchanges", "show", row["id"], *handed_over).out
    assert "HandOverReceived" in out
    assert POLICE in out
    assert quancheng("exchanges", "show", row["id"], "--json", *handed_over).json == row
    missing = quancheng("exchanges", "show", "0" * 24, *handed_over)
    assert missing.code == 5
    assert "quancheng exchanges list" in missing.err


def test_who_never_said_anything_to_what_it_was_handed_is_named(
    quancheng: Quancheng, handed_over: tuple[str, ...]
) -> None:
    found = quancheng("exchanges", "silent", "--json", *handed_over).json
    quiet = {one["agency"]: (one["quiet_days"], one["waiting"]) for one in found["agencies"]}
    assert quiet == {UNHEARD: (None, 1)}
    assert "never heard of" in quancheng("exchanges", "silent", *handed_over).out
