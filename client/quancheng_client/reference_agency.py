"""An agency's system in small: does what `quancheng conformance` asks, the way a real one should.

python -m quancheng_client.reference_agency --port 9000. Not a server to build on: it keeps nothing.
"""

from __future__ import annotations

import argparse
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from zoneinfo import ZoneInfo

from quancheng_client.exchange import Exchange, Problem

Instruction = Mapping[str, Any]


class Agency:
    """Does one instruction after another. Faulty ones, for tests, override a method."""

    def do(self, told: Instruction) -> None:
        """Raises Problem, NoAnswer where it could not be done."""
        with self.connection(told) as exchange:
            step = told["step"]
            ask = step["ask"]
            if ask == "token":
                exchange.rest()
            elif ask == "receipt":
                exchange.receipt(*told["about"], wait=20)
            elif ask == "feed":
                self.find(exchange, *told["about"])
            elif ask == "correct":
                exchange.post(self.correction(told))
            elif ask == "acknowledge":
                exchange.post(self.acknowledgement(told))
            elif ask == "returned":
                self.send_again(exchange, told)
            elif ask == "refused":
                self.mend(exchange, told)
            else:
                exchange.post(self.act(told, step["act"]["happened"]))

    def connection(self, told: Instruction) -> Exchange:
        return Exchange(told["platform"], told["client_id"], told["client_secret"])

    def act(self, told: Instruction, wall: str) -> dict[str, Any]:
        asked = told["step"]["act"]
        return {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": told["agency"],
            "type": asked["type"],
            "subject": asked["case"],
            "time": self.instant(wall, asked["zone"]),
            "data": ({} if asked["person"] is None else {"person": asked["person"]}) | asked["data"],
        }

    def instant(self, wall: str, zone: str) -> str:
        """A wall clock of the zone as an instant with its offset."""
        return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).isoformat()

    def mend(self, exchange: Exchange, told: Instruction) -> None:
        """Post as typed; where that is refused, post as mended."""
        asked = told["step"]["act"]
        act = self.act(told, asked["happened"])
        try:
            exchange.post(act)
        except Problem:
            exchange.post({**act, "time": self.instant(asked["mended"], asked["zone"])})

    def find(self, exchange: Exchange, source: str, id_: str) -> None:
        """Read the feed from its beginning until the act is there."""
        for item in exchange.feed(limit=50, wait=5):
            if (item.event["source"], item.event["id"]) == (source, id_):
                return

    def acknowledgement(self, told: Instruction) -> dict[str, Any]:
        asked = told["step"]["act"]
        source, id_ = told["about"]
        now = datetime.now(ZoneInfo(asked["zone"])).isoformat(timespec="seconds")
        named = {"hand_over": {"source": source, "id": id_}}
        return {**self.act(told, asked["happened"]), "type": "HandOverReceived", "time": now, "data": named}

    def send_again(self, exchange: Exchange, told: Instruction) -> None:
        """Read the feed until the return is there; what was missing is put right, and sent as a new act."""
        meant = dict(zip(("source", "id"), told["about"], strict=True))
        for item in exchange.feed(limit=50, wait=5):
            if item.event["type"] == "HandOverReturned" and item.event["data"]["hand_over"] == meant:
                exchange.post(self.act(told, told["step"]["act"]["happened"]))
                return

    def correction(self, told: Instruction) -> dict[str, Any]:
        asked = told["step"]["act"]
        source, id_ = told["about"]
        right = self.instant(asked["mended"], asked["zone"])
        now = datetime.now(ZoneInfo(asked["zone"])).isoformat(timespec="seconds")
        return {
            **self.act(told, asked["happened"]),
            "type": "EventCorrected",
            "time": now,
            "data": {"event": {"source": source, "id": id_}, "type": asked["type"], "time": right},
        }


def serve(agency: Agency, host: str, port: int) -> HTTPServer:
    """A server that takes instructions; call its serve_forever()."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                agency.do(json.loads(body))
            except Exception as error:  # noqa: BLE001 - whoever drives us is told
                self._answer(500, f"{type(error).__name__}: {error}")
            else:
                self._answer(204, "")

        def _answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the one who drives us tells."""

    return HTTPServer((host, port), Handler)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    options = parser.parse_args()
    serve(Agency(), options.host, options.port).serve_forever()
