"""The tables as the code sees them are the tables that the migration makes; one list on both backends."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, create_engine, inspect

from projections.registry import MODELS, metadata


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
        assert not [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    engine.dispose()


def test_every_read_model_has_a_build_shown(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name FROM projections WHERE active = 1").scalars().all()
    engine.dispose()
    assert sorted(rows) == sorted([*MODELS, "supervision"])
