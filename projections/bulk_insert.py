"""Insert many rows: COPY on PostgreSQL, executemany on SQLite. A statement per thousand rows costs the server more.

Not an upsert: a row that is there already is an error. Called by read models when they write.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Final

from psycopg2.extensions import cursor as Cursor  # noqa: N812
from sqlalchemy import Connection, Table, insert

WORTH_A_COPY: Final = 50
"""Rows from which COPY beats an INSERT."""
AT_ONCE: Final = 2_000
"""Rows whose text is held at once."""
_AT_A_READ: Final = 1 << 18
_NULL: Final = "\x01"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", _NULL: "\\x01"})


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """All rows name the same columns; values are None, int or str."""
    if not rows:
        return
    if len(rows) < WORTH_A_COPY or connection.dialect.name != "postgresql":
        connection.execute(insert(table), [dict(row) for row in rows])
        return
    columns = list(rows[0])
    raw = connection.connection.cursor()
    if not isinstance(raw, Cursor):
        raise TypeError("PostgreSQL is reached through psycopg2 only (ledger/engines.py)")
    for start in range(0, len(rows), AT_ONCE):
        text = _lines(rows[start : start + AT_ONCE], columns)
        copy = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN WITH (NULL '{_NULL}')"
        raw.copy_expert(copy, io.BytesIO(text.encode()), size=_AT_A_READ)
    raw.close()


def _lines(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Rows in COPY's text format. Hardly any row needs an escape: whether one does is seen on all of them together."""
    values_of = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    lines: list[str] = []
    absent = 0
    for row in rows:
        values = values_of(row)
        absent += values.count(None)
        lines.append("\t".join([v if type(v) is str else _NULL if v is None else str(v) for v in values]))
    lines.append("")
    text = "\n".join(lines)
    signs = (("\t", len(rows) * (len(columns) - 1)), ("\n", len(rows)), (_NULL, absent), ("\\", 0), ("\r", 0))
    if all(text.count(sign) == count for sign, count in signs):
        return text
    return "".join("\t".join([_escaped(v) for v in values_of(row)]) + "\n" for row in rows)


def _escaped(value: object) -> str:
    if value is None:
        return _NULL
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)
