"""PostgreSQL COPY ... BINARY from an iterator of packed rows, so that packing and the server's work overlap.

Not a general codec: the packers of the few tables stand beside their writers. Called by append.py and sequencer.py.
Format: PostgreSQL manual, COPY, "Binary Format".
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from struct import Struct

import psycopg2
from psycopg2 import extensions

SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
CHUNK = 1 << 16

IDENTITY_FIELDS = Struct("!h").pack(3)
"""Begins a row of event_identity; then source and id with their lengths, then the tail (8, insert_id)."""
IDENTITY_TAIL = Struct("!iq")
POSITION = Struct("!hiqiqi32s")


class _Chunks:
    """A readable file for psycopg2, which asks for the next chunk only when the socket took the last one."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        self._rows = iter(rows)
        self._head = SIGNATURE
        self._done = False
        self.error: Exception | None = None

    def read(self, _size: int = -1) -> bytes:
        try:
            return self._next()
        except Exception as error:
            self.error = error
            raise

    def _next(self) -> bytes:
        if self._done:
            return b""
        parts = [self._head]
        self._head = b""
        size = 0
        for row in self._rows:
            parts.append(row)
            size += len(row)
            if size >= CHUNK:
                break
        else:
            parts.append(TRAILER)
            self._done = True
        return b"".join(parts)

    def readline(self, _size: int = -1) -> bytes:
        raise io.UnsupportedOperation("COPY BINARY has no lines")  # the driver wants it there and never calls it


def copy_rows(cursor: extensions.cursor, table: str, columns: tuple[str, ...], rows: Iterable[bytes]) -> None:
    """COPY packed rows into `table`. A row = int16 field count, then per field int32 length and bytes."""
    names = ", ".join(columns)
    chunks = _Chunks(rows)
    try:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT binary)", chunks, size=4 * CHUNK)
    except psycopg2.Error:
        if chunks.error is not None:  # the driver makes a cancelled query of whatever packing raised
            raise chunks.error from None
        raise


def position_row(position: int, insert_id: int, log_hash: bytes) -> bytes:
    """Row of positions."""
    return POSITION.pack(3, 8, position, 8, insert_id, 32, log_hash)
