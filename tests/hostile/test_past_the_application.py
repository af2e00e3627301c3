"""Row policies: reading another agency's case as the application role, past every condition of the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError

from app import access
from app.access import reach_of
from domain.feed_name import feed_of
from domain.permission import NOTHING, Principal, Reach
from ledger.case_agencies import concerned
from ledger.reading_scope import settings_of
from ledger.roles import APPLICATION
from tests.api.conftest import CITY, COURT, OTHER_POLICE, POLICE, Api, detained, opened

CASE, PERSON = "secret-case-7", "person-of-7"
OWN = "own-case-9"
BY_CASE = ("case_id", "stream", "origin", "family")
"""Columns that hold a case id."""


@pytest.fixture
def two(postgres_url: str, tmp_path) -> Iterator[Api]:  # type: ignore[no-untyped-def]
    """A case of one office with findings, and a case of another."""
    for api in opened(postgres_url, tmp_path):
        api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
        assert api.post(detained("d", CASE, PERSON)).status_code == 202
        assert api.post(detained("own", OWN, "q", source=OTHER_POLICE), "other_police").status_code == 202
        api.now = datetime(2026, 11, 24, 1, tzinfo=UTC)
        api.platform.drain()
        yield api


@contextmanager
def past(api: Api, reach: Reach | None, feed: str = "") -> Iterator[Connection]:
    """A connection of its own as the application role, told this reach and feed; None: told nothing."""
    engine = create_engine(api.platform.settings.database_url)
    with engine.connect() as connection:
        connection.execute(text(f"SET LOCAL ROLE {APPLICATION}"))
        for name, value in settings_of(reach, feed) if reach is not None else []:
            connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
        yield connection
    engine.dispose()


def readable(connection: Connection) -> list[str]:
    return list(
        connection.scalars(
            text(
                "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
                "AND c.relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"
            )
        )
    )


def rows(connection: Connection, table: str) -> list[str]:
    """Every row as text; bytes are shown as hex, so names are looked for in that form too."""
    return list(connection.scalars(text(f"SELECT t::text FROM {table} t")))


def naming(connection: Connection, *names: str) -> dict[str, int]:
    """Rows of each readable table that hold any of these names."""
    marks = [mark for name in names for mark in (name, name.encode().hex())]
    found = {
        table: sum(any(m in row for m in marks) for row in rows(connection, table)) for table in readable(connection)
    }
    return {table: number for table, number in found.items() if number}


def agency(of: str) -> Principal:
    return Principal("t", of, "agency")


def test_another_agencys_case_is_in_no_table(two: Api) -> None:
    with past(two, reach_of(two.platform, agency(OTHER_POLICE))) as connection:
        assert naming(connection, CASE, PERSON, POLICE) == {}
        own = naming(connection, OWN)
    assert {"events", "stream_heads", "case_view", "timeline", "duties", "findings_queue", "case_agencies"} <= set(own)


def test_the_same_rows_are_there_for_who_may_see_them(two: Api) -> None:
    """Else the test above could not fail."""
    expected = {"events", "event_identity", "stream_heads", "case_view", "custody_register", "timeline", "duties",
                "findings_queue", "supervised", "case_agencies", "custody_limits"}  # fmt: skip
    for reader in (agency(POLICE), Principal("t", CITY, "supervisor"), Principal("t", COURT, "auditor")):
        with past(two, reach_of(two.platform, reader)) as connection:
            assert expected <= set(naming(connection, CASE, POLICE)), reader


@pytest.mark.parametrize("reach", [None, NOTHING], ids=["told nothing", "told of nobody"])
def test_who_is_not_named_sees_no_case(two: Api, reach: Reach | None) -> None:
    with past(two, reach) as connection:
        assert naming(connection, CASE, OWN, POLICE, OTHER_POLICE) == {}


def test_supervisors_of_another_region_see_nothing_either(two: Api) -> None:
    for office in ("urn:quancheng:cn-520103:procuratorate:01", "urn:quancheng:cn-5201:procuratorate:01"):
        with past(two, reach_of(two.platform, Principal("t", office, "supervisor"))) as connection:
            assert naming(connection, CASE, POLICE) == {}


def test_entries_of_a_feed_are_shown_to_its_reader_alone(two: Api) -> None:
    """Not even to a colleague with the same reach: each of them has a feed of its own, or none."""
    for reader in ("police", "other_police"):
        two.get("/v1/feed", reader)
    two.platform.drain()
    mine, theirs = (feed_of(agency(of)) for of in (POLICE, OTHER_POLICE))
    for reader, name, foreign in ((POLICE, mine, theirs), (OTHER_POLICE, theirs, mine)):
        with past(two, reach_of(two.platform, agency(reader)), name) as connection:
            assert {"feed", "feed_readers", "feed_stands"} <= set(naming(connection, name))
            assert naming(connection, foreign) == {}
    with past(two, reach_of(two.platform, agency(POLICE))) as connection:
        assert {row for table in ("feed", "feed_readers", "feed_stands", "feed_reaches")
                for row in rows(connection, table)} == set()  # fmt: skip


GRAB = "INSERT INTO case_agencies VALUES ('secret-case-7', 'urn:quancheng:cn-520103:police:01', 'x', 'x')"


def test_a_caller_opens_no_case_to_itself(two: Api) -> None:
    own = reach_of(two.platform, agency(OTHER_POLICE))
    with past(two, own) as connection, pytest.raises(ProgrammingError, match="row-level security"):
        connection.execute(text(GRAB))


@pytest.mark.parametrize("statement", ["UPDATE duties SET status = 'met'", "DELETE FROM case_agencies"])
def test_a_caller_changes_nothing(two: Api, statement: str) -> None:
    with past(two, reach_of(two.platform, agency(OTHER_POLICE))) as connection:
        assert connection.execute(text(statement)).rowcount == 0


def test_every_table_that_names_a_case_has_its_policy(two: Api) -> None:
    """A later revision that forgets it fails here."""
    with two.platform.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT DISTINCT c.relname, c.relrowsecurity FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
                "AND a.attname = ANY (:columns)"
            ),
            {"columns": list(BY_CASE)},
        ).all()
    assert len(found) >= 14
    assert {table for table, secured in found if not secured} == set()


@pytest.mark.parametrize("address", ["/v1/duties", "/v1/findings", "/v1/cases/{}", "/v1/cases/{}/timeline"])
def test_where_the_application_forgets_its_condition(two: Api, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """The second line alone: every condition of the first is taken away."""
    for module in ("api.duties", "api.findings", "api.lists"):
        monkeypatch.setattr(f"{module}.own_cases", lambda *_: None)
    monkeypatch.setattr(access, "visible_cases", lambda _platform, _actor, cases: frozenset(cases))
    answer = two.get(address.format(CASE), "other_police")
    assert CASE not in answer.text.replace(f"/v1/cases/{CASE}", "")
    assert PERSON not in answer.text
    if "{}" not in address:
        assert OWN in answer.text
    assert PERSON in two.get(address.format(CASE), "police").text


def test_the_policies_and_the_table_of_permissions_agree(two: Api) -> None:
    """One rule, written in Python and in SQL: for each kind of reader both show the same cases."""
    with two.platform.engine.connect() as connection:
        agencies = concerned(connection, [CASE, OWN])
    readers = [
        agency(POLICE), agency(OTHER_POLICE), agency(COURT), Principal("t", POLICE, "clerk"),
        Principal("t", "urn:quancheng:cn-520102:police:77", "clerk"), agency("urn:quancheng:cn-520102:police:77"),
        Principal("t", CITY, "supervisor"), Principal("t", "urn:quancheng:cn-520103:court:01", "supervisor"),
        Principal("t", "urn:quancheng:cn-000000:court:01", "supervisor"), Principal("t", COURT, "auditor"),
    ]  # fmt: skip
    for reader in readers:
        seen = reach_of(two.platform, reader)
        with past(two, seen) as connection:
            shown = set(connection.scalars(text("SELECT case_id FROM case_view")))
        assert shown == {case for case in (CASE, OWN) if seen.covers(agencies[case])}, reader
