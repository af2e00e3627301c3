"""From an act to a subscriber: asked for permission, signed, in order, at least once; over real sockets."""

from __future__ import annotations

import base64
import time
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook

from app.rebuild import rebuild
from tests.webhooks.conftest import Exchange, detained
from tests.webhooks.subscribers import Received, Subscriber, status

Subscribers = list[Subscriber]


def verify(received: Received, secret: str) -> None:
    Webhook(secret).verify(received.body, received.headers)


def test_every_act_arrives_signed_and_in_order(exchange_on_each: Exchange, subscribers: Subscribers) -> None:
    exchange, [subscriber, *_] = exchange_on_each, subscribers
    made = exchange.subscribe(subscriber.url)
    exchange.api.post([detained(f"e{n}", f"c{n}") for n in range(30)])
    got = subscriber.wait(30)
    assert [one.event["id"] for one in got] == [f"e{n}" for n in range(30)]
    assert [one.event["feednumber"] for one in got] == list(range(1, 31))
    assert len({one.id for one in got}) == 30
    for one in got:
        verify(one, made["secret"])
        assert one.headers["content-type"].startswith("application/cloudevents+json")
        assert one.headers["webhook-request-origin"] == "127.0.0.1"
    # what the event says of its place is what the feed says
    [item] = exchange.api.get(f"/v1/feed?limit=1&after={got[3].event['feedcursor']}", "police").json()["items"]
    assert item["event"]["id"] == "e4"
    sent = exchange.until(f"/{made['subscription']['id']}/deliveries?limit=200",
                          lambda page: all(one["state"] == "delivered" for one in page["deliveries"]))  # fmt: skip
    assert len(sent["deliveries"]) == 30


def test_nothing_is_sent_before_the_endpoint_has_agreed(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    subscriber.consent = status(405)
    made = exchange.subscribe(subscriber.url)["subscription"]
    exchange.api.post(detained())
    exchange.platform.drain()
    [asked] = [one for one in wait_for_requests(subscriber, 1) if one.method == "OPTIONS"]
    assert asked.headers["webhook-request-origin"] == "127.0.0.1"
    assert int(asked.headers["webhook-request-rate"]) > 0
    assert exchange.get(f"/{made['id']}")["state"] == "unconfirmed"
    assert subscriber.deliveries == []
    callback = urlsplit(asked.headers["webhook-request-callback"])
    wrong = exchange.api.client.get(f"{callback.path}?key={'0' * 64}")
    assert wrong.status_code == 404
    assert exchange.get(f"/{made['id']}")["state"] == "unconfirmed"
    allowed = exchange.api.client.post(f"{callback.path}?{callback.query}", headers={"WebHook-Allowed-Rate": "100"})
    assert allowed.status_code == 200
    assert exchange.get(f"/{made['id']}")["rate"] == 100
    subscriber.wait(1)


@pytest.mark.parametrize("origin", ["somebody.example", "", "127.0.0.10"])
def test_another_origin_allowed_is_no_consent(exchange: Exchange, subscribers: Subscribers, origin: str) -> None:
    [subscriber, *_] = subscribers
    subscriber.consent = status(200, f"WebHook-Allowed-Origin: {origin}", "WebHook-Allowed-Rate: *")
    made = exchange.subscribe(subscriber.url)["subscription"]
    wait_for_requests(subscriber, 1)
    assert exchange.get(f"/{made['id']}")["state"] == "unconfirmed"


def test_a_failed_one_comes_again_under_its_id(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    subscriber.behave = status(500)
    made = exchange.subscribe(subscriber.url)
    exchange.api.post(detained())
    [first] = subscriber.wait(1)
    subscriber.behave = status(204)
    second = subscriber.wait(2)[1]
    assert second.id == first.id
    assert second.at - first.at >= 4.5
    verify(second, made["secret"])
    path = f"/{made['subscription']['id']}/deliveries/{first.id}"
    found = exchange.until(path, lambda one: one["delivery"]["state"] == "delivered")
    assert [(one["outcome"], one["status"]) for one in found["attempts"]] == [("failed", 500), ("delivered", 204)]


def test_gone_pauses_and_loses_nothing(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    subscriber.behave = status(410)
    made = exchange.subscribe(subscriber.url)["subscription"]
    exchange.api.post([detained("e1"), detained("e2", "c2")])
    paused = exchange.until(f"/{made['id']}", lambda one: one["state"] == "paused")
    assert (paused["pause_reason"], paused["waiting"], paused["dead"]) == ("gone", 2, 0)
    before = len(subscriber.deliveries)
    subscriber.behave = status(200)
    assert exchange.post(f"/{made['id']}/resume", None).status_code == 200
    got = subscriber.wait(before + 2)[before:]
    assert [one.event["id"] for one in got] == ["e1", "e2"]


def test_retry_after_is_kept_to(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    subscriber.behave = status(429, "Retry-After: 3600")
    made = exchange.subscribe(subscriber.url)["subscription"]
    exchange.api.post([detained("e1"), detained("e2", "c2")])
    [first] = subscriber.wait(1)
    found = exchange.until(f"/{made['id']}/deliveries/{first.id}", lambda one: one["attempts"] != [])
    wait = seconds_between(found["attempts"][0]["at"], found["delivery"]["next_at"])
    assert 3600 <= wait < 3700
    # nor is the other one sent meanwhile
    assert len(subscriber.deliveries) == 1


def test_two_keys_sign_while_one_replaces_the_other(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    made = exchange.subscribe(subscriber.url)
    id_ = made["subscription"]["id"]
    rotated = exchange.post(f"/{id_}/rotate", {"old_key_hours": 1, "signature": "v1a"}).json()
    assert rotated["secret"].startswith("whpk_")
    exchange.api.post(detained())
    [one] = subscriber.wait(1)
    verify(one, made["secret"])
    signatures = dict(part.split(",") for part in one.headers["webhook-signature"].split(" "))
    content = f"{one.id}.{one.headers['webhook-timestamp']}.".encode() + one.body
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(rotated["secret"].removeprefix("whpk_")))
    public.verify(base64.b64decode(signatures["v1a"]), content)
    exchange.post(f"/{id_}/rotate", {"old_key_hours": 0})
    exchange.api.post(detained("e2", "c2"))
    assert len(subscriber.wait(2)[1].headers["webhook-signature"].split(" ")) == 1


def test_only_what_was_asked_for(exchange: Exchange, subscribers: Subscribers) -> None:
    by_type, by_case = subscribers[:2]
    exchange.subscribe(by_type.url, types=["Released"])
    exchange.subscribe(by_case.url, case="c3")
    exchange.api.post([detained(f"e{n}", f"c{n}") for n in range(5)])
    assert [one.event["id"] for one in by_case.wait(1)] == ["e3"]
    listed = exchange.until("", lambda page: all(one["feed_number"] == 5 for one in page["subscriptions"]))
    assert [one["waiting"] for one in listed["subscriptions"]] == [0, 0]
    assert by_type.deliveries == []


def test_a_large_act_comes_as_a_reference(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    exchange.subscribe(subscriber.url)
    large = detained("e1", note="n" * 4000)
    large |= {f"extra{n}": "x" * 900 for n in range(30)}
    assert exchange.api.post([detained("e0", "c0"), large]).status_code == 202
    got = subscriber.wait(2)[1]
    assert len(got.body) < 20_000
    assert "data" not in got.event
    reference = urlsplit(got.event["dataref"])
    [item] = exchange.api.get(f"{reference.path}?{reference.query}", "police").json()["items"]
    assert item["event"]["extra29"] == "x" * 900


def test_sent_again_from_a_place_under_the_ids_it_had(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    made = exchange.subscribe(subscriber.url)["subscription"]
    exchange.api.post([detained(f"e{n}", f"c{n}") for n in range(6)])
    first = subscriber.wait(6)
    exchange.until(f"/{made['id']}", lambda one: one["waiting"] == 0)
    place = first[3].event["feedcursor"]
    assert exchange.post(f"/{made['id']}/replay", {"after": place}).status_code == 202
    again = subscriber.wait(8)[6:]
    assert [one.id for one in again] == [one.id for one in first[4:]]
    one = exchange.post(f"/{made['id']}/replay", {"deliveries": [first[0].id]})
    assert one.json() == {"queued": 1}
    assert subscriber.wait(9)[8].id == first[0].id


def test_a_test_says_nothing_but_that_it_came(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    made = exchange.subscribe(subscriber.url)
    id_ = made["subscription"]["id"]
    exchange.until(f"/{id_}", lambda one: one["state"] == "active")
    queued = exchange.post(f"/{id_}/test", None)
    assert queued.status_code == 202
    [one] = subscriber.wait(1)
    assert (one.id, one.event["type"], one.event["data"]) == (queued.json()["webhook_id"], "WebhookTested", {})
    verify(one, made["secret"])


def test_a_rebuild_delivers_nothing_again(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    made = exchange.subscribe(subscriber.url)["subscription"]
    exchange.api.post([detained(f"e{n}", f"c{n}") for n in range(3)])
    subscriber.wait(3)
    exchange.until(f"/{made['id']}", lambda one: one["waiting"] == 0)
    rebuild(exchange.platform, "feed")
    exchange.api.post(detained("after", "c9"))
    got = subscriber.wait(4)
    assert [one.event["id"] for one in got] == ["e0", "e1", "e2", "after"]


def wait_for_requests(subscriber: Subscriber, number: int) -> list[Received]:
    deadline = time.monotonic() + 10
    while len(subscriber.requests) < number:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.5)
    return list(subscriber.requests)


def seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
