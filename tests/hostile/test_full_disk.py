"""A disk that fills under load and gets room again, over HTTP: server and worker go on by themselves, nothing is lost.

While it is full every request is answered: done, or refused as a problem that says when to come again. What is refused
is posted again by the clients, as an agency's outbox would. At the ledger alone: tests/ledger/test_crashes.py.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import msgspec

from tests.hostile.test_kills_under_load import busiest
from tests.load_checks import check_all
from tests.load_client import Given
from tests.load_run import LoadRun, one_by_one, simulated_acts
from tests.postgres_server import PostgresServer
from tests.small_disk import SmallDisk, small_disk

LEFT = 256 << 10
CASES = 48
CONNECTIONS = 16
POSTS_EACH = 50
FULL_SECONDS = 6.0
BATCH = 100
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""In place of digits: among so many some would be an identity number."""
DAY = "2026-03-02"
TAKEN = ("one act", "a batch")
READ = (
    "/v1/feed", "/v1/code-mappings/charges/unmapped", "/v1/exchanges", "/v1/duties", "/v1/findings", "/v1/digests",
    "/v1/refusals", "/v1/subscriptions", "/v1/health", "/metrics", "/sign-in",
)  # fmt: skip


class Answer(msgspec.Struct, frozen=True):
    """waits: it says when to come again."""

    way: str
    status: int
    code: str
    waits: bool


def test_on_postgresql() -> None:
    with small_disk() as disk:
        server = PostgresServer(durable=True, folder=disk.folder)
        try:
            server.start()
            with LoadRun(server) as load:
                load.start("serve")
                load.start("worker")
                filled_and_emptied(load, disk, server.processes, ("serve", "worker"))
        finally:
            server.stop()


def test_on_sqlite(tmp_path: Path) -> None:
    """One process does it all there; the key of the log, which writes down what it signed, lies on the disk too."""
    with small_disk() as disk, LoadRun(None, folder=tmp_path, disk=disk.folder) as load:
        load.start("serve")
        filled_and_emptied(load, disk, lambda: [load.pid("serve")], ("serve",))


def filled_and_emptied(
    load: LoadRun, disk: SmallDisk, writers: Callable[[], Sequence[int]], ours: Sequence[str]
) -> None:
    lanes = [lane[:POSTS_EACH] for lane in one_by_one(simulated_acts(CASES, 97), CONNECTIONS)]
    agency = busiest(lanes)
    subscription = load.subscribe(agency)
    plan = load.plan(lanes, interval=0.03, patience=90.0)
    clients = load.clients(plan)
    time.sleep(1.5)
    disk.fill(LEFT, writers)
    case = next(lane[0][0]["subject"] for lane in lanes if lane[0][0]["source"] == agency)
    answers, given = asked_while_full(load, agency, subscription, case)
    alive = {name: load.alive(name) for name in ours}
    disk.make_room(writers)
    assert clients.wait(120) == 0
    assert alive == dict.fromkeys(ours, True)
    assert wrong(answers) == []
    report = load.report(plan)
    # 0: a connection that was closed while its lane waited, idle, for as long as Retry-After said
    assert set(report.statuses) <= {0, 202, 422, 503}, report.statuses
    assert len(report.given) > 0.9 * sum(map(len, lanes)), report.statuses
    check_all(load, [*report.given, *given], subscription, agency)


def asked_while_full(load: LoadRun, agency: str, subscription: str, case: object) -> tuple[list[Answer], list[Given]]:
    """Acts until one is not taken; from then on all that an agency may ask, again and again. And the receipts in it."""
    answers: list[Answer] = []
    given: list[Given] = []
    full, number, begun = 0.0, 0, time.monotonic()
    address, token = f"http://127.0.0.1:{load.port}", load.token(agency)
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        while not full or time.monotonic() - full < FULL_SECONDS:
            assert full or time.monotonic() - begun < 120, "the disk was never full"
            number += 1
            for way, request in asked(client, agency, subscription, case, number):
                if not full and way not in TAKEN:
                    break
                found = client.send(request)
                body = found.json() if "json" in found.headers.get("content-type", "") else {}
                if request.url.path == "/v1/events" and found.status_code == 202:
                    given += [Given(**{name: one["receipt"][name] for name in ("source", "id", "hash")})
                              for one in body["results"] if "receipt" in one]  # fmt: skip
                answer = Answer(way, found.status_code, body.get("code", ""), "retry-after" in found.headers)
                if not full and answer.way == TAKEN[0] and answer.status == 503:
                    full = time.monotonic()
                if full:
                    answers.append(answer)
    return answers, given


def asked(
    client: httpx.Client, agency: str, subscription: str, case: object, number: int
) -> Iterator[tuple[str, httpx.Request]]:
    acts = [
        {"specversion": "1.0", "id": f"full-{number}-{part}", "source": agency, "type": "CaseFiled",
         "subject": f"full-{number}-{part}", "time": f"{DAY}T14:30:00+08:00",
         "data": {"case_number": os.urandom(8000).hex().translate(LETTERS)}}
        for part in range(BATCH + 2)
    ]  # fmt: skip
    one, batch = ({"Content-Type": f"application/cloudevents{kind}+json"} for kind in ("", "-batch"))
    stranger = acts[0] | {"type": "Nonsense", "id": "nonsense"}
    differing = {"date": DAY, "side": "sent", "differences": []}
    codes = {"entries": [{"code": f"{number}", "national": "故意伤害"}]}
    hooks = f"/v1/subscriptions/{subscription}"
    yield TAKEN[0], client.build_request("POST", "/v1/events", json=acts[0], headers=one)
    yield TAKEN[1], client.build_request("POST", "/v1/events", json=acts[2:], headers=batch)
    key = {"Idempotency-Key": f'"{number}"'}
    yield "with a key", client.build_request("POST", "/v1/events", json=acts[1], headers=one | key)
    yield "what is refused", client.build_request("POST", "/v1/events", json=stranger, headers=one)
    for method, path, body, headers in (
        ("PUT", f"/v1/digests/{DAY}", {"acts": number, "root": "0" * 64}, {}),
        ("POST", f"/v1/digests/{DAY}/nodes", {"prefixes": [""]}, {}),
        ("POST", "/v1/reconciliations", differing, {}),
        ("PUT", "/v1/code-mappings/charges", codes, {"If-Match": "*"}),
        ("POST", f"{hooks}/rotate", {"old_key_hours": 1}, {}),
        ("GET", "/v1/checkpoint", None, {}),
    ):
        yield f"to {method} {path}", client.build_request(method, path, json=body, headers=headers)
    for path in (*READ, f"/v1/cases/{case}", f"/v1/cases/{case}/timeline", f"/v1/cases/{case}/duties"):
        yield f"GET {path}", client.build_request("GET", path)


def wrong(answers: Sequence[Answer]) -> list[Answer]:
    """Answers that nobody should get; and of each way that stores acts, that it was never refused."""
    found = [one for one in answers if one.status >= 500 and not (one.status == 503 and one.code and one.waits)]
    found += [one for one in answers if one.way.startswith("GET") and one.status != 200]
    refused = {one.way for one in answers if one.status == 503}
    return found + [Answer(way, 0, "never refused", False) for way in TAKEN if way not in refused]
