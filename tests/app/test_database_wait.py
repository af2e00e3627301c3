"""Who starts before its database waits for it, and tells why it waits; what is no outage is told at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg2
import pytest
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError
from structlog.testing import capture_logs

from app import database_wait, worker
from app.composition import Platform
from app.database_wait import once_there
from domain.errors import LedgerFault
from ledger.limits import storage_fault

STARTING = psycopg2.OperationalError("FATAL:  the database system is starting up\nmore that nobody asked for")


def failing(error: Exception, times: int) -> Callable[[], str]:
    tried: list[int] = []

    def step() -> str:
        tried.append(1)
        if len(tried) <= times:
            raise error
        return f"opened at attempt {len(tried)}"

    return step


def of_the_ledger() -> LedgerFault:
    fault = storage_fault(STARTING, "The database did not take the numbering", "Mend it.")
    fault.__cause__ = STARTING
    return fault


AWAY = [
    ("the driver's own", STARTING),
    ("SQLAlchemy's", OperationalError("SELECT 1", {}, STARTING)),
    ("the ledger's, which names it as the cause", of_the_ledger()),
    ("any error of a connection that broke", DatabaseError("SELECT 1", {}, STARTING, connection_invalidated=True)),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_wait, "FIRST_PAUSE", 0.01)


@pytest.mark.parametrize(("whose", "error"), AWAY, ids=[row[0] for row in AWAY])
def test_it_is_tried_again_and_each_time_told(whose: str, error: Exception) -> None:
    with capture_logs() as lines:
        assert once_there(failing(error, 3), 30) == "opened at attempt 4"
    assert [line["event"] for line in lines] == ["start.database_away"] * 3
    assert [line["again_in"] for line in lines] == [0.01, 0.02, 0.04]
    assert "starting up" in lines[0]["why"]
    assert "nobody asked" not in lines[0]["why"]


def test_after_its_time_the_error_itself_is_raised() -> None:
    began = time.monotonic()
    with pytest.raises(psycopg2.OperationalError, match="starting up"):
        once_there(failing(STARTING, 1000), 0.3)
    assert 0.3 <= time.monotonic() - began < 5


@pytest.mark.parametrize("error", [
    LedgerFault("The database is at revision none.", remedy="Migrate."),
    ProgrammingError("SELECT 1", {}, Exception("no such table")),
])  # fmt: skip
def test_what_waiting_does_not_mend_is_not_waited_for(error: Exception) -> None:
    step = failing(error, 1)
    with pytest.raises(type(error)):
        once_there(step, 30)
    assert step() == "opened at attempt 2"


def test_who_may_not_wait_tries_once() -> None:
    with pytest.raises(psycopg2.OperationalError):
        once_there(failing(STARTING, 1), 0)


def test_who_is_stopped_while_it_waits_waits_no_longer() -> None:
    waited: list[float] = []

    def stopped(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) == 2

    with pytest.raises(psycopg2.OperationalError):
        once_there(failing(STARTING, 1000), 60, stopped)
    assert waited == [0.01, 0.02]


def test_a_worker_stopped_while_its_database_is_away_ends_quietly(
    on_sqlite: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def away() -> int:
        stop.set()
        raise STARTING

    monkeypatch.setattr(on_sqlite.ledger, "sequence", away)
    worker.run(on_sqlite, stop)
    stop.clear()
    monkeypatch.setattr(on_sqlite.settings, "database_wait_seconds", 0.0)
    monkeypatch.setattr(on_sqlite.ledger, "sequence", failing(STARTING, 1))
    with pytest.raises(psycopg2.OperationalError):
        worker.run(on_sqlite, stop)
