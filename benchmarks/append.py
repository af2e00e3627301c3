"""Durable batch append on PostgreSQL: our ledger (hash chain included) against raw COPY BINARY of the same rows and
against eventsourcing_sqlalchemy, which runs in a throwaway environment because it caps SQLAlchemy below 2.1.

No test, no time limit. Run: python -m benchmarks.append [--without-library]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

import ledger
from ledger import NewAct, append, migrate
from ledger.chain import GENESIS, Texts, event_hash, packed_fields
from ledger.copy_binary import copy_rows
from tests.postgres_server import PostgresServer

BATCH = 10_000
BATCHES = 3
ROUNDS = 7
EVENTS_PER_CASE = 74
PAYLOAD = {
    "specversion": "1.0",
    "source": "urn:quancheng:cn-520102:police:0102",
    "type": "ArrestRequested",
    "datacontenttype": "application/json",
    "data": {"person": "p1", "document": "提请批准逮捕书", "grounds": "CPL 81", "text": "x" * 120},
}
LIBRARY = Path(__file__).parent / "append_library.py"
RAW_COLUMNS = (
    "insert_id bigint, stream text, version bigint, source text, id text, type text, type_version int, person text, "
    "agency text, occurred_day int, occurred_earliest bigint, occurred_latest bigint, recorded_at bigint, "
    "content_digest bytea, payload bytea, prev_hash bytea, hash bytea, hash_name text"
)


def batch(round_: int, number: int) -> list[NewAct]:
    """Acts as an import brings them: case by case, about 300 bytes of payload."""
    first = (round_ * BATCHES + number) * BATCH
    return [
        NewAct(
            stream=f"case-2026-{index // EVENTS_PER_CASE:08d}",
            source="urn:quancheng:cn-520102:police:0102",
            id=f"0102-{index:012d}",
            type="ArrestRequested",
            type_version=1,
            person=f"person-{index // 40}",
            agency="urn:quancheng:cn-520102:police:0102",
            occurred_day=739_000,
            occurred_earliest=1_760_000_000_000_000,
            occurred_latest=1_760_086_399_999_999,
            payload=json.dumps({**PAYLOAD, "id": f"0102-{index:012d}"}, ensure_ascii=False).encode(),
        )
        for index in range(first, first + BATCH)
    ]


def packed(acts: list[NewAct]) -> list[bytes]:
    """The same rows, packed beforehand: raw COPY has nothing to do but send them."""
    texts = Texts()
    rows = []
    for number, act in enumerate(acts):
        body = packed_fields(texts, act, number, 1_760_000_000_000_000, GENESIS)
        rows.append(
            append._ROW_HEAD.pack(18, 8, number)
            + body
            + append._HASH.pack(32, event_hash(body))
            + append._NAME
        )
    return rows


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(server: PostgresServer) -> dict[str, list[float]]:
    """Events per second per round, the ways interleaved."""
    url = server.url("bench")
    server.execute("CREATE DATABASE bench")
    migrate.upgrade(url)
    raw = psycopg2.connect(host=str(server.directory), port=server.port, user="postgres", dbname="bench")
    with raw, raw.cursor() as cursor:
        cursor.execute(f"CREATE TABLE raw_heap ({RAW_COLUMNS})")
        cursor.execute(f"CREATE TABLE raw_keyed ({RAW_COLUMNS}, PRIMARY KEY (stream, insert_id))")

    def copy(table: str, rows: list[bytes]) -> None:
        with raw, raw.cursor() as cursor:
            copy_rows(cursor, table, append.EVENT_COLUMNS, rows)

    rates: dict[str, list[float]] = {"ledger": [], "raw COPY, no index": [], "raw COPY, primary key": []}
    with ledger.connect(url, clock=lambda: datetime.now(UTC)) as opened:
        for round_ in range(ROUNDS):
            batches = [batch(round_, number) for number in range(BATCHES)]
            prepared = [packed(acts) for acts in batches]
            ways: dict[str, Callable[[], object]] = {
                "raw COPY, no index": lambda p=prepared: [copy("raw_heap", rows) for rows in p],
                "ledger": lambda b=batches: [opened.append(acts) for acts in b],
                "raw COPY, primary key": lambda p=prepared: [copy("raw_keyed", rows) for rows in p],
            }
            for name, work in ways.items():
                rates[name].append(BATCH * BATCHES / timed(work))
            with raw, raw.cursor() as cursor:
                cursor.execute("TRUNCATE raw_keyed; TRUNCATE raw_heap")
        opened.sequence()
    raw.close()
    return rates


def measure_library(server: PostgresServer) -> list[float]:
    """Events per second of eventsourcing_sqlalchemy's recorder, in an environment of its own."""
    server.execute("CREATE DATABASE bench_library")
    with tempfile.TemporaryDirectory(prefix="quancheng-bench-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "eventsourcing_sqlalchemy", "psycopg2-binary"], check=True)
        arguments = [
            str(python),
            str(LIBRARY),
            server.url("bench_library"),
            str(BATCH),
            str(BATCHES),
            str(ROUNDS),
        ]
        done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout)
    return found


def main() -> None:
    server = PostgresServer(durable=True, settings=("max_wal_size=4GB", "shared_buffers=512MB"))
    try:
        server.start()
        rates = measure(server)
        if "--without-library" not in sys.argv:
            rates["eventsourcing_sqlalchemy"] = measure_library(server)
    finally:
        server.stop()
    own = statistics.median(rates["ledger"])
    print(f"Durable append on PostgreSQL, batches of {BATCH:,} events, {ROUNDS} rounds, medians")
    for name, found in rates.items():
        median = statistics.median(found)
        spread = f"{min(found):,.0f} to {max(found):,.0f}"
        print(f"  {name:26} {median:10,.0f} events/s   ({spread})   ledger / this = {own / median:5.2f}")


if __name__ == "__main__":
    main()
