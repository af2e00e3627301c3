"""A platform filled with simulated cases, and readers of each role in front of its pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.caller import OPERATOR
from app.composition import Platform, open_platform
from app.post_acts import Rejected, post
from app.settings import Settings
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from app.tokens import TokenFile
from web.server import create_app

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CASES, SEED = 40, 7
PROCURATORATE = "urn:quancheng:cn-520102:procuratorate:01"
PROVINCE = "urn:quancheng:cn-520000:procuratorate:01"
POLICE = "urn:quancheng:cn-520102:police:01"
STRANGER = "urn:quancheng:cn-990102:prison:09"
AGENCIES = {
    "supervisor": (PROVINCE, "supervisor"),
    "auditor": (PROCURATORATE, "auditor"),
    "clerk": (POLICE, "agency"),
    "stranger": (STRANGER, "agency"),
}

# a case id with signs that addresses and file names use otherwise
ODD_CASE = "（2026）青岩/刑 立字1号"
ODD_ACTS = (
    {"type": "ReportReceived", "occurredon": "2026-11-20", "data": {}},
    {"type": "CaseFiled", "occurredon": "2026-11-20", "data": {}},
)


@pytest.fixture(scope="session")
def platform(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("pages")
    database = folder / "pages.db"
    shutil.copyfile(sqlite_template, database)
    settings = Settings(database_url=f"sqlite:///{database}", token_file=folder / "tokens.ndjson")
    with open_platform(settings, clock=lambda: NOW) as opened:
        fill(opened)
        yield opened


def fill(platform: Platform) -> None:
    posts = [one for case in simulate(CASES, SEED, NOW) for one in posts_of(case, NOW)]
    posts.sort(key=lambda one: one.at)
    wires = [one.wire for one in posts]
    for number, act in enumerate(ODD_ACTS):
        wires.append({"specversion": "1.0", "source": POLICE, "id": f"odd {number}", "subject": ODD_CASE, **act})
    for start in range(0, len(wires), 500):
        refused = [o for o in post(platform, wires[start : start + 500], OPERATOR) if isinstance(o, Rejected)]
        assert not refused, refused[0]
    platform.drain()


@pytest.fixture(scope="session")
def tokens(platform: Platform) -> dict[str, str]:
    file = TokenFile(platform.settings.token_file)
    return {name: file.issue(agency, role, NOW) for name, (agency, role) in AGENCIES.items()}  # type: ignore[arg-type]


Reader = Callable[[str], TestClient]


@pytest.fixture
def reader(platform: Platform, tokens: dict[str, str]) -> Reader:
    """reader("supervisor"): a signed-in client; reader(""): nobody."""

    def signed_in(name: str) -> TestClient:
        client = TestClient(create_app(platform), follow_redirects=False)
        if name:
            assert client.post("/sign-in", data={"token": tokens[name]}).status_code == 303
        return client

    return signed_in
