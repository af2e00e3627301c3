"""Tables of reconciliation are as the migration makes them, bounded, and shown to nobody past the application."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import insert, text

from app import refusals, worker
from app.access import own_exchange, reach_of
from app.reconciliation import follow
from app.reconciliation.tables import metadata, published_digests
from domain.agency import region_of
from domain.errors import Refused
from domain.permission import Principal
from tests.api.conftest import CITY, COURT, OTHER_POLICE, POLICE, Api, detained
from tests.hostile.test_past_the_application import past
from tests.migrated import assert_migrated

CITIZEN = "11010519491231002X"


def test_migration_and_metadata_agree(database_url: str) -> None:
    assert_migrated(database_url, metadata)


def test_policies_and_the_condition_in_queries_agree(api_on_each_database: Api) -> None:
    """On PostgreSQL the policies alone, on SQLite the condition alone: the same rows for each reader."""
    api = api_on_each_database
    with api.platform.ledger.writing_engine.begin() as connection:
        for agency in (POLICE, OTHER_POLICE, COURT, "urn:quancheng:cn-520200:police:01"):
            row = {
                "agency": agency, "region": region_of(agency), "day": 1, "side": "sent", "published_at": 1, "acts": 1,
                "root": "a", "found_acts": 1, "found_root": "b", "position": 1,
            }  # fmt: skip
            connection.execute(insert(published_digests), row)
    readers = [
        (Principal("t", POLICE, "agency"), {POLICE}),
        (Principal("t", "urn:quancheng:cn-520102:police:77", "agency"), set()),
        (Principal("t", POLICE, "clerk"), {POLICE}),
        (Principal("t", CITY, "supervisor"), {POLICE, OTHER_POLICE, COURT}),
        (Principal("t", "urn:quancheng:cn-520102:court:02", "supervisor"), {POLICE, COURT}),
        (Principal("t", COURT, "auditor"), {POLICE, OTHER_POLICE, COURT, "urn:quancheng:cn-520200:police:01"}),
    ]
    for reader, expected in readers:
        c = published_digests.c
        with api.platform.engine.connect() as connection:
            condition = own_exchange(api.platform, reader, c.agency, c.region)
            assert set(connection.scalars(published_digests.select().with_only_columns(c.agency).where(condition))) == (
                expected
            ), reader
        if api.platform.engine.dialect.name != "postgresql":
            continue
        with past(api, reach_of(api.platform, reader)) as connection:
            assert set(connection.scalars(text("SELECT agency FROM published_digests"))) == expected, reader


def test_digests_of_acts_follow_the_ledger_once_whoever_moves_them(api_on_each_database: Api) -> None:
    api = api_on_each_database
    api.post([detained(f"e{n}", case=f"c{n % 3}") for n in range(60)])
    api.platform.ledger.sequence()
    failed: list[Exception] = []

    def move() -> None:
        try:
            follow.catch_up(api.platform)
        except Exception as error:  # noqa: BLE001  # told below
            failed.append(error)

    threads = [threading.Thread(target=move) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with api.platform.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM act_digests")) == 60
    assert follow.catch_up(api.platform) == 60


def test_a_backlog_is_not_worked_off_within_one_request(
    api_on_each_database: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each does its share, says how far digests are complete, and when to come again; the worker does the rest."""
    api = api_on_each_database
    monkeypatch.setattr(follow, "ACTS_AT_ONCE", 10)
    monkeypatch.setattr(follow, "ACTS_A_REQUEST", 20)
    api.post([detained(f"e{n}", case=f"c{n % 3}") for n in range(75)])
    api.platform.ledger.sequence()
    sent = api.headers("police", {"Accept-Language": "en"})
    for method, address, body, upto in (
        ("PUT", "/v1/digests/2026-11-02", {"acts": 75, "root": "0" * 64}, 20),
        ("POST", "/v1/reconciliations", {"date": "2026-11-02", "differences": []}, 40),
    ):
        late = api.client.request(method, address, json=body, headers=sent)
        assert (late.status_code, late.json()["code"]) == (503, "digests-behind")
        assert f"up to position {upto}," in late.json()["detail"]
        assert int(late.headers["Retry-After"]) > 0
    monkeypatch.setattr(worker, "HASH_SECONDS", 0.0)
    worker._hash(api.platform, threading.Event())
    found = api.client.put("/v1/digests/2026-11-02", json={"acts": 75, "root": "0" * 64}, headers=sent)
    assert (found.status_code, found.json()["found_acts"]) == (200, 75)
    assert api.get("/v1/digests", "police").json()["days"][0]["position"] == 75


def test_another_key_makes_the_digests_anew(api_on_each_database: Api) -> None:
    api = api_on_each_database
    api.post(detained("e1"))
    api.platform.ledger.sequence()
    follow.catch_up(api.platform)
    query = text("SELECT stated FROM act_digests")
    with api.platform.engine.connect() as connection:
        before = bytes(connection.scalar(query))
    assert api.platform.settings.citizen_id_key_file is not None
    api.platform.settings.citizen_id_key_file.write_bytes(bytes(range(1, 33)))
    api.platform._citizen_id_key = None
    follow.catch_up(api.platform)
    with api.platform.engine.connect() as connection:
        assert bytes(connection.scalar(query)) != before
        assert connection.scalar(text("SELECT count(*) FROM act_digests")) == 1


def test_a_refusal_is_on_record_without_the_citizens_number(api_on_each_database: Api) -> None:
    api = api_on_each_database
    api.post(detained("r1", data={"person": CITIZEN, "warrant_shown": True}))
    api.post(detained(f"r {CITIZEN}"))
    api.post(detained("r3", data={"person": "p1", CITIZEN: 1}))
    api.post(detained("r4", type="Detaind"))
    api.post(detained("r4", type="Detaind"))
    found = api.get("/v1/refusals", "police").json()["refusals"]
    assert len(found) == 4
    assert CITIZEN not in json.dumps(found)
    with api.platform.engine.connect() as connection:
        stored = connection.execute(text("SELECT * FROM refusals")).all()
    assert CITIZEN not in repr(stored)
    [twice] = [one for one in found if one["id"] == "r4"]
    assert (twice["code"], twice["times"], twice["type"], twice["pointer"]) == (
        "unknown-event-type", 2, "Detaind", "/type",
    )  # fmt: skip
    # refused, put right and posted: the record says so
    api.post(detained("r4"))
    [twice] = api.get("/v1/refusals?id=r4", "police").json()["refusals"]
    assert twice["taken_since"]


def test_refusals_are_bounded_per_agency_and_by_age(api_on_each_database: Api) -> None:
    api = api_on_each_database
    engine = api.platform.ledger.writing_engine
    day = 86_400_000_000
    for number in range(30):
        told = refusals.Told(f"{number}".encode(), Refused("x", "x"), POLICE, f"{number}")
        with engine.begin() as connection:
            refusals.note(connection, POLICE, b"", [told], 100 * day + number, most=10, days=400)
    other = refusals.Told(b"other", Refused("x", "x"), COURT, "1")
    with engine.begin() as connection:
        refusals.note(connection, COURT, b"", [other], 100 * day, most=10, days=400)
    with api.platform.engine.connect() as connection:
        kept = refusals.listed(connection, POLICE, limit=100).rows
        assert [one.act_id for one in kept] == [str(n) for n in range(29, 19, -1)]
        assert len(refusals.listed(connection, COURT).rows) == 1
    late = refusals.Told(b"late", Refused("x", "x"), POLICE, "late")
    with engine.begin() as connection:
        refusals.note(connection, POLICE, b"", [late], 600 * day, most=10, days=400)
    with api.platform.engine.connect() as connection:
        assert [one.act_id for one in refusals.listed(connection, POLICE, limit=100).rows] == ["late"]
