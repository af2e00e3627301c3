"""SIGKILL of PostgreSQL under load: no acknowledged receipt is lost. With a durable server of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy.exc import DBAPIError

import ledger
from domain.errors import LedgerFault
from ledger import Receipt, migrate
from ledger.ledger import Ledger
from tests.ledger.sample_acts import act, clock
from tests.postgres_server import PostgresServer

LOAD_SECONDS = 1.0


@pytest.fixture
def durable() -> Iterator[PostgresServer]:
    server = PostgresServer(durable=True)
    try:
        server.start()
        yield server
    finally:
        server.stop()


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
    time.sleep(LOAD_SECONDS)
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


def test_no_acknowledged_receipt_is_lost(durable: PostgresServer) -> None:
    durable.execute("CREATE DATABASE killed")
    migrate.upgrade(durable.url("killed"))
    with ledger.connect(durable.url("killed"), clock=clock) as opened:
        acknowledged = load(opened, durable)
    assert len(acknowledged) > 200
    assert missing_after_restart(durable, acknowledged) == []


def test_without_synchronous_commit_receipts_would_be_lost(durable: PostgresServer) -> None:
    """The protection taken away: commits acknowledged before they are on disk do not survive the kill."""
    durable.execute("CREATE DATABASE killed")
    migrate.upgrade(durable.url("killed"))
    durable.execute("ALTER DATABASE killed SET synchronous_commit = off")
    durable.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
    durable.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
    durable.execute("SELECT pg_reload_conf()")
    with ledger.connect(durable.url("killed"), clock=clock) as opened:
        acknowledged = load(opened, durable)
    assert missing_after_restart(durable, acknowledged) != []
