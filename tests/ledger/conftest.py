"""A ledger opened on a database of its own, once per backend; and a filled one for attacks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ledger
from ledger import Ledger
from ledger.checkpoint import Signer, load_signer
from ledger.engines import open_engine, writing
from tests.ledger.sample_acts import acts, clock
from tests.ledger.scene import SIZE, STREAMS, Scene


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return load_signer("example.org/log", tmp_path / "log.key", tmp_path / "last-checkpoint")


@pytest.fixture
def opened(database_url: str, signer: Signer) -> Iterator[Ledger]:
    with ledger.connect(database_url, clock=clock, signer=signer) as found:
        yield found


@pytest.fixture
def on_postgres(postgres_url: str, signer: Signer) -> Iterator[Ledger]:
    with ledger.connect(postgres_url, clock=clock, signer=signer) as found:
        yield found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("verify")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "ledger.db")
        url = f"sqlite:///{folder / 'ledger.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        server.execute(f"CREATE DATABASE tampered TEMPLATE {request.getfixturevalue('postgres_template')}")
        url = server.url("tampered")
    signer = load_signer("example.org/log", folder / "log.key", folder / "last-checkpoint")
    with ledger.connect(url, clock=clock, signer=signer) as opened:
        opened.append(acts(300, streams=STREAMS))
        opened.sequence()
        at_300 = opened.checkpoint()
        opened.append(acts(SIZE - 300, streams=STREAMS, prefix="b"))
        opened.sequence()
        at_600 = opened.checkpoint()
        opened.append(acts(5, streams=STREAMS, prefix="waiting"))
    assert at_300 is not None
    assert at_600 is not None
    owner = open_engine(url, as_application=False, pooled=False)
    yield Scene(url, writing(owner), signer.key, at_300, at_600)
    owner.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgres_server").execute("DROP DATABASE tampered WITH (FORCE)")
