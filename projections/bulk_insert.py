"""Insert many rows: COPY on PostgreSQL, executemany on SQLite. A statement per thousand rows costs the server more.

Not an upsert: a row that is there already is an error. Called by read models when they write.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final

from psycopg2.extensions import cursor as Cursor  # noqa: N812
from sqlalchemy import Connection, Table, insert

WORTH_A_COPY: Final = 50
"""Rows from which COPY beats an INSERT."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """All rows name the same columns; values are None, int or str."""
    if not rows:
        return
    if len(rows) < WORTH_A_COPY or connection.dialect.name != "postgresql":
        connection.execute(insert(table), [dict(row) for row in rows])
        return
    columns = list(rows[0])
    text = io.StringIO()
    for row in rows:
        text.write("\t".join([_text(row[column]) for column in columns]))
        text.write("\n")
    text.seek(0)
    raw = connection.connection.cursor()
    if not isinstance(raw, Cursor):
        raise TypeError("PostgreSQL is reached through psycopg2 only (ledger/engines.py)")
    raw.copy_expert(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN", text)
    raw.close()


def _text(value: object) -> str:
    """One value in COPY's text format."""
    if value is None:
        return "\\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)
