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
from ledger.copy_binary import IDENTITY_FIELDS, IDENTITY_TAIL, copy_rows
from tests.postgres_server import PostgresServer

BATCH = 10_000
ROUNDS = 9
"""Small on purpose: beyond some 400 MB of log in a row many disks throttle, and all ways measure the disk alone."""
EVENTS_PER_CASE = 74
PAYLOAD = {
    "specversion": "1.0",
    "source": "urn:quancheng:cn-520102:police:0102",
    "type": "ArrestRequested",
    "datacontenttype": "application/json",
    "data": {"person": "p1", "document": "提请批准逮捕书", "grounds": "CPL 81", "text": "x" * 120},
}
OTHER_SIDE = Path(__file__).parent / "append_library.py"
LIBRARY = "eventsourcing_sqlalchemy"
SAME_TABLES = "raw COPY, the ledger's tables"
KEYED = "raw COPY, one keyed table"
HEAP = "raw COPY, one table, no key"
RAW_TABLES = """
    CREATE TABLE raw_heap AS SELECT * FROM events;
    CREATE TABLE raw_keyed AS SELECT * FROM events;
    ALTER TABLE raw_keyed ADD PRIMARY KEY (stream, version, insert_id);
    CREATE TABLE raw_events (LIKE events) PARTITION BY HASH (stream);
    ALTER TABLE raw_events ADD PRIMARY KEY (stream, version);
    CREATE INDEX ON raw_events (insert_id);
    CREATE TABLE raw_identity (LIKE event_identity INCLUDING INDEXES);
""" + "".join(
    f"CREATE TABLE raw_events_{n} PARTITION OF raw_events FOR VALUES WITH (MODULUS 8, REMAINDER {n});" for n in range(8)
)
Rows = tuple[list[bytes], list[bytes]]


def batch(round_: int) -> list[NewAct]:
    """Acts as an import brings them: case by case, about 300 bytes of payload."""
    first = round_ * BATCH
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


def packed(acts: list[NewAct]) -> Rows:
    """The same rows of events and of event_identity, packed beforehand: raw COPY only has to send them."""
    texts = Texts()
    rows, identities = [], []
    for number, act in enumerate(acts):
        body = packed_fields(texts, act, number, 1_760_000_000_000_000, GENESIS)
        rows.append(
            append._ROW_HEAD.pack(18, 8, number) + body + append._HASH.pack(32, event_hash(body)) + append._NAME
        )
        identities.append(IDENTITY_FIELDS + texts[act.source] + texts[act.id] + IDENTITY_TAIL.pack(8, number))
    return rows, identities


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(server: PostgresServer, library: Library | None) -> dict[str, list[float]]:
    """Events per second per round, the ways interleaved."""
    url = server.url("bench")
    server.execute("CREATE DATABASE bench")
    migrate.upgrade(url)
    raw = psycopg2.connect(host=str(server.directory), port=server.port, user="postgres", dbname="bench")
    with raw, raw.cursor() as cursor:
        cursor.execute(RAW_TABLES)

    def copy(events: str, rows: Rows, identity: str | None = None) -> None:
        with raw, raw.cursor() as cursor:
            copy_rows(cursor, events, append.EVENT_COLUMNS, rows[0])
            if identity:
                copy_rows(cursor, identity, append.IDENTITY_COLUMNS, rows[1])

    rates: dict[str, list[float]] = {name: [] for name in ("ledger", SAME_TABLES, KEYED, HEAP)}
    if library is not None:
        rates[LIBRARY] = []
    with ledger.connect(url, clock=lambda: datetime.now(UTC)) as opened:
        for round_ in range(ROUNDS):
            acts = batch(round_)
            rows = packed(acts)
            ways: list[tuple[str, Callable[[], object]]] = [
                ("ledger", lambda a=acts: opened.append(a)),
                (SAME_TABLES, lambda r=rows: copy("raw_events", r, "raw_identity")),
                (KEYED, lambda r=rows: copy("raw_keyed", r)),
                (HEAP, lambda r=rows: copy("raw_heap", r)),
            ]
            for name, work in ways[round_ % 4 :] + ways[: round_ % 4]:  # whose turn it is after whom changes
                rates[name].append(BATCH / timed(work))
            if library is not None:
                rates[LIBRARY].append(library.rate())
        opened.sequence()
    raw.close()
    return rates


class Library:
    """eventsourcing_sqlalchemy's recorder in an environment of its own, one round at a time."""

    def __init__(self, server: PostgresServer, folder: str) -> None:
        server.execute("CREATE DATABASE bench_library")
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "eventsourcing_sqlalchemy", "psycopg2-binary"], check=True)
        self._process = subprocess.Popen(
            [python, str(OTHER_SIDE), server.url("bench_library"), str(BATCH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def rate(self) -> float:
        assert self._process.stdin is not None
        print("round", file=self._process.stdin, flush=True)
        return float(self._answer())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def main() -> None:
    server = PostgresServer(durable=True, settings=("max_wal_size=4GB", "shared_buffers=512MB"))
    with tempfile.TemporaryDirectory(prefix="quancheng-bench-") as folder:
        try:
            server.start()
            library = None if "--without-library" in sys.argv else Library(server, folder)
            rates = measure(server, library)
            if library is not None:
                library.close()
        finally:
            server.stop()
    own = rates["ledger"]
    print(f"Durable append on PostgreSQL, batches of {BATCH:,} events, {ROUNDS} rounds, medians")
    for name, found in rates.items():
        ratio = statistics.median(mine / theirs for mine, theirs in zip(own, found, strict=True))
        spread = f"{min(found):,.0f} to {max(found):,.0f}"
        print(f"  {name:30} {statistics.median(found):10,.0f} events/s   ({spread})   ledger / this = {ratio:5.2f}")


if __name__ == "__main__":
    main()
