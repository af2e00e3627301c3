"""A platform with a clock that tests set, its API in process, and one token for each kind of caller."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.server import create_app
from app.composition import Platform, open_platform
from app.settings import Settings
from app.tokens import TokenFile
from domain.permission import Role
from tests.shipped import cn_criminal

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client would like another HTTP library; the one we have works
    from starlette.testclient import TestClient

POLICE = "urn:quancheng:cn-520102:police:01"
OTHER_POLICE = "urn:quancheng:cn-520103:police:01"
PROCURATORATE = "urn:quancheng:cn-520102:procuratorate:01"
CITY = "urn:quancheng:cn-520100:procuratorate:01"
COURT = "urn:quancheng:cn-520102:court:01"
ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"

Event = dict[str, object]


class Api:
    """The API as its callers meet it. `as_` names a caller: police, court, procuratorate, supervisor, auditor."""

    def __init__(self, platform: Platform, tokens: TokenFile) -> None:
        self.platform = platform
        self.now = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
        self.app = create_app(platform, tokens)
        self.client = TestClient(self.app, raise_server_exceptions=False)
        callers: tuple[tuple[str, str, Role], ...] = (
            ("police", POLICE, "agency"),
            ("other_police", OTHER_POLICE, "agency"),
            ("procuratorate", PROCURATORATE, "agency"),
            ("court", COURT, "agency"),
            ("supervisor", CITY, "supervisor"),
            ("auditor", "urn:quancheng:cn-520000:system:audit", "auditor"),
        )
        self.tokens = {name: tokens.issue(agency, role, platform.clock()) for name, agency, role in callers}

    def headers(self, as_: str | None, also: Mapping[str, str] | None = None) -> dict[str, str]:
        signed = {} if as_ is None else {"Authorization": f"Bearer {self.tokens[as_]}"}
        return {"Accept-Language": "en", **signed, **(also or {})}

    def get(self, path: str, as_: str | None = "supervisor", **headers: str):  # type: ignore[no-untyped-def]
        return self.client.get(path, headers=self.headers(as_, headers))

    def post_bytes(self, body: bytes, as_: str | None = "police", media: str = ONE):  # type: ignore[no-untyped-def]
        return self.client.post("/v1/events", content=body, headers=self.headers(as_, {"Content-Type": media}))

    def post(self, event: Event | list[Event], as_: str | None = "police"):  # type: ignore[no-untyped-def]
        media = BATCH if isinstance(event, list) else ONE
        return self.post_bytes(json.dumps(event).encode(), as_, media)

    def act(self, finding: str, action: str, body: Event, as_: str = "supervisor", **headers: str):  # type: ignore[no-untyped-def]
        return self.client.post(
            f"/v1/findings/{finding}/{action}",
            json=body,
            headers=self.headers(as_, {k.replace("_", "-"): v for k, v in headers.items()}),
        )

    def head(self) -> int:
        """Acts in the ledger, numbered or not: nothing that was refused may change it."""
        self.platform.ledger.sequence()
        return self.platform.ledger.head()


def detained(act_id: str = "e1", case: str = "c1", person: str = "p1", **changes: object) -> Event:
    """A lawful detention of 2 November 2026; changes replace attributes, None removes one."""
    event: Event = {
        "specversion": "1.0",
        "id": act_id,
        "source": POLICE,
        "type": "Detained",
        "subject": case,
        "time": "2026-11-02T14:30:00+08:00",
        "data": {"person": person, "warrant_shown": True},
    }
    return {name: value for name, value in (event | changes).items() if value is not None}


@pytest.fixture
def api(sqlite_url: str, tmp_path: Path) -> Iterator[Api]:
    yield from opened(sqlite_url, tmp_path)


@pytest.fixture
def api_on_each_database(database_url: str, tmp_path: Path) -> Iterator[Api]:
    yield from opened(database_url, tmp_path)


def opened(url: str, folder: Path, *, rates: Mapping[str, str] | None = None) -> Iterator[Api]:
    settings = Settings(
        database_url=url,
        embedded=True,
        token_file=folder / "tokens.ndjson",
        citizen_id_key_file=folder / "key",
        signing_key_file=folder / "signing.pem",
        feed_wait_seconds=0.3,
        rates=dict(rates or {}),
    )
    (folder / "key").write_bytes(bytes(range(32)))
    shown: list[Api] = []

    def clock() -> datetime:
        return shown[0].now if shown else datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    with open_platform(settings, clock=clock, pack=cn_criminal()) as platform:
        shown.append(Api(platform, TokenFile(settings.token_file)))
        yield shown[0]
