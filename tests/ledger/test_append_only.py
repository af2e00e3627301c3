"""What the application role, the triggers and the hashes each stop, and what they do not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import errors
from sqlalchemy import text
from sqlalchemy.engine import make_url

import ledger
from domain.errors import LedgerFault
from ledger import Ledger
from ledger.checkpoint import load_signer
from ledger.roles import APPLICATION, MIGRATOR, OWNER, WORKER
from ledger.schema import EVENT_PARTITIONS, INSERT_ONLY
from ledger.tiles import WIDTH
from tests.ledger.sample_acts import act, acts, clock
from tests.postgres_server import PostgresServer

PARTITIONS = tuple(f"events_{number}" for number in range(EVENT_PARTITIONS))
COLUMN = {
    "events": "payload = payload",
    "event_identity": "insert_id = insert_id",
    "positions": "insert_id = insert_id",
    "tree_tiles": "root = root",
    "checkpoints": "root = root",
}
CHANGES = [
    (table, statement)
    for table in INSERT_ONLY + PARTITIONS
    for statement in (
        f"UPDATE {table} SET {COLUMN.get(table, 'payload = payload')}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
    )
]


def fill(url: str, folder: Path) -> str:
    signer = load_signer("example.org/log", folder / "log.key", folder / "last-checkpoint")
    with ledger.connect(url, clock=clock, signer=signer) as opened:
        opened.append(acts(WIDTH, streams=40))
        opened.sequence()
        opened.checkpoint()
        opened.append(acts(3, prefix="waiting"))
    return url


@pytest.fixture(scope="module")
def filled(
    postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One database for all tests that must not be able to change it."""
    postgres_server.execute(f"CREATE DATABASE append_only TEMPLATE {postgres_template}")
    yield fill(postgres_server.url("append_only"), tmp_path_factory.mktemp("key"))
    postgres_server.execute("DROP DATABASE append_only WITH (FORCE)")


def connected(server: PostgresServer, url: str, user: str) -> psycopg2.extensions.connection:
    database = make_url(url).database
    assert database is not None
    address = make_url(server.url(database, user))
    return psycopg2.connect(host=address.query["host"], port=address.query["port"], user=user, dbname=database)


@pytest.fixture
def application(postgres_server: PostgresServer, filled: str) -> Iterator[psycopg2.extensions.connection]:
    """A login that is a member of the application role and of nothing else, as in production."""
    exists = "SELECT 1 FROM pg_roles WHERE rolname = 'app_login'"
    postgres_server.execute(
        f"DO $$ BEGIN IF NOT EXISTS ({exists}) THEN CREATE ROLE app_login LOGIN IN ROLE {WORKER}; END IF; END $$"
    )
    connection = connected(postgres_server, filled, "app_login")
    yield connection
    connection.close()


@pytest.fixture
def superuser(postgres_server: PostgresServer, filled: str) -> Iterator[psycopg2.extensions.connection]:
    connection = connected(postgres_server, filled, "postgres")
    yield connection
    connection.close()


def refused(connection: psycopg2.extensions.connection, statement: str, error: type[Exception]) -> None:
    with connection.cursor() as cursor, pytest.raises(error):
        cursor.execute(statement)
    connection.rollback()


@pytest.mark.parametrize(("table", "statement"), CHANGES, ids=[statement for _, statement in CHANGES])
class TestEveryTableAndPartition:
    def test_refused_to_the_application(
        self, application: psycopg2.extensions.connection, table: str, statement: str
    ) -> None:
        refused(application, statement, errors.InsufficientPrivilege)

    def test_refused_by_trigger_even_to_a_superuser_in_replica_mode(
        self, superuser: psycopg2.extensions.connection, table: str, statement: str
    ) -> None:
        """ENABLE ALWAYS: without it `session_replication_role = replica` lets every change through."""
        with superuser.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() != (0,), "a row trigger needs a row to fire on"
            cursor.execute("SET session_replication_role = replica")
        refused(superuser, statement, errors.RestrictViolation)


OTHER_REFUSALS = [
    ("empty the queue", "DELETE FROM unsequenced"),
    ("change the queue", "UPDATE unsequenced SET size = 1"),
    ("forget a stream", "DELETE FROM stream_heads"),
    ("disable a trigger", "ALTER TABLE events DISABLE TRIGGER ALL"),
    ("disable a partition's trigger", "ALTER TABLE events_0 DISABLE TRIGGER ALL"),
    ("drop a trigger", "DROP TRIGGER append_only ON positions"),
    (
        "replace the trigger's function",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS ''",
    ),
    ("detach a partition", "ALTER TABLE events DETACH PARTITION events_3"),
    ("drop a partition", "DROP TABLE events_3"),
    ("read a partition past its parent", "SELECT * FROM events_3"),
    ("write a partition past its parent", "INSERT INTO events_3 SELECT * FROM events"),
    ("turn triggers off", "SET session_replication_role = replica"),
    ("become the owner", f"SET ROLE {OWNER}"),
    ("become the migrator", f"SET ROLE {MIGRATOR}"),
    ("pretend another revision", "UPDATE alembic_version SET version_num = 'x'"),
    ("move the sequence back", "SELECT setval('event_block', 0)"),
]


@pytest.mark.parametrize(("attempt", "statement"), OTHER_REFUSALS, ids=[row[0] for row in OTHER_REFUSALS])
def test_refused_to_the_application(application: psycopg2.extensions.connection, attempt: str, statement: str) -> None:
    refused(application, statement, errors.InsufficientPrivilege)


def test_the_application_can_do_its_work(
    postgres_server: PostgresServer, postgres_url: str, application: object, tmp_path: Path
) -> None:
    database = make_url(fill(postgres_url, tmp_path)).database
    assert database is not None
    with ledger.connect(postgres_server.url(database, "app_login"), clock=clock) as opened:
        opened.append([act("more")])
        assert opened.sequence() == 4
        assert opened.read(WIDTH, 10)[-1].id == "more"
        with opened.engine.begin() as connection:
            connection.execute(text("CREATE TABLE board_v2 (id bigint)"))


def test_a_login_that_may_not_work_here_is_told_what_it_lacks(postgres_server: PostgresServer, filled: str) -> None:
    """A member of the application role alone: it would see no case."""
    postgres_server.execute(f"CREATE ROLE reader_only LOGIN IN ROLE {APPLICATION}")
    database = make_url(filled).database
    assert database is not None
    with pytest.raises(LedgerFault, match=WORKER) as told:
        ledger.connect(postgres_server.url(database, "reader_only"), clock=clock)
    assert f"GRANT {WORKER}" in told.value.remedy


def test_a_developers_superuser_meets_the_same_refusals(on_postgres: Ledger) -> None:
    on_postgres.append([act(1)])
    with on_postgres.engine.connect() as connection:
        assert connection.scalar(text("SELECT current_user")) == WORKER
    with on_postgres.engine.connect() as connection:
        assert connection.scalar(text("SELECT current_user")) == WORKER, "after the pool's rollback too"


def test_the_queue_lets_nothing_go_that_has_no_position(application: psycopg2.extensions.connection) -> None:
    with application.cursor() as cursor:
        cursor.execute("SELECT release_sequenced(array_agg(first_id)) FROM unsequenced")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT sum(size) FROM unsequenced")
        assert cursor.fetchone() == (3,)


def test_every_trigger_is_always_on_and_every_partition_has_both(
    superuser: psycopg2.extensions.connection,
) -> None:
    with superuser.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname IN ('append_only', 'no_truncate')"
        )
        found = set(cursor.fetchall())
    assert found == {
        (table, trigger, "A") for table in INSERT_ONLY + PARTITIONS for trigger in ("append_only", "no_truncate")
    }


def test_privileges_are_exactly_these(superuser: psycopg2.extensions.connection) -> None:
    """A later migration that grants more on a table of the ledger fails here."""
    with superuser.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) "
            f"FROM information_schema.role_table_grants WHERE grantee = '{APPLICATION}' GROUP BY table_name"
        )
        rights = dict(cursor.fetchall())
        cursor.execute("SELECT tableowner, count(*) FROM pg_tables WHERE schemaname = 'public' GROUP BY 1")
        owners = [owner for owner, _ in cursor.fetchall()]
    assert {table: rights.get(table) for table in INSERT_ONLY} == dict.fromkeys(INSERT_ONLY, "INSERT SELECT")
    assert rights["unsequenced"] == "INSERT SELECT"
    assert rights["stream_heads"] == "INSERT SELECT UPDATE"
    assert rights["alembic_version"] == "SELECT"
    assert not rights.keys() & set(PARTITIONS)
    assert owners == [OWNER]


def test_an_owner_can_do_it_and_verify_says_so(
    postgres_server: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    """Neither rights nor triggers stop the owner; the hashes show it."""
    fill(postgres_url, tmp_path)
    owner = connected(postgres_server, postgres_url, "postgres")
    with owner, owner.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
        cursor.execute("ALTER TABLE events DISABLE TRIGGER ALL")
        cursor.execute("UPDATE events SET person = 'p9' WHERE id = '7'")
        assert cursor.rowcount == 1
    owner.close()
    signer = load_signer("example.org/log", tmp_path / "log.key", tmp_path / "last-checkpoint")
    with ledger.connect(postgres_url, clock=clock, signer=signer) as opened:
        fault = opened.verify().fault
    assert fault is not None
    assert (fault.check, fault.position) == ("event-hash", 8)


SQLITE_REFUSALS = [
    *[(f"{verb} {table}", statement) for table in INSERT_ONLY for verb, statement in (
        ("update", f"UPDATE {table} SET {COLUMN[table]}"),
        ("delete from", f"DELETE FROM {table}"),
        ("replace in", f"REPLACE INTO {table} SELECT * FROM {table}"),
        ("insert or replace in", f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ("upsert into", f"INSERT INTO {table} SELECT * FROM {table} WHERE 1 ON CONFLICT DO UPDATE SET {COLUMN[table]}"),
    )],
    ("empty the queue", "DELETE FROM unsequenced"),
]  # fmt: skip


@pytest.fixture(scope="module")
def filled_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("append-only")
    shutil.copyfile(sqlite_template, folder / "ledger.db")
    fill(f"sqlite:///{folder / 'ledger.db'}", folder)
    return folder / "ledger.db"


@pytest.mark.parametrize(("attempt", "statement"), SQLITE_REFUSALS, ids=[row[0] for row in SQLITE_REFUSALS])
def test_refused_on_sqlite(filled_file: Path, attempt: str, statement: str) -> None:
    """On a plain connection, without the pragmas that our own engine sets: the file itself refuses."""
    plain = sqlite3.connect(filled_file)
    before = list(plain.iterdump())
    with pytest.raises(sqlite3.IntegrityError):
        plain.execute(statement)
    plain.commit()
    assert list(plain.iterdump()) == before
    plain.close()
