"""The tables of posting as the code sees them are those that the migration makes, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import ProgrammingError

from app.intake_tables import metadata
from ledger.engines import open_engine
from tests.migrated import assert_migrated


def test_migration_and_metadata_agree(database_url: str) -> None:
    assert_migrated(database_url, metadata)


def test_the_application_cannot_forget_a_key(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.exec_driver_sql("DELETE FROM agency_keys")
    engine.dispose()
