"""A platform that delivers, its API in process, and subscribers on the loopback that the settings allow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from app.composition import Platform, open_platform
from app.settings import Settings, system_clock
from app.tokens import TokenFile
from tests.api.conftest import Api
from tests.api.conftest import detained as an_act
from tests.api.conftest import opened as api_opened
from tests.shipped import cn_criminal
from tests.webhooks.subscribers import Subscriber


class Exchange:
    """api: in process; start(): the worker, deliveries included, in threads of this process."""

    def __init__(self, platform: Platform, api: Api) -> None:
        self.platform, self.api = platform, api

    def subscribe(self, url: str, as_: str = "police", **body: object) -> dict[str, Any]:
        answer = self.post("", {"url": url, **body}, as_)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def post(self, path: str, body: object, as_: str = "police"):  # type: ignore[no-untyped-def]
        return self.api.client.post(f"/v1/subscriptions{path}", json=body, headers=self.api.headers(as_))

    def get(self, path: str, as_: str = "police") -> dict[str, Any]:
        answer = self.api.get(f"/v1/subscriptions{path}", as_)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def until(self, path: str, true: Callable[[dict[str, Any]], bool], as_: str = "police", seconds: float = 15.0):  # type: ignore[no-untyped-def]
        """What stands at `path` once it is so."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.get(path, as_)
            if true(found):
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.05)


def settings_for(url: str, folder: Path, ports: tuple[int, ...]) -> Settings:
    loopback = ip_network("127.0.0.0/8")
    return Settings(
        database_url=url, embedded=True, token_file=folder / "tokens.ndjson", citizen_id_key_file=folder / "key",
        webhook_ports=ports, webhook_internal_ranges=(loopback,), webhook_plain_http=("127.0.0.0/8",),  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def subscribers() -> Iterator[list[Subscriber]]:
    """Made before the platform, which is told their ports: the first behave; a test changes how."""
    made = [Subscriber() for _ in range(8)]
    yield made
    for one in made:
        one.close()


def opened(url: str, folder: Path, subscribers: list[Subscriber]) -> Iterator[Exchange]:
    (folder / "key").write_bytes(bytes(range(32)))
    settings = settings_for(url, folder, tuple(one.port for one in subscribers))
    with open_platform(settings, clock=system_clock, pack=cn_criminal()) as platform:
        api = Api(platform, TokenFile(settings.token_file))
        platform.start()
        yield Exchange(platform, api)


@pytest.fixture
def exchange(sqlite_url: str, tmp_path: Path, subscribers: list[Subscriber]) -> Iterator[Exchange]:
    yield from opened(sqlite_url, tmp_path, subscribers)


@pytest.fixture
def exchange_on_each(database_url: str, tmp_path: Path, subscribers: list[Subscriber]) -> Iterator[Exchange]:
    yield from opened(database_url, tmp_path, subscribers)


@pytest.fixture
def api(sqlite_url: str, tmp_path: Path) -> Iterator[Api]:
    """With a clock that tests set, and no worker."""
    yield from api_opened(sqlite_url, tmp_path)


def detained(act_id: str = "e1", case: str = "c1", **changes: object) -> dict[str, object]:
    """An act of long ago: these tests run by the real clock."""
    return an_act(act_id, case, time="2024-03-04T14:30:00+08:00", **changes)
