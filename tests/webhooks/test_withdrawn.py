"""A subscription ends with what stands behind it: a revoked token or client, an agency that is no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.tokens import TokenFile
from app.webhooks import queue
from app.webhooks.queue import next_job
from domain.webhook_schedule import Attempt
from supervision_rules.agencies import Agency
from tests.api.conftest import POLICE, Api, opened
from tests.webhooks.conftest import detained

URL = "https://hooks.police.example/in"


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """On each database; a clock that tests set, and no worker."""
    yield from opened(database_url, tmp_path)


def ask(api: Api, method: str, path: str = "", body: object = None, token: str | None = None) -> Any:
    headers = api.headers("police") if token is None else {"Authorization": f"Bearer {token}"}
    answer = api.client.request(method, f"/v1/subscriptions{path}", json=body, headers=headers)
    assert answer.status_code < 300, answer.text
    return answer.json()


def issued(api: Api) -> tuple[str, str]:
    """(token in clear, its id)."""
    token = TokenFile(api.platform.settings.token_file).issue(POLICE, "agency", api.now)
    return token, token.split("_")[1]


def revoke(api: Api, token_id: str) -> None:
    TokenFile(api.platform.settings.token_file).revoke(token_id, api.now)


def active(api: Api, token: str, acts: int = 2) -> str:
    """An active subscription made with `token`, with so many deliveries waiting."""
    made: str = ask(api, "POST", "", {"url": URL}, token)["subscription"]["id"]
    shake_hands(api, made)
    api.post([detained(f"e{n}", f"c{n}") for n in range(acts)])
    api.platform.drain()
    assert queue.fill(api.platform) == acts
    return made


def shake_hands(api: Api, subscription: str) -> None:
    job = next_job(api.platform, subscription)
    assert job is not None
    assert job.delivery is None
    queue.record_handshake(api.platform, job, Attempt("delivered", 200), True, None, 0.0)


def test_what_waits_is_not_sent_once_the_token_is_revoked(api: Api) -> None:
    token, token_id = issued(api)
    subscription = active(api, token)
    job = next_job(api.platform, subscription)
    assert job is not None
    assert job.delivery is not None
    revoke(api, token_id)
    assert next_job(api.platform, subscription) is None, "not one more, even before the next look at the feeds"
    shown = ask(api, "GET", f"/{subscription}")
    assert (shown["state"], shown["pause_reason"], shown["waiting"]) == ("paused", "revoked", 2)
    assert queue.ready(api.platform) == []


def test_nothing_is_queued_and_the_endpoint_not_even_asked_once_revoked(api: Api) -> None:
    token, token_id = issued(api)
    quiet = active(api, token, 0)
    asked = ask(api, "POST", "", {"url": URL}, token)["subscription"]["id"]
    revoke(api, token_id)
    api.post([detained("e1", "c1")])
    api.platform.drain()
    assert queue.fill(api.platform) == 0
    assert next_job(api.platform, asked) is None
    for one in (quiet, asked):
        shown = ask(api, "GET", f"/{one}")
        assert (shown["state"], shown["pause_reason"]) == ("paused", "revoked")


def test_another_token_of_the_agency_takes_it_over_and_nothing_was_lost(api: Api) -> None:
    token, token_id = issued(api)
    subscription = active(api, token)
    revoke(api, token_id)
    queue.fill(api.platform)
    ask(api, "POST", f"/{subscription}/resume")
    shake_hands(api, subscription)
    assert queue.ready(api.platform) == [subscription]
    job = next_job(api.platform, subscription)
    assert job is not None
    assert job.delivery is not None
    shown = ask(api, "GET", f"/{subscription}")
    assert (shown["state"], shown["waiting"]) == ("active", 2)
    assert not shown["created_by"].endswith(token_id)


def test_a_token_that_expired_or_another_one_revoked_stops_nothing(api: Api) -> None:
    token, _ = issued(api)
    subscription = active(api, token)
    revoke(api, issued(api)[1])
    api.now += timedelta(days=400)
    assert next_job(api.platform, subscription) is not None


def test_an_agency_that_was_merged_gets_nothing_from_the_day_after_its_last(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = issued(api)
    subscription = active(api, token)
    registry = api.platform.pack.agencies
    today = api.platform.clock().astimezone(api.platform.pack.zone_info).date()
    known = registry.agencies.get(POLICE) or Agency(urn=POLICE)

    def ends(day: date) -> None:
        ended = msgspec.structs.replace(known, valid_to=day)
        monkeypatch.setattr(registry, "agencies", {**registry.agencies, POLICE: ended})

    ends(today)
    assert next_job(api.platform, subscription) is not None, "its last day is a day"
    ends(today - timedelta(days=1))
    assert next_job(api.platform, subscription) is None
    shown = ask(api, "GET", f"/{subscription}")
    assert (shown["state"], shown["pause_reason"], shown["waiting"]) == ("paused", "ended", 2)
    ask(api, "POST", f"/{subscription}/resume")
    queue.fill(api.platform)
    assert next_job(api.platform, subscription) is None, "whoever still has a token of it does not get round it"
    assert ask(api, "GET", f"/{subscription}")["pause_reason"] == "ended"
