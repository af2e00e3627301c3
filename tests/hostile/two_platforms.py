"""Two platforms with the same own case; one holds a foreign case beside it, and knows what there is to learn of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from httpx import Response
from sqlalchemy import update

from app.tokens import TokenFile
from app.webhooks import queue
from app.webhooks.tables import webhook_subscriptions
from domain.permission import Role
from tests.api.conftest import ONE, OTHER_POLICE, POLICE, Api, detained, opened
from tests.hostile.asker import Asker
from tests.hostile.ways import Secret, Sent
from web.server import create_app

UNBOUNDED: Final = dict.fromkeys(("reads", "acts", "feeds", "strangers"), "1000000000/minute")
CASE, PERSON, OWN, CODE = "secret-case-7", "person-of-7", "own-case-9", "code-of-7"
READERS: Final[tuple[tuple[str, str, Role], ...]] = (
    ("other_police", OTHER_POLICE, "agency"),
    ("desk", OTHER_POLICE, "clerk"),
    ("elsewhere", "urn:quancheng:cn-530000:procuratorate:01", "supervisor"),
    ("county", "urn:quancheng:cn-520103:procuratorate:01", "supervisor"),
    ("lawyers", "urn:quancheng:cn-520102:legal_aid:01", "agency"),
)


class Two:
    """without: the own case alone; with_: the foreign one beside it. Tokens of each reader on both.

    askers  of the API of each
    """

    def __init__(self, without: Api, with_: Api, secret: Secret, until: ExitStack) -> None:
        self.without, self.with_, self.secret = without, with_, secret
        self._both, self._until = (without, with_), until
        self.askers = [until.enter_context(Asker(api.app)) for api in self._both]

    def answers(self, reader: str | None, sent: Sent) -> list[Response]:
        """[without, with]: the same request to both, under the same request id."""
        also = {"X-Request-Id": "1" * 32, "Accept-Language": "en", **sent.headers}
        # what is made at one instant stands in the order of ids drawn at random
        self.without.now = self.with_.now = max(self.without.now, self.with_.now) + timedelta(milliseconds=1)
        if sent.media is not None:
            also["Content-Type"] = sent.media
        return [
            asker.request(sent.method, sent.address, content=sent.body, headers=api.headers(reader, also))
            for api, asker in zip(self._both, self.askers, strict=True)
        ]

    def pages_for(self, reader: str) -> tuple[Asker, Asker]:
        """[without, with]: the pages of each, the reader signed in."""
        without, with_ = (self._signed_in(api, reader) for api in self._both)
        return without, with_

    def _signed_in(self, api: Api, reader: str) -> Asker:
        pages = self._until.enter_context(Asker(create_app(api.platform)))
        assert pages.get(f"/sign-in?token={api.tokens[reader]}").status_code == 303
        return pages


def pair(request: pytest.FixtureRequest, folder: Path, name: str) -> Iterator[Two]:
    """On the database that the parameter of the fixture names."""
    names = (f"{name}_without", f"{name}_with")
    if request.param == "sqlite":
        for one in names:
            shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / f"{one}.db")
        yield from _opened([f"sqlite:///{folder / one}.db" for one in names], folder)
        return
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    for one in names:
        server.execute(f"CREATE DATABASE {one} TEMPLATE {template}")
    yield from _opened([server.url(one) for one in names], folder)
    for one in names:
        server.execute(f"DROP DATABASE {one} WITH (FORCE)")


def _opened(urls: list[str], folder: Path) -> Iterator[Two]:
    with ExitStack() as until:
        without = until.enter_context(filled(urls[0], folder / "a", foreign=False))
        with_ = until.enter_context(filled(urls[1], folder / "b", foreign=True))
        yield Two(without, with_, _secret(with_), until)


@contextmanager
def filled(url: str, folder: Path, *, foreign: bool) -> Iterator[Api]:
    folder.mkdir()
    for api in opened(url, folder, rates=UNBOUNDED):
        for name, agency, role in READERS:
            api.tokens[name] = TokenFile(folder / "tokens.ndjson").issue(agency, role, api.platform.clock())
        api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
        own = detained("own", OWN, "q", source=OTHER_POLICE)
        assert api.post(own, "other_police").status_code == 202
        api.now = datetime(2026, 11, 24, 1, tzinfo=UTC)
        api.platform.drain()
        if foreign:
            for number in (1, 2, 3):
                act = detained(f"act-{number}-of-7", CASE, f"{PERSON}-{number}" if number > 1 else PERSON)
                also = api.headers("police", {"Content-Type": "application/cloudevents+json"})
                also["Idempotency-Key"] = f'"foreign-key-{number}"'
                assert api.client.post("/v1/events", json=act, headers=also).status_code == 202
            _exchange(api)
        yield api


def _exchange(api: Api) -> None:
    """What the foreign office hands over and arranges with the platform: a request, codes, digests, a subscription."""
    request = detained("request-of-7", CASE, PERSON, type="ArrestRequested", time="2026-11-04T10:00:00+08:00",
                       data={"person": PERSON, "charges": [CODE]})  # fmt: skip
    refused = detained("refused-of-7", CASE, PERSON, type="NeverHeardOf")
    posted = api.client.post("/v1/events", json=request, headers=api.headers("police", {"Content-Type": ONE}))
    assert posted.status_code == 202, posted.text
    assert api.client.post("/v1/events", json=refused, headers=api.headers("police", {"Content-Type": ONE})).is_error
    entry = {"code": CODE, "national": "故意伤害", "valid_from": "2024-01-01"}
    day = {"acts": 1, "root": "a1" * 32}
    told = {"case": CASE, "source": POLICE, "id": "act-1-of-7", "digest": "b2" * 32}
    for method, path, body in (
        ("PUT", "code-mappings/charges", {"entries": [entry], "expected_version": 0}),
        ("PUT", "schemas/reads", {"reads": {"Detained": [1]}}),
        ("PUT", "digests/2026-11-02", day),
        ("POST", "reconciliations", {"date": "2026-11-02", "side": "sent", "differences": [told]}),
        ("POST", "subscriptions", {"url": "https://exchange.police.example/webhooks", "case": CASE}),
    ):
        answer = api.client.request(method, f"/v1/{path}", json=body, headers=api.headers("police"))
        assert answer.status_code in (200, 201), answer.text
    api.platform.drain()
    with api.platform.engine.begin() as connection:  # as the hand-shake leaves it
        connection.execute(update(webhook_subscriptions).values(state="active"))
    assert queue.fill(api.platform)


def _secret(api: Api) -> Secret:
    """What the county's own supervisor sees of the foreign case."""
    some = api.get(f"/v1/findings?case={CASE}&limit=200").json()["findings"]
    assigned = api.act(some[0]["id"], "assign", {"to": "procurator-of-7"}, If_Match='"1"')
    assert assigned.status_code == 200
    api.platform.drain()
    acts = [act for act in api.platform.ledger.read(0, 500) if act.stream == CASE]
    [one] = api.get("/v1/subscriptions", "police").json()["subscriptions"]
    subscription = one["id"]
    sent = api.get(f"/v1/subscriptions/{subscription}/deliveries", "police").json()
    lists = ("findings?", "duties?", f"cases/{CASE}/timeline?", f"findings?case={CASE}&", f"duties?case={CASE}&")
    cursors = [api.get(f"/v1/{path}limit=1").json()["next"] for path in lists]
    return Secret(
        case=CASE,
        person=PERSON,
        agency=POLICE,
        acts=tuple(act.id for act in acts),
        findings=tuple(one["id"] for one in some),
        hashes=tuple(act.hash.hex() for act in acts),
        cursors=tuple(cursor for cursor in cursors if cursor is not None),
        positions=tuple(act.position or 0 for act in acts),
        client=api.tokens["police"].split(".")[0],
        exchanges=tuple(one["id"] for one in api.get("/v1/exchanges", "police").json()["exchanges"]),
        subscription=subscription,
        deliveries=tuple(one["webhook_id"] for one in sent["deliveries"]),
        reconciliation=api.get("/v1/reconciliations", "police").json()["reconciliations"][0]["id"],
        code=CODE,
    )
