"""API and pages in one process, under one address. The two are found by name here: neither imports the other.

Not the applications themselves. Called by `quancheng serve` and `quancheng demo`.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import logging
import os
import signal
import socket
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.composition import Platform
from app.http_limits import LimitedHttp

# (module, its factory: Platform -> ASGI application); a module may name the PATHS that are its own
API: Final = "api.server"
PAGES: Final = "web.server"
FORWARDED_ALLOW: Final = "FORWARDED_ALLOW_IPS"
"""uvicorn's variable: proxies whose X-Forwarded-* headers are believed."""
_PEER: Final = "quancheng.peer"
SANDBOX_HEADER: Final = (b"quancheng-sandbox", b"true")
LAST_ANSWERS: Final = 10
"""Seconds that answers under way get when the server goes down: a reader that hangs must not hold it up."""
YOUNG_OBJECTS: Final = 50_000
THREAD_SECONDS: Final = 0.001
"""For which a thread that judges or parses keeps the interpreter when the loop wants it. The loop lets go of it at each
call of the system, several times a request; with the usual 5 ms, 64 requests at once waited a third of a second."""
Asgi = Any  # an ASGI application: a callable of three arguments that no library types alike


class Site:
    """Sends each request to the API or to the pages, by the first part of its address."""

    def __init__(self, platform: Platform) -> None:
        module = importlib.import_module(API)
        self._sandbox = platform.settings.sandbox
        self._paths: tuple[str, ...] = module.PATHS
        self._api: Asgi = module.create_app(platform)
        self._pages: Asgi = self._api
        if importlib.util.find_spec(PAGES) is not None:
            self._pages = importlib.import_module(PAGES).create_app(platform)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        own = any(path == prefix or path.startswith(prefix + "/") for prefix in self._paths)
        if self._sandbox:
            send = _marked(send)
        await (self._api if own else self._pages)(scope, receive, send)


def _marked(send: Asgi) -> Asgi:
    """Every answer of a sandbox says so, whoever gives it."""

    async def marking(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), SANDBOX_HEADER]}
        await send(message)

    return marking


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. Bound before anything is printed, so that the address is true."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named: asyncio sets TCP_NODELAY only then, and without it a small answer waits 40 ms for an ACK
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    sock.listen(128)  # who comes before the server is ready waits, and is not refused
    return sock


def serve(platform: Platform, sock: socket.socket, log_level: str = "info") -> None:
    """Serve until interrupted. Access is logged by the applications, by route, without case ids."""
    configure_logs(log_level)
    # the server hands a SIGTERM on once it has answered what was under way: leave then, closing the platform
    signal.signal(signal.SIGTERM, _leave)
    server = server_of(platform, log_level)
    settle_memory()
    sys.setswitchinterval(THREAD_SECONDS)
    server.run(sockets=[sock])


def settle_memory() -> None:
    """Look no more for garbage in what stays as long as the process, such as the pack: that took a third of the time of
    long pages.
    """
    gc.collect()
    gc.freeze()
    # posts that wait are large and hold no cycles: by the usual threshold they were looked through all the time, for up
    # to 50 ms in which nobody is answered
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)


def server_of(platform: Platform, log_level: str = "info") -> uvicorn.Server:
    """The server, not yet running."""
    # as uvicorn would, but the address of the peer itself is kept: who forwards a certificate is asked for it
    site = _KeepPeer(ProxyHeadersMiddleware(Site(platform), trusted_hosts=os.environ.get(FORWARDED_ALLOW, "127.0.0.1")))
    config = uvicorn.Config(
        site, log_level=log_level, access_log=False, lifespan="off", server_header=False, log_config=None,
        proxy_headers=False, http=LimitedHttp, limit_concurrency=platform.settings.max_connections,
        timeout_graceful_shutdown=LAST_ANSWERS,
    )  # fmt: skip
    return _Server(config, platform)


class _Server(uvicorn.Server):
    """Sends those who wait for a feed home before it waits for answers under way."""

    def __init__(self, config: uvicorn.Config, platform: Platform) -> None:
        super().__init__(config)
        self._platform = platform

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._platform.feed_watch.stop()
        await super().shutdown(sockets)


class _KeepPeer:
    """Notes who is on the other end of the line, before a proxy's headers put the address of its client there."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope[_PEER] = scope.get("client")
        await self._app(scope, receive, send)


def peer_of(scope: MutableMapping[str, Any]) -> str | None:
    """Address of the other end of the connection itself, a proxy's where there is one."""
    peer = scope.get(_PEER, scope.get("client"))
    return None if peer is None else str(peer[0])


def _leave(_number: int, _frame: object) -> None:
    sys.exit(0)


def configure_logs(level: str) -> None:
    """Log lines on stderr: JSON, or for people where stderr is a terminal."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(stream=sys.stderr, level=number, format="%(message)s")
    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
