"""Feeds of offices: which act stands at which number, and since when an office takes part in a case.

Empty until the worker has followed the ledger from its beginning.
"""

from alembic import op

revision = "0004_feed"
down_revision = "0003_basis_of_custody"

TABLES = """
CREATE TABLE feed (
    build    {int4} NOT NULL,
    office   {text} NOT NULL,
    number   {int8} NOT NULL,
    position {int8} NOT NULL,
    size     {int4} NOT NULL,
    CONSTRAINT feed_pkey PRIMARY KEY (build, office, number)
){rowid};
CREATE TABLE feed_members (
    build   {int4} NOT NULL,
    case_id {text} NOT NULL,
    office  {text} NOT NULL,
    since   {int8} NOT NULL,
    CONSTRAINT feed_members_pkey PRIMARY KEY (build, case_id, office)
){rowid};
INSERT INTO projections (name, build, active, state, position) VALUES ('feed', 1, 1, 'live', 0)
"""

POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"', "rowid": ""}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT", "rowid": " WITHOUT ROWID"}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        if statement.strip():
            op.execute(statement)
