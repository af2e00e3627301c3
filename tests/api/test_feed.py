"""GET /feed by pages: from any place, cached where it cannot change, and nobody else's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.conftest import COURT, OTHER_POLICE, POLICE, Api, detained

FOR_EVER = "private, max-age=31536000, immutable"


@pytest.fixture
def filled(api_on_each_database: Api) -> Api:
    """Seven acts of the police on one case, two of another office's on another."""
    api = api_on_each_database
    begin(api, "police", "other_police", "court")
    api.post([detained(f"e{n}", time=f"2026-11-02T14:3{n}:00+08:00") for n in range(7)])
    api.post([detained(f"x{n}", "c2", source=OTHER_POLICE) for n in range(2)], "other_police")
    api.platform.drain()
    return api


def begin(api: Api, *readers: str) -> None:
    """Ask for these feeds for the first time, and let the follower know."""
    for reader in readers:
        assert api.get("/v1/feed", reader).json()["items"] == []
    api.platform.drain()


def next_of(answer: Any) -> str:
    """The address in Link."""
    match = re.fullmatch(r'<(/v1/feed\?[^>]+)>; rel="next"', answer.headers["link"])
    assert match is not None, answer.headers["link"]
    return match[1]


def walk(api: Api, address: str, as_: str = "police") -> list[str]:
    """Ids from there on, `next` after `next` until a page is empty."""
    found: list[str] = []
    while True:
        answer = api.get(address, as_)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        if not page["items"]:
            return found
        found += [item["event"]["id"] for item in page["items"]]
        address = next_of(answer)
        assert page["next"] in address


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 1000])
def test_pages_of_any_length_give_all_once_in_order(filled: Api, limit: int) -> None:
    assert walk(filled, f"/v1/feed?limit={limit}") == [f"e{n}" for n in range(7)]
    assert walk(filled, f"/v1/feed?limit={limit}", "other_police") == ["x0", "x1"]
    assert walk(filled, f"/v1/feed?limit={limit}", "court") == []


def test_it_is_read_again_from_any_place(filled: Api) -> None:
    items = filled.get("/v1/feed", "police").json()["items"]
    for place, item in enumerate(items):
        again = filled.get(f"/v1/feed?after={item['cursor']}", "police").json()["items"]
        assert again == items[place + 1 :]


def test_following_from_an_empty_feed_on_misses_nothing(filled: Api) -> None:
    """`next` of an empty page is a cursor too, and of an office that has no feed yet."""
    empty = filled.get("/v1/feed?limit=5", "court")
    assert empty.json()["items"] == []
    filled.post(detained("k1", source=COURT), "court")
    filled.platform.drain()
    assert walk(filled, next_of(empty), "court") == [*(f"e{n}" for n in range(7)), "k1"]


def test_a_full_page_is_for_ever_and_others_are_asked_again(filled: Api) -> None:
    first = filled.get("/v1/feed?limit=3", "police")
    assert first.headers["cache-control"] == "private, no-cache", "its address has no cursor: it names no numbering"
    full = filled.get(next_of(first), "police")
    assert (full.headers["cache-control"], full.json()["full"]) == (FOR_EVER, True)
    last = filled.get(next_of(full), "police")
    assert (last.headers["cache-control"], last.json()["full"]) == ("private, no-cache", False)
    assert {"accept", "authorization"} <= set(full.headers["vary"].lower().replace(" ", "").split(","))
    for number in range(7, 10):
        filled.post(detained(f"e{number}"))
    filled.platform.drain()
    again = filled.get(next_of(first), "police")
    assert (again.content, again.headers["etag"]) == (full.content, full.headers["etag"]), "a full page changed"
    grown = filled.get(next_of(full), "police")
    assert grown.headers["etag"] != last.headers["etag"]
    assert grown.json()["full"]


def test_what_the_reader_holds_is_not_sent_again(filled: Api) -> None:
    answer = filled.get("/v1/feed", "police")
    tag = answer.headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        same = filled.get("/v1/feed", "police", **{"If-None-Match": held})
        assert (same.status_code, same.content) == (304, b"")
        assert (same.headers["etag"], same.headers["link"]) == (tag, answer.headers["link"])
    for other in ('"other"', "*", "", tag.strip('"'), "☃"):
        headers = {"If-None-Match": other.encode()}
        assert filled.get("/v1/feed", "police", **headers).status_code == 200  # type: ignore[arg-type]
    # the same address in another hand is another page: a tag of one is none of the other
    assert filled.get("/v1/feed", "other_police", **{"If-None-Match": tag}).status_code == 200
    filled.post(detained("e7"))
    filled.platform.drain()
    assert filled.get("/v1/feed", "police", **{"If-None-Match": tag}).status_code == 200


def test_waiting_in_vain_ends_with_the_same_page(filled: Api) -> None:
    """The fixture's platform grants 0.3 s."""
    end = filled.get("/v1/feed", "police").json()["next"]
    answer = filled.get(f"/v1/feed?after={end}&wait=60", "police")
    assert (answer.status_code, answer.json()["items"]) == (200, [])
    assert "wait=60" in next_of(answer)
    tag = answer.headers["etag"]
    assert filled.get(f"/v1/feed?after={end}&wait=60", "police", **{"If-None-Match": tag}).status_code == 304
    preferring = filled.get(f"/v1/feed?after={end}", "police", Prefer="respond-async, wait=10")
    assert preferring.headers["preference-applied"] == "wait=10"
    assert filled.platform.feed_watch.waiting() == 0


BAD = [
    # (query, status, code)
    ("after=nonsense", 400, "feed-cursor-invalid"),
    ("after=", 422, "invalid-parameter"),
    ("limit=0", 422, "invalid-parameter"),
    ("limit=1001", 422, "invalid-parameter"),
    ("wait=-1", 422, "invalid-parameter"),
    ("wait=1.5", 422, "invalid-parameter"),
]


@pytest.mark.parametrize(("query", "status", "code"), BAD)
def test_a_bad_request_is_told_what_is_wrong(filled: Api, query: str, status: int, code: str) -> None:
    for accept in ("application/json", "text/event-stream"):
        answer = filled.get(f"/v1/feed?{query}", "police", Accept=accept)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["remedy"]
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_cursor_of_another_is_refused_and_tells_nothing(filled: Api) -> None:
    foreign = filled.get("/v1/feed", "other_police").json()["next"]
    supervisors = filled.get("/v1/feed", "supervisor").json()["next"]
    for cursor in (foreign, supervisors):
        answer = filled.get(f"/v1/feed?after={cursor}", "police")
        assert (answer.status_code, answer.json()["code"]) == (400, "feed-cursor-invalid")
        assert "520103" not in answer.text
    beyond = filled.get(f"/v1/feed?after={filled.get('/v1/feed', 'police').json()['next']}", "supervisor")
    assert beyond.status_code == 400


def test_the_auditor_reads_the_whole_ledger_by_position(filled: Api) -> None:
    head = filled.platform.ledger.head()
    assert len(walk(filled, "/v1/feed?limit=4", "auditor")) == head
    items = filled.get("/v1/feed?limit=1000", "auditor").json()["items"]
    assert [item["position"] for item in items] == list(range(1, head + 1))


def test_an_item_says_what_the_receipt_says(filled: Api) -> None:
    [item, *_] = filled.get("/v1/feed?limit=1", "police").json()["items"]
    receipt = filled.get(f"/v1/events/{POLICE.replace(':', '%3A')}/e0", "police").json()
    for name in ("hash", "position", "version", "recorded_at"):
        assert item[name] == receipt[name]


def test_a_ceiling_of_waiters_each_and_together(filled: Api) -> None:
    watch = filled.platform.feed_watch
    end = filled.get("/v1/feed", "police").json()["next"]
    police = "urn:quancheng:cn-520102:police:"
    seats = [watch.seat(police) for _ in range(20)]
    for seat in seats:
        seat.__enter__()
    for accept in ("application/json", "text/event-stream"):
        answer = filled.get(f"/v1/feed?after={end}&wait=5", "police", Accept=accept)
        assert (answer.status_code, answer.json()["code"]) == (429, "too-many-waiting")
        assert int(answer.headers["retry-after"]) > 0
    assert filled.get(f"/v1/feed?after={end}", "police").status_code == 200, "asking without waiting goes on"
    court = filled.get("/v1/feed?wait=5", "court")
    assert court.status_code == 200, "the others wait as before"
    more = [watch.seat(f"office-{n // 20}") for n in range(980)]
    for seat in more:
        seat.__enter__()
    answer = filled.get("/v1/feed?wait=5", "court")
    assert (answer.status_code, answer.json()["code"]) == (503, "waiting-full")
    assert int(answer.headers["retry-after"]) > 0
    for seat in seats + more:
        seat.__exit__(None, None, None)
    assert watch.waiting() == 0
