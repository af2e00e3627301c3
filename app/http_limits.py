"""What a connection may cost before it is known who calls: bytes of a request's head, and the time it takes to come.

Not the body that is read (api/json_body.py), but what comes of it after the answer. uvicorn's own protocol on
httptools, which knows no limit of either. A head that is too large or too slow is answered 431 or 408, and the
connection closed; no application sees it. Used by serving.py.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD_BYTES: Final = 32 * 1024
HEAD_SECONDS: Final = 10.0
"""From the opening of a connection, or the first byte of a further request, to the last byte of the head."""


REST_BYTES: Final = 1024 * 1024
REST_SECONDS: Final = 5.0
"""What may still come of a body that was answered before it was there (429, 413), so that its sender reads the answer;
then the connection is closed."""


class LimitedHttp(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head: int | None = 0
        self._counted = 0
        self._too_late: asyncio.TimerHandle | None = None
        self._refusal = 400
        self._body_is_here = True
        self._rest = 0
        self._rest_too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        self._rest_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # a line without end never becomes a header that could be counted
        if self._head is not None and not self.transport.is_closing():
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_head()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_is_here()
        self._body_is_here = False
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if self._rest_too_late is not None:
            self._rest += len(body)
            if self._rest > REST_BYTES:
                self._leave_rest()

    def on_message_complete(self) -> None:
        self._body_is_here = True
        self._rest_is_here()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._body_is_here and not self.transport.is_closing():
            self._rest = 0
            self._rest_too_late = self.loop.call_later(REST_SECONDS, self._leave_rest)

    def send_400_response(self, msg: str) -> None:
        """As uvicorn's, of the status that is meant."""
        if not self.transport.is_closing():
            self._refuse(self._refusal, msg)

    def _count(self, size: int) -> None:
        self._counted += size
        if self._counted > HEAD_BYTES:
            self._refusal = 431
            raise ValueError("the head of the request is too large")  # the parser stops, and calls send_400_response

    def _wait_for_head(self) -> None:
        self._head_is_here()
        self._head = self._counted = 0
        self._too_late = self.loop.call_later(HEAD_SECONDS, self._refuse, 408)

    def _head_is_here(self) -> None:
        self._head = None
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None

    def _leave_rest(self) -> None:
        self._rest_is_here()
        self.transport.close()

    def _rest_is_here(self) -> None:
        if self._rest_too_late is not None:
            self._rest_too_late.cancel()
            self._rest_too_late = None

    def _refuse(self, status: int, why: str = "") -> None:
        self._head_is_here()
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()  # an answer is on its way on this line: nothing may be written into it
            return
        body = (why or {408: "The request did not come in time.", 431: "The head is too large."}[status]).encode()
        lines = [STATUS_LINE[status], b"content-type: text/plain; charset=utf-8\r\n"]
        lines += [b"content-length: %d\r\nconnection: close\r\n\r\n" % len(body), body]
        self.transport.write(b"".join(lines))
        self.transport.close()
