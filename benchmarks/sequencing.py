"""Sequencing delay: from an append's commit to its position, at 200 single appends a second on PostgreSQL.

No test, no time limit. Four writers keep the pace, one sequencer polls as `quancheng worker` does; the named
alternative is numbering inside the append under a global advisory lock. Run: python -m benchmarks.sequencing
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import text

import ledger
from benchmarks.append import batch
from ledger import Ledger, NewAct, migrate
from ledger.sequencer_lock import ADVISORY_KEY
from tests.postgres_server import PostgresServer

RATE = 200
WRITERS = 4
SECONDS = 10
POLL = 0.01
"""Seconds that the sequencer rests after a cycle that found nothing."""


def paced(acts: list[NewAct], post: Callable[[NewAct], None]) -> tuple[list[float], float]:
    """Post at RATE from WRITERS threads; seconds per append, and the rate reached."""
    took: list[float] = []
    start = time.perf_counter() + 0.2

    def write(writer: int) -> None:
        for number in range(writer, len(acts), WRITERS):
            due = start + number / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            post(acts[number])
            took.append(time.perf_counter() - began)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, len(acts) / (time.perf_counter() - start)


def after_commit(opened: Ledger, acts: list[NewAct]) -> tuple[list[float], list[float], float]:
    """Delays from commit to position, seconds per append, rate."""
    committed: dict[str, float] = {}
    numbered: dict[str, float] = {}
    stop = threading.Event()

    def sequence() -> None:
        after = opened.head()
        while not stop.is_set():
            if not opened.sequence():
                time.sleep(POLL)
                continue
            now = time.perf_counter()
            for act in opened.read(after, 10_000):
                numbered[act.id] = now
                after = act.position or after

    def post(act: NewAct) -> None:
        opened.append([act])
        committed[act.id] = time.perf_counter()

    sequencer = threading.Thread(target=sequence)
    sequencer.start()
    took, rate = paced(acts, post)
    time.sleep(0.5)
    stop.set()
    sequencer.join()
    return [max(0.0, numbered[name] - at) for name, at in committed.items()], took, rate


def under_a_lock(opened: Ledger, acts: list[NewAct]) -> tuple[list[float], float]:
    """The alternative: one global lock held through commit. No delay after it; the appends wait instead."""

    def post(act: NewAct) -> None:
        with opened.writing_engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY + 1})
            opened.append_in(connection, [act])

    return paced(acts, post)


def percentiles(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return f"p50 {cuts[49] * 1000:6.1f} ms   p99 {cuts[98] * 1000:6.1f} ms   max {max(seconds) * 1000:6.1f} ms"


def main() -> None:
    server = PostgresServer(durable=True)
    try:
        server.start()
        server.execute("CREATE DATABASE bench")
        migrate.upgrade(server.url("bench"))
        acts = batch(0)
        # every act in a case of its own would flatter us, all in one would queue at its head: 100 cases
        acts = [_in_case(act, number) for number, act in enumerate(acts)]
        count = RATE * SECONDS
        with ledger.connect(server.url("bench"), clock=lambda: datetime.now(UTC)) as opened:
            opened.append(acts[-500:])
            opened.sequence()
            delays, took, rate = after_commit(opened, acts[:count])
            locked, locked_rate = under_a_lock(opened, acts[count : 2 * count])
    finally:
        server.stop()
    print(f"{RATE} single appends a second for {SECONDS} s, {WRITERS} writers, durable PostgreSQL")
    print(f"  sequenced after commit: delay     {percentiles(delays)}")
    print(f"                          append    {percentiles(took)}   {rate:.0f}/s")
    print(f"  global lock instead:    append    {percentiles(locked)}   {locked_rate:.0f}/s")


def _in_case(act: NewAct, number: int) -> NewAct:
    from msgspec.structs import replace

    return replace(act, stream=f"case-{number % 100}")


if __name__ == "__main__":
    main()
