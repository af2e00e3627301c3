"""Whose subscriptions are whose: over the API, past the application on PostgreSQL, and by the permission table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from app.access import reach_of
from app.tokens import TokenFile
from app.webhooks import queue
from domain.permission import Principal
from ledger.reading_scope import settings_of
from ledger.roles import APPLICATION
from tests.api.conftest import CITY, OTHER_POLICE, POLICE, Api
from tests.api.conftest import opened as api_opened
from tests.webhooks.conftest import detained

URL = "https://secret-host.police.example/secret-path"


@pytest.fixture
def on_postgresql(postgres_url: str, tmp_path: Path) -> Iterator[Api]:
    yield from api_opened(postgres_url, tmp_path)


def subscribe(api: Api, as_: str = "police", **body: object):  # type: ignore[no-untyped-def]
    return api.client.post("/v1/subscriptions", json={"url": URL, **body}, headers=api.headers(as_))


def call(api: Api, method: str, path: str, as_: str, body: object = None):  # type: ignore[no-untyped-def]
    return api.client.request(method, f"/v1/subscriptions{path}", json=body, headers=api.headers(as_))


ADDRESSES = [
    ("GET", "", None), ("PATCH", "", {"url": "https://thief.example/"}), ("DELETE", "", None), ("POST", "/pause", None),
    ("POST", "/resume", None), ("POST", "/rotate", {"old_key_hours": 0}), ("POST", "/test", None),
    ("GET", "/deliveries", None), ("GET", f"/deliveries/msg_{'0' * 32}", None), ("POST", "/replay", {"dead": True}),
    ("POST", "/replay", {"after": None}), ("POST", "/replay", {"deliveries": [f"msg_{'0' * 32}"]}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), ADDRESSES)
def test_anothers_is_as_if_it_were_not_there(api: Api, method: str, path: str, body: object) -> None:
    id_ = subscribe(api).json()["subscription"]["id"]
    nowhere = "sub_" + "0" * 24
    for other in ("other_police", "procuratorate", "supervisor"):
        answer = call(api, method, f"/{id_}{path}", other, body)
        none = call(api, method, f"/{nowhere}{path}", other, body)
        assert answer.status_code == none.status_code == 404, other
        alike = answer.json() | {"request_id": ""}
        assert str(alike).replace(id_, nowhere) == str(none.json() | {"request_id": ""})
    for refused in ("auditor",):
        assert call(api, method, f"/{id_}{path}", refused, body).status_code == 403
    kept = call(api, "GET", f"/{id_}", "police").json()
    assert (kept["url"], kept["state"], len(kept["keys"])) == (URL, "unconfirmed", 1)
    assert call(api, "GET", "", "other_police").json() == {"subscriptions": []}


def test_a_token_of_another_role_of_the_same_agency_sees_it_not(api: Api) -> None:
    """What a supervisor subscribed carries what the supervisor sees: whoever could change its address would get it."""
    id_ = subscribe(api).json()["subscription"]["id"]
    tokens = TokenFile(api.platform.settings.token_file)
    api.tokens["police_supervisor"] = tokens.issue(POLICE, "supervisor", api.platform.clock())
    api.tokens["police_clerk"] = tokens.issue(POLICE, "clerk", api.platform.clock())
    assert call(api, "GET", f"/{id_}", "police_supervisor").status_code == 404
    assert call(api, "GET", f"/{id_}", "police_clerk").status_code == 403


def test_the_secret_is_shown_once_and_kept_sealed(api: Api) -> None:
    made = subscribe(api).json()
    secret = made["secret"]
    assert secret.startswith("whsec_")
    id_ = made["subscription"]["id"]
    for path in ("", f"/{id_}"):
        assert secret not in call(api, "GET", path, "police").text
    raw = secret.removeprefix("whsec_").encode()
    database = api.platform.settings.sqlite_file
    assert database is not None
    for file in (database, database.with_name(database.name + "-wal")):
        assert raw not in file.read_bytes()


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"url": "http://10.0.0.1/"}, "webhook-address", "/url"),
        ({"url": "https://169.254.169.254/"}, "webhook-address", "/url"),
        ({"url": ""}, "invalid-field", "/url"),
        ({"types": ["Detaned"]}, "unknown-event-type", "/types/0"),
        ({"signature": "v2"}, "invalid-field", "/signature"),
        ({"after": "nonsense"}, "feed-cursor-invalid", None),
        ({"extra": 1}, "unknown-field", None),
        ({"types": ["x"] * 101}, "invalid-field", "/types"),
        ({"label": "a\u0000b"}, "control-character", "/label"),
    ],
)
def test_refused_with_place_and_remedy(api: Api, body: dict[str, object], code: str, pointer: str | None) -> None:
    answer = subscribe(api, **body)
    problem = answer.json()
    assert problem["code"] == code, problem
    assert pointer is None or problem["pointer"] == pointer
    assert problem["remedy"]
    assert call(api, "GET", "", "police").json() == {"subscriptions": []}


def test_so_many_and_no_more(api: Api) -> None:
    for _ in range(20):
        assert subscribe(api).status_code == 201
    assert subscribe(api).json()["code"] == "too-many-subscriptions"
    assert subscribe(api, "other_police").status_code == 201


def test_three_keys_and_no_more(api: Api) -> None:
    id_ = subscribe(api).json()["subscription"]["id"]
    for _ in range(2):
        assert call(api, "POST", f"/{id_}/rotate", "police", {"old_key_hours": 2}).status_code == 200
    assert call(api, "POST", f"/{id_}/rotate", "police", {"old_key_hours": 2}).json()["code"] == "too-many-keys"
    assert call(api, "POST", f"/{id_}/rotate", "police", {"old_key_hours": 0}).status_code == 200


@pytest.mark.parametrize("body", [{}, {"dead": True, "after": None}, {"dead": False}, {"deliveries": ["x"]}])
def test_replay_says_exactly_what(api: Api, body: object) -> None:
    id_ = subscribe(api).json()["subscription"]["id"]
    assert call(api, "POST", f"/{id_}/replay", "police", body).json()["code"] == "invalid-field"


def test_past_the_application(on_postgresql: Api) -> None:
    """Row policies: another agency's subscriptions and deliveries are in no row; sealed keys are nobody's to read."""
    api = on_postgresql
    id_ = subscribe(api).json()["subscription"]["id"]
    api.post(detained())
    api.platform.drain()
    with api.platform.ledger.writing_engine.begin() as connection:
        connection.execute(text("UPDATE webhook_subscriptions SET state = 'active'"))
    assert queue.fill(api.platform) == 1
    tables = ("webhook_subscriptions", "webhook_deliveries")
    for reader, rows in (
        (Principal("t", OTHER_POLICE, "agency"), 0), (Principal("t", POLICE, "agency"), 1),
        (Principal("t", CITY, "supervisor"), 1), (Principal("t", CITY, "auditor"), 1),
    ):  # fmt: skip
        engine = create_engine(api.platform.settings.database_url)
        with engine.connect() as connection:
            connection.execute(text(f"SET LOCAL ROLE {APPLICATION}"))
            for name, value in settings_of(reach_of(api.platform, reader)):
                connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
            for table in tables:
                assert len(connection.execute(text(f"SELECT * FROM {table}")).all()) == rows, (reader, table)
            assert len(connection.execute(text("SELECT number FROM webhook_keys")).all()) == rows
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text("SELECT sealed FROM webhook_keys"))
        engine.dispose()
    # and the API itself reads within them
    assert call(api, "GET", f"/{id_}/deliveries", "police").json()["deliveries"][0]["state"] == "waiting"
    assert call(api, "GET", f"/{id_}", "police").json()["keys"][0]["number"] == 1


def test_nobody_is_sent_what_it_may_not_see(api: Api) -> None:
    """The queue is filled from the subscriber's own feed."""
    own = subscribe(api).json()["subscription"]["id"]
    foreign = subscribe(api, "other_police", case="c1").json()["subscription"]["id"]
    api.post(detained())
    api.platform.drain()
    with api.platform.ledger.writing_engine.begin() as connection:
        connection.execute(text("UPDATE webhook_subscriptions SET state = 'active'"))
    queue.fill(api.platform)
    assert len(call(api, "GET", f"/{own}/deliveries", "police").json()["deliveries"]) == 1
    assert call(api, "GET", f"/{foreign}/deliveries", "other_police").json()["deliveries"] == []
