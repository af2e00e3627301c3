"""Over a real server: heads and bodies that are too large, too slow, or never end hold nobody up and store nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from app.serving import listen, server_of
from tests.api.conftest import Api

HEAD = b"POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/cloudevents+json\r\n"
SECONDS = 0.6
REST_BYTES = 60_000
BODY_SECONDS = 3.0


class Line:
    """One connection to the server under test."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> tuple[int, bytes, bool]:
        """Status, everything that came, and whether the server closed the line."""
        received = b""
        try:
            while part := self.socket.recv(65536):
                received += part
        except TimeoutError:
            return int(received[9:12] or 0), received, False
        except ConnectionResetError:
            pass  # what was sent after the answer is not read any more
        return int(received[9:12] or 0), received, True


@pytest.fixture
def port(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr("app.http_limits.HEAD_SECONDS", SECONDS)
    monkeypatch.setattr("app.http_limits.REST_SECONDS", SECONDS)
    monkeypatch.setattr("app.http_limits.REST_BYTES", REST_BYTES)
    api.platform.settings.body_seconds = BODY_SECONDS
    api.platform.settings.max_body_bytes = 100_000
    server = server_of(api.platform, "warning")
    sock = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield sock.getsockname()[1]
    server.should_exit = True
    thread.join()


def signed(api: Api) -> bytes:
    return b"authorization: Bearer " + api.tokens["police"].encode() + b"\r\n"


ENDLESS = [
    # (the attack, what is sent, status)
    ("nothing at all", b"", 408),
    ("half a head", b"GET /v1/health HTTP/1.1\r\nho", 408),
    ("a head without its end", b"GET /v1/health HTTP/1.1\r\nhost: x\r\n", 408),
    ("many fields", b"GET /v1/health HTTP/1.1\r\n" + b"x-a: 1234567890123456789012345\r\n" * 1500, 431),
    ("one field without end", b"GET /v1/health HTTP/1.1\r\nx: " + b"y" * 40_000, 431),
    ("an address without end", b"GET /" + b"y" * 40_000, 431),
    ("a large head that is whole", b"GET /v1/health HTTP/1.1\r\nx: " + b"y" * 40_000 + b"\r\n\r\n", 431),
]


@pytest.mark.parametrize(("attack", "sent", "status"), ENDLESS, ids=[row[0] for row in ENDLESS])
def test_a_head_has_an_end(port: int, attack: str, sent: bytes, status: int) -> None:
    line = Line(port)
    line.send(sent)
    began = time.monotonic()
    found, _, closed = line.answer()
    assert (found, closed) == (status, True)
    assert time.monotonic() - began < SECONDS + 5


def test_a_head_of_one_byte_at_a_time_is_ended_too(port: int) -> None:
    line = Line(port)
    sent = 0
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        for byte in b"GET /v1/health HTTP/1.1\r\n" + b"x-filler: abcdefghijklmnopqrstuvwxyz\r\n" * 100:
            line.send(bytes([byte]))
            sent += 1
            time.sleep(0.02)
    assert sent < 1000


def test_an_ordinary_line_is_kept_for_further_requests(port: int) -> None:
    line = Line(port)
    for _ in range(3):
        line.send(b"GET /v1/health HTTP/1.1\r\nhost: x\r\nx-long: " + b"y" * 8000 + b"\r\n\r\n")
        assert line.socket.recv(65536).startswith(b"HTTP/1.1 200")
        time.sleep(0.1)


def test_a_slow_body_is_ended_and_holds_nobody_up(port: int, api: Api) -> None:
    slow = [Line(port) for _ in range(50)]
    for line in slow:
        line.send(HEAD + signed(api) + b"content-length: 1000\r\n\r\n{")
    began = time.monotonic()
    other = Line(port)
    other.send(b"GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n")
    assert other.socket.recv(65536).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - began < BODY_SECONDS, "fifty slow bodies, and the next is answered at once"
    time.sleep(SECONDS / 3)
    for line in slow:
        with contextlib.suppress(OSError):  # on a busy machine its time is over already
            line.send(b" ")
    for line in slow:
        status, received, closed = line.answer()
        assert (status, closed) == (408, True)
        assert b"body-too-slow" in received
    assert api.head() == 0


LARGE = [
    # (the attack, head, body, status, problem)
    ("announced", b"content-length: 100001\r\n", b"", 413, b"body-too-large"),
    ("in chunks, not announced", b"transfer-encoding: chunked\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n", 413,
     b"body-too-large"),
    ("small and compressed", b"content-encoding: gzip\r\ncontent-length: 20\r\n", b"\x1f\x8b" + b"\0" * 18, 415,
     b"media-type-unsupported"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "head", "body", "status", "problem"), LARGE, ids=[row[0] for row in LARGE])
def test_a_body_has_an_end(
    port: int, api: Api, attack: str, head: bytes, body: bytes, status: int, problem: bytes
) -> None:
    line = Line(port)
    line.send(HEAD + signed(api) + head + b"\r\n")
    for _ in range(4 if b"chunked" in head else 1):
        line.send(body)
    received = line.socket.recv(65536)
    assert received.startswith(b"HTTP/1.1 %d" % status)
    assert problem in received
    assert api.head() == 0


def refused(api: Api, port: int, length: int) -> Line:
    """A line on which a body of that length was announced, and refused before any of it came."""
    line = Line(port)
    line.send(HEAD + b"content-length: %d\r\n\r\n" % length)  # without a token
    assert line.socket.recv(65536).startswith(b"HTTP/1.1 401")
    return line


def test_what_was_refused_may_still_come_and_the_line_is_kept(port: int, api: Api) -> None:
    line = refused(api, port, REST_BYTES // 2)
    line.send(b"x" * (REST_BYTES // 2))
    line.send(b"GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n")
    assert line.socket.recv(65536).startswith(b"HTTP/1.1 200")
    time.sleep(SECONDS * 2)
    line.send(b"GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n")
    assert line.socket.recv(65536).startswith(b"HTTP/1.1 200"), "its time counts no more once it has come"


def test_what_was_refused_and_never_ends_ends_the_line(port: int, api: Api) -> None:
    drip = refused(api, port, 90_000)
    began = time.monotonic()
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        while time.monotonic() - began < SECONDS * 10:
            drip.send(b"x")
            time.sleep(0.05)
    assert time.monotonic() - began < SECONDS * 10, "byte by byte"
    gush = refused(api, port, 100_000)
    gush.send(b"x" * (REST_BYTES + 1))
    began = time.monotonic()
    assert gush.answer()[1:] == (b"", True)
    assert time.monotonic() - began < SECONDS, "at once"
