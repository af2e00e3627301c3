"""A database or a disk that is away, met anywhere in a request: a problem that says when to come again, and not why."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from psycopg2 import errors
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.testclient import TestClient

from tests.api.conftest import Api

FAULTS = [
    # (the fault, status, code)
    (sqlite3.OperationalError("database or disk is full"), 503, "unavailable"),
    (OperationalError("INSERT …", {"a": "secret"}, errors.DiskFull("could not extend file")), 503, "unavailable"),
    (OSError(errno.ENOSPC, "No space left on device", "/var/spool"), 503, "unavailable"),
    (IntegrityError("INSERT …", {"a": "secret"}, errors.UniqueViolation()), 500, "internal-error"),
    (OSError(errno.ENOENT, "No such file", "/var/spool"), 500, "internal-error"),
]


@pytest.mark.parametrize(("fault", "status", "code"), FAULTS)
def test_a_fault_of_the_storage_is_a_problem(
    api: Api, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("app.refusals.listed", fails)
    client = TestClient(api.client.app, raise_server_exceptions=False)
    answer = client.get("/v1/refusals", headers=api.headers("police"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert not [said for said in ("secret", "/var", "extend", "full") if said in answer.text]
