"""quancheng calendar announce: which duties a notice moved; nothing is said of them while a worker has the ledger."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.cli.exit_codes import ExitCode
from app.composition import open_platform
from app.packs import SHIPPED
from app.settings import Settings
from tests.cli.conftest import Quancheng


@pytest.fixture
def folder(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack that may be changed, in use with an empty ledger."""
    folder = Path(shutil.copytree(SHIPPED / "cn_criminal", tmp_path / "pack"))
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("QUANCHENG_PACK", str(folder))
    return folder


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "2027.json"
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]
    path.write_text(json.dumps({"year": 2027, "papers": [], "days": days}), encoding="utf-8")
    return path


def test_a_notice_is_adopted_at_once(quancheng: Quancheng, folder: Path, notice: Path) -> None:
    done = quancheng("calendar", "announce", notice, "--pack", folder, "--json")
    assert done.code == ExitCode.OK
    assert done.json == {"year": 2027, "calendar": "2027-notice", "written": True, "moved": []}


def test_a_trial_says_nothing_of_duties(quancheng: Quancheng, folder: Path, notice: Path) -> None:
    done = quancheng("calendar", "announce", notice, "--pack", folder, "--dry-run", "--json")
    assert (done.code, done.json["written"], done.json["moved"]) == (ExitCode.OK, False, None)


def test_a_running_worker_keeps_its_pack_and_that_is_told(quancheng: Quancheng, folder: Path, notice: Path) -> None:
    with open_platform(Settings()) as server:
        server.ledger.sequence()  # the lock is taken before the command asks for it
        server.start()
        asked = ("calendar", "announce", notice, "--pack", folder)
        for done in (quancheng(*asked), quancheng(*asked, "--json")):
            assert done.code == ExitCode.REFUSED
            assert "restart it" in done.err
            assert "duties moved" not in done.out
        assert (done.json["written"], done.json["moved"]) == (True, None)
