"""An application of this process, asked on one loop in the thread of the test.

Not Starlette's test client, which starts a thread and a loop for each request: a third of what a small answer costs,
and noise where times are compared. Used where thousands are asked (test_every_way.py).
"""

from __future__ import annotations

import asyncio
from typing import Any, Self

import httpx
from starlette.types import ASGIApp


class Asker:
    """Keeps cookies, follows no redirect. What an application raises comes back as status 500."""

    def __init__(self, app: ASGIApp) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def request(self, method: str, address: str, **given: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, address, **given))

    def get(self, address: str, **given: Any) -> httpx.Response:
        return self.request("GET", address, **given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
