"""One HTTP request to a subscriber: its name is looked up once, every address checked, the checked one connected to.

Not what is sent nor what follows from the answer. Written on h11 and plain sockets: the address that was checked must
be the one that is spoken to: a client that looks the name up again can be led elsewhere in between.
No redirect is followed; of the body a little is read, and shown to nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import Executor
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import h11
import msgspec

from domain.errors import Refused
from domain.webhook_address import Address, Allowed, WebhookAddress, plain_form, refuse_internal, refuse_plain
from domain.webhook_schedule import Attempt, Outcome

WHOLE_SECONDS: Final = 20.0
"""From the look-up to the last header of the answer. Standard Webhooks 1.0: 15 to 30 s."""
CONNECT_SECONDS: Final = 5.0
_BODY_SECONDS: Final = 0.5
_BODY_BYTES: Final = 4096
_HEAD_BYTES: Final = 65_536
_MOST_ADDRESSES: Final = 32
Resolve = Callable[[str, int], list[str]]


class WebhookRequest(msgspec.Struct, frozen=True):
    """fields: header fields beside Host, Content-Length and Connection."""

    method: str
    address: WebhookAddress
    fields: tuple[tuple[str, str], ...]
    body: bytes = b""


class Answer(msgspec.Struct, frozen=True):
    """What came back. allowed_origin, allowed_rate: of a hand-shake, as they were sent."""

    attempt: Attempt
    milliseconds: int
    allowed_origin: str | None = None
    allowed_rate: str | None = None


class _Failed(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the system gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Sender:
    """Sends requests within what `allowed` says. look_up: stands in for the system's names, in tests."""

    def __init__(self, allowed: Allowed, ca_file: Path | None = None, look_up: Resolve = resolve) -> None:
        self._allowed = allowed
        self._tls = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        self._look_up = look_up

    async def send(self, request: WebhookRequest, lookups: Executor, clock: Callable[[], float]) -> Answer:
        """One request and its answer; never raises for anything that the other side does.

        lookups  where names are looked up: a name server may hang longer than anything here
        clock    seconds since the epoch, for a Retry-After that is a date
        """
        start = time.perf_counter()
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                head = await self._exchange(request, lookups)
        except TimeoutError:
            return _answered(Attempt("timeout"), start)
        except _Failed as failed:
            return _answered(Attempt(failed.outcome), start)
        fields = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in head.headers}
        attempt = Attempt(
            outcome_of(head.status_code), head.status_code, retry_after(fields.get("retry-after", ""), clock())
        )
        origin, rate = fields.get("webhook-allowed-origin"), fields.get("webhook-allowed-rate")
        return msgspec.structs.replace(_answered(attempt, start), allowed_origin=origin, allowed_rate=rate)

    async def _exchange(self, request: WebhookRequest, lookups: Executor) -> h11.Response:
        addresses = await self._addresses(request.address, lookups)
        reader, writer = await self._connected(request.address, addresses)
        try:
            return await _spoken(request, reader, writer)
        except (OSError, EOFError, ssl.SSLError):
            raise _Failed("unreachable") from None
        except (h11.RemoteProtocolError, asyncio.LimitOverrunError):
            raise _Failed("garbage") from None
        finally:
            writer.transport.abort()  # a polite farewell would wait for the other side

    async def _addresses(self, address: WebhookAddress, lookups: Executor) -> list[Address]:
        """All addresses of the host, each of them allowed; one that is not spoils the others."""
        loop = asyncio.get_running_loop()
        try:
            texts = await loop.run_in_executor(lookups, self._look_up, address.host, address.port)
            found = [plain_form(ip_address(text)) for text in texts[:_MOST_ADDRESSES]]
            for one in found:
                refuse_internal(one, self._allowed)
                refuse_plain(address, one, self._allowed)
        except (OSError, ValueError, Refused):
            raise _Failed("address") from None
        if not found or len(texts) > _MOST_ADDRESSES or address.port not in self._allowed.ports:
            raise _Failed("address")
        return found

    async def _connected(
        self, address: WebhookAddress, addresses: list[Address]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to one of the very addresses that were checked, by TLS where the address says https."""
        outcome: Outcome = "unreachable"
        for one in addresses:
            sock = socket.socket(socket.AF_INET if one.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
            sock.setblocking(False)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await asyncio.get_running_loop().sock_connect(sock, (str(one), address.port))
                tls = self._tls if address.scheme == "https" else None
                name = address.host if tls is not None else None
                return await asyncio.open_connection(sock=sock, ssl=tls, server_hostname=name, limit=_HEAD_BYTES)
            except ssl.SSLError:
                outcome = "untrusted"
            except OSError:  # TimeoutError is one
                pass
            except BaseException:
                sock.close()
                raise
            sock.close()
        raise _Failed(outcome)


async def _spoken(request: WebhookRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> h11.Response:
    """Say the request, hear the head of the answer and a little of its body."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES)
    fields = [
        ("Host", request.address.authority), *request.fields,
        ("Content-Length", str(len(request.body))), ("Connection", "close"),
    ]  # fmt: skip
    head = h11.Request(method=request.method, target=request.address.target, headers=fields)
    said = (connection.send(head), connection.send(h11.Data(data=request.body)), connection.send(h11.EndOfMessage()))
    writer.write(b"".join(part or b"" for part in said))
    hearing = asyncio.ensure_future(_head(connection, reader))
    try:
        # who does not take the whole request may have answered it already
        with contextlib.suppress(OSError):
            await writer.drain()
        found = await hearing
    finally:
        hearing.cancel()
    with contextlib.suppress(OSError, EOFError, h11.RemoteProtocolError):
        async with asyncio.timeout(_BODY_SECONDS):
            await _some_body(connection, reader)
    return found


async def _head(connection: h11.Connection, reader: asyncio.StreamReader) -> h11.Response:
    heard = 0
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            return event
        if event is h11.NEED_DATA:
            data = await reader.read(4096)
            heard += len(data)
            if heard > _HEAD_BYTES or not data:
                raise _Failed("garbage" if heard else "unreachable")
            connection.receive_data(data)
        elif not isinstance(event, h11.InformationalResponse):
            raise _Failed("garbage")


async def _some_body(connection: h11.Connection, reader: asyncio.StreamReader) -> None:
    """Read up to a bound, so that a small answer is not cut off while it is being sent."""
    heard = 0
    while heard < _BODY_BYTES:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(_BODY_BYTES)
            heard += len(data)
            connection.receive_data(data)
        elif not isinstance(event, h11.Data):
            return


def outcome_of(status: int) -> Outcome:
    if 200 <= status < 300:
        return "delivered"
    if 300 <= status < 400:
        return "redirected"
    if status == 410:
        return "gone"
    if status == 429:
        return "throttled"
    return "refused" if 400 <= status < 500 else "failed"


def retry_after(text: str, now: float) -> int | None:
    """Seconds of a Retry-After field (RFC 9110, 10.2.3), a number or a date; None where it is neither."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        at = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max(0, int(at - now))


def _answered(attempt: Attempt, start: float) -> Answer:
    return Answer(attempt, int((time.perf_counter() - start) * 1000))
