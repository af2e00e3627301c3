"""A subscriber as an agency would run it, in a process of its own: `python -m tests.load_subscriber PORT FILE`.

Writes down each delivery before it answers, and knows a repeat by its webhook-id. Started by tests/load_run.py.
"""

from __future__ import annotations

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

import msgspec

_ONE_LINE = Lock()
_seen: set[str] = set()


class Delivered(msgspec.Struct, frozen=True):
    """webhook: the webhook-id; source, id: of the act; repeated: the subscriber had this webhook-id already."""

    webhook: str
    source: str
    id: str
    repeated: bool


class _Event(msgspec.Struct):
    source: str
    id: str


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    file: Path

    def do_OPTIONS(self) -> None:
        self._answer(200, ("WebHook-Allowed-Origin", self.headers["WebHook-Request-Origin"]), ("Allow", "POST"))

    def do_POST(self) -> None:
        event = msgspec.json.decode(self.rfile.read(int(self.headers["content-length"])), type=_Event)
        webhook = self.headers["webhook-id"]
        with _ONE_LINE, self.file.open("ab") as log:
            one = Delivered(webhook, event.source, event.id, webhook in _seen)
            _seen.add(webhook)
            log.write(msgspec.json.encode(one) + b"\n")
            log.flush()
            os.fsync(log.fileno())
        self._answer(204)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: what matters is in the file."""

    def _answer(self, status: int, *fields: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*fields, ("WebHook-Allowed-Rate", "*"), ("Content-Length", "0"), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()


def main(port: str, file: str) -> None:
    Handler.file = Path(file)
    ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
