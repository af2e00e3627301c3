"""The other side of benchmarks/load.py: bare FastAPI and psycopg2, one row an act, nothing judged, hashed or sealed.

A process of its own: `python -m benchmarks.load_bare PORT DSN shared|alone`. shared: what arrives while a commit is
under way goes into the next (micro-batching); alone: one connection and a transaction for each request, one at a time.
"""

from __future__ import annotations

import asyncio
import queue
import sys
import threading

import psycopg2
import uvicorn
from fastapi import FastAPI, Request
from psycopg2.extras import execute_values

TABLE = "CREATE TABLE IF NOT EXISTS bare (source text, id text, body bytea, PRIMARY KEY (source, id))"
INSERT = "INSERT INTO bare (source, id, body) VALUES %s ON CONFLICT DO NOTHING"
Row = tuple[str, str, bytes]


class Shared:
    """One thread takes what waits and commits it together."""

    def __init__(self, connection: psycopg2.extensions.connection) -> None:
        self._connection = connection
        self._waiting: queue.SimpleQueue[tuple[Row, asyncio.Future[None]]] = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    async def store(self, row: Row) -> None:
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put((row, stored))
        await stored

    def _run(self) -> None:
        while True:
            some = [self._waiting.get()]
            while not self._waiting.empty() and len(some) < 500:
                some.append(self._waiting.get())
            with self._connection, self._connection.cursor() as cursor:
                execute_values(cursor, INSERT, [row for row, _ in some], page_size=500)
            for _, stored in some:
                stored.get_loop().call_soon_threadsafe(stored.set_result, None)


class Alone:
    """A transaction a request, under one lock."""

    def __init__(self, connection: psycopg2.extensions.connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    async def store(self, row: Row) -> None:
        await asyncio.to_thread(self._store, row)

    def _store(self, row: Row) -> None:
        with self._lock, self._connection, self._connection.cursor() as cursor:
            execute_values(cursor, INSERT, [row])


def create_app(dsn: str, how: str) -> FastAPI:
    connection = psycopg2.connect(dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute(TABLE)
    store = Shared(connection) if how == "shared" else Alone(connection)
    app = FastAPI()

    @app.get("/v1/health")
    async def health() -> dict[str, bool]:
        return {"ok": True}

    @app.post("/v1/events", status_code=202)
    async def post(request: Request) -> dict[str, object]:
        body = await request.body()
        event = await request.json()
        await store.store((event["source"], event["id"], body))
        receipt = {"source": event["source"], "id": event["id"], "hash": ""}
        return {"results": [{"outcome": "accepted", "receipt": receipt}]}

    return app


def main() -> None:
    port, dsn, how = sys.argv[1:]
    uvicorn.run(create_app(dsn, how), host="127.0.0.1", port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
