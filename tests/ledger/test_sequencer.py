"""The sequencer: one only, killed at any line without harm, one notification per batch."""

from __future__ import annotations

import os
import select
import signal
import time

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

import ledger
from domain.errors import LedgerFault
from ledger import Ledger
from ledger.engines import open_engine
from ledger.sequencer import CHANNEL, Sequencer
from ledger.sequencer_lock import SequencerLock, SequencerTaken
from ledger.tiles import WIDTH
from tests.ledger.forked import fork, joined, kill_before, lines_run
from tests.ledger.sample_acts import act, acts, clock

TRACED = ("ledger/sequencer.py",)


def test_the_second_sequencer_fails_loudly_and_the_first_goes_on(opened: Ledger, database_url: str) -> None:
    opened.append([act(1)])
    assert opened.sequence() == 1
    with ledger.connect(database_url, clock=clock) as second:
        second.append([act(2)])
        with pytest.raises(SequencerTaken) as refusal:
            second.sequence()
        assert refusal.value.remedy
        assert opened.sequence() == 1
        opened.close()
        second.append([act(3)])
        assert second.sequence() == 1, "the lock is free again"
        assert second.verify().ok


def test_two_sequencers_without_the_lock_still_cannot_number_twice(
    opened: Ledger, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock taken away: the second one's numbers are refused by the database, and nothing is spoilt."""
    opened.append([act(1)])
    opened.sequence()

    def no_lock(self: SequencerLock, connection: Connection) -> None:
        self._file, self._connection = None, connection

    with monkeypatch.context() as weakened:
        weakened.setattr(SequencerLock, "__init__", no_lock)
        other = Sequencer(open_engine(database_url, pooled=False))
    opened.append([act(2)])
    assert other.cycle() == 1
    opened.append([act(3)])
    with pytest.raises(LedgerFault) as refusal:
        opened.sequence()
    assert "positions" in str(refusal.value)
    other.close()
    assert opened.sequence() == 1
    assert [one.id for one in opened.read(0, 9)] == ["1", "2", "3"]
    assert opened.verify().ok


def test_a_sequencer_that_lost_its_connection_lost_the_lock_and_numbers_nothing(
    on_postgres: Ledger, postgres_url: str
) -> None:
    on_postgres.append([act(1)])
    on_postgres.sequence()
    administrator = open_engine(postgres_url, as_application=False)
    with administrator.begin() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        )
    administrator.dispose()
    on_postgres.append([act(2)])
    with pytest.raises(LedgerFault, match=r"closed the connection|terminating connection") as fault:
        on_postgres.sequence()
    assert isinstance(fault.value.__cause__, DBAPIError)
    with ledger.connect(postgres_url, clock=clock) as other:
        assert other.sequence() == 1
        assert other.verify().ok


def sequence_once(url: str) -> None:
    sequencer = Sequencer(open_engine(url, pooled=False))
    sequencer.cycle()
    sequencer.close()


def test_killed_between_any_two_lines_and_started_again(opened: Ledger, database_url: str) -> None:
    """SIGKILL before every line that a cycle runs, so between any two of its statements too; each cycle numbers
    two appends and fills a tile.
    """

    def append(number: int) -> None:
        opened.append(acts(200, prefix=f"a{number}-"))
        opened.append(acts(WIDTH - 200, prefix=f"b{number}-"))

    append(0)
    lines = lines_run(TRACED, lambda: sequence_once(database_url))
    assert len(lines) > 40
    for number, line in enumerate(lines, 1):
        append(number)
        child = fork(lambda line=line: kill_before(TRACED, line, lambda: sequence_once(database_url)))
        assert joined([child]) == [-signal.SIGKILL], line
        assert opened.head() in (number * WIDTH, (number + 1) * WIDTH), "half a batch was kept"
        sequence_patiently(database_url)
        assert opened.head() == (number + 1) * WIDTH, line
        if number % 16 == 0 or number == len(lines):
            report = opened.verify()
            assert report.ok, (line, report)


def sequence_patiently(url: str) -> None:
    """A new sequencer; the server needs a moment to notice that the killed one is gone."""
    for _ in range(500):
        try:
            sequencer = Sequencer(open_engine(url, pooled=False))
        except SequencerTaken:
            time.sleep(0.02)
        else:
            sequencer.cycle()
            sequencer.close()
            return
    raise AssertionError("the lock of a killed sequencer was never given back")


def test_two_commits_in_a_cycle_would_be_found_out(
    opened: Ledger, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The protection taken away: positions committed before the queue is emptied, then a crash."""
    opened.append(acts(3))

    def commit_early(self: Sequencer, _firsts: list[int]) -> None:
        self._connection.connection.commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as weakened:
        weakened.setattr(Sequencer, "_release", commit_early)
        with pytest.raises(KeyboardInterrupt):
            opened.sequence()
    fault = opened.verify().fault
    assert fault is not None
    assert fault.check == "queue"
    with pytest.raises(LedgerFault):  # the same events cannot be numbered again
        opened.sequence()


def test_a_queue_row_without_its_event_stops_the_sequencer(opened: Ledger) -> None:
    opened.append(acts(3))
    with opened.writing_engine.begin() as connection:
        connection.execute(text("INSERT INTO unsequenced (first_id, size) VALUES (99999999999, 2)"))
    with pytest.raises(LedgerFault, match="verify"):
        opened.sequence()
    assert opened.head() == 0


def test_one_notification_per_batch_after_its_commit(on_postgres: Ledger, postgres_url: str) -> None:
    listener = open_engine(postgres_url, pooled=False).connect().execution_options(isolation_level="AUTOCOMMIT")
    listener.execute(text(f"LISTEN {CHANNEL}"))
    raw = listener.connection.driver_connection
    assert raw is not None

    def notified() -> int:
        while select.select([raw], [], [], 0.15)[0]:
            raw.poll()
        count = len(raw.notifies)
        raw.notifies.clear()
        return count

    on_postgres.append(acts(200))
    on_postgres.append(acts(5, prefix="a"))
    assert notified() == 0, "an append does not notify"
    on_postgres.sequence()
    assert notified() == 1
    on_postgres.sequence()
    assert notified() == 0, "nothing new"
    listener.close()


def test_an_append_takes_no_lock_that_a_sequencer_waits_for(on_postgres: Ledger) -> None:
    """Appends of other streams and the sequencer go on while a writer hangs."""
    with on_postgres.writing_engine.connect() as hanging:
        on_postgres.append_in(hanging, [act(1, "hanging")])
        on_postgres.append([act(2, "other")])
        assert on_postgres.sequence() == 1
        hanging.rollback()


def test_few_statements_per_cycle(on_postgres: Ledger) -> None:
    """A cycle must stay cheap: it is what stands between an act and everyone who waits for it."""
    on_postgres.append([act(0)])
    on_postgres.sequence()
    statements: list[str] = []
    event.listen(
        on_postgres._dedicated,
        "before_cursor_execute",
        lambda _c, _k, statement, *_rest: statements.append(statement.split()[0]),
    )
    on_postgres.append(acts(50, prefix="a"))
    on_postgres.sequence()
    assert statements == ["SELECT", "SELECT", "SELECT", "NOTIFY", "SELECT"]


def test_the_lock_file_of_sqlite_does_not_outlive_its_process(sqlite_url: str) -> None:
    """A killed sequencer leaves the file behind, and not the lock."""
    with ledger.connect(sqlite_url, clock=clock) as opened:
        opened.append([act(1)])

    def number_and_die() -> None:
        holder = ledger.connect(sqlite_url, clock=clock)
        holder.append([act(2)])
        assert holder.sequence() == 2
        os.kill(os.getpid(), signal.SIGKILL)

    assert joined([fork(number_and_die)]) == [-signal.SIGKILL]
    with ledger.connect(sqlite_url, clock=clock) as opened:
        opened.append([act(3)])
        assert opened.sequence() == 1
        assert opened.verify().ok
