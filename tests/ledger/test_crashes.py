"""Processes that die and disks that fill: nothing acknowledged is lost, nothing half is kept, and it goes on after.

SIGKILL of the database server itself is test_server_killed.py; of the sequencer at every line, test_sequencer.py.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

import ledger
from domain.errors import LedgerFault
from ledger import Ledger, NewAct, Receipt
from ledger.engines import open_engine
from ledger.ledger import connect
from tests.ledger.forked import fork, joined, kill_before, lines_run
from tests.ledger.sample_acts import act, acts, clock
from tests.postgres_server import PostgresServer

TRACED = ("ledger/append.py", "ledger/posting.py")


def post_batch(url: str, number: int) -> None:
    with connect(url, clock=clock) as opened:
        opened.append(acts(4, streams=2, prefix=f"n{number}-"))


def test_an_append_killed_at_any_line_leaves_all_or_nothing(opened: Ledger, database_url: str) -> None:
    """So also between COPY of the events and COPY of the identities, and between those and the commit."""
    post_batch(database_url, 0)
    lines = lines_run(TRACED, lambda: post_batch(database_url, 1))
    assert len(lines) > 60
    stored = 8
    for number, line in enumerate(lines, 2):
        child = fork(lambda n=number, line=line: kill_before(TRACED, line, lambda: post_batch(database_url, n)))
        assert joined([child]) == [-signal.SIGKILL], line
        receipts = opened.append(acts(4, streams=2, prefix=f"n{number}-"))
        kept = {receipt.duplicate for receipt in receipts}
        assert kept == {False} or (kept == {True} and line[0] == "posting.py"), (
            line,
            kept,
        )  # True: killed after commit
        stored += 4
    assert opened.sequence() == stored
    assert opened.verify().ok


def test_an_append_killed_after_its_commit_is_found_by_the_repeat(opened: Ledger, database_url: str) -> None:
    """The poster never saw the receipt, and gets the first one when it posts again."""

    def post_and_die() -> None:
        post_batch(database_url, 0)
        os.kill(os.getpid(), signal.SIGKILL)

    assert joined([fork(post_and_die)]) == [-signal.SIGKILL]
    assert all(receipt.duplicate for receipt in opened.append(acts(4, streams=2, prefix="n0-")))
    assert opened.sequence() == 4


def number_for_ever(url: str) -> None:
    with connect(url, clock=clock) as opened:
        while True:
            try:
                opened.sequence()
            except LedgerFault:  # the one killed before has not let go yet
                time.sleep(0.005)


def test_sequencers_killed_at_any_moment_under_load(opened: Ledger, database_url: str) -> None:
    chance = random.Random(7)
    count = 0
    for round_ in range(5):
        child = fork(lambda: number_for_ever(database_url))
        deadline = time.monotonic() + chance.uniform(0.1, 0.25)
        while time.monotonic() < deadline:
            count += len(opened.append(acts(chance.randint(1, 60), prefix=f"r{round_}-{count}-")))
        os.kill(child, signal.SIGKILL)
        joined([child])
    for _ in range(200):
        try:
            opened.sequence()
        except LedgerFault:
            time.sleep(0.02)
        else:
            break
    assert opened.head() == count > 100
    assert opened.verify().ok


@contextmanager
def full_file(opened: Ledger) -> Iterator[Callable[[], None]]:
    """SQLite: the file may not grow any more; gives what makes room again."""

    def limit(dbapi: object, *_: object) -> None:
        dbapi.execute(f"PRAGMA max_page_count = {pages[0]}")  # type: ignore[attr-defined]

    with opened.engine.connect() as connection:
        pages = [int(connection.scalar(text("PRAGMA page_count")) or 0) + 40]
    for engine in (opened.engine, opened._dedicated):
        event.listen(engine.pool, "checkout", limit)

    def make_room() -> None:
        pages[0] = 1 << 30

    yield make_room


def until_full(opened: Ledger, size: int) -> tuple[list[Receipt], list[NewAct], LedgerFault]:
    """Append until the disk is full: what was acknowledged, the batch that was not, and the fault."""
    acknowledged: list[Receipt] = []
    for number in range(100):
        batch = [act(f"{number}-{part}", payload=os.urandom(size)) for part in range(3)]
        try:
            acknowledged += opened.append(batch)
        except LedgerFault as fault:
            return acknowledged, batch, fault
    raise AssertionError("the disk was never full")


def nothing_lost(opened: Ledger, acknowledged: list[Receipt], batch: list[NewAct]) -> None:
    """There is room again: it goes on, and all that was acknowledged is there, with nothing else."""
    assert acknowledged
    assert not any(receipt.duplicate for receipt in opened.append(batch))
    opened.sequence()
    stored = [one.hash.hex() for one in opened.read(0, 1000)]
    assert stored[:-3] == [receipt.hash for receipt in acknowledged]
    assert len(stored) == len(acknowledged) + 3
    assert opened.verify().ok


def test_a_full_disk_on_sqlite(sqlite_url: str) -> None:
    with connect(sqlite_url, clock=clock) as opened, full_file(opened) as make_room:
        acknowledged, batch, fault = until_full(opened, 4000)
        assert "full" in fault.detail
        assert "post the same acts again" in fault.remedy
        with pytest.raises(LedgerFault, match="full"):
            opened.append_each(batch)
        receipts = [opened.receipt(receipt.source, receipt.id) for receipt in acknowledged]
        assert [receipt.hash for receipt in receipts if receipt] == [receipt.hash for receipt in acknowledged]
        make_room()
        nothing_lost(opened, acknowledged, batch)


def test_a_full_disk_on_postgresql() -> None:
    """No file of the server may grow beyond the size of its log files, which the payloads reach soon."""
    server = PostgresServer()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 20, hard))
        server.start()
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        server.execute("CREATE DATABASE crowded")
        ledger.migrate.upgrade(server.url("crowded"))
        with connect(server.url("crowded"), clock=clock) as opened:
            acknowledged, batch, fault = until_full(opened, 1 << 20)
            assert "could not extend file" in fault.detail
            with pytest.raises(LedgerFault, match="could not extend"):
                opened.append_each(batch)
        server.kill()
        server.start()
        with connect(server.url("crowded"), clock=clock) as opened:
            nothing_lost(opened, acknowledged, batch)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        server.stop()


def test_a_disk_full_while_numbering_leaves_the_queue(sqlite_url: str) -> None:
    with connect(sqlite_url, clock=clock) as opened:
        opened.append(acts(5000))
        with full_file(opened) as make_room:
            with pytest.raises(LedgerFault, match="numbering"):
                opened.sequence()
            assert opened.head() == 0
            make_room()
            assert opened.sequence() == 5000
        assert opened.verify().ok


def test_a_server_that_is_away_is_a_clear_fault() -> None:
    server = PostgresServer()
    try:
        server.start()
        server.execute("CREATE DATABASE away")
        ledger.migrate.upgrade(server.url("away"))
        with connect(server.url("away"), clock=clock) as opened:
            opened.append([act(1)])
            server.kill()
            for _ in range(2):
                with pytest.raises(LedgerFault, match="did not take the append"):
                    opened.append_each([act(2)])
            server.start()
            assert opened.append([act(1), act(2)])[0].duplicate
            assert opened.sequence() == 2
    finally:
        server.stop()


def test_a_locked_file_is_a_clear_fault(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds SQLite's write lock for longer than we wait."""
    monkeypatch.setattr("ledger.engines.BUSY_SECONDS", 0.2)
    holder = open_engine(sqlite_url)
    with connect(sqlite_url, clock=clock) as opened, holder.connect() as connection:
        connection.connection.cursor().execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerFault, match="locked"):
            opened.append([act(1)])
        connection.connection.cursor().execute("ROLLBACK")
        assert opened.append([act(1)])[0].version == 1
    holder.dispose()
