"""The sandbox: something to do for every kind, marked everywhere, never mixed with a real database."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest

from app.composition import open_platform
from app.sandbox.folder import DATABASE, MARK, ORIGIN, credentials_in, prepare, sandbox_settings
from app.settings import Settings
from domain.errors import SandboxFault
from ledger.migrate import upgrade
from ledger.sequencer_lock import SequencerTaken
from tests.cli.conftest import Quancheng, quancheng
from tests.integrators.conftest import RunningSandbox
from tests.shipped import cn_criminal

__all__ = ["quancheng"]
pytestmark = pytest.mark.xdist_group("integrators")
WITH_CASES = {"police", "procuratorate", "court", "detention_centre"}


def test_each_stage_has_a_case_and_those_who_handle_cases_have_something_to_do(filled_sandbox: Path) -> None:
    mark = prepare(filled_sandbox, 1)
    lifecycle = cn_criminal().lifecycle
    assert lifecycle is not None
    stages = {case.stage for case in mark.cases}
    assert {"C0", "C1", "C2", "C2s", "C3", "C4", "C5", "C6", "C8", "C9"} <= stages
    waiting = {kind for case in mark.cases for kind in case.kinds}
    assert waiting >= WITH_CASES
    for case in mark.cases:
        state = lifecycle.state("stage", str(case.stage))
        assert state.organ is None or state.organ in case.kinds
    kinds = {client.kind for client in credentials_in(filled_sandbox).clients}
    emitters = {kind for one in cn_criminal().vocabulary for kind in one.emitters[:1]}
    assert kinds >= emitters - {"party", "record", "system"}


def test_it_is_marked_on_every_answer_and_every_page(running: RunningSandbox) -> None:
    session = httpx.Client(base_url=running.address, follow_redirects=True, timeout=60)
    for path in ("/v1/health", "/v1/cases", "/openapi.json", "/docs", "/sign-in", "/nowhere", "/static/style.css"):
        assert session.get(path).headers["quancheng-sandbox"] == "true", path
    session.post("/sign-in", data={"token": running.said["credentials"]["supervisor"]})
    for path, words in (
        ("/cases?lang=en", "Sandbox. Every case"),
        ("/?lang=zh", "沙箱环境"),
        ("/none?lang=en", "Sandbox."),
    ):
        assert words in session.get(path).text, path


def test_its_log_has_a_name_of_its_own(running: RunningSandbox) -> None:
    token = running.client("police")["token"]
    answer = httpx.get(f"{running.address}/v1/checkpoint", headers={"Authorization": f"Bearer {token}"})
    assert answer.text.startswith(f"{ORIGIN}\n")


def test_a_real_platform_is_not_marked(tmp_path: Path) -> None:
    from app.serving import Site
    from tests.api.conftest import TestClient

    url = f"sqlite:///{tmp_path / 'real.db'}"
    upgrade(url)
    with open_platform(Settings(database_url=url, token_file=tmp_path / "tokens"), pack=cn_criminal()) as platform:
        client = TestClient(Site(platform))
        assert "quancheng-sandbox" not in client.get("/v1/health").headers
        assert 'class="sandbox"' not in client.get("/sign-in").text


def test_what_was_posted_stays_until_it_is_reset(sandbox_folder: Path) -> None:
    before = credentials_in(sandbox_folder)
    assert prepare(sandbox_folder, 1).anchor == prepare(sandbox_folder, 1).anchor
    assert credentials_in(sandbox_folder) == before
    prepare(sandbox_folder, 1, reset=True)
    assert credentials_in(sandbox_folder) != before


def test_a_sandbox_that_is_served_is_not_reset(running: RunningSandbox) -> None:
    assert httpx.get(f"{running.address}/openapi.json").status_code == 200
    with pytest.raises(SequencerTaken):
        prepare(running.folder, 1, reset=True)
    assert httpx.get(f"{running.address}/openapi.json").status_code == 200


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def foreign_file(folder: Path, _: Path) -> None:
    (folder / "thesis.odt").write_text("mine")


def real_database(folder: Path, spare: Path) -> None:
    url = f"sqlite:///{spare / 'real.db'}"
    upgrade(url)
    shutil.copyfile(spare / "real.db", folder / DATABASE)


def no_mark(folder: Path, _: Path) -> None:
    (folder / MARK).unlink()


def mark_of_another(folder: Path, _: Path) -> None:
    mark = json.loads((folder / MARK).read_bytes())
    mark["anchor"]["hash"] = "0" * 64
    (folder / MARK).write_text(json.dumps(mark))


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("put", [foreign_file, real_database, no_mark, mark_of_another])
def test_a_folder_that_holds_anything_else_is_refused_and_left_alone(
    sandbox_folder: Path, tmp_path: Path, put: object, reset: bool
) -> None:
    put(sandbox_folder, tmp_path)  # type: ignore[operator]
    before = contents(sandbox_folder)
    with pytest.raises(SandboxFault):
        prepare(sandbox_folder, 1, reset=reset)
    after = contents(sandbox_folder)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_server_of_real_acts_refuses_the_database_of_a_sandbox(
    sandbox_folder: Path, quancheng: Quancheng, command: str
) -> None:
    ran = quancheng(command, "--database-url", f"sqlite:///{sandbox_folder / DATABASE}")
    assert ran.code == 6
    assert "sandbox" in ran.err


def test_the_environment_cannot_lead_a_sandbox_to_a_real_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", "postgresql+psycopg2://real@db/real")
    assert sandbox_settings(tmp_path, "http://127.0.0.1").database_url == f"sqlite:///{tmp_path / DATABASE}"
