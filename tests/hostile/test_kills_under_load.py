"""SIGKILL of server, worker or PostgreSQL at random moments of a load run: nothing that was said is taken back.

Clients send again what got no answer, as an agency's outbox would; a subscriber in a process of its own is sent what
its agency may see. Afterwards every receipt is in the ledger, ledger and signatures verify, every webhook came under
one id, every hand-over has the state that its acts give it, and all that follows the ledger is level with it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.load_checks import check_all
from tests.load_run import Act, LoadRun, one_by_one, simulated_acts
from tests.postgres_server import PostgresServer

CONNECTIONS = 16
POSTS_EACH = 80
INTERVAL = 0.06

DEATHS = [
    # (who dies, in this order)
    ("serve", "serve"),
    ("worker", "worker"),
    ("postgres", "postgres"),
    ("worker", "postgres", "serve", "worker"),
]


@pytest.fixture
def durable() -> Iterator[PostgresServer]:
    server = PostgresServer(durable=True)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.mark.parametrize("victims", DEATHS, ids=["-".join(row) for row in DEATHS])
def test_on_postgresql(durable: PostgresServer, victims: tuple[str, ...]) -> None:
    with LoadRun(durable) as load:
        load.start("serve")
        load.start("worker")
        killed_again_and_again(load, victims, 48)


def test_on_sqlite(tmp_path: Path) -> None:
    """One process does it all there: who kills the server kills the worker in it."""
    with LoadRun(None, folder=tmp_path) as load:
        load.start("serve")
        killed_again_and_again(load, ("serve", "serve", "serve"), 48)


def killed_again_and_again(load: LoadRun, victims: tuple[str, ...], cases: int) -> None:
    random = Random("-".join(victims))
    lanes = [lane[:POSTS_EACH] for lane in one_by_one(simulated_acts(cases, 97), CONNECTIONS)]
    agency = busiest(lanes)
    subscription = load.subscribe(agency)
    plan = load.plan(lanes, interval=INTERVAL, patience=90.0)
    clients = load.clients(plan)
    for victim in victims:
        time.sleep(random.uniform(0.8, 2.0))
        load.kill(victim)
        time.sleep(random.uniform(0.0, 0.4))
        load.start(victim)
    assert clients.wait(120) == 0
    report = load.report(plan)
    assert len(report.given) > 0.9 * sum(map(len, lanes)), report.statuses
    check_all(load, report.given, subscription, agency)
    if set(victims) != {"worker"}:  # else the kill hit nothing that the clients could notice
        assert set(report.statuses) - {202, 422}, report.statuses
    assert set(report.refused) <= {"unknown-person"}


def busiest(lanes: list[list[list[Act]]]) -> str:
    """The agency that posts most."""
    [(source, _)] = Counter(str(act["source"]) for lane in lanes for post in lane for act in post).most_common(1)
    return source
