"""Subscribing under an Idempotency-Key: one subscription, and its secret is kept sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.intake_tables import idempotency_keys
from tests.api.conftest import Api, opened
from tests.webhooks.test_withdrawn import URL, ask


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """On each database."""
    yield from opened(database_url, tmp_path)


def test_a_repeat_under_an_idempotency_key_makes_no_second_subscription(api: Api) -> None:
    """The first answer may be lost on its way, and shows the secret only this once: the repeat shows it again."""

    def subscribe(key: str, url: str = URL, as_: str = "police") -> Any:
        headers = api.headers(as_, {"Idempotency-Key": f'"{key}"'})
        return api.client.post("/v1/subscriptions", json={"url": url}, headers=headers)

    first, second = subscribe("k-1"), subscribe("k-1")
    assert (first.status_code, second.status_code) == (201, 201), second.text
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(ask(api, "GET")["subscriptions"]) == 1
    assert subscribe("k-1", URL + "/other").json()["code"] == "idempotency-key-reused"
    assert subscribe('a"b').json()["code"] == "idempotency-key-invalid"
    assert subscribe("k-3").json()["secret"] != first.json()["secret"]
    other = subscribe("k-1", as_="other_police")
    assert other.json()["secret"] != first.json()["secret"], "a key is an agency's own"
    refused = subscribe("k-4", "https://127.0.0.1/")
    assert refused.json()["code"] == "webhook-address"
    assert subscribe("k-4").status_code == 201, "what was refused took no key"


def test_a_secret_kept_for_repeats_is_not_in_the_database_in_clear(api: Api) -> None:
    headers = api.headers("police", {"Idempotency-Key": '"k-1"'})
    secret = api.client.post("/v1/subscriptions", json={"url": URL}, headers=headers).json()["secret"]
    with api.platform.engine.connect() as connection:
        [kept] = connection.scalars(select(idempotency_keys.c.body)).all()
    assert secret.encode() not in bytes(kept)
    assert secret.removeprefix("whsec_").encode() not in bytes(kept)
