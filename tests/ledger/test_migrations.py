"""Migrations from nothing, the refusal of a wrong revision, and tables as the code believes them to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

import ledger
from domain.errors import LedgerFault
from ledger import migrate
from ledger.engines import open_engine, parsed
from ledger.roles import APPLICATION, MIGRATOR, OWNER, WORKER
from ledger.schema import metadata
from tests.ledger.sample_acts import clock
from tests.postgres_server import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    server.execute("CREATE DATABASE from_nothing")
    yield server.url("from_nothing")
    server.execute("DROP DATABASE from_nothing WITH (FORCE)")


def test_an_empty_database_is_refused_and_the_remedy_works(empty_url: str) -> None:
    with pytest.raises(LedgerFault, match="revision none") as refusal:
        ledger.connect(empty_url, clock=clock)
    assert "quancheng migrate" in refusal.value.remedy
    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)  # what is there stays
    ledger.connect(empty_url, clock=clock).close()


@pytest.mark.parametrize("found", ["0000_older", "9999_newer"])
def test_a_database_of_another_revision_is_refused(database_url: str, found: str) -> None:
    engine = open_engine(database_url, as_application=False)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    engine.dispose()
    with pytest.raises(LedgerFault, match=found) as refusal:
        ledger.connect(database_url, clock=clock)
    assert migrate.code_revision() in refusal.value.detail


def test_the_code_knows_its_revision_as_alembic_does() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.code_revision()]


def test_two_newest_revisions_are_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "versions").mkdir()
    for name in ("a", "b"):
        (tmp_path / "versions" / f"{name}.py").write_text(f'revision = "{name}"\ndown_revision = None\n')
    monkeypatch.setattr(migrate, "SCRIPTS", tmp_path)
    with pytest.raises(LedgerFault, match="2 newest"):
        migrate.code_revision()


def test_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    engine = open_engine(database_url)
    found = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert list(columns) == [column.name for column in table.columns], table.name
        for column in table.columns:
            assert columns[column.name]["nullable"] is column.nullable, column
            kind = type(columns[column.name]["type"])
            assert issubclass(kind, column.type.__class__.__mro__[1]) or kind.__visit_name__.lower() in (
                column.type.__visit_name__.lower(),
                {"large_binary": "bytea"}.get(column.type.__visit_name__, ""),
                {"large_binary": "blob"}.get(column.type.__visit_name__, ""),
            ), (column, kind)
        key = found.get_pk_constraint(table.name)
        assert key["constrained_columns"] == [column.name for column in table.primary_key.columns]
        names = {index["name"] for index in found.get_indexes(table.name)}
        names |= {unique["name"] for unique in found.get_unique_constraints(table.name)}
        assert {index.name for index in table.indexes} <= names
    engine.dispose()


# (what is odd, url)
WRONG = [
    ("a bare driver name selects another driver", "postgresql://localhost/x"),
    ("another driver", "postgresql+psycopg://localhost/x"),
    ("SQLite in memory has one connection only", "sqlite://"),
    ("the same, spelled out", "sqlite:///:memory:"),
    ("no backend of ours", "mysql://localhost/x"),
]


@pytest.mark.parametrize(("oddity", "url"), WRONG, ids=[row[0] for row in WRONG])
def test_other_databases_are_refused(oddity: str, url: str) -> None:
    with pytest.raises(LedgerFault) as refusal:
        parsed(url)
    assert "postgresql+psycopg2" in refusal.value.remedy


def test_missing_roles_are_named_with_the_statements_to_run(postgres_server: PostgresServer) -> None:
    """An ordinary user on a server where nobody created the roles: a server of its own, as roles are server-wide."""
    server = PostgresServer()
    try:
        server.start()
        server.execute("CREATE ROLE clerk LOGIN")
        server.execute("CREATE DATABASE fresh OWNER clerk")
        with pytest.raises(LedgerFault) as refusal:
            migrate.upgrade(server.url("fresh", "clerk"))
        for role in (OWNER, MIGRATOR, APPLICATION, WORKER):
            assert f"CREATE ROLE {role}" in refusal.value.remedy
        for statement in refusal.value.remedy.split(": ", 1)[1].strip(";").split("; "):
            server.execute(statement, database="fresh")
        server.execute(f"GRANT {MIGRATOR} TO clerk")
        migrate.upgrade(server.url("fresh", "clerk"))
        server.execute(f"CREATE ROLE app LOGIN IN ROLE {WORKER}")
        ledger.connect(server.url("fresh", "app"), clock=clock).close()
    finally:
        server.stop()
