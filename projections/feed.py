"""Feeds: for each reader the acts of the cases that it sees, numbered without gaps, for ever.

Not the order (domain/feed_order.py), not the acts (the ledger) and not who sees what (domain/permission.py). A feed
begins when its reader first asks for it; then it follows the ledger from the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    bindparam,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from domain import feed_order
from domain.errors import Conflict
from projections.bulk_insert import insert_rows
from projections.schema import metadata, projections, shown

NAME: Final = "feed"
AT_ONCE: Final = 400

# whoever has asked for its feed: of no build, and never taken away
feed_readers = Table(
    "feed_readers",
    metadata,
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("name", name="feed_readers_pkey"),
)

feed = Table(
    "feed",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("number", BigInteger, nullable=False, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    PrimaryKeyConstraint("build", "name", "number", name="feed_pkey"),
)

# position: up to where a feed that began later has caught up; null: it goes with the others, as projections says
# turn: the last correction of who has a part in a case (ledger/corrected_parts.py) that was noted when it began
feed_stands = Table(
    "feed_stands",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("position", BigInteger),
    Column("turn", BigInteger, nullable=False),
    PrimaryKeyConstraint("build", "name", name="feed_stands_pkey"),
)

# predecessors whose cases a feed holds; since: position after which they came to it, 0 from its beginning
feed_reaches = Table(
    "feed_reaches",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("build", "name", "agency", name="feed_reaches_pkey"),
)


class ActRun(msgspec.Struct, frozen=True, eq=False):
    """What one stretch of the ledger brings to the feeds, in the order of each."""

    entries: Sequence[feed_order.Entry]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One place of a feed: its number (from 1, no gaps), the act's position, the bytes of its payload."""

    number: int
    position: int
    size: int


def apply(connection: Connection, build: int, runs: Sequence[ActRun]) -> None:
    for run in runs:
        numbers = _last_numbers(connection, build, {name for name, _, _ in run.entries})
        rows = []
        for name, position, size in run.entries:
            numbers[name] = number = numbers.get(name, 0) + 1
            rows.append({"build": build, "name": name, "number": number, "position": position, "size": size})
        insert_rows(connection, feed, rows)


def is_read(connection: Connection, name: str) -> bool:
    """Whether somebody has asked for this feed."""
    return connection.scalar(select(feed_readers.c.name).where(feed_readers.c.name == name)) is not None


def begin(connection: Connection, name: str) -> bool:
    """Note that somebody reads this feed; False where that was known."""
    statement = text("INSERT INTO feed_readers (name) VALUES (:name) ON CONFLICT DO NOTHING")
    return connection.execute(statement, {"name": name}).rowcount == 1


def new_readers(connection: Connection, build: int) -> list[str]:
    """Feeds that were asked for and are not followed in this build."""
    followed = exists().where(feed_stands.c.build == build, feed_stands.c.name == feed_readers.c.name)
    return list(connection.scalars(select(feed_readers.c.name).where(~followed).order_by(feed_readers.c.name)))


def stands(connection: Connection, build: int) -> dict[str, int | None]:
    """Each feed of a build, and up to where it has caught up; None: it goes with the others."""
    query = select(feed_stands.c.name, feed_stands.c.position).where(feed_stands.c.build == build)
    return {row.name: row.position for row in connection.execute(query)}


def known_turns(connection: Connection, build: int) -> dict[str, int]:
    """Feed -> the last correction of parts in cases that was noted when it began."""
    query = select(feed_stands.c.name, feed_stands.c.turn).where(feed_stands.c.build == build)
    return {row.name: row.turn for row in connection.execute(query)}


def follow(connection: Connection, build: int, turns: Mapping[str, int], position: int | None) -> None:
    """These feeds are followed from here on, from `position`. turns: see known_turns."""
    rows = [{"build": build, "name": name, "position": position, "turn": turn} for name, turn in turns.items()]
    if rows:
        connection.execute(insert(feed_stands), rows)


def caught_up(connection: Connection, build: int, names: Collection[str], after: int, upto: int | None) -> None:
    """Move feeds that began later on from `after`. Raises Conflict("stale-position") where another did."""
    statement = (
        update(feed_stands)
        .where(feed_stands.c.build == build, feed_stands.c.name == bindparam("feed"), feed_stands.c.position == after)
        .values(position=upto)
    )
    for name in sorted(names):
        if connection.execute(statement, {"feed": name}).rowcount != 1:
            raise Conflict(
                "stale-position",
                f"The feed {name} is not at position {after} any more.",
                remedy="Another worker moves it; run one `quancheng worker` per database.",
            )


def reaches(connection: Connection, build: int) -> dict[str, dict[str, int]]:
    """Feed -> predecessor -> since; a feed without predecessors is absent."""
    c, found = feed_reaches.c, dict[str, dict[str, int]]()
    for name, agency, since in connection.execute(select(c.name, c.agency, c.since).where(c.build == build)):
        found.setdefault(name, {})[agency] = since
    return found


def reach_of(connection: Connection, name: str) -> frozenset[str]:
    """Predecessors whose cases the shown feed holds."""
    c = feed_reaches.c
    return frozenset(connection.scalars(select(c.agency).where(c.build == shown(NAME), c.name == name)))


def grow(connection: Connection, build: int, grown: Mapping[str, Mapping[str, int]]) -> None:
    """grown: feed -> predecessor -> since."""
    rows = [
        {"build": build, "name": name, "agency": agency, "since": since}
        for name, agencies in grown.items()
        for agency, since in agencies.items()
    ]
    if rows:
        connection.execute(insert(feed_reaches), rows)


def stretch(connection: Connection, name: str, first: int, limit: int) -> list[Entry]:
    """The places of a feed from number `first` on, at most `limit`."""
    # numbers have no gaps, so the last one is known: an open end would let the database sort all that follows
    within = feed.c.number.between(first, first + limit - 1)
    query = select(feed.c.number, feed.c.position, feed.c.size).where(
        feed.c.build == shown(NAME), feed.c.name == name, within
    )
    found = connection.execute(query.order_by(feed.c.number)).all()
    return [Entry(number, position, size) for number, position, size in found]


def position() -> Select[int]:
    """Up to where the shown feeds have followed the ledger."""
    return select(projections.c.position).where(projections.c.name == NAME, projections.c.active == 1)


def catching_up(connection: Connection) -> int:
    """Changes whenever a feed that began later moves: the sum of where they stand."""
    query = select(func.coalesce(func.sum(feed_stands.c.position), 0)).where(feed_stands.c.build == shown(NAME))
    return int(connection.scalar(query) or 0)


def last_numbers(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """The last number of each feed; one without entries is absent."""
    build = connection.scalar(select(shown(NAME)))
    return {} if build is None else _last_numbers(connection, build, names)


def _last_numbers(connection: Connection, build: int, of: Collection[str]) -> dict[str, int]:
    names = sorted(of)
    found: dict[str, int] = {}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        # a look at the end of the index for each: a GROUP BY would read every feed from its beginning
        last = [
            select(func.max(feed.c.number)).where(feed.c.build == build, feed.c.name == name).scalar_subquery()
            for name in some
        ]
        row = connection.execute(select(*last)).one()
        found.update((name, int(number)) for name, number in zip(some, row, strict=True) if number is not None)
    return found
