"""Tells trouble with the database or its disk from trouble with a case: the first is waited out, the second parked.

Not the answer to a caller (api/problems.py). Asked by whatever follows the ledger, by intake and at the edges.
"""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

import psycopg2
from psycopg2 import errors as postgres_errors
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

_OF_DISKS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
# PostgreSQL has a code of its own for a full disk; a used-up quota and a file that may not grow are internal errors to
# it, and a server that makes itself read-only before its disk is full says only that
_OF_DATABASES: Final = (
    psycopg2.OperationalError, psycopg2.InterfaceError, postgres_errors.InternalError_,
    postgres_errors.ReadOnlySqlTransaction, sqlite3.OperationalError, sqlite3.InterfaceError,
)  # fmt: skip


def is_outage(error: Exception) -> bool:
    """The database or a disk, not the case: nobody is parked, the whole batch is tried again. Also where it is the
    cause.
    """
    if isinstance(error.__cause__, Exception) and is_outage(error.__cause__):
        return True
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True  # a server that goes down ends what is under way with errors of any kind
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return cause.errno in _OF_DISKS
    return isinstance(cause, _OF_DATABASES)
