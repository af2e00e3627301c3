"""quancheng health: an operator sees where each read model stands, and the exit status says whether all is well."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from app.cli.exit_codes import ExitCode
from app.composition import open_platform
from app.settings import Settings
from projections.schema import projections
from tests.cli.conftest import Quancheng


def test_how_far_a_new_read_model_has_come(
    quancheng: Quancheng, database_url: str, events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_bytes(bytes(32))
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", database_url)
    monkeypatch.setenv("QUANCHENG_CITIZEN_ID_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("QUANCHENG_EMBEDDED", "true")
    quancheng("ingest", events)
    level = quancheng("health")
    assert (level.code, "All is well." in level.err) == (ExitCode.OK, True)
    with open_platform(Settings()) as platform:
        head = platform.ledger.head()
        with platform.ledger.writing_engine.begin() as connection:
            connection.execute(update(projections).where(projections.c.name == "timeline").values(position=0))
    found = quancheng("health", "--json").json
    assert {one["name"]: one["lag"] for one in found["projections"] if one["lag"]} == {"timeline": head}
    assert [line.split()[-2:] for line in quancheng("health").out.splitlines() if "timeline" in line] == [
        ["0", str(head)]
    ]


def test_something_late_shows_in_the_exit_status(
    quancheng: Quancheng, sqlite_url: str, events: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", sqlite_url)
    quancheng("ingest", events, "--no-drain")
    monkeypatch.setattr("app.health.SEQUENCING_LATE", -1.0)
    late = quancheng("health")
    assert late.code == ExitCode.CHECK_FAILED
    assert "sequencer-late" in late.err
