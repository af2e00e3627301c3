"""Fixtures for every test that needs a database: one suite runs over SQLite and PostgreSQL.

database_url        a migrated database of its own for the test, once on each backend
postgres_url        the same on PostgreSQL only; sqlite_url on SQLite only
postgres_server     the throwaway server behind them, one per pytest worker, started when first asked for
"""

from __future__ import annotations

import gc
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import migrate
from tests.postgres_server import PostgresServer

_numbers = itertools.count(1)
YOUNG_OBJECTS = 20_000
"""New objects until the garbage collector looks. Python's 700 is for small programs: a seventh of the run was spent
looking through the modules and the packs, which stay."""


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])


def pytest_sessionfinish() -> None:
    """So that the last look, which reports what was never closed, misses nothing."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Name of a migrated database to copy: cheaper than migrating for each test."""
    postgres_server.execute("CREATE DATABASE migrated")
    migrate.upgrade(postgres_server.url("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield postgres_server.url(name)
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "ledger.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url
