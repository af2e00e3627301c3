"""Around every request: an id, one log line, the metrics; and a defect leaves as a problem, not as a stack.

Logs the route's template, never the address itself: case and event ids stay out of the logs.
"""

from __future__ import annotations

import re
import time
from random import Random
from typing import Final

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import limits, problems
from api.metrics import Metrics
from ledger import reading_scope

log = structlog.get_logger("quancheng.api")
# what stands in an answer was posted by others: a browser shall neither guess a page in it nor frame one
_PROTECTION: Final = ((b"x-content-type-options", b"nosniff"), (b"x-frame-options", b"DENY"))
# taken over from a proxy if it is one: anything else could write into the log
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# seeded by the system once: to ask it for each request (uuid4) hands the interpreter to another thread, and a server at
# work waits milliseconds to have it back. An id only tells requests apart
_NUMBERS: Final = Random()


class RequestLog:
    """Pure ASGI, outermost of ours: it sees defects before the framework would print them with their text."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        offered = request.headers.get("x-request-id", "")
        request_id = offered if _REQUEST_ID.fullmatch(offered) else f"{_NUMBERS.getrandbits(128):032x}"
        request.state.request_id = request_id
        status = 0
        reading_scope.enter_nobodys()  # until it is known whose request it is (authentication.py)

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
                message["headers"].extend(_PROTECTION)
                message["headers"].extend(limits.rate_fields(request))
            await send(message)

        start = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, observed)
            except Exception as error:  # the last stop: it is logged and answered as a defect
                response = problems.defect(request, error)
                if status:
                    raise  # the answer has begun: all that is left is to break the connection
                await response(scope, receive, observed)
            finally:
                limits.leave(request)
            seconds = time.perf_counter() - start
            route = _template(scope)
            self._metrics.observe(scope["method"], route, status, seconds)
            log.info(
                "request", method=scope["method"], route=route, status=status,
                milliseconds=round(seconds * 1000, 1), token=getattr(request.state, "token", None),
            )  # fmt: skip


def _template(scope: Scope) -> str:
    """The route as declared, e.g. /v1/cases/{case}; routes of an included router do not know its prefix."""
    route: str = getattr(scope.get("route"), "path", "unmatched")
    versioned = str(scope["path"]).startswith("/v1/") and not route.startswith("/v1")
    return f"/v1{route}" if versioned and route != "unmatched" else route
