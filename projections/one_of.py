"""A condition for many values at once: `column` is one of these texts, in one parameter on either database.

Not for a handful (`in_` reads better). A parameter for each of ten thousand costs more than the rows they find.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, Connection, Text, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY


def one_of(connection: Connection, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """Whether the text in `column` is among `values`."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(Text)))
    given = func.json_each(msgspec.json.encode(list(values)).decode()).table_valued("value")
    return column.in_(select(given.c.value))
