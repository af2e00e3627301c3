"""Waiting for a feed and streaming it, over a real server: no thread or connection is held, all go home in time."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.pool import QueuePool

from api import event_stream, feed
from app.composition import open_platform
from app.serving import listen, server_of
from app.settings import Settings, system_clock
from app.tokens import TokenFile
from tests.api.conftest import COURT, OTHER_POLICE, POLICE, detained
from tests.shipped import cn_criminal

STREAM = "text/event-stream"
PATIENCE = 20.0


class Served:
    """A server with everything behind it, and who calls it."""

    def __init__(self, url: str, folder: Path) -> None:
        (folder / "key").write_bytes(bytes(range(32)))
        settings = Settings(
            database_url=url, embedded=True, token_file=folder / "tokens.ndjson", citizen_id_key_file=folder / "key",
            feed_wait_seconds=30, max_feed_waiters_each=200,
        )  # fmt: skip
        self.platform = open_platform(settings, pack=cn_criminal())
        self.issued = TokenFile(settings.token_file)
        self.tokens = {
            name: self.issued.issue(agency, "auditor" if name == "auditor" else "agency", system_clock())
            for name, agency in (
                ("police", POLICE), ("court", COURT), ("other_police", OTHER_POLICE), ("auditor", COURT)
            )
        }  # fmt: skip
        self.sock = listen("127.0.0.1", 0)
        self.server = server_of(self.platform, "warning")
        self.thread = threading.Thread(target=lambda: self.server.run(sockets=[self.sock]))

    def start(self) -> None:
        self.platform.start()
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        assert not self.thread.is_alive(), "the server does not go down"
        self.platform.close()

    def open(self, query: str = "", as_: str = "police", **headers: str) -> http.client.HTTPConnection:
        """A request under way, its answer not yet read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.sock.getsockname()[1], timeout=PATIENCE)
        sent = {"Authorization": f"Bearer {self.tokens[as_]}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        connection.request("GET", f"/v1/feed?{query}", headers=sent)
        return connection

    def page(self, query: str = "", as_: str = "police") -> dict[str, Any]:
        answer = self.open(query, as_).getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        assert answer.status == 200, found
        return found

    def post(self, *events: dict[str, object], as_: str = "police") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.sock.getsockname()[1], timeout=PATIENCE)
        headers = {
            "Authorization": f"Bearer {self.tokens[as_]}", "Content-Type": "application/cloudevents-batch+json"
        }  # fmt: skip
        connection.request("POST", "/v1/events", json.dumps(events), headers)
        answer = connection.getresponse()
        assert answer.status == 202, answer.read()
        assert json.loads(answer.read())["refused"] == 0


class Stream:
    """What a reader of Server-Sent Events has: the events, one after the other."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self.connection = connection
        self.answer = connection.getresponse()
        assert self.answer.status == 200, self.answer.read()
        assert self.answer.headers["content-type"].startswith(STREAM)
        self.last = ""

    def event(self) -> dict[str, str]:
        """The next event that is no comment; {} at the end of the stream."""
        fields: dict[str, str] = {}
        for line in iter(self.answer.readline, b""):
            text = line.decode().rstrip("\n")
            if not text and "data" in fields:
                self.last = fields.get("id", self.last)
                return fields
            name, _, value = text.partition(": ")
            if name:
                fields[name] = value
        return {}

    def ids(self, count: int) -> list[str]:
        return [json.loads(self.event()["data"])["event"]["id"] for _ in range(count)]


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    found = Served(database_url, tmp_path)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def until(what: str, true: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)


def seats(served: Served, count: int) -> None:
    until(f"{count} wait", lambda: served.platform.feed_watch.waiting() == count)


def test_who_waits_gets_it_when_it_comes_and_others_wait_on(served: Served) -> None:
    court = served.page(as_="court")["next"]
    police, other = served.open("wait=30"), served.open(f"after={court}&wait=30", "court")
    seats(served, 2)
    began = time.monotonic()
    served.post(detained("e1"))
    page = json.loads(police.getresponse().read())
    assert [item["event"]["id"] for item in page["items"]] == ["e1"]
    assert time.monotonic() - began < 10, "it came by its own wake-up and not by the end of the wait"
    assert served.platform.feed_watch.waiting() == 1, "what is not the court's does not wake it"
    served.post(detained("k1", source=COURT), as_="court")
    page = json.loads(other.getresponse().read())
    assert [item["event"]["id"] for item in page["items"]] == ["e1", "k1"]


def test_a_hundred_wait_without_a_thread_or_a_connection(served: Served) -> None:
    """More than the server has threads (40) or the pool connections (15): the rest of the API goes on."""
    waiting = [served.open("wait=30", "police" if n % 2 else "auditor") for n in range(100)]
    seats(served, 100)
    pool = served.platform.engine.pool
    assert isinstance(pool, QueuePool)
    until("the pool is idle but for those who work", lambda: pool.checkedout() <= 2)
    assert served.page(as_="other_police")["items"] == []
    began = time.monotonic()
    served.post(detained("e1"))
    for connection in waiting:
        assert "e1" in {item["event"]["id"] for item in json.loads(connection.getresponse().read())["items"]}
    assert time.monotonic() - began < 15
    assert served.platform.feed_watch.waiting() == 0


def test_a_stream_gives_what_is_there_then_what_comes_and_goes_on_where_it_broke_off(served: Served) -> None:
    served.post(detained("e1"), detained("e2"))
    stream = Stream(served.open(Accept=STREAM))
    assert stream.ids(2) == ["e1", "e2"]
    served.post(detained("x1", "c2", source=OTHER_POLICE), as_="other_police")
    served.post(detained("e3"))
    assert stream.ids(1) == ["e3"], "another office's act is not in it"
    stream.connection.close()
    seats(served, 0)
    served.post(detained("e4"), detained("e5"))
    resumed = Stream(served.open(Accept=STREAM, Last_Event_ID=stream.last))
    assert resumed.ids(2) == ["e4", "e5"]
    page = served.page(f"after={stream.last}")
    assert [item["event"]["id"] for item in page["items"]] == ["e4", "e5"], "an id of a stream is a cursor of pages"
    assert page["items"][-1]["cursor"] == resumed.last
    resumed.connection.close()
    from_cursor = Stream(served.open(f"after={page['items'][0]['cursor']}", Accept=STREAM))
    assert from_cursor.ids(1) == ["e5"]
    from_cursor.connection.close()
    seats(served, 0)


def test_a_long_feed_streams_whole_and_in_order(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "STREAMED_AT_ONCE", 7)
    served.post(*(detained(f"e{n}") for n in range(40)))
    stream = Stream(served.open(Accept=f"text/html;q=0.1, {STREAM}"))
    assert stream.ids(40) == [f"e{n}" for n in range(40)]
    stream.connection.close()


def test_whoever_leaves_frees_the_seat(served: Served) -> None:
    left = [served.open("wait=30"), served.open(Accept=STREAM)]
    seats(served, 2)
    for connection in left:
        connection.close()
    seats(served, 0)


def test_a_token_withdrawn_ends_its_stream(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "HEARTBEAT", 0.1)
    stream = Stream(served.open(Accept=STREAM))
    assert stream.answer.readline().startswith(b"retry")
    served.issued.revoke(served.tokens["police"].split("_")[1], system_clock())
    assert stream.event() == {}, "the stream ends"
    seats(served, 0)


def test_a_reader_that_does_not_read_is_left(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "HANGS", 0.5)
    for number in range(8):
        served.post(*(detained(f"e{number}-{n}", filler="x" * 300_000) for n in range(8)))
    until("all is numbered", lambda: len(served.page("limit=1000")["items"]) > 20)
    hanging = served.open(Accept=STREAM)
    until("it is streamed to", lambda: served.platform.feed_watch.waiting() == 1)
    seats(served, 0)
    assert served.page("limit=1")["items"], "others are served meanwhile"
    hanging.close()


def test_what_goes_wrong_within_a_stream_is_said_there(served: Served) -> None:
    served.post(detained("e1"))
    stream = Stream(served.open(Accept=STREAM))
    assert stream.ids(1) == ["e1"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.stored_events.recomputed_hash", lambda *_: b"another")
        served.post(detained("e2"))
        told = stream.event()
    assert told["event"] == "problem"
    assert json.loads(told["data"])["code"] == "record-altered"
    assert stream.event() == {}
    assert stream.last, "and the reader may go on from its last id once it is mended"


def test_the_server_goes_down_at_once_and_sends_all_home(database_url: str, tmp_path: Path) -> None:
    found = Served(database_url, tmp_path)
    found.start()
    polls = [found.open("wait=30") for _ in range(5)]
    streams = [Stream(found.open(Accept=STREAM)) for _ in range(5)]
    seats(found, 10)
    began = time.monotonic()
    found.stop()
    assert time.monotonic() - began < 8, "it waited for those who wait"
    for poll in polls:
        answer = poll.getresponse()
        assert (answer.status, json.loads(answer.read())["items"]) == (200, [])
    for stream in streams:
        assert stream.event() == {}
