"""Who got or lost a part in a case by a correction, and after which position the feeds took note of it.

Not who has a part now (case_agencies.py). Rows are written beside that table's by app/hand_over_parts.py and stamped by
app/feed_follower.py, so that what a feed gives depends on these rows and not on when a correction was worked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from ledger.reading import AT_ONCE
from ledger.schema import metadata, positions

# number: from 1, of this pair; since: insert id of the act by which a part that was lost had come, null: unknown
# turn, after: which one this is of all that the feeds noted, and the position that they had reached; null: not yet
corrected_parts = Table(
    "corrected_parts",
    metadata,
    Column("case_id", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("came", Integer, nullable=False),
    Column("since", BigInteger),
    Column("turn", BigInteger),
    Column("after", BigInteger),
    PrimaryKeyConstraint("case_id", "agency", "number", name="corrected_parts_pkey"),
)
Index("corrected_parts_turn", corrected_parts.c.turn)
Index("corrected_parts_after", corrected_parts.c.after)


class Change(msgspec.Struct, frozen=True, gc=False):
    """A part that a correction gave or took away.

    since  position of the act by which a lost part had come, 0: before that was noted
    turn   which one it is of all that the feeds noted, from 1; 0: they have not yet
    after  position that the feeds had reached then
    """

    case: str
    agency: str
    came: bool
    since: int
    turn: int
    after: int


def note(connection: Connection, changes: Iterable[tuple[str, str, bool, int | None]]) -> None:
    """(case, agency, came, insert id by which it had come before), in the transaction that changes case_agencies."""
    c = corrected_parts.c
    for case, agency, came, since in changes:
        earlier = select(func.count()).where(c.case_id == case, c.agency == agency)
        number = int(connection.scalar(earlier) or 0) + 1
        row = {"case_id": case, "agency": agency, "number": number, "came": int(came), "since": since}
        connection.execute(insert(corrected_parts), row)


def of_cases(connection: Connection, cases: Sequence[str]) -> dict[str, list[Change]]:
    """Case -> its changes, those of one agency in their order; a case without any is absent."""
    c, found = corrected_parts.c, dict[str, list[Change]]()
    joined = corrected_parts.outerjoin(positions, positions.c.insert_id == c.since)
    query = select(c.case_id, c.agency, c.came, c.turn, c.after, positions.c.position).select_from(joined)
    for start in range(0, len(cases), AT_ONCE):
        some = query.where(c.case_id.in_(cases[start : start + AT_ONCE])).order_by(c.case_id, c.agency, c.number)
        for case, agency, came, turn, after, position in connection.execute(some):
            change = Change(case, agency, bool(came), position or 0, turn or 0, after or 0)
            found.setdefault(case, []).append(change)
    return found


def waiting(connection: Connection) -> bool:
    """Whether the feeds have not noted all changes yet."""
    return (
        connection.scalar(select(corrected_parts.c.number).where(corrected_parts.c.turn.is_(None)).limit(1)) is not None
    )


def last_turn(connection: Connection) -> int:
    """The last change that the feeds noted; 0: none."""
    return int(connection.scalar(select(func.max(corrected_parts.c.turn))) or 0)


def stamp(connection: Connection, position: int) -> set[str]:
    """Give the changes that wait their turns, after `position`; the cases that they are about."""
    c = corrected_parts.c
    turn, cases = last_turn(connection), set[str]()
    query = select(c.case_id, c.agency, c.number).where(c.turn.is_(None)).order_by(c.case_id, c.agency, c.number)
    for case, agency, number in connection.execute(query).all():
        turn += 1
        this = (c.case_id == case) & (c.agency == agency) & (c.number == number)
        connection.execute(update(corrected_parts).where(this).values(turn=turn, after=position))
        cases.add(case)
    return cases


def next_after(connection: Connection, position: int) -> int | None:
    """The first position beyond `position` after which a change was noted."""
    c = corrected_parts.c
    found: int | None = connection.scalar(select(func.min(c.after)).where(c.after > position))
    return found


def noted_at(connection: Connection, position: int) -> set[str]:
    """The cases of the changes noted after this very position."""
    c = corrected_parts.c
    return set(connection.scalars(select(c.case_id).where(c.after == position)))
