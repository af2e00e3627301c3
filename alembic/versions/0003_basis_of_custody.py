"""The custody register names the act and the article that custody rests on.

Empty until supervision looks at the case again, which a changed pack makes it do for every case.
"""

from alembic import op

revision = "0003_basis_of_custody"
down_revision = "0002_read_models"

COLUMNS = ("article", "act_source", "act_id", "act_type")


def upgrade() -> None:
    kind = 'text COLLATE "C"' if op.get_bind().dialect.name == "postgresql" else "TEXT"
    for column in COLUMNS:
        op.execute(f"ALTER TABLE custody_limits ADD COLUMN {column} {kind}")
