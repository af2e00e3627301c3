"""What is trouble with the database or a disk, and waited out, and what is trouble with a case."""

from __future__ import annotations

import errno
import sqlite3

import psycopg2
import pytest
from psycopg2 import errors
from sqlalchemy.exc import IntegrityError, OperationalError

from projections.outage import is_outage

TROUBLES = [
    # (what, the error, is it the database's or a disk's)
    ("PostgreSQL's disk is full", errors.DiskFull(), True),
    ("its quota is used up: an internal error to it", errors.InternalError_(), True),
    ("it made itself read-only before its disk was full", errors.ReadOnlySqlTransaction(), True),
    ("it is going down", errors.AdminShutdown(), True),
    ("it is away", psycopg2.OperationalError(), True),
    ("the same, through SQLAlchemy", OperationalError("", {}, psycopg2.OperationalError()), True),
    ("SQLite's disk is full, past SQLAlchemy", sqlite3.OperationalError("database or disk is full"), True),
    ("a file beside the database: no room", OSError(errno.ENOSPC, ""), True),
    ("a file beside the database: over the quota", OSError(errno.EDQUOT, ""), True),
    ("a file is not there", OSError(errno.ENOENT, ""), False),
    ("a row twice", IntegrityError("", {}, errors.UniqueViolation()), False),
    ("a statement after one that failed: ours", errors.InFailedSqlTransaction(), False),
    ("a value out of range", errors.NumericValueOutOfRange(), False),
    ("a defect", ValueError(), False),
]


@pytest.mark.parametrize(("what", "error", "outage"), TROUBLES, ids=[row[0] for row in TROUBLES])
def test_whose_trouble_it_is(what: str, error: Exception, outage: bool) -> None:
    assert is_outage(error) is outage, what
