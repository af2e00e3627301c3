"""Many at once, and sudden death: one act is one act, one decision is one decision, live stays what a replay says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any

from app import findings
from app.caller import OPERATOR
from app.composition import Platform
from app.health import health
from app.post_acts import Accepted, Rejected, post
from app.replay_input import ledger_events
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from domain.errors import Conflict
from domain.occurred import to_micros
from projections import findings_queue
from projections.duty_versions import CONTENT
from projections.findings_queue import FindingRow
from tests.app.conftest import clock, platform  # noqa: F401  # fixtures
from tests.app.test_laws import batch, live
from tests.platforms import SetClock, detained, found, open_for_test, take, wire

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 8
BROKEN = ("met_late", "overdue", "violated")


def test_one_finding_dismissed_by_many_at_once(platform: Platform, clock: SetClock) -> None:  # noqa: F811
    clock.set("2026-03-20")
    take(platform, *detained())
    [row] = found(platform, "CPL-091-1")
    together = Barrier(AT_ONCE)

    def dismiss(number: int) -> str:
        together.wait()
        try:
            findings.dismiss(platform, row.id, reason="lawful_ground", text="seen", reopen_when="gets_worse",
                             by=f"supervisor-{number}", expected=row.version)  # fmt: skip
        except Conflict as conflict:
            return conflict.code
        return "dismissed"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        outcomes = list(threads.map(dismiss, range(AT_ONCE)))
    assert sorted(outcomes) == ["dismissed"] + ["stale-version"] * (AT_ONCE - 1)
    after = findings.finding(platform, row.id)
    assert [event.NAME for event in after.log].count("FindingDismissed") == 1
    with platform.engine.connect() as connection:
        shown = findings_queue.finding(connection, row.id, platform.now())
    assert shown is not None
    assert (shown.version, shown.state) == (after.version, "dismissed")
    platform.drain()
    assert health(platform).problems == ()


def test_the_same_acts_posted_by_many_at_once(platform: Platform) -> None:  # noqa: F811
    """The first in, with others that say something else under the same id."""
    acts = [*detained(), wire("m", "CaseSplit", "2026-03-03", new_case="B", persons=["p1"])]
    liar = [*acts[:2], wire("A-detained", "Detained", "2026-03-01", person="p1")]
    together = Barrier(AT_ONCE)

    def send(number: int) -> list[Any]:
        together.wait()
        return post(platform, liar if number == 0 else acts, OPERATOR)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        results = list(threads.map(send, range(AT_ONCE)))
    receipts = [one.receipt for result in results for one in result if isinstance(one, Accepted)]
    refused = [one.error for result in results for one in result if isinstance(one, Rejected)]
    assert {error.code for error in refused} == {"id-reused"}
    assert len({(r.source, r.id) for r in receipts}) == len({r.hash for r in receipts}) == 4
    assert sum(not r.duplicate for r in receipts) == 4
    platform.drain()
    assert platform.ledger.head() == 4 + _finding_acts(platform)
    assert platform.ledger.verify().fault is None


@cache
def shuffled() -> tuple[dict[str, Any], ...]:
    """All posts of fifty simulated cases in an order that nobody would send."""
    posts = [dict(one.wire) for case in simulate(50, 4711, NOW) for one in posts_of(case, NOW)]
    Random(13).shuffle(posts)
    return tuple(posts)


def deliver(platform: Platform, rng: Random) -> None:  # noqa: F811
    """In batches of any size; who is refused because the person is not known yet is sent again."""
    waiting = list(shuffled())
    while waiting:
        again: list[dict[str, Any]] = []
        start = 0
        while start < len(waiting):
            some = waiting[start : start + rng.randint(1, 400)]
            start += len(some)
            for item, outcome in zip(some, post(platform, some, OPERATOR), strict=True):
                if isinstance(outcome, Rejected):
                    assert outcome.error.code == "unknown-person", outcome
                    again.append(item)
        assert len(again) < len(waiting)
        waiting = again


def test_a_worker_killed_again_and_again(database_url: str, tmp_path: Path) -> None:
    """SIGKILL in the middle of supervision, five times; then duties and findings are those of a replay."""
    steady = SetClock("2026-11-20T17:00")
    steady.now = NOW
    key = tmp_path / "key"
    with open_for_test(database_url, steady, key) as platform:  # noqa: F811
        deliver(platform, Random(5))
    killed = 0
    for pause in (0.05, 0.15, 0.3, 0.5, 0.8):
        killed += _kill_after(pause, database_url, key)
    assert killed >= 3
    with open_for_test(database_url, steady, key) as platform:
        platform.drain()
        assert health(platform).problems == ()
        now = to_micros(NOW)
        events = list(ledger_events(platform.ledger, platform.pack))
        expected = batch(events, now)
        assert live(platform) == expected
        status = CONTENT.index("status")
        _findings_are_those_of(platform, {duty for duty, row in expected.items() if row[status] in BROKEN})
        assert platform.ledger.verify().fault is None


def _kill_after(seconds: float, url: str, key: Path) -> bool:
    command = [sys.executable, str(Path(__file__).with_name("crashing_worker.py")), url, str(key), NOW.isoformat()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "begun\n"
    time.sleep(seconds)
    finished = worker.poll() is not None
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    return not finished


def _findings_are_those_of(platform: Platform, broken: set[str]) -> None:  # noqa: F811
    """One finding for each broken duty, its row what its own record says, and none raised twice."""
    with platform.engine.connect() as connection:
        rows: list[FindingRow] = []
        cursor: str | None = None
        while True:
            page = findings_queue.findings(connection, platform.now(), cursor=cursor, limit=500)
            rows += page.rows
            cursor = page.next
            if cursor is None:
                break
    assert len(rows) == len({row.id for row in rows})
    assert {row.id for row in rows if row.state != "withdrawn"} == broken != set()
    for row in rows:
        record = findings.finding(platform, row.id)
        assert (record.version, record.state) == (row.version, row.state)
        assert [event.NAME for event in record.log].count("FindingRaised") == 1


def _finding_acts(platform: Platform) -> int:  # noqa: F811
    return sum(act.stream.startswith("finding:") for act in platform.ledger.read(0, 1000))
