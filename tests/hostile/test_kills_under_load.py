"""SIGKILL of server, worker or PostgreSQL at random moments of a load run: every receipt given is in the ledger.

Clients send again what got no answer, as an agency's outbox would. Afterwards chain and tree verify, and everything
that follows the ledger gets to its head.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

import pytest

from tests.load_run import LoadRun, missing, one_by_one, simulated_acts
from tests.postgres_server import PostgresServer

CONNECTIONS = 16
POSTS_EACH = 80
INTERVAL = 0.06
KILLS = 2


@pytest.fixture
def durable() -> Iterator[PostgresServer]:
    server = PostgresServer(durable=True)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.mark.parametrize("victim", ["serve", "worker", "postgres"])
def test_what_was_acknowledged_is_there(durable: PostgresServer, victim: str) -> None:
    random = Random(victim)
    with LoadRun(durable) as load:
        load.start("serve")
        load.start("worker")
        lanes = [lane[:POSTS_EACH] for lane in one_by_one(simulated_acts(48, 97), CONNECTIONS)]
        plan = load.plan(lanes, interval=INTERVAL, patience=90.0)
        clients = load.clients(plan)
        for _ in range(KILLS):
            time.sleep(random.uniform(0.8, 2.0))
            load.kill(victim)
            time.sleep(random.uniform(0.0, 0.4))
            load.start(victim)
        assert clients.wait(120) == 0
        report = load.report(plan)
        with load.platform() as platform:
            assert len(report.given) > 0.9 * CONNECTIONS * POSTS_EACH, report.statuses
            assert missing(platform, report.given) == []
            load.seconds_until_caught_up(platform, most=120)
            assert missing(platform, report.given) == []
            found = platform.ledger.verify()
            assert found.fault is None
            assert platform.ledger.head() >= len({(one.source, one.id) for one in report.given})
    if victim != "worker":  # else the kill hit nothing that the clients could notice
        assert set(report.statuses) - {202, 422}, report.statuses
    assert set(report.refused) <= {"unknown-person"}
