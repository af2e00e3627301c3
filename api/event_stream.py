"""Server-Sent Events over ASGI: sent as fast as the reader takes them, ended when it leaves, hangs, or has to.

Not what is sent. Form: WHATWG HTML, 9.2 (event stream interpretation). Starlette's own streaming would wait for ever
on a reader that does not read.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable
from contextlib import AbstractContextManager
from typing import Final

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.languages import quality

EVENT_STREAM: Final = "text/event-stream"
HANGS: Final = 30.0
"""Seconds in which a reader must take a part."""
PART: Final = 65_536

log = structlog.get_logger("quancheng.api")


def wants_stream(accept: str) -> bool:
    """Whether a stream is asked for by name; `*/*` gets a page."""
    for one in accept.split(","):
        essence, _, parameters = one.partition(";")
        if essence.strip().lower() == EVENT_STREAM:
            return quality(parameters) > 0
    return False


def streamed(data: bytes, identity: str | None = None, kind: str | None = None) -> bytes:
    """One event. data: JSON, which has no line break in it; identity: what Last-Event-ID names, kind: `event`."""
    head = "".join(f"{name}: {value}\n" for name, value in (("event", kind), ("id", identity)) if value is not None)
    return head.encode() + b"data: " + data + b"\n\n"


def comment(text: str) -> bytes:
    """A line that readers pass over: it keeps connections open, and finds out those that are not."""
    return f": {text}\n\n".encode()


class EventStream(Response):
    """seat: held while the stream lasts; where there is none, its error is answered instead of a stream."""

    media_type = EVENT_STREAM

    def __init__(self, parts: AsyncGenerator[bytes], seat: AbstractContextManager[None]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._parts = parts
        self._seat = seat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's form
        with self._seat:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            try:
                whole = await or_gone(receive, self._send(send))
            except TimeoutError:
                log.info("stream.reader_hangs", seconds=HANGS)
                return  # nobody would take an end: the server breaks the connection
        if whole:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send(self, send: Send) -> None:
        async with contextlib.aclosing(self._parts) as parts:
            async for part in parts:
                for start in range(0, len(part), PART):
                    body = part[start : start + PART]
                    async with asyncio.timeout(HANGS):
                        await send({"type": "http.response.body", "body": body, "more_body": True})


async def or_gone(receive: Receive, work: Awaitable[None]) -> bool:
    """Do the work, or leave it where the caller has gone; whether it was done to its end."""
    gone = asyncio.ensure_future(_gone(receive))
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait((gone, task), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
            return True
        return False
    finally:
        gone.cancel()
        task.cancel()
        await asyncio.gather(gone, task, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
