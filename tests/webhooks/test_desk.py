"""From the last failure on: dead letters with their reason, replay by API, page and command; figures; the long run."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.tokens import TokenFile
from app.webhooks import desk, queue, subscriptions
from app.webhooks.queue import next_job
from app.webhooks.tables import metadata, webhook_deliveries, webhook_subscriptions
from domain.errors import Conflict
from domain.permission import Principal
from domain.webhook_schedule import DELAYS, Attempt
from tests.api.conftest import CITY, OTHER_POLICE, POLICE, Api, opened
from tests.cli.conftest import Quancheng, Ran, quancheng
from tests.migrated import assert_migrated
from tests.webhooks.conftest import detained
from web.server import create_app as create_pages

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = ["quancheng"]
OWNER = Principal("t", POLICE, "agency")


def subscribed(api: Api, acts: int, url: str = "https://hooks.police.example/secret-path") -> str:
    """An active subscription with so many acts queued; its address is never connected to here."""
    made = subscriptions.create(api.platform, OWNER, url=url, label="case system")
    job = next_job(api.platform, made.subscription.id)
    assert job is not None
    queue.record_handshake(api.platform, job, Attempt("delivered", 200), True, None, 0.0)
    api.post([detained(f"e{n}", f"c{n}") for n in range(acts)])
    api.platform.drain()
    assert queue.fill(api.platform) == acts
    return made.subscription.id


def attempt(api: Api, id_: str, what: Attempt) -> str:
    """Let time pass until something is due, and note that it ended so."""
    job = next_job(api.platform, id_)
    if job is None:
        api.now = max(api.now, _due(api, id_))
        job = next_job(api.platform, id_)
    assert job is not None, "nothing is due any more"
    assert job.delivery is not None
    queue.record(api.platform, job, what, 12, 0.0)
    return job.delivery


def _due(api: Api, id_: str) -> datetime:
    """When the next delivery may be tried, as it is noted for the delivery and for its endpoint."""
    s, d = webhook_subscriptions.c, webhook_deliveries.c
    with api.platform.engine.connect() as connection:
        rests = connection.scalar(select(s.not_before).where(s.id == id_))
        first = connection.scalar(select(func.min(d.next_at)).where(d.subscription == id_, d.state == "waiting"))
    assert rests is not None
    assert first is not None, "nothing is due any more"
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=max(rests, first))


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """On each database."""
    yield from opened(database_url, tmp_path)


@pytest.fixture
def dead(api: Api) -> tuple[Api, str]:
    """One delivery dead after ten tries, and the subscription paused by itself."""
    id_ = subscribed(api, 1)
    for _ in range(10):
        attempt(api, id_, Attempt("failed", 503))
    return api, id_


def test_dead_after_ten_tries_over_three_days_and_paused_by_itself(dead: tuple[Api, str]) -> None:
    api, id_ = dead
    found = subscriptions.read(api.platform, OWNER, id_)
    assert (found.state, found.pause_reason, found.dead, found.waiting) == ("paused", "failing", 1, 0)
    page = api.get(f"/v1/subscriptions/{id_}/deliveries?state=dead", "police").json()
    [one] = page["deliveries"]
    assert (one["attempts"], one["outcome"], one["status"], one["next_at"]) == (10, "failed", 503, None)
    tries = api.get(f"/v1/subscriptions/{id_}/deliveries/{one['webhook_id']}", "police").json()["attempts"]
    assert [t["number"] for t in tries] == list(range(1, 11))
    assert sum(DELAYS) / 3_600_000_000 > 75


def test_what_comes_while_it_is_paused_is_sent_when_it_goes_on(dead: tuple[Api, str]) -> None:
    api, id_ = dead
    api.post([detained(f"later{n}", f"d{n}") for n in range(3)])
    api.platform.drain()
    assert queue.fill(api.platform) == 0
    resumed = subscriptions.resume(api.platform, OWNER, id_)
    assert resumed.state == "unconfirmed"
    job = next_job(api.platform, id_)
    assert job is not None
    assert job.delivery is None, "permission is asked for first"
    queue.record_handshake(api.platform, job, Attempt("delivered", 200), True, None, 0.0)
    assert queue.fill(api.platform) == 3


def test_a_poisonous_one_holds_up_no_other(api: Api) -> None:
    id_ = subscribed(api, 5)
    poison = attempt(api, id_, Attempt("refused", 422))
    api.now += timedelta(seconds=2)
    rest = [attempt(api, id_, Attempt("delivered", 200)) for _ in range(4)]
    assert poison not in rest
    for _ in range(9):
        assert attempt(api, id_, Attempt("refused", 422)) == poison
    found = subscriptions.read(api.platform, OWNER, id_)
    assert (found.state, found.dead) == ("active", 1)


def test_replay_of_one_and_of_all(dead: tuple[Api, str]) -> None:
    api, id_ = dead
    [one] = api.get(f"/v1/subscriptions/{id_}/deliveries", "police").json()["deliveries"]
    with pytest.raises(Exception, match="no delivery"):
        desk.replay(api.platform, subscriptions.of_owner(OWNER), id_, [one["webhook_id"], "msg_" + "0" * 32])
    assert subscriptions.read(api.platform, OWNER, id_).dead == 1, "none is queued where one is not there"
    assert desk.replay(api.platform, subscriptions.of_owner(OWNER), id_, [one["webhook_id"]]) == 1
    assert desk.replay_dead(api.platform, [id_]) == 0
    found = subscriptions.read(api.platform, OWNER, id_)
    assert (found.dead, found.waiting) == (0, 1)


def test_a_queue_is_bounded_and_nothing_is_left_out(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", 4)
    monkeypatch.setattr(queue, "AT_ONCE", 3)
    made = subscriptions.create(api.platform, OWNER, url="https://hooks.police.example/")
    id_ = made.subscription.id
    job = next_job(api.platform, id_)
    assert job is not None
    queue.record_handshake(api.platform, job, Attempt("delivered", 200), True, None, 0.0)
    api.post([detained(f"e{n}", f"c{n}") for n in range(11)])
    api.platform.drain()
    sent: list[str] = []
    while True:
        while queue.fill(api.platform):
            assert subscriptions.read(api.platform, OWNER, id_).waiting <= 4
        if subscriptions.read(api.platform, OWNER, id_).waiting == 0:
            break
        sent.append(attempt(api, id_, Attempt("delivered", 200)))
    assert sent == [queue.delivery_id(id_, n) for n in range(1, 12)]


def test_an_allowed_rate_is_kept_to(api: Api) -> None:
    id_ = subscribed(api, 3)
    with api.platform.ledger.writing_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE webhook_subscriptions SET allowed_rate = 2")
    attempt(api, id_, Attempt("delivered", 200))
    assert next_job(api.platform, id_) is None
    api.now += timedelta(seconds=29)
    assert next_job(api.platform, id_) is None
    api.now += timedelta(seconds=1)
    assert next_job(api.platform, id_) is not None


def test_delivered_ones_are_forgotten_in_time_and_dead_ones_are_not(api: Api) -> None:
    id_ = subscribed(api, 2)
    attempt(api, id_, Attempt("delivered", 200))
    api.now += timedelta(days=29)
    assert queue.sweep(api.platform) == 0
    api.now += timedelta(days=2)
    assert queue.sweep(api.platform) == 1
    assert subscriptions.read(api.platform, OWNER, id_).waiting == 1


def test_figures_name_nobody(dead: tuple[Api, str]) -> None:
    api, _ = dead
    text = api.get("/metrics", None).text
    assert 'quancheng_webhook_attempts{outcome="failed"} 10.0' in text
    assert 'quancheng_webhook_deliveries{state="dead"} 1.0' in text
    assert 'quancheng_webhook_subscriptions{state="paused"} 1.0' in text
    assert "quancheng_webhook_oldest_waiting_seconds 0.0" in text
    assert "hooks.police" not in text


def test_migration_and_metadata_agree(database_url: str) -> None:
    assert_migrated(database_url, metadata)


def pages(api: Api, agency: str, role: str) -> TestClient:
    token = TokenFile(api.platform.settings.token_file).issue(agency, role, api.platform.clock())  # type: ignore[arg-type]
    client = TestClient(create_pages(api.platform), follow_redirects=False)
    client.get(f"/sign-in?token={token}")
    return client


def test_the_desk_shows_reason_and_owner_and_sends_again(dead: tuple[Api, str]) -> None:
    api, id_ = dead
    client = pages(api, POLICE, "agency")
    assert "secret-path" not in client.get("/webhooks").text
    page = client.get("/webhooks/dead?lang=en").text
    assert "Failed at the subscriber (HTTP 503)" in page
    assert "hooks.police.example" in page
    assert "secret-path" not in page
    mark = page.split('name="form_mark" value="')[1].split('"')[0]
    [one] = api.get(f"/v1/subscriptions/{id_}/deliveries", "police").json()["deliveries"]
    form = {"subscription": id_, "delivery": one["webhook_id"], "form_mark": mark}
    assert client.post("/webhooks/dead", data={**form, "form_mark": "x"}).status_code == 403
    done = client.post("/webhooks/dead", data=form)
    assert done.status_code == 303
    assert "1" in client.get(done.headers["location"]).text
    assert subscriptions.read(api.platform, OWNER, id_).waiting == 1


@pytest.mark.parametrize(
    ("agency", "role", "sees"),
    [
        (CITY, "supervisor", True), ("urn:quancheng:cn-520000:system:audit", "auditor", True),
        (OTHER_POLICE, "agency", False), ("urn:quancheng:cn-520200:procuratorate:01", "supervisor", False),
    ],
)  # fmt: skip
def test_who_looks_on_sends_nothing(dead: tuple[Api, str], agency: str, role: str, sees: bool) -> None:
    api, id_ = dead
    client = pages(api, agency, role)
    for address in ("/webhooks", "/webhooks/dead", "/webhooks.csv", "/webhooks/dead.csv"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert ("hooks.police.example" in answer.text) is sees, address
    page = client.get("/webhooks/dead").text
    assert 'name="delivery"' not in page
    mark = client.get("/sign-out").text.split('name="form_mark" value="')[1].split('"')[0]
    refused = client.post("/webhooks/dead", data={"subscription": id_, "form_mark": mark})
    assert refused.status_code in (403, 404)
    assert subscriptions.read(api.platform, OWNER, id_).dead == 1


def test_clerks_are_not_shown_what_their_agencys_system_gets(dead: tuple[Api, str]) -> None:
    api, _ = dead
    client = pages(api, POLICE, "clerk")
    for address in ("/webhooks", "/webhooks/dead", "/webhooks.csv", "/webhooks/dead.csv"):
        assert client.get(address).status_code == 403
    assert 'href="/webhooks"' not in client.get("/").text


def test_the_csv_holds_the_rows_shown(dead: tuple[Api, str]) -> None:
    api, _ = dead
    client = pages(api, POLICE, "agency")
    for address in ("/webhooks", "/webhooks/dead"):
        rows = list(csv.reader(io.StringIO(client.get(f"{address}.csv").content.decode("utf-8-sig"))))
        assert len(rows) == 2
        assert len(rows[0]) == len(rows[1])


def test_the_commands(dead: tuple[Api, str], quancheng: Quancheng, monkeypatch: pytest.MonkeyPatch) -> None:
    api, id_ = dead
    settings = api.platform.settings
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("QUANCHENG_CITIZEN_ID_KEY_FILE", str(settings.citizen_id_key_file))

    def webhooks(*arguments: str) -> Ran:
        return quancheng("webhooks", *arguments)

    assert [(one["id"], one["state"], one["dead"]) for one in webhooks("list", "--json").json] == [(id_, "paused", 1)]
    [one] = webhooks("dead", "--json").json
    assert (one["owner"], one["outcome"], one["status"]) == (POLICE, "failed", 503)
    assert webhooks("replay", "sub_nobody").code != 0
    assert "1 queued" in webhooks("replay", id_).err
    assert webhooks("dead", "--json").json == []
    assert webhooks("remove", "sub_nobody").code != 0
    assert webhooks("remove", id_).code == 0
    assert webhooks("list", "--json").json == []
    with api.platform.engine.connect() as connection:
        for table in ("keys", "deliveries", "attempts"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM webhook_{table}").scalar() == 0, table


def test_a_feed_that_was_numbered_anew_pauses_until_its_owner_says_from_where(api: Api) -> None:
    id_ = subscribed(api, 3)
    with api.platform.ledger.writing_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM feed WHERE number > 1")
    queue.fill(api.platform)
    found = subscriptions.read(api.platform, OWNER, id_)
    assert (found.state, found.pause_reason) == ("paused", "feed")
    with pytest.raises(Conflict, match="numbered anew"):
        subscriptions.resume(api.platform, OWNER, id_)
    desk.replay_after(api.platform, OWNER, id_, None)
    assert subscriptions.resume(api.platform, OWNER, id_).number == 0


def test_what_is_not_asked_for_is_passed_over_and_counts_as_progress(api: Api) -> None:
    made = subscriptions.create(api.platform, OWNER, url="https://hooks.police.example/", types=["Released"])
    job = next_job(api.platform, made.subscription.id)
    assert job is not None
    queue.record_handshake(api.platform, job, Attempt("delivered", 200), True, None, 0.0)
    api.post([detained(f"e{n}", f"c{n}") for n in range(4)])
    api.platform.drain()
    assert queue.fill(api.platform) == 4
    found = subscriptions.read(api.platform, OWNER, made.subscription.id)
    assert (found.number, found.waiting) == (4, 0)
