"""Whether the tables that the migration made are those that the code sees."""

from __future__ import annotations

from sqlalchemy import MetaData, create_engine, inspect


def assert_migrated(database_url: str, metadata: MetaData) -> None:
    """Columns, what may be null, primary keys and indexes of every table of `metadata`."""
    engine = create_engine(database_url)
    found = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}, table.name
        key = found.get_pk_constraint(table.name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key.columns], table.name
        indexes = {index["name"] for index in found.get_indexes(table.name)}
        assert {str(index.name) for index in table.indexes} <= indexes, table.name
    engine.dispose()
