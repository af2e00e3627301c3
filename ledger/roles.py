"""The four PostgreSQL roles, and who may do what. Triggers stop accidents, grants stop the application, row policies
stop what is read for a caller.

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
"""SELECT and INSERT on what is insert-only; the rights of its own tables (projections) beside it. Row policies show it
only the cases of the caller that the transaction names (reading_scope.py), and let it write none."""
WORKER = "quancheng_worker"
"""The application past the row policies: appends, numbers, supervises, projects. COPY needs BYPASSRLS."""

BOOTSTRAP = (
    f"CREATE ROLE {OWNER} NOLOGIN",
    f"CREATE ROLE {MIGRATOR} NOLOGIN",
    f"CREATE ROLE {APPLICATION} NOLOGIN",
    f"CREATE ROLE {WORKER} NOLOGIN BYPASSRLS",
    f"GRANT {OWNER} TO {MIGRATOR}",
    f"GRANT {APPLICATION} TO {WORKER}",
)
ROLES = (OWNER, MIGRATOR, APPLICATION, WORKER)
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
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    missing = [role for role in ROLES if role not in there]
    administrator = connection.scalar(
        text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    )
    if missing and not administrator:
        raise LedgerFault(
            f"{', '.join(missing)}: no such roles, and this user may not create them.",
            remedy="Have an administrator run: " + "; ".join(_creating(missing) + list(SCHEMA_RIGHTS)) + ";",
        )
    for statement in _creating(missing):
        connection.execute(text(statement))
    if administrator:
        for statement in SCHEMA_RIGHTS:
            connection.execute(text(statement))
    connection.execute(text(f"SET ROLE {OWNER}"))


def _creating(missing: list[str]) -> list[str]:
    """The statements that make the missing roles. Granting a role again changes nothing."""
    made = [statement for statement in BOOTSTRAP if any(f"CREATE ROLE {role} " in statement for role in missing)]
    return made + [statement for statement in BOOTSTRAP if missing and statement.startswith("GRANT")]
