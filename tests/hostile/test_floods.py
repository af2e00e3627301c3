"""One agency floods with 64 connections: another that posts 20 acts a second is served, and nothing given is lost.

Over real processes on PostgreSQL, with something else busy beside them. In one line after the other the quiet agency
would wait behind all that the flooder has waiting, some ten seconds (docs/adr/0013).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.load_run import Act, LoadRun, missing
from tests.postgres_server import PostgresServer

FLOODER = "urn:quancheng:cn-520102:police:01"
QUIET = "urn:quancheng:cn-520102:court:01"
SECONDS = 6.0
BOUND_MILLISECONDS = 1500.0
"""Of 99 in a hundred of the quiet agency's posts."""
USUAL_MILLISECONDS = 500.0
"""Of half of them."""

FLOODS = [
    # (how, acts a request, settings, is some of it turned away)
    ("one act at a time", 1, {}, False),
    ("long batches, more than may wait", 250, {}, True),
    ("beyond its rate", 50, {"rates": '{"acts": "3000/minute"}'}, True),
]


@pytest.fixture(autouse=True)
def busy() -> Iterator[None]:
    """Another process that takes all of a core."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield
        finally:
            process.kill()


def filed(source: str, name: str) -> Act:
    return {
        "specversion": "1.0", "id": name, "source": source, "type": "CaseFiled", "subject": f"{name}",
        "time": "2026-03-02T14:30:00+08:00", "data": {},
    }  # fmt: skip


@pytest.mark.parametrize(("how", "size", "settings", "turned_away"), FLOODS, ids=[row[0] for row in FLOODS])
def test_a_flood_starves_nobody(
    postgres_server: PostgresServer, how: str, size: int, settings: dict[str, str], turned_away: bool
) -> None:
    enough = 400 if size == 1 else 60
    flood = [
        [[filed(FLOODER, f"f-{lane}-{post}-{number}") for number in range(size)] for post in range(enough)]
        for lane in range(64)
    ]
    quiet = [[[filed(QUIET, f"q-{number}")] for number in range(int(SECONDS * 20))]]
    with LoadRun(postgres_server, settings) as load:
        load.start("serve")
        flooding = load.plan(flood, "flood", seconds=SECONDS, patience=0.0)
        beside = load.plan(quiet, "quiet", interval=0.05, patience=0.0)
        clients = [load.clients(flooding), load.clients(beside)]
        assert [one.wait(120) for one in clients] == [0, 0]
        theirs, ours = load.report(flooding), load.report(beside)
        with load.platform() as platform:
            assert missing(platform, [*theirs.given, *ours.given]) == []
    assert ours.statuses == {202: len(quiet[0])}, "none of the quiet agency's acts is turned away"
    assert len(theirs.given) > len(ours.given), "it is a flood, and it is served too"
    assert set(theirs.statuses) <= {202, 429, 503}
    assert (set(theirs.statuses) > {202}) is turned_away, theirs.statuses
    assert statistics.median(ours.milliseconds) <= USUAL_MILLISECONDS
    slowest = sorted(ours.milliseconds)[int(len(ours.milliseconds) * 0.99)]
    assert slowest <= BOUND_MILLISECONDS, f"p99 {slowest:.0f} ms beside a flood of {len(theirs.given)} acts"
