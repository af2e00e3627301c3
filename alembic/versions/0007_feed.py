"""Feeds: which act stands at which number for which reader; and by which act an agency came to a case.

The feeds are empty until somebody reads them and the worker has followed the ledger for them. Frozen: a change of
schema is a further revision.
"""

from alembic import op

revision = "0007_feed"
down_revision = "0006_who_sees_a_case"

TABLES = """
CREATE TABLE feed_readers (
    name {text} NOT NULL,
    CONSTRAINT feed_readers_pkey PRIMARY KEY (name)
){rowid};
CREATE TABLE feed (
    build    {int4} NOT NULL,
    name     {text} NOT NULL,
    number   {int8} NOT NULL,
    position {int8} NOT NULL,
    size     {int4} NOT NULL,
    CONSTRAINT feed_pkey PRIMARY KEY (build, name, number)
){rowid};
CREATE TABLE feed_stands (
    build    {int4} NOT NULL,
    name     {text} NOT NULL,
    position {int8},
    CONSTRAINT feed_stands_pkey PRIMARY KEY (build, name)
){rowid};
CREATE TABLE feed_reaches (
    build  {int4} NOT NULL,
    name   {text} NOT NULL,
    agency {text} NOT NULL,
    since  {int8} NOT NULL,
    CONSTRAINT feed_reaches_pkey PRIMARY KEY (build, name, agency)
){rowid};
ALTER TABLE case_agencies ADD COLUMN since {int8};
CREATE INDEX case_agencies_since ON case_agencies (since);
INSERT INTO projections (name, build, active, state, position) VALUES ('feed', 1, 1, 'live', 0)
"""

POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"', "rowid": ""}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT", "rowid": " WITHOUT ROWID"}
OWN = (
    "(SELECT current_setting('quancheng.everything', true) = 'yes') "
    "OR name = (SELECT current_setting('quancheng.feed', true))"
)


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        op.execute(statement)
    if not on_postgresql:
        return
    for table in ("feed_readers", "feed", "feed_stands", "feed_reaches"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_the_caller ON {table} FOR SELECT TO quancheng_application USING ({OWN})")
