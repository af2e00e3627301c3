"""Stands before the sandbox while a client is tested: notes every request and answer, and makes trouble when told to.

Not the judging (checks.py). Trouble is what networks and busy platforms make: a lost answer, a request to wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

Trouble = Literal["answer_lost", "told_to_wait"]
RETRY_AFTER: Final = 2
POSTING: Final = "/v1/events"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One request and its answer. at: seconds of a clock that only runs on. troubled: the answer was not the
    platform's own; taken: the platform saw the request."""

    at: float
    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes
    troubled: bool = False
    taken: bool = True

    @property
    def posts(self) -> bool:
        return self.method == "POST" and self.path == POSTING


class Observer:
    """An ASGI application around another."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._seen: list[Seen] = []
        self._trouble: Trouble | None = None

    def begin(self, trouble: Trouble | None) -> None:
        """Forget what was seen; meet the next post with this trouble, once."""
        with self._lock:
            self._seen = []
            self._trouble = trouble

    def seen(self) -> tuple[Seen, ...]:
        with self._lock:
            return tuple(self._seen)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        streams = any(name == b"accept" and b"text/event-stream" in value for name, value in scope.get("headers", ()))
        if scope["type"] != "http" or streams:
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        trouble = self._trouble_for(scope)
        at = time.monotonic()
        answer: dict[str, Any] = {"status": 503, "headers": [], "body": b""}
        if trouble != "told_to_wait":
            answer = await self._answered(scope, receive, body)
        if trouble == "told_to_wait":
            answer = _problem(429, [(b"retry-after", str(RETRY_AFTER).encode())])
        elif trouble == "answer_lost":
            answer = _problem(503, [])
        self._note(scope, body, answer, at, trouble)
        await send({"type": "http.response.start", "status": answer["status"], "headers": answer["headers"]})
        await send({"type": "http.response.body", "body": answer["body"]})

    async def _answered(self, scope: Any, whether_gone: Any, body: bytes) -> dict[str, Any]:
        found: dict[str, Any] = {"status": 500, "headers": [], "body": b""}
        given = False

        async def receive() -> Any:
            nonlocal given
            if given:
                return await whether_gone()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                found.update(status=message["status"], headers=message["headers"])
            else:
                found["body"] += message.get("body", b"")

        await self._app(scope, receive, send)
        return found

    def _trouble_for(self, scope: Any) -> Trouble | None:
        with self._lock:
            if self._trouble is None or scope["method"] != "POST" or scope["path"] != POSTING:
                return None
            trouble, self._trouble = self._trouble, None
            return trouble

    def _note(self, scope: Any, body: bytes, answer: dict[str, Any], at: float, trouble: Trouble | None) -> None:
        seen = Seen(
            at=at,
            method=scope["method"],
            # as it came: in the decoded path an id with a slash could not be told from two steps
            path=scope.get("raw_path", scope["path"].encode()).split(b"?")[0].decode("ascii", "replace"),
            query=scope.get("query_string", b"").decode("ascii", "replace"),
            headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
            body=body,
            status=answer["status"],
            answer=answer["body"],
            troubled=trouble is not None,
            taken=trouble != "told_to_wait",
        )
        with self._lock:
            self._seen.append(seen)


async def _whole(receive: Any) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _problem(status: int, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    code = "unavailable" if status == 503 else "too-many-requests"
    body = msgspec.json.encode({"type": f"urn:quancheng:problem:{code}", "status": status, "code": code})
    return {"status": status, "headers": [(b"content-type", b"application/problem+json"), *headers], "body": body}
