"""What leaves by itself or is compared, of closed records: webhooks, digests of what an agency holds, reconciliations.

Cases and readers as in test_closed_records.py.
"""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from app.figures import Filter, current, reach_named, recomputed
from app.webhooks import queue
from app.webhooks.payload import WITHHELD_TYPE
from app.webhooks.tables import webhook_deliveries, webhook_subscriptions
from domain.figures.queries import QUERIES
from domain.permission import Principal
from tests.api.conftest import COURT, POLICE, Api
from tests.hostile.test_closed_records import ADULT, LEGAL_AID, MINOR, acts_of, api, closed, noticed, sealed, take

__all__ = ["api", "closed"]


def subscribed(api: Api, reader: str = "legal_aid") -> None:
    """The subscription as the hand-shake leaves it, and all that stands in its feed queued."""
    made = api.client.post(
        "/v1/subscriptions", json={"url": "https://exchange.legal.example/webhooks"}, headers=api.headers(reader)
    )
    assert made.status_code == 201, made.text
    api.platform.drain()
    with api.platform.engine.begin() as connection:
        connection.execute(update(webhook_subscriptions).values(state="active"))
    while queue.fill(api.platform):
        pass


def sent(api: Api) -> list[bytes]:
    """The bodies of everything queued, in order; each is then noted as delivered."""
    found: list[bytes] = []
    [subscription] = queue.ready(api.platform)
    while (job := queue.next_job(api.platform, subscription)) is not None:
        assert job.body is not None
        found.append(job.body)
        with api.platform.engine.begin() as connection:
            done = webhook_deliveries.c.id == job.delivery
            connection.execute(update(webhook_deliveries).where(done).values(state="delivered"))
    return found


def test_a_webhook_is_not_sent_of_what_is_closed(closed: Api) -> None:
    """A blank place of the feed neither stops the queue of everybody nor goes out."""
    subscribed(closed)
    bodies = sent(closed)
    assert any(ADULT.encode() in body for body in bodies)
    assert not any(MINOR.encode() in body or WITHHELD_TYPE.encode() in body for body in bodies)


def test_a_delivery_that_waits_when_the_record_is_closed_tells_its_place_alone(api: Api) -> None:
    take(api, *acts_of("joint", ADULT, MINOR))
    subscribed(api)
    take(api, noticed("joint"), sealed("joint"))
    bodies = sent(api)
    assert not any(MINOR.encode() in body for body in bodies)
    blank = [json.loads(body) for body in bodies if json.loads(body)["type"] == WITHHELD_TYPE]
    assert blank
    assert {"subject", "data", "acthash"}.isdisjoint(blank[0])
    assert any(ADULT.encode() in body for body in bodies)


def held(api: Api, reader: str, day: str) -> str:
    """Everything that the digests of what this agency holds tell of a day."""
    told = ""
    for path, body in (("nodes", {"prefixes": [""]}), ("cases", {"cases": ["joint", "alone"]})):
        answer = api.client.post(f"/v1/digests/{day}/{path}?side=held", json=body, headers=api.headers(reader))
        assert answer.status_code == 200, answer.text
        told += answer.text
    return told


def test_digests_of_what_an_agency_holds_leave_out_what_its_feed_does(closed: Api) -> None:
    told = held(closed, "legal_aid", "2026-03-02")
    assert '"joint-a-d"' in told
    assert "joint-m-d" not in told
    assert "alone-m-d" not in told
    assert '"case":"alone","digest"' not in told
    assert "joint-m-d" in held(closed, "procuratorate", "2026-03-02")


def reconciled(api: Api, reader: str, side: str, source: str, *ids: str) -> str:
    day = {"acts": 1, "root": "a1" * 32}
    put = api.client.put(f"/v1/digests/2026-03-02?side={side}", json=day, headers=api.headers(reader))
    assert put.status_code == 200, put.text
    told = [{"case": one.split("-")[0], "source": source, "id": one, "digest": None} for one in ids]
    body = {"date": "2026-03-02", "side": side, "differences": told}
    answer = api.client.post("/v1/reconciliations", json=body, headers=api.headers(reader))
    assert answer.status_code == 201, answer.text
    return str(answer.text)


def test_a_reconciliation_tells_no_digest_of_what_is_closed(closed: Api) -> None:
    """Asked by name, what is closed answers as what is not there."""
    told = json.loads(reconciled(closed, "legal_aid", "held", POLICE, "joint-a-d", "joint-m-d", "alone-m-d", "no-act"))
    assert [one["id"] for one in told["differences"]] == ["joint-a-d"]


def test_reconciliations_of_others_name_no_closed_act(closed: Api) -> None:
    reconciled(closed, "police", "sent", POLICE, "joint-a-d", "joint-m-d", "alone-m-d")
    for reader, words in (("auditor", False), ("court_supervisor", False), ("supervisor", True), ("police", True)):
        text = closed.get("/v1/reconciliations", reader).text
        assert ("joint-m-d" in text) is words, reader
        assert ("alone" in text) is words, reader
        assert "joint-a-d" in text, reader


@pytest.mark.parametrize("name", sorted({one.name for one in QUERIES}))
@pytest.mark.parametrize("reader", [LEGAL_AID, COURT, POLICE])
def test_statistics_count_nothing_closed_and_the_acts_give_the_same(closed: Api, name: str, reader: str) -> None:
    """What is closed is taken off sums that were made without regard to the reader."""
    shown = current(closed.platform, Principal("t", reader, "agency"), name, Filter())
    again = recomputed(
        closed.platform, name, Filter(), at=shown.position, reach=reach_named(shown.seen), closed=shown.closed
    )
    assert shown.lines == again.lines
    everything = current(closed.platform, Principal("t", reader, "auditor"), name, Filter())
    assert recomputed(closed.platform, name, Filter(), at=everything.position, closed=everything.closed) == everything
