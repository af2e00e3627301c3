"""Waiting readers: woken by the sequencer, and never left asleep when a notification is lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from sqlalchemy import text

import ledger
from ledger import Ledger, waiting
from ledger.engines import open_engine
from ledger.waiting import Waiter
from tests.ledger.sample_acts import act, clock


def listeners(url: str) -> int:
    """Connections that listen on this database, seen by an administrator."""
    engine = open_engine(url, as_application=False)
    query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    with engine.connect() as connection:
        count = int(connection.scalar(text(query)) or 0)
    engine.dispose()
    return count


def later(seconds: float, opened: Ledger, act_id: str) -> threading.Thread:
    def work() -> None:
        time.sleep(seconds)
        opened.append([act(act_id)])
        opened.sequence()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_wait_ends_when_another_process_numbers(opened: Ledger, database_url: str) -> None:
    with ledger.connect(database_url, clock=clock) as reader:
        assert reader.wait(0, 0.05) == 0, "nothing yet"
        for number in range(1, 4):
            writer = later(0.1, opened, str(number))
            started = time.monotonic()
            assert reader.wait(number - 1, 10) == number
            assert time.monotonic() - started < 2
            writer.join()
        assert reader.wait(0, 10) == 3, "no waiting for what is there"


def test_many_readers_wait_on_one_connection(on_postgres: Ledger, postgres_url: str) -> None:
    with ledger.connect(postgres_url, clock=clock) as reader, ThreadPoolExecutor(12) as pool:
        waits = [pool.submit(reader.wait, 0, 10) for _ in range(12)]
        later(0.3, on_postgres, "1").join()
        assert [found.result() for found in waits] == [1] * 12
        assert listeners(postgres_url) == 1


def test_an_event_between_the_first_look_and_listen_is_delivered(
    on_postgres: Ledger, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LISTEN comes late: whoever looked before it was in force polls, and looks again once it is."""
    follow = Waiter._follow

    def slow(self: Waiter) -> None:
        time.sleep(0.6)
        follow(self)

    monkeypatch.setattr(Waiter, "_follow", slow)
    with ledger.connect(postgres_url, clock=clock) as reader:
        writer = later(0.2, on_postgres, "1")
        started = time.monotonic()
        assert reader.wait(0, 10) == 1
        assert time.monotonic() - started < 1.5
        writer.join()


def test_a_lost_listener_means_polling(on_postgres: Ledger, postgres_url: str) -> None:
    with ledger.connect(postgres_url, clock=clock) as reader:
        assert reader.wait(0, 0.3) == 0
        administrator = open_engine(postgres_url, as_application=False)
        with administrator.begin() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            )
        administrator.dispose()
        writer = later(0.2, on_postgres, "1")
        assert reader.wait(0, 10) == 1
        writer.join()


def test_a_server_that_died_is_listened_to_again(
    on_postgres: Ledger, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed, it leaves the driver's own error to poll(), past SQLAlchemy."""
    follow, died = Waiter._follow, threading.Event()

    def first_dies(self: Waiter) -> None:
        if not died.is_set():
            self._listening.set()
            died.set()
            raise psycopg2.OperationalError("server closed the connection unexpectedly")
        follow(self)

    monkeypatch.setattr(Waiter, "_follow", first_dies)
    with ledger.connect(postgres_url, clock=clock) as reader:
        reader.wait(0, 0.3)
        assert died.is_set()
        assert not reader._waiter._listening.is_set(), "whoever waits looks often meanwhile"
        assert reader._waiter._listening.wait(20)


@pytest.mark.parametrize(("net", "in_time"), [(0.2, True), (60.0, False)], ids=["net", "no net"])
def test_the_net_under_a_lost_notification(
    on_postgres: Ledger, postgres_url: str, monkeypatch: pytest.MonkeyPatch, net: float, in_time: bool
) -> None:
    """A listener that believes it listens and hears nothing. With the net taken away the reader sleeps on."""

    def deaf(self: Waiter) -> None:
        self._listening.set()
        self._closed.wait()

    monkeypatch.setattr(Waiter, "_follow", deaf)
    monkeypatch.setattr(waiting, "LISTENING_POLL", net)
    with ledger.connect(postgres_url, clock=clock) as reader:
        reader.wait(0, 0.05)  # the deaf listener is up
        writer = later(0.1, on_postgres, "1")
        started = time.monotonic()
        assert reader.wait(0, 1.5) == 1, "the look at the deadline finds it in either case"
        assert (time.monotonic() - started < 1.4) is in_time
        writer.join()
