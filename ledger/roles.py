"""The three PostgreSQL roles, and who may do what. Triggers stop accidents, grants stop the application.

Not used on SQLite, which has no roles. Called by alembic/env.py and by ledger/engines.py.
Neither stops the owner: only hashes that others hold detect an owner (checkpoint.py).
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from domain.errors import LedgerFault

OWNER = "quancheng_owner"
"""Owns every table; nobody logs in as it."""
MIGRATOR = "quancheng_migrator"
"""May become the owner, to run migrations."""
APPLICATION = "quancheng_application"
"""SELECT and INSERT on what is insert-only; the rights of its own tables (projections) beside it."""

BOOTSTRAP = (
    f"CREATE ROLE {OWNER} NOLOGIN",
    f"CREATE ROLE {MIGRATOR} NOLOGIN",
    f"CREATE ROLE {APPLICATION} NOLOGIN",
    f"GRANT {OWNER} TO {MIGRATOR}",
)
SCHEMA_RIGHTS = (
    f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}",
    # read models are rebuilt beside the old ones: the application creates those tables
    f"GRANT USAGE, CREATE ON SCHEMA public TO {APPLICATION}",
)


def become_owner(connection: Connection) -> None:
    """Make sure the roles exist and act as the owner from here on; a migration's tables then belong to it.

    The first run needs a database administrator, later ones only a member of quancheng_migrator.
    Raises LedgerFault with the statements to run where the roles are missing and cannot be made.
    """
    missing = connection.scalar(
        text("SELECT count(*) < 3 FROM pg_roles WHERE rolname IN (:owner, :migrator, :application)"),
        {"owner": OWNER, "migrator": MIGRATOR, "application": APPLICATION},
    )
    administrator = connection.scalar(
        text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    )
    if missing and not administrator:
        raise LedgerFault(
            f"The roles {OWNER}, {MIGRATOR} and {APPLICATION} do not exist and this user may not create them.",
            remedy="Have an administrator run: " + "; ".join(BOOTSTRAP + SCHEMA_RIGHTS) + ";",
        )
    if missing:
        for statement in BOOTSTRAP:
            connection.execute(text(statement))
    if administrator:
        for statement in SCHEMA_RIGHTS:
            connection.execute(text(statement))
    connection.execute(text(f"SET ROLE {OWNER}"))
