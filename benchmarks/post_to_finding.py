"""From an act posted to its finding visible, at 50 unlawful acts a second on PostgreSQL, worker included.

Each act is a detention without a warrant shown, so each must raise a finding. The named alternative is asking for
the findings with a full replay of the case by the reader (`evaluate` when the page is opened), its cost per look.
Run: python -m benchmarks.post_to_finding
"""

from __future__ import annotations

import statistics
import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.caller import Caller
from app.composition import Platform, open_platform
from app.post_acts import Accepted, post
from app.read_case import state_at
from app.settings import Settings
from ledger import migrate
from projections.findings_queue import findings_queue
from tests.postgres_server import PostgresServer

RATE = 50
SECONDS = 20
POLICE = "urn:quancheng:cn-520102:police:0102"
WANTED_SECONDS = 1.0


def detention(number: int) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": f"bench-{number}",
        "source": POLICE,
        "type": "Detained",
        "subject": f"BENCH-{number}",
        "time": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "data": {"person": f"BENCH-{number}-P1", "warrant_shown": False, "self_investigated": False},
    }


def watch(platform: Platform, seen: dict[str, float], stop: threading.Event) -> None:
    """Note when each case's finding can first be read."""
    query = select(findings_queue.c.case_id).where(findings_queue.c.rule == "CPL-085-1")
    while not stop.is_set():
        with platform.engine.connect() as connection:
            found = [row[0] for row in connection.execute(query)]
        now = time.perf_counter()
        for case in found:
            seen.setdefault(case, now)
        time.sleep(0.005)


def run(platform: Platform) -> tuple[list[float], float]:
    """Seconds from post to visible, each act; and the rate reached."""
    caller = Caller(agency=POLICE, name="benchmark")
    posted: dict[str, float] = {}
    seen: dict[str, float] = {}
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(platform, seen, stop))
    watcher.start()
    start = time.perf_counter()
    for number in range(RATE * SECONDS):
        time.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        posted[f"BENCH-{number}"] = time.perf_counter()
        [outcome] = post(platform, [detention(number)], caller)
        if not isinstance(outcome, Accepted):
            raise TypeError(f"not accepted: {outcome}")
    reached = RATE * SECONDS / (time.perf_counter() - start)
    deadline = time.perf_counter() + 30
    while len(seen) < len(posted) and time.perf_counter() < deadline:
        time.sleep(0.02)
    stop.set()
    watcher.join()
    missing = len(posted) - len(seen)
    if missing:
        raise RuntimeError(f"{missing} findings never became visible")
    return sorted(seen[case] - moment for case, moment in posted.items()), reached


def main() -> None:
    server = PostgresServer(durable=True)
    try:
        server.start()
        server.execute("CREATE DATABASE bench")
        url = server.url("bench")
        migrate.upgrade(url)
        with open_platform(Settings(database_url=url, embedded=True)) as platform:
            platform.start()
            delays, reached = run(platform)
            looks = []
            for number in range(50):
                began = time.perf_counter()
                state_at(platform, f"BENCH-{number}")
                looks.append(time.perf_counter() - began)
    finally:
        server.stop()
    p99 = delays[int(len(delays) * 0.99)]
    print(f"{reached:.0f} acts/s, {len(delays)} findings: median {statistics.median(delays) * 1000:.0f} ms, ", end="")
    print(f"p99 {p99 * 1000:.0f} ms, worst {delays[-1] * 1000:.0f} ms (wanted: p99 <= {WANTED_SECONDS:.0f} s)")
    print(f"replay by the reader instead: {statistics.median(looks) * 1000:.1f} ms a look and case")


if __name__ == "__main__":
    main()
