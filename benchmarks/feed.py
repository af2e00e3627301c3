"""Reading a feed at 1,000 acts a page: one office's feed over HTTP and in process, against asking the ledger itself.

No test, no time limit. PostgreSQL; 120,000 acts in 2,000 cases, of which the reading office took part in half; five
feeds are followed. The named alternative is the page that needs no read model: the ledger's events after a position,
with access asked act by act. Also printed: how fast the feeds are written, and how long it takes from numbering to a
reader who waits (50 acts, one by one; the follower in this process, the server in another).
Run: python -m benchmarks.feed
"""

from __future__ import annotations

import gc
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace
from sqlalchemy import exists, func, select

from app import feed
from app.composition import Platform, open_platform
from app.feed import FeedItem
from app.feed_cursor import CursorMaker
from app.settings import Settings
from app.tokens import TokenFile
from domain import agency as agencies
from domain.feed_name import feed_of
from domain.permission import Principal
from domain.vocabulary import CORRECTED, RETRACTED
from ledger import NewAct, migrate, reading
from ledger.canonical import canonical
from ledger.schema import events, positions
from projections import feed as feeds
from tests.postgres_server import PostgresServer

ACTS = 120_000
CASES = 2_000
LIMIT = 1_000
READER = "urn:quancheng:cn-520102:court:01"
POSTERS = (
    "urn:quancheng:cn-520102:police:01", "urn:quancheng:cn-520102:procuratorate:01", READER,
    "urn:quancheng:cn-520102:detention_centre:01",
)  # fmt: skip
SUPERVISOR = "urn:quancheng:cn-520000:procuratorate:01"
ROUNDS = 3


class Page(msgspec.Struct):
    items: list[dict[str, object]]
    next: str
    full: bool


def act(number: int) -> NewAct:
    """Acts on cases in turn; the reader posts on every other case only, from its third act on."""
    case, round_ = number % CASES, number // CASES
    poster = POSTERS[round_ % len(POSTERS)]
    if poster == READER and case % 2:
        poster = POSTERS[0]
    event = {
        "specversion": "1.0", "id": f"act-{number}", "source": poster, "type": "EvidenceCollected",
        "subject": f"case-{case:06d}", "time": "2026-03-02T14:30:00+08:00", "datacontenttype": "application/json",
        "dataschema": "urn:quancheng:schema:EvidenceCollected:1",
        "data": {"person": f"p{case}", "measure_id": f"m{number}", "note": "x" * 120, "persons": ["p1", "p2"]},
    }  # fmt: skip
    return NewAct(
        stream=str(event["subject"]), source=poster, id=str(event["id"]), type=str(event["type"]), type_version=1,
        person=f"p{case}", agency=poster, occurred_day=739_677, occurred_earliest=1_772_433_000_000_000,
        occurred_latest=1_772_433_000_000_000, payload=canonical(event),
    )  # fmt: skip


def fill(platform: Platform) -> float:
    """Post, number, and move the feeds; acts a second of the last."""
    for reader in (*POSTERS, SUPERVISOR):
        feed.begin(platform, feed_of(Principal("bench", reader, "supervisor" if reader == SUPERVISOR else "agency")))
    for start in range(0, ACTS, 5_000):
        platform.ledger.append([act(number) for number in range(start, start + 5_000)])
    platform.ledger.sequence()
    began = time.perf_counter()
    while platform.processing.feed.step():
        pass
    return ACTS / (time.perf_counter() - began)


def in_process(platform: Platform) -> float:
    """Items a second, as the route makes them."""
    name, cursor, total = feed_of(Principal("bench", READER, "agency")), None, 0
    began = time.perf_counter()
    while True:
        page = feed.stretch(platform, name, cursor, LIMIT)
        if not page.entries:
            return total / (time.perf_counter() - began)
        total += len(page.entries)
        msgspec.json.encode(feed.items(platform, page))
        cursor = page.next


def asked_of_the_ledger(platform: Platform) -> float:
    """The alternative: no read model; a case that the office came to late is not even given again."""
    own, after, total = events.alias("own"), 0, 0
    office = agencies.office_of(READER)
    posted, acted = (func.substr(column, 1, len(office)) == office for column in (own.c.source, own.c.agency))
    part = exists().where(own.c.stream == events.c.stream, own.c.type.not_in((CORRECTED, RETRACTED)), posted | acted)
    began = time.perf_counter()
    while True:
        with platform.engine.connect() as connection:
            rows = connection.execute(
                select(*reading.type_columns, positions.c.position)
                .select_from(positions.join(events, events.c.insert_id == positions.c.insert_id))
                .where(positions.c.position > after, part)
                .order_by(positions.c.position)
                .limit(LIMIT)
            ).all()
        if not rows:
            return total / (time.perf_counter() - began)
        total, after = total + len(rows), rows[-1].position
        acts = [reading.stored_act(row, row.position) for row in rows]
        msgspec.json.encode(
            [
                FeedItem(
                    number=0, cursor="", position=one.position or 0, version=one.version, recorded_at="",
                    hash=bytes(one.hash).hex(), event=msgspec.Raw(one.payload),
                )
                for one in acts
            ]
        )  # fmt: skip


def over_http(port: int, token: str) -> float:
    """Items a second, received and decoded, `next` after `next`."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    decoder, cursor, total = msgspec.json.Decoder(Page), "", 0
    began = time.perf_counter()
    while True:
        connection.request("GET", f"/v1/feed?limit={LIMIT}{cursor}", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body[:500]!r}")
        page = decoder.decode(body)
        total += len(page.items)
        if not page.items:
            return total / (time.perf_counter() - began)
        cursor = f"&after={page.next}"


def delays(platform: Platform, port: int, token: str) -> list[float]:
    """Seconds from the numbering of an act to its arrival over a stream that waits for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    end = end_of(platform, feed_of(Principal("bench", READER, "agency")))
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream", "Last-Event-ID": end}
    connection.request("GET", "/v1/feed", headers=headers)
    answer = connection.getresponse()
    stop = threading.Event()

    def follow() -> None:
        while not stop.is_set():
            if not platform.processing.feed.step():
                platform.ledger.wait(platform.processing.feed.position(), 0.5)

    follower = threading.Thread(target=follow)
    follower.start()
    found = []
    for number in range(ACTS, ACTS + 100, 2):  # on cases that the reader knows: nothing of before comes with it
        time.sleep(0.05)
        platform.ledger.append([replace(act(number), source=READER, agency=READER)])
        platform.ledger.sequence()
        began = time.perf_counter()
        while not answer.readline().startswith(b"data"):
            pass
        found.append(time.perf_counter() - began)
    stop.set()
    follower.join()
    connection.close()
    return found


def end_of(platform: Platform, name: str) -> str:
    """Cursor of the last entry."""
    with platform.engine.connect() as connection:
        number = feeds.last_numbers(connection, [name])[name]
        [last] = feeds.stretch(connection, name, number, 1)
    return CursorMaker(name).cursor(last.number, last.position)


def main() -> None:
    server = PostgresServer(durable=True)
    folder = Path(tempfile.mkdtemp())
    serving: subprocess.Popen[str] | None = None
    try:
        server.start()
        server.execute("CREATE DATABASE bench")
        url = server.url("bench")
        migrate.upgrade(url)
        settings = Settings(database_url=url, embedded=False, token_file=folder / "tokens.ndjson")
        token = TokenFile(settings.token_file).issue(READER, "agency", datetime.now(UTC))
        with open_platform(settings) as platform:
            written = fill(platform)
            gc.freeze()  # as the server does
            environment = os.environ | {
                "QUANCHENG_DATABASE_URL": url, "QUANCHENG_TOKEN_FILE": str(settings.token_file),
                "QUANCHENG_EMBEDDED": "false",
            }  # fmt: skip
            command = [sys.executable, "-c", SERVE]
            serving = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
            assert serving.stdout is not None
            port = int(serving.stdout.readline())
            found = {
                "feed over HTTP": [over_http(port, token) for _ in range(ROUNDS)],
                "feed in process": [in_process(platform) for _ in range(ROUNDS)],
                "ledger asked, in process": [asked_of_the_ledger(platform) for _ in range(ROUNDS)],
            }
            waited = sorted(delays(platform, port, token))
    finally:
        if serving is not None:
            serving.terminate()
            serving.wait(20)
        server.stop()
    plain = statistics.median(found["ledger asked, in process"])
    print(f"{ACTS:,} acts in {CASES:,} cases; pages of {LIMIT:,}; feeds written at {written:,.0f} acts/s")
    print(f"  numbered to received: median {waited[24] * 1000:.0f} ms, longest of 50 {waited[-1] * 1000:.0f} ms")
    for name, rates in found.items():
        middle = statistics.median(rates)
        print(f"  {name:25} {middle:10,.0f} items/s   {middle / plain:5.2f} x")


SERVE = """
from app.composition import open_platform
from app.serving import listen, serve
from app.settings import Settings
with open_platform(Settings()) as platform, listen("127.0.0.1", 0) as sock:
    print(sock.getsockname()[1], flush=True)
    serve(platform, sock, "warning")
"""

if __name__ == "__main__":
    main()
