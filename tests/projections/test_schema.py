"""The tables as the code sees them are the tables that the migration makes; one list on both backends."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, create_engine

from projections.registry import MODELS, metadata
from tests.migrated import assert_migrated


def test_migration_and_metadata_agree(database_url: str) -> None:
    assert_migrated(database_url, metadata)
    assert not [
        one for table in metadata.sorted_tables for one in table.constraints if isinstance(one, UniqueConstraint)
    ]


def test_every_read_model_has_a_build_shown(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name FROM projections WHERE active = 1").scalars().all()
    engine.dispose()
    assert sorted(rows) == sorted([*MODELS, "supervision"])
