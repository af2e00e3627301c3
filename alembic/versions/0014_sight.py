"""What the law closes inside cases: a read model, empty, that begins at position 0.

So every case is worked through once more by whatever follows the ledger, which also gives the cases of hand-overs that
were posted before revision 0006 to whom they named (app/hand_over_parts.py). On PostgreSQL a row shows to whom its case
shows. Frozen: a change of schema is a further revision.
"""

from alembic import op

revision = "0014_sight"
down_revision = "0011_reconciliation"

TABLE = """
CREATE TABLE closed_records (
    build      {int4} NOT NULL,
    case_id    {text} NOT NULL,
    person     {text} NOT NULL,
    act_source {text} NOT NULL,
    act_id     {text} NOT NULL,
    rule       {text} NOT NULL,
    agency     {text} NOT NULL,
    CONSTRAINT closed_records_pkey PRIMARY KEY (build, case_id, person, act_source, act_id, rule, agency)
);
INSERT INTO projections (name, build, active, state, position) VALUES ('closed_records', 1, 1, 'live', 0)
"""
POSTGRESQL = {"int4": "integer", "text": 'text COLLATE "C"'}
SQLITE = {"int4": "INTEGER", "text": "TEXT"}
SEEN = (
    "(SELECT current_setting('quancheng.everything', true) = 'yes') "
    "OR EXISTS (SELECT 1 FROM case_agencies seen WHERE seen.case_id = closed_records.case_id)"
)


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLE.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        op.execute(statement)
    if on_postgresql:
        op.execute("ALTER TABLE closed_records ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY of_the_caller ON closed_records FOR SELECT TO quancheng_application USING ({SEEN})"
        )
