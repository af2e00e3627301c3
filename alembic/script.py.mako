"""${message}

On PostgreSQL this runs as quancheng_owner; the application role gets SELECT, INSERT, UPDATE and DELETE on new tables by
default privilege: revoke what it must not have.
"""

from alembic import op
import sqlalchemy as sa

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "raise NotImplementedError"}
