"""API and pages under one address: each gets what is its own."""

from __future__ import annotations

import socket

import pytest

from app.serving import Site, listen
from tests.api.conftest import Api, TestClient

OWNERS = [
    # (path, media type answered)
    ("/v1/health", "application/json"),
    ("/v1/nothing", "application/problem+json"),
    ("/docs", "text/html"),
    ("/openapi.json", "application/json"),
    ("/metrics", "text/plain"),
    ("/sign-in", "text/html"),
    ("/v1x", "text/html"),
]


@pytest.mark.parametrize(("path", "media"), OWNERS)
def test_each_address_has_one_owner(api: Api, path: str, media: str) -> None:
    answer = TestClient(Site(api.platform), raise_server_exceptions=False).get(path, follow_redirects=True)
    assert answer.headers["content-type"].split(";")[0] == media


def test_a_free_port_is_known_before_anything_is_printed() -> None:
    with listen("127.0.0.1", 0) as sock:
        assert sock.getsockname()[1] > 0
        # else asyncio leaves Nagle's algorithm on, and every answer waits for a delayed ACK
        assert sock.proto == socket.IPPROTO_TCP
