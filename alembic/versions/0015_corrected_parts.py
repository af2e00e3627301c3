"""Feeds learn of corrected hand-overs: who got or lost a part in a case, and after which position they noted it.

On PostgreSQL a row shows to whom its case shows. Frozen: a change of schema is a further revision.
"""

from alembic import op

revision = "0015_corrected_parts"
down_revision = "0014_sight"

TABLES = """
CREATE TABLE corrected_parts (
    case_id {text} NOT NULL,
    agency  {text} NOT NULL,
    number  {int4} NOT NULL,
    came    {int4} NOT NULL,
    since   {int8},
    turn    {int8},
    after   {int8},
    CONSTRAINT corrected_parts_pkey PRIMARY KEY (case_id, agency, number)
);
CREATE INDEX corrected_parts_turn ON corrected_parts (turn);
CREATE INDEX corrected_parts_after ON corrected_parts (after);
ALTER TABLE feed_stands ADD COLUMN turn {int8} NOT NULL DEFAULT 0
"""
POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"'}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT"}
SEEN = (
    "(SELECT current_setting('quancheng.everything', true) = 'yes') "
    "OR EXISTS (SELECT 1 FROM case_agencies seen WHERE seen.case_id = corrected_parts.case_id)"
)


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        op.execute(statement)
    if on_postgresql:
        op.execute("ALTER TABLE corrected_parts ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY of_the_caller ON corrected_parts FOR SELECT TO quancheng_application USING ({SEEN})"
        )
