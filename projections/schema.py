"""The one MetaData of all read models, and which build of each is shown, built or gone.

Not the tables themselves: each stands in the file of its read model. Not the DDL: alembic/versions writes that.
A rebuilt read model stands beside the shown one under another build number, not another table name: the
application's database role may not create tables.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import BigInteger, Column, Integer, MetaData, PrimaryKeyConstraint, ScalarSelect, Table, Text, select

metadata = MetaData()

# state: live (follows the ledger), building. active 1: the build that queries show.
# cursor, target: an interrupted rebuild goes on after case `cursor`, with the acts up to position `target`.
projections = Table(
    "projections",
    metadata,
    Column("name", Text, nullable=False),
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("active", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("cursor", Text),
    Column("target", BigInteger),
    Column("pack_digest", Text),
    PrimaryKeyConstraint("name", "build", name="projections_pkey"),
)


@cache
def shown(name: str) -> ScalarSelect[int]:
    """The build of a read model that queries show, as a subquery. Made once: it stands in every condition."""
    return select(projections.c.build).where(projections.c.name == name, projections.c.active == 1).scalar_subquery()
