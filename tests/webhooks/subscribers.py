"""Subscribers on real sockets of the loopback: well-behaved, slow, rude and hostile ones.

A behaviour is given each connection after its request was read, and writes whatever bytes it likes.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

ORIGIN = "127.0.0.1"
OK = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
CONSENT = (
    b"HTTP/1.1 200 OK\r\nWebHook-Allowed-Origin: 127.0.0.1\r\nWebHook-Allowed-Rate: *\r\nAllow: POST\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


class Received:
    """One request as it came. headers: names in small letters."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.at = time.monotonic()

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


Behaviour = Callable[["Subscriber", Received, socket.socket], None]


def answer(raw: bytes) -> Behaviour:
    return lambda _self, _received, line: line.sendall(raw)


def status(code: int, *fields: str) -> Behaviour:
    head = "".join(f"{field}\r\n" for field in fields)
    return answer(f"HTTP/1.1 {code} Said\r\n{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())


def hang(self: Subscriber, _received: Received, _line: socket.socket) -> None:
    self.closed.wait(120)


def endless(self: Subscriber, _received: Received, line: socket.socket) -> None:
    """A body without end, as fast as it is taken."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while not self.closed.is_set():
        line.sendall(b"x" * 65536)


def endless_head(self: Subscriber, _received: Received, line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while not self.closed.is_set():
        line.sendall(b"X-More: " + b"y" * 8000 + b"\r\n")


def drip(self: Subscriber, _received: Received, line: socket.socket) -> None:
    """A head that comes a byte at a time and never ends."""
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000:
        if self.closed.wait(0.2):
            return
        line.sendall(bytes([byte]))


class Subscriber:
    """A server on a free port. behave: for deliveries; consent: for the hand-shake; tls: speaks it."""

    def __init__(
        self, behave: Behaviour | None = None, consent: Behaviour | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.behave = behave or answer(OK)
        self.consent = consent or answer(CONSENT)
        self.requests: list[Received] = []
        self._tls = tls
        self.closed = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks"
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def deliveries(self) -> list[Received]:
        return [one for one in list(self.requests) if one.method == "POST"]

    def wait(self, number: int, seconds: float = 15.0) -> list[Received]:
        """The deliveries, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.deliveries) < number:
            assert time.monotonic() < deadline, f"{len(self.deliveries)} of {number} deliveries came"
            time.sleep(0.02)
        return self.deliveries

    def close(self) -> None:
        self.closed.set()
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line if self._tls is None else self._tls.wrap_socket(line, server_side=True) as line:
                received = read_request(line)
                self.requests.append(received)
                (self.consent if received.method == "OPTIONS" else self.behave)(self, received, line)
        except OSError:
            return  # the other side has hung up, as it may


def read_request(line: socket.socket) -> Received:
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            raise OSError("no request")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65536)
    return Received(method, target, headers, body)
