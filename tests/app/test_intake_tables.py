"""The tables of posting as the code sees them are those that the migration makes, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import ProgrammingError

from app.intake_tables import metadata
from ledger.engines import open_engine


def test_migration_and_metadata_agree(database_url: str) -> None:
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


def test_the_application_cannot_forget_a_key(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.exec_driver_sql("DELETE FROM agency_keys")
    engine.dispose()
