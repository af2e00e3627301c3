"""SQLAlchemy engines for the two backends, set up so that a receipt is durable and rights are the application's.

Not the schema and not the migrations. Called by ledger.connect and by migrate.py.
"""

from __future__ import annotations

import sqlite3
from typing import Protocol

from psycopg2.errors import InsufficientPrivilege
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool, QueuePool

from domain.errors import LedgerFault
from ledger import reading_scope
from ledger.roles import WORKER

WRITING = "quancheng_writing"
"""Execution option: on SQLite the transaction takes the write lock at its start, and not half-way."""
BUSY_SECONDS = 30
_BECOME_WORKER = f"SELECT set_config('role', rolname, false) FROM pg_catalog.pg_roles WHERE rolname = '{WORKER}'"  # noqa: S608


class _Dbapi(Protocol):
    """The part of a DB-API connection that set-up needs."""

    def cursor(self) -> _DbapiCursor: ...
    def commit(self) -> None: ...


class _DbapiCursor(Protocol):
    def execute(self, statement: str) -> object: ...
    def close(self) -> None: ...


def parsed(url: str) -> URL:
    """The URL, refused unless it names a driver and a backend that the ledger has.

    A bare `postgresql://` would silently select another driver; SQLite in memory has one connection only.
    """
    address = make_url(url)
    if address.drivername == "sqlite" and address.database and ":memory:" not in address.database:
        return address
    if address.drivername == "postgresql+psycopg2":
        return address
    raise LedgerFault(
        f"The ledger cannot live at a database of kind {address.drivername!r}"
        + (" in memory." if address.drivername == "sqlite" else "."),
        remedy="Give sqlite:///FILE or postgresql+psycopg2://USER@HOST/DATABASE.",
    )


def open_engine(url: str, *, as_application: bool = True, pooled: bool = True) -> Engine:
    """An engine for `url`. With `as_application`, PostgreSQL sessions act as quancheng_worker, whoever logged in, so
    that a developer's superuser meets the same refusals as production; what reads for a caller acts as
    quancheng_application, within the caller's scope (reading_scope.py).
    """
    address = parsed(url)
    pool = QueuePool if pooled else NullPool
    if address.drivername == "sqlite":
        engine = create_engine(
            address, poolclass=pool, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(address, poolclass=pool)
    if as_application:
        event.listen(engine, "connect", _act_as_worker)
        event.listen(engine, "connect", _commit_durably)
        event.listen(engine, "begin", _within_scope)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine and pool, for transactions that are going to write."""
    return engine.execution_options(**{WRITING: True})


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions: _begin_sqlite does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # a receipt is durable: WAL with NORMAL may lose the last commits
    cursor.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE slips past the DELETE triggers
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _within_scope(connection: Connection) -> None:
    """A transaction that reads for a caller shows only the caller's cases. One that writes is the platform's own."""
    if connection.get_execution_options().get(WRITING, False):
        return
    settings = reading_scope.settings()
    if settings:
        calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
        connection.exec_driver_sql(f"SELECT {calls}", tuple(part for pair in settings for part in pair))


def _act_as_worker(connection: _Dbapi, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(_BECOME_WORKER)
    except InsufficientPrivilege:
        raise LedgerFault(
            f"The database login is no member of {WORKER}, the role in which this platform works.",
            remedy=f"Have an administrator run: GRANT {WORKER} TO the login.",
        ) from None
    # the planner thinks row policies so dear that it compiles them: seconds, for queries of milliseconds
    cursor.execute("SET jit = off")
    cursor.close()
    connection.commit()  # else the pool's rollback on return would take the role back


def _commit_durably(connection: _Dbapi, _record: object) -> None:
    """A server or database may be set to acknowledge commits before they are on disk: receipts would be lost."""
    cursor = connection.cursor()
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.close()
    connection.commit()
