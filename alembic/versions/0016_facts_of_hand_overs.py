"""Statistics and silence read columns and indexes: how long each hand-over took stands beside it. No answer is agreed.

The exchange ledger is emptied and followed anew from position 0 by the worker, which fills the columns. Frozen: a change
of schema is a further revision.
"""

from alembic import op

revision = "0016_facts_of_hand_overs"
down_revision = "0015_corrected_parts"

FLAGS = ("received", "answered")
COLUMNS = ("received_least", "received_most", "answered_least", "answered_most")
INDEXES = (
    "DROP INDEX exchanges_pair",
    "CREATE INDEX exchanges_pair ON exchanges (build, sender, receiver, flow, sent_at, excerpt)",
    "CREATE INDEX exchanges_waiting ON exchanges (build, state, receiver, sent_at, excerpt)",
    "CREATE INDEX exchanges_facts ON exchanges (build, excerpt, flow, sent_month, sender, receiver, state, "
    "answer_expected, on_paper, received, answered, " + ", ".join(COLUMNS) + ")",
)


def upgrade() -> None:
    kind = "bigint" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    for column in FLAGS:
        op.execute(f"ALTER TABLE exchanges ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")
    for column in COLUMNS:
        op.execute(f"ALTER TABLE exchanges ADD COLUMN {column} {kind}")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("ALTER TABLE exchanges DROP COLUMN answer_by")
    op.execute("DELETE FROM exchanges")
    op.execute("DELETE FROM projections WHERE name = 'exchanges' AND active = 0")
    op.execute("UPDATE projections SET position = 0 WHERE name = 'exchanges' AND active = 1")
