"""A database that is away is no defect of a page: it says that one may come again, and when."""

from __future__ import annotations

import sqlite3

import pytest

from tests.web.conftest import Reader

FAULTS = [
    # (the fault, status of the page, does it say when to come again)
    (sqlite3.OperationalError("database or disk is full"), 503, True),
    (ValueError("a defect"), 500, False),
]


@pytest.mark.parametrize(("fault", "status", "waits"), FAULTS)
def test_a_page_over_a_database_that_is_away(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, waits: bool
) -> None:
    def fails(*_: object) -> None:
        raise fault

    client = reader("supervisor")
    monkeypatch.setattr("web.overview.health", fails)
    page = client.get("/")
    assert (page.status_code, "Retry-After" in page.headers) == (status, waits)
    assert str(fault) not in page.text
