"""kill -9 of the delivering process, on both databases: nothing is lost, and what comes twice has one id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.composition import open_platform
from app.settings import system_clock
from app.tokens import TokenFile
from app.webhooks import subscriptions
from domain.permission import Principal
from tests.api.conftest import POLICE, Api
from tests.shipped import cn_criminal
from tests.webhooks.conftest import detained, settings_for
from tests.webhooks.subscribers import OK, Subscriber

ROOT = Path(__file__).resolve().parents[2]
ACTS = 40


@contextmanager
def worker(url: str, folder: Path, port: int, stop_after: int = 0) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(Path(__file__).with_name("delivering_worker.py")), url, str(folder), str(port)]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    }
    process = subprocess.Popen(
        [*command, str(stop_after)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "begun\n"
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


def prepare(url: str, folder: Path, subscriber: Subscriber) -> str:
    """Subscribed, and acts posted, while no worker runs."""
    (folder / "key").write_bytes(bytes(range(32)))
    settings = settings_for(url, folder, (subscriber.port,))
    with open_platform(settings, clock=system_clock, pack=cn_criminal()) as platform:
        api = Api(platform, TokenFile(settings.token_file))
        made = subscriptions.create(platform, Principal("t", POLICE, "agency"), url=subscriber.url)
        api.post([detained(f"e{n}", f"c{n}") for n in range(ACTS)])
    return made.subscription.id


def state_of(url: str, folder: Path, subscriber: Subscriber, id_: str) -> subscriptions.Subscription:
    with open_platform(
        settings_for(url, folder, (subscriber.port,)), clock=system_clock, pack=cn_criminal()
    ) as platform:
        return subscriptions.read(platform, Principal("t", POLICE, "agency"), id_)


def test_killed_between_the_answer_and_noting_it(database_url: str, tmp_path: Path) -> None:
    subscriber = Subscriber()
    id_ = prepare(database_url, tmp_path, subscriber)
    with worker(database_url, tmp_path, subscriber.port, stop_after=3) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "sent\n"
    assert len(subscriber.deliveries) == 3
    twice = subscriber.deliveries[2].id
    with worker(database_url, tmp_path, subscriber.port):
        got = subscriber.wait(ACTS + 1, 60)
        time.sleep(1)
    counted = Counter(one.id for one in subscriber.deliveries)
    assert {id_ for id_, number in counted.items() if number > 1} == {twice}
    assert counted[twice] == 2
    assert {one.event["id"] for one in got} == {f"e{n}" for n in range(ACTS)}
    assert len(counted) == ACTS
    subscriber.close()
    found = state_of(database_url, tmp_path, subscriber, id_)
    assert (found.waiting, found.dead) == (0, 0)


def test_killed_again_and_again(database_url: str, tmp_path: Path) -> None:
    """At any moment, while requests are under way: each at least once, each under one id."""

    def slowly(_self: Subscriber, _received: object, line) -> None:  # type: ignore[no-untyped-def]
        time.sleep(0.05)
        line.sendall(OK)

    subscriber = Subscriber(slowly)
    id_ = prepare(database_url, tmp_path, subscriber)
    for pause in (0.8, 1.0, 1.3):
        with worker(database_url, tmp_path, subscriber.port):
            time.sleep(pause)
    with worker(database_url, tmp_path, subscriber.port):
        deadline = time.monotonic() + 60
        while len({one.id for one in subscriber.deliveries}) < ACTS:
            assert time.monotonic() < deadline, len({one.id for one in subscriber.deliveries})
            time.sleep(0.1)
        time.sleep(1)
    by_event = {(one.event["id"], one.id) for one in subscriber.deliveries}
    assert len(by_event) == ACTS
    assert {event for event, _ in by_event} == {f"e{n}" for n in range(ACTS)}
    subscriber.close()
    found = state_of(database_url, tmp_path, subscriber, id_)
    assert (found.waiting, found.dead, found.number) == (0, 0, ACTS)
