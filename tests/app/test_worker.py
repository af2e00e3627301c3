"""The process behind the ledger, running: acts posted become findings, and a second one is told to go away."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from app import processing, worker
from app.composition import Platform
from app.health import health
from app.rebuild import rebuild
from domain.errors import LedgerFault
from projections.schema import projections
from projections.timeline import timeline_rows
from tests.platforms import POLICE, SetClock, accepted, detained, found, open_for_test, wire


def test_acts_become_findings_without_being_asked(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-07")
    platform.start()
    accepted(platform, *detained("2026-03-02"))
    deadline = time.monotonic() + 20
    while not found(platform, "CPL-091-1") and time.monotonic() < deadline:
        time.sleep(0.01)
    [finding] = found(platform, "CPL-091-1")
    assert finding.status == "overdue"
    platform.drain()  # waits for the background to be level
    assert health(platform).ok


def test_a_read_model_that_an_upgrade_brought_holds_nobody_up(
    platform: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins at 0 of a long ledger: each step does the present first, and some of the past beside it."""
    monkeypatch.setattr(processing, "LATE_AT_ONCE", 10)
    monkeypatch.setattr(processing, "FAR_BEHIND", 20)
    clock.set("2026-03-04")
    for number in range(40):
        accepted(platform, wire(f"{number}", "CaseFiled", "2026-03-01", case=f"c{number % 7}"))
    platform.drain()
    before = platform.ledger.head()
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(update(projections).where(projections.c.name == "timeline").values(position=0))
        connection.execute(delete(timeline_rows))
    accepted(platform, wire("fresh", "CaseFiled", "2026-03-01", case="c-fresh"))
    platform.ledger.sequence()
    platform.processing.step()
    stand = {one.name: one for one in health(platform).projections}
    assert stand["case_view"].position == stand["supervision"].position == before + 1
    assert (stand["timeline"].position, stand["timeline"].lag) == (10, platform.ledger.head() - 10)
    platform.drain()
    assert stand.keys() == {one.name for one in health(platform).projections if one.lag == 0}
    assert rebuild(platform, "timeline").equal


@pytest.mark.parametrize(
    ("longest", "expected"), [(worker.AFTER_TROUBLE, [1.0, 1.0, 1.0, 1.0]), (6.0, [1.0, 2.0, 4.0, 6.0])]
)
def test_trouble_is_waited_out(monkeypatch: pytest.MonkeyPatch, longest: float, expected: list[float]) -> None:
    """Of webhooks longer each time: what was sent and could not be noted is sent again after it."""
    stop, waits = threading.Event(), list[float]()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == len(expected):
            stop.set()

    def fails() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(stop, "wait", wait)
    worker._repeat("webhooks", stop, fails, longest)
    assert waits == expected


@pytest.mark.parametrize(
    ("moved", "took", "rest"),
    [(0, 0.1, None), (1, 0.1, 0.1), (999, 0.1, 0.1), (3, 9.0, worker.LONGEST_REST), (1_000, 0.1, None)],
)
def test_small_batches_are_let_gather(
    moved: int, took: float, rest: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as one took, and never long; what piled up is worked off without a rest."""
    rests: list[float | None] = []
    monkeypatch.setattr("app.worker.time.monotonic", lambda: 50.0 + took)
    stop = threading.Event()
    monkeypatch.setattr(stop, "wait", rests.append)
    worker._let_gather(stop, moved, 50.0)
    assert rests == ([] if rest is None else [pytest.approx(rest)])


def test_the_clock_is_watched_while_nothing_is_posted(on_sqlite: Platform, clock: SetClock) -> None:
    clock.set("2026-03-04")
    accepted(on_sqlite, *detained("2026-03-02"))
    on_sqlite.start()
    on_sqlite.drain()
    assert found(on_sqlite, "CPL-091-1") == []
    clock.set("2026-03-07")
    deadline = time.monotonic() + 5
    while not found(on_sqlite, "CPL-091-1") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert found(on_sqlite, "CPL-091-1"), "clock expiry shows within five seconds"


def test_a_second_worker_is_told(database_url: str, platform: Platform, clock: SetClock, tmp_path: Path) -> None:
    accepted(platform, wire("1", "CaseFiled", "2026-03-01"))
    platform.drain()
    with open_for_test(database_url, clock, tmp_path / "citizen-id-key") as second:
        with pytest.raises(LedgerFault):
            worker.run(second, threading.Event())
        platform.start()
        accepted(second, wire("2", "CaseFiled", "2026-03-01"))
        second.drain()  # waits for the worker of the other process
        assert second.ledger.receipt(POLICE, "2").position is not None  # type: ignore[union-attr]
