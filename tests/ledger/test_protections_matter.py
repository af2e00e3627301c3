"""Each protection of the database taken away, in a throwaway database: the attack that it stops then succeeds.

So the refusals of test_append_only.py and test_migrations.py are shown able to fail, one protection at a time.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import errors
from sqlalchemy import text

import ledger
from ledger import Ledger, migrate
from ledger.engines import open_engine
from ledger.roles import APPLICATION, WORKER
from ledger.schema import INSERT_ONLY
from tests.ledger.sample_acts import act, clock
from tests.ledger.test_append_only import CHANGES, PARTITIONS, SQLITE_REFUSALS, connected, fill
from tests.postgres_server import PostgresServer

Connection = psycopg2.extensions.connection


@pytest.fixture(scope="module")
def throwaway(
    postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    postgres_server.execute(f"CREATE DATABASE unprotected TEMPLATE {postgres_template}")
    yield fill(postgres_server.url("unprotected"), tmp_path_factory.mktemp("key"))
    postgres_server.execute("DROP DATABASE unprotected WITH (FORCE)")


@pytest.fixture
def owner(postgres_server: PostgresServer, throwaway: str) -> Iterator[Connection]:
    """A transaction in which protections are taken away, and which is rolled back."""
    connection = connected(postgres_server, throwaway, "postgres")
    yield connection
    connection.rollback()
    connection.close()


def run(connection: Connection, *statements: str) -> int:
    """Rows touched by the last statement."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.rowcount


def count(connection: Connection, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        found = cursor.fetchone()
    assert found is not None
    return int(found[0])


def trigger_of(statement: str) -> str:
    return "no_truncate" if statement.startswith("TRUNCATE") else "append_only"


def guarded(table: str) -> tuple[str, ...]:
    """The tables whose trigger stands in the way: a change of `events` runs into those of its partitions."""
    return ("events", *PARTITIONS) if table == "events" else (table,)


def succeeded(connection: Connection, table: str, statement: str) -> bool:
    before = count(connection, table)
    touched = run(connection, statement)
    after = count(connection, table)
    return before > 0 and (touched == before if statement.startswith("UPDATE") else after == 0)


@pytest.mark.parametrize(("table", "statement"), CHANGES, ids=[statement for _, statement in CHANGES])
class TestEveryTableAndPartition:
    def test_without_its_trigger(self, owner: Connection, table: str, statement: str) -> None:
        for one in guarded(table):
            run(owner, f"ALTER TABLE {one} DISABLE TRIGGER {trigger_of(statement)}")
        assert succeeded(owner, table, statement)

    def test_without_enable_always(self, owner: Connection, table: str, statement: str) -> None:
        """An ordinary trigger does not fire for a superuser in replica mode."""
        for one in guarded(table):
            run(owner, f"ALTER TABLE {one} ENABLE TRIGGER {trigger_of(statement)}")
        run(owner, "SET LOCAL session_replication_role = replica")
        assert succeeded(owner, table, statement)

    def test_without_the_limits_of_the_role(self, owner: Connection, table: str, statement: str) -> None:
        """Granted everything, the application is stopped by the triggers alone, and without them by nothing."""
        run(owner, f"GRANT ALL ON {', '.join(INSERT_ONLY + PARTITIONS)} TO {APPLICATION}", "SAVEPOINT granted")
        with pytest.raises(errors.RestrictViolation):  # and not InsufficientPrivilege, as the real test wants
            run(owner, f"SET LOCAL ROLE {WORKER}", statement)
        run(owner, "ROLLBACK TO granted")
        for one in guarded(table):
            run(owner, f"ALTER TABLE {one} DISABLE TRIGGER {trigger_of(statement)}")
        run(owner, f"SET LOCAL ROLE {WORKER}")
        assert succeeded(owner, table, statement)


@pytest.mark.parametrize("partition", PARTITIONS)
def test_a_truncate_trigger_on_the_parent_alone_protects_no_partition(owner: Connection, partition: str) -> None:
    """What one would write first: triggers on `events` only. Statement triggers are not cloned to partitions."""
    for one in PARTITIONS:
        run(owner, f"DROP TRIGGER no_truncate ON {one}")
    assert succeeded(owner, partition, f"TRUNCATE {partition}")


def test_without_the_release_function_the_queue_could_be_emptied(owner: Connection) -> None:
    """Events without position would be forgotten: a plain right to delete is all it takes."""
    run(owner, f"GRANT DELETE ON unsequenced TO {APPLICATION}", f"SET LOCAL ROLE {WORKER}")
    assert succeeded(owner, "unsequenced", "DELETE FROM unsequenced")


@pytest.mark.parametrize(("attempt", "statement"), SQLITE_REFUSALS, ids=[row[0] for row in SQLITE_REFUSALS])
def test_without_its_trigger_on_sqlite(
    filled_without_triggers: sqlite3.Connection, attempt: str, statement: str
) -> None:
    assert filled_without_triggers.execute(statement).rowcount > 0


@pytest.fixture
def filled_without_triggers(unguarded_file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(unguarded_file)
    yield connection
    connection.rollback()
    connection.close()


@pytest.fixture(scope="module")
def unguarded_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unguarded")
    shutil.copyfile(sqlite_template, folder / "ledger.db")
    fill(f"sqlite:///{folder / 'ledger.db'}", folder)
    connection = sqlite3.connect(folder / "ledger.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.close()
    return folder / "ledger.db"


def test_without_the_check_a_database_of_another_revision_is_opened(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(database_url, as_application=False)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_newer'"))
    engine.dispose()
    monkeypatch.setattr(migrate, "require_current", lambda engine: None)
    with ledger.connect(database_url, clock=clock) as opened:
        assert opened.append([act(1)]), "code that does not know these tables writes into them"


def test_without_the_check_of_the_version_a_stale_decision_is_stored(
    opened: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clerks saw version 0 and both decide: without the check both get through."""
    monkeypatch.setattr("ledger.posting._check_versions", lambda heads, expected: None)
    opened.append([act(1)], expected={"case-1": 0})
    assert opened.append([act(2)], expected={"case-1": 0})[0].version == 2


def test_without_the_lock_on_the_head_two_pass_the_check_at_once(
    on_postgres: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check reads what the lock protects. Without the lock the key of `events` still refuses a double version."""
    from ledger import append

    def unlocked(connection: object, streams: set[str]) -> dict[str, append.Head]:
        return {stream: append.Head(0, 0, None) for stream in streams}

    on_postgres.append([act(1)], expected={"case-1": 0})
    monkeypatch.setattr(append, "lock_heads", unlocked)
    with pytest.raises(ledger.ledger.LedgerFault, match=r"events_\d_pkey"):  # past the check, caught by the key
        on_postgres.append([act(2)], expected={"case-1": 0})
