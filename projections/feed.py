"""Feeds: for each office the acts of the cases in which it took part, numbered without gaps, for ever.

Not the acts themselves (the ledger) and not who takes part by which act (app/access.py says it). An act stands in
a feed at the later of its own position and the position at which the office first took part in the case; acts of
the same place stand by position. That order is a function of the ledger alone, so a rebuild numbers alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

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
    func,
    select,
)

from domain.event import CaseId
from projections.bulk_insert import insert_rows
from projections.schema import metadata, projections, shown

NAME: Final = "feed"
AT_ONCE: Final = 400

feed = Table(
    "feed",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("office", Text, nullable=False),
    Column("number", BigInteger, nullable=False, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    PrimaryKeyConstraint("build", "office", "number", name="feed_pkey"),
)

# since: position of the act by which the office first took part in the case
feed_members = Table(
    "feed_members",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("build", "case_id", "office", name="feed_members_pkey"),
)

Placed: TypeAlias = tuple[int, int]
"""Position of an act and the bytes of its payload."""
Members: TypeAlias = dict[CaseId, dict[str, int]]
"""Case -> office -> since."""


class PlacedAct(msgspec.Struct, frozen=True, gc=False):
    """A numbered act on a case. size: bytes of its payload; offices: those that take part in the case by it."""

    position: int
    case: CaseId
    size: int
    offices: frozenset[str]


class ActRun(msgspec.Struct, frozen=True, eq=False):
    """acts     every act on a case of one stretch of the ledger, in order of position
    earlier  acts of each case below the position given for it, in order of position
    """

    acts: tuple[PlacedAct, ...]
    earlier: Callable[[Connection, Mapping[CaseId, int]], Mapping[CaseId, Sequence[Placed]]]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One place of a feed: its number (from 1, no gaps), the act's position, the bytes of its payload."""

    number: int
    position: int
    size: int


def apply(connection: Connection, build: int, runs: Sequence[ActRun]) -> None:
    for run in runs:
        known = _members(connection, build, {act.case for act in run.acts})
        joined = joins(run.acts, known)
        latest: dict[CaseId, int] = {}
        for case, _, since in joined:
            latest[case] = since
        earlier = run.earlier(connection, latest) if latest else {}
        numbers = _last_numbers(connection, build, {office for own in known.values() for office in own})
        rows = []
        for office, position, size in entries(run.acts, known, earlier):
            numbers[office] = number = numbers.get(office, 0) + 1
            rows.append({"build": build, "office": office, "number": number, "position": position, "size": size})
        insert_rows(
            connection,
            feed_members,
            [{"build": build, "case_id": case, "office": office, "since": since} for case, office, since in joined],
        )
        insert_rows(connection, feed, rows)


def joins(acts: Iterable[PlacedAct], members: Members) -> list[tuple[CaseId, str, int]]:
    """(case, office, position) of each office that first takes part by one of `acts`; `members` learns of them."""
    found = []
    for act in acts:
        own = members.setdefault(act.case, {})
        for office in sorted(act.offices - own.keys()):
            own[office] = act.position
            found.append((act.case, office, act.position))
    return found


def entries(
    acts: Iterable[PlacedAct], members: Members, earlier: Mapping[CaseId, Sequence[Placed]]
) -> Iterator[tuple[str, int, int]]:
    """(office, position, size) in the order in which each feed goes on by `acts`.

    members  as it is after all of `acts`
    """
    for act in acts:
        for office, since in members[act.case].items():
            if since == act.position:
                for position, size in earlier[act.case]:
                    if position < since:
                        yield office, position, size
            if since <= act.position:
                yield office, act.position, act.size


def stretch(connection: Connection, office: str, first: int, limit: int) -> list[Entry]:
    """The places of an office's feed from number `first` on, at most `limit`."""
    # numbers have no gaps, so the last one is known: an open end would let the database sort all that follows
    within = feed.c.number.between(first, first + limit - 1)
    query = select(feed.c.number, feed.c.position, feed.c.size).where(
        feed.c.build == shown(NAME), feed.c.office == office, within
    )
    found = connection.execute(query.order_by(feed.c.number)).all()
    return [Entry(number, position, size) for number, position, size in found]


def position() -> Select[int]:
    """Up to where the shown feeds have followed the ledger."""
    return select(projections.c.position).where(projections.c.name == NAME, projections.c.active == 1)


def last_numbers(connection: Connection, offices: Collection[str]) -> dict[str, int]:
    """The last number of each feed; an office without a feed is absent."""
    build = connection.scalar(select(shown(NAME)))
    return {} if build is None else _last_numbers(connection, build, offices)


def _last_numbers(connection: Connection, build: int, offices: Collection[str]) -> dict[str, int]:
    names = sorted(offices)
    found: dict[str, int] = {}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        # a look at the end of the index for each: a GROUP BY would read every feed from its beginning
        last = [
            select(func.max(feed.c.number)).where(feed.c.build == build, feed.c.office == name).scalar_subquery()
            for name in some
        ]
        row = connection.execute(select(*last)).one()
        found.update((name, int(number)) for name, number in zip(some, row, strict=True) if number is not None)
    return found


def _members(connection: Connection, build: int, cases: Collection[CaseId]) -> Members:
    names, found = sorted(cases), defaultdict[CaseId, dict[str, int]](dict)
    for start in range(0, len(names), AT_ONCE):
        query = select(feed_members.c.case_id, feed_members.c.office, feed_members.c.since).where(
            feed_members.c.build == build, feed_members.c.case_id.in_(names[start : start + AT_ONCE])
        )
        for case, office, since in connection.execute(query):
            found[case][office] = since
    return dict(found)
