"""Server and worker before their database is there, and while it restarts under them: they wait, and nothing is lost.

Over real processes. That what was given outlives kills under load: test_kills_under_load.py.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from app.cli.exit_codes import ExitCode
from tests.load_run import Act, LoadRun, missing
from tests.postgres_server import PostgresServer

COURT = "urn:quancheng:cn-520102:court:01"
AWAY_SECONDS = 2.0


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    server = PostgresServer(durable=True)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def until_it_says(load: LoadRun, process: str, what: str, seconds: float = 60.0) -> None:
    log = load.folder / f"{process}.log"
    deadline = time.monotonic() + seconds
    while not log.exists() or what not in log.read_text():
        assert time.monotonic() < deadline, f"{process} has not said {what!r}"
        time.sleep(0.05)


def posted(load: LoadRun, name: str) -> None:
    """Ten acts, each with its receipt, and all that follows the ledger is level with them."""
    acts: list[Act] = [
        {"specversion": "1.0", "id": f"{name}-{n}", "source": COURT, "type": "CaseFiled", "subject": f"{name}-{n}",
         "time": "2026-03-02T14:30:00+08:00", "data": {}}
        for n in range(10)
    ]  # fmt: skip
    plan = load.plan([[[act] for act in acts]], name)
    assert load.clients(plan).wait(120) == 0
    given = load.report(plan).given
    assert len(given) == 10
    with load.platform() as platform:
        assert missing(platform, given) == []
        load.seconds_until_caught_up(platform, most=60)


def test_server_and_worker_that_start_first_wait_and_both_outlive_a_restart(own_server: PostgresServer) -> None:
    with LoadRun(own_server) as load:
        load.kill("postgres")
        load.start("worker")
        serving = threading.Thread(target=load.start, args=["serve"])  # until it answers
        serving.start()
        for process in ("serve", "worker"):
            until_it_says(load, process, "start.database_away")
        load.start("postgres")
        serving.join()
        posted(load, "first")
        load.kill("postgres")
        time.sleep(AWAY_SECONDS)
        load.start("postgres")
        posted(load, "second")
        assert [load.alive(name) for name in ("serve", "worker")] == [True, True], "the very same processes"


def test_who_has_waited_long_enough_says_what_is_wrong(own_server: PostgresServer) -> None:
    with LoadRun(own_server, {"database_wait_seconds": "1"}) as load:
        load.kill("postgres")
        for command in ("worker", "serve", "migrate"):
            done = load.command(command)
            assert done.returncode == ExitCode.UNUSABLE, done.stderr
            waited, _, said = done.stderr.partition("quancheng: The database: ")
            assert "start.database_away" in waited, command
            assert "Check QUANCHENG_DATABASE_URL" in said, command
