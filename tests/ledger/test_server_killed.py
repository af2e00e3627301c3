"""SIGKILL of PostgreSQL under load: no acknowledged receipt is lost. With a durable server of its own."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import psycopg2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import ledger
from domain.errors import LedgerFault
from ledger import Receipt, migrate
from ledger.engines import open_engine
from ledger.ledger import Ledger
from tests.ledger.sample_acts import act, clock
from tests.postgres_server import PostgresServer

ENOUGH = 300
"""Receipts after which the server is killed, under the load of four writers."""
# Nothing but a committing session writes the log to disk: the buffers hold it all, and nobody empties them in passing.
QUIET = ("wal_buffers=64MB", "shared_buffers=256MB", "autovacuum=off", "checkpoint_timeout=1h")


@pytest.fixture
def durable() -> Iterator[PostgresServer]:
    server = PostgresServer(durable=True, settings=QUIET)
    try:
        server.start()
        server.execute("CREATE DATABASE killed")
        migrate.upgrade(server.url("killed"))
        hold_back(server)
        yield server
    finally:
        server.stop()


def hold_back(server: PostgresServer) -> None:
    """Stop the process that writes the log in the background, so that luck saves no receipt."""
    engine = open_engine(server.url("postgres"), as_application=False, pooled=False)
    with engine.connect() as connection:
        pids = connection.scalars(
            text("SELECT pid FROM pg_stat_activity WHERE backend_type IN ('walwriter', 'background writer')")
        ).all()
    engine.dispose()
    assert len(pids) == 2
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)


def load(opened: Ledger, server: PostgresServer) -> list[Receipt]:
    """Four writers and the sequencer until the server dies under them; what was acknowledged."""
    acknowledged: list[Receipt] = []
    broken = (DBAPIError, psycopg2.Error, LedgerFault)

    def write(writer: int) -> None:
        try:
            for batch in range(100_000):
                names = [f"w{writer}-{batch}-{number}" for number in range(1 + batch % 30)]
                acknowledged.extend(opened.append([act(name, f"case-{writer}") for name in names]))
        except broken:
            return

    def number() -> None:
        try:
            while True:
                opened.sequence()
                time.sleep(0.005)
        except broken:
            return

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    threads.append(threading.Thread(target=number))
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(acknowledged) < ENOUGH and time.monotonic() < deadline:
        time.sleep(0.02)
    server.kill()
    for thread in threads:
        thread.join()
    return acknowledged


def missing_after_restart(server: PostgresServer, acknowledged: list[Receipt]) -> list[Receipt]:
    server.start()
    with ledger.connect(server.url("killed"), clock=clock) as again:
        again.sequence()
        report = again.verify()
        assert report.ok, report
        stored = {one.hash.hex() for one in again.read(0, 1_000_000)}
    return [receipt for receipt in acknowledged if receipt.hash not in stored]


# (set for the database, what the connection does about it, are receipts lost)
SETTINGS = [
    ("as it comes", "on", None, False),
    ("a database set to acknowledge early", "off", None, False),
    ("the same, and the protection taken away", "off", lambda connection, record: None, True),
]


@pytest.mark.parametrize(("setting", "value", "weak", "lost"), SETTINGS, ids=[row[0] for row in SETTINGS])
def test_no_acknowledged_receipt_is_lost(
    durable: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    value: str,
    weak: Callable[[object, object], None] | None,
    lost: bool,
) -> None:
    durable.execute(f"ALTER DATABASE killed SET synchronous_commit = {value}")
    if weak is not None:
        monkeypatch.setattr("ledger.engines._commit_durably", weak)
    with ledger.connect(durable.url("killed"), clock=clock) as opened:
        acknowledged = load(opened, durable)
    assert len(acknowledged) >= ENOUGH
    assert bool(missing_after_restart(durable, acknowledged)) is lost
