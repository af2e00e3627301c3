"""Bring a database to the code's revision, and tell whether it is there.

Not the migrations themselves (alembic/). Called by `quancheng migrate` and by ledger.connect.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from domain.errors import LedgerFault
from ledger.engines import open_engine, writing

SCRIPTS = Path(__file__).resolve().parent.parent / "alembic"
REVISION = re.compile(r"^revision\s*(?::[^=]+)?=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
DOWN_REVISION = re.compile(r"^down_revision\s*(?::[^=]+)?=\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to `revision`, on SQLite or PostgreSQL. What is already there stays."""
    from alembic import command  # heavy, and only needed here
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    engine = open_engine(url, as_application=False, pooled=False)
    with writing(engine).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def code_revision() -> str:
    """The newest revision among alembic/versions, read from the files without running them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SCRIPTS / "versions").glob("*.py"))]
    revisions = {found.group(1) for source in texts if (found := REVISION.search(source))}
    parents = {found.group(1) for source in texts if (found := DOWN_REVISION.search(source))}
    heads = sorted(revisions - parents)
    if len(heads) != 1:
        raise LedgerFault(
            f"The code has {len(heads)} newest migrations: {', '.join(heads) or 'none'}.",
            remedy="Make alembic/versions one line: each down_revision names the revision before it.",
        )
    return heads[0]


def require_current(engine: Engine) -> None:
    """Refuse a database whose revision is not the code's, naming both and the remedy."""
    expected = code_revision()
    with engine.connect() as connection:
        found: str | None = None
        if inspect(connection).has_table("alembic_version"):
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found != expected:
        raise LedgerFault(
            f"The database is at revision {found or 'none'}, the code expects {expected}.",
            remedy="Run `quancheng migrate` with this version of the code, or start the version that fits it.",
        )
