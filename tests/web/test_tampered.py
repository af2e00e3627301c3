"""A case whose stored bytes were altered: the pages say so, where and what to do, and derive nothing from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.composition import Platform, open_platform
from app.settings import Settings
from app.tokens import TokenFile
from projections import findings_queue
from projections.findings_queue import FindingRow
from tests.ledger.forgery import at, change, disarm, flip
from tests.web.conftest import NOW, PROCURATORATE
from tests.web.html_tree import parse
from web.server import create_app


@pytest.fixture
def altered(platform: Platform, tmp_path: Path) -> Iterator[tuple[TestClient, FindingRow, int]]:
    """A copy of the database in which one byte of the act that opened a finding is flipped, and its position."""
    database = platform.settings.sqlite_file
    assert database is not None
    with platform.engine.connect() as connection:
        row = findings_queue.findings(connection, platform.now(), rule="CPL-098-1").rows[0]
    with closing(sqlite3.connect(database)) as source:
        source.execute("VACUUM INTO ?", (str(tmp_path / "altered.db"),))
    receipt = platform.ledger.receipt(row.trigger.source, row.trigger.id)
    assert receipt is not None
    assert receipt.position is not None
    settings = Settings(database_url=f"sqlite:///{tmp_path}/altered.db", token_file=tmp_path / "tokens.ndjson")
    with open_platform(settings, clock=lambda: NOW, pack=platform.pack) as opened:
        with opened.ledger.writing_engine.begin() as connection:
            disarm(connection)
            change(connection, receipt.position, payload=flip(at(connection, receipt.position).payload))
        client = TestClient(create_app(opened), follow_redirects=False)
        client.get("/sign-in", params={"token": TokenFile(settings.token_file).issue(PROCURATORATE, "auditor", NOW)})
        yield client, row, receipt.position


def test_the_finding_stands_but_nothing_is_derived(altered: tuple[TestClient, FindingRow, int]) -> None:
    client, row, _ = altered
    answer = client.get(f"/findings/{row.id}")
    assert answer.status_code == 200
    page = parse(answer.text)
    assert not page.one("ol", class_="derivation").all("li")
    assert "与当初存入的不一致" in page.text


@pytest.mark.parametrize("address", ["", "/replay"])
def test_the_case_is_not_shown_as_if_nothing_had_happened(
    altered: tuple[TestClient, FindingRow, int], address: str
) -> None:
    client, row, _ = altered
    answer = client.get(f"/cases/{row.case}{address}")
    assert answer.status_code == 503
    page = parse(answer.text)
    assert "quancheng verify" in page.text
    assert row.trigger.id in page.one("details").text


def test_the_lists_still_open(altered: tuple[TestClient, FindingRow, int]) -> None:
    client, row, _ = altered
    for address in ("/", "/findings", "/cases", f"/cases/{row.case}?view=raw", f"/cases/{row.case}?view=findings"):
        assert client.get(address).status_code == 200, address
