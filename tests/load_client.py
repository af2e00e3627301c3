"""Clients that post as fast as they are answered, in a process of their own: `python -m tests.load_client PLAN`.

Raw HTTP/1.1 over asyncio, so that the client costs little of the two cores. A post that got no answer, 429 or 503 is
sent again with the same bytes, as an agency's outbox would. Started by tests/load_run.py.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import msgspec

ONE = b"application/cloudevents+json"
BATCH = b"application/cloudevents-batch+json"


class Plan(msgspec.Struct, kw_only=True):
    """ports       of the servers, to which the lanes go in turn
    lanes       one a connection: (token, body) of each post in order
    seconds     stop then, whatever is left (an answer under way is waited for); 0: until all is posted
    interval    seconds from one post of a lane to its next, where it is quicker; 0: at once
    patience    seconds for which a post is tried again
    """

    ports: list[int]
    report: str
    lanes: list[list[tuple[str, bytes]]]
    seconds: float = 0.0
    interval: float = 0.0
    patience: float = 60.0


class Given(msgspec.Struct):
    """A receipt as the client got it."""

    source: str
    id: str
    hash: str


class Report(msgspec.Struct):
    """seconds     from the first post to the last answer
    milliseconds  of each post, its first sending to its last answer
    statuses    answers by status, those to repeated posts too; 0: no answer, the connection broke
    """

    seconds: float
    milliseconds: list[float]
    statuses: dict[int, int]
    given: list[Given]
    refused: list[str]
    retry_after: int = 0


class _Item(msgspec.Struct):
    outcome: str
    receipt: Given | None = None
    problem: dict[str, object] | None = None


class _Answer(msgspec.Struct):
    results: list[_Item] = []


class _Lane:
    def __init__(self, plan: Plan, port: int, posts: list[tuple[str, bytes]]) -> None:
        self.plan = plan
        self.port = port
        self.posts = posts
        self.answers: list[bytes] = []
        self.milliseconds: list[float] = []
        self.statuses: dict[int, int] = {}
        self.waits = 0
        self._stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self, start: float, end: float) -> None:
        due = start
        for token, body in self.posts:
            if time.perf_counter() > end:
                break
            if self.plan.interval:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                due += self.plan.interval
            began = time.perf_counter()
            await self._until_answered(_request(token, body), began + self.plan.patience)
            self.milliseconds.append((time.perf_counter() - began) * 1000)
        if self._stream is not None:
            self._stream[1].close()

    async def _until_answered(self, request: bytes, patience: float) -> None:
        while True:
            try:
                status, wait, body = await self._exchange(request)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                status, wait, body = 0, 0.1, b""
                self._stream = None
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status in (0, 429, 500, 503) and time.perf_counter() < patience:
                self.waits += bool(status and wait)
                await asyncio.sleep(wait or 0.2)
                continue
            self.answers.append(body)
            return

    async def _exchange(self, request: bytes) -> tuple[int, float, bytes]:
        if self._stream is None:
            self._stream = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._stream
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status, length, wait, closes = int(head[9:12]), 0, 0.0, False
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            name = name.lower()
            if name == b"content-length":
                length = int(value)
            elif name == b"retry-after":
                wait = float(value)
            elif name == b"connection":
                closes = value.strip().lower() == b"close"
        body = await reader.readexactly(length)
        if closes:
            writer.close()
            self._stream = None
        return status, wait, body


def _request(token: str, body: bytes) -> bytes:
    media = BATCH if body[:1] == b"[" else ONE
    return (
        b"POST /v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer " + token.encode()
        + b"\r\ncontent-type: " + media + b"\r\ncontent-length: " + str(len(body)).encode() + b"\r\n\r\n" + body
    )  # fmt: skip


async def _run(plan: Plan) -> Report:
    lanes = [_Lane(plan, plan.ports[number % len(plan.ports)], posts) for number, posts in enumerate(plan.lanes)]
    start = time.perf_counter()
    end = start + plan.seconds if plan.seconds else float("inf")
    await asyncio.gather(*(lane.run(start, end) for lane in lanes))
    report = Report(time.perf_counter() - start, [], {}, [], [])
    for lane in lanes:
        report.milliseconds += lane.milliseconds
        report.retry_after += lane.waits
        for status, count in lane.statuses.items():
            report.statuses[status] = report.statuses.get(status, 0) + count
        for answer in lane.answers:
            _read(report, answer)
    return report


class _Problem(msgspec.Struct):
    code: str


def _read(report: Report, answer: bytes) -> None:
    items = msgspec.json.decode(answer, type=_Answer).results if answer else []
    if not items:
        report.refused.append(msgspec.json.decode(answer, type=_Problem).code if answer else "no answer")
    for item in items:
        if item.receipt is not None:
            report.given.append(item.receipt)
        else:
            report.refused.append(str((item.problem or {}).get("code")))


def main() -> None:
    plan = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=Plan)
    report = asyncio.run(_run(plan))
    Path(plan.report).write_bytes(msgspec.msgpack.encode(report))


if __name__ == "__main__":
    main()
