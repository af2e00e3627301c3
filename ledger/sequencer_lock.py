"""The right to number events: at most one holder per database, given back when its process dies.

Not a lease with a clock. PostgreSQL: a session advisory lock on the sequencer's own connection, so that losing the
connection loses the lock and the transaction together. SQLite: an exclusive lock on a file beside the database.
"""

from __future__ import annotations

import fcntl
import os

from sqlalchemy import Connection, text

from domain.errors import LedgerFault

ADVISORY_KEY = 0x5175616E_63656E67
"""Advisory locks are per database, so one constant will do."""


class SequencerTaken(LedgerFault):
    """Another sequencer numbers this ledger."""


class SequencerLock:
    """Taken at construction on `connection`, which must be the sequencer's alone.

    Raises SequencerTaken where another sequencer holds it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._file: int | None = None
        if connection.dialect.name == "postgresql":
            held = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY})
            connection.commit()
            if not held:
                raise _taken()
            return
        file = os.path.realpath(str(connection.engine.url.database))  # under any name, it is the same ledger
        descriptor = os.open(f"{file}.sequencer", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise _taken() from None
        self._file = descriptor

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
        elif self._connection.dialect.name == "postgresql" and not self._connection.invalidated:
            self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_KEY})
            self._connection.commit()


def _taken() -> SequencerTaken:
    return SequencerTaken(
        "Another sequencer is numbering this ledger; two would number events twice.",
        remedy="Run one `quancheng worker` (or one `serve --embedded`) per database; stop the other or wait for it.",
    )
