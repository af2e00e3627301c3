"""When something will change by itself: warning and due instants of pending duties, and of whole families.

Not the clock (app/clock_process.py). A timer belongs to one version of one duty, its generation; one that an
act has overtaken is stale and never fires. A fired timer stays as the record that the warning was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    and_,
    delete,
    func,
    select,
    update,
)

from domain.event import CaseId
from projections.bulk_insert import insert_rows
from projections.duties import duties
from projections.one_of import one_of
from projections.schema import metadata

timers = Table(
    "timers",
    metadata,
    Column("duty_id", Text, nullable=False),
    Column("generation", Integer, nullable=False, autoincrement=False),
    Column("rung", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("fired_at", BigInteger),
    PrimaryKeyConstraint("duty_id", "generation", "rung", name="timers_pkey"),
)
_waiting = timers.c.fired_at.is_(None)
Index("timers_waiting", timers.c.at, sqlite_where=_waiting, postgresql_where=_waiting)

# the last evaluation of each family; next_change: earliest instant at which any of its verdicts changes by itself
supervised = Table(
    "supervised",
    metadata,
    Column("family", Text, nullable=False),
    Column("evaluated_at", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("next_change", BigInteger),
    PrimaryKeyConstraint("family", name="supervised_pkey"),
    Index("supervised_next", "next_change"),
)


class Timer(msgspec.Struct, frozen=True):
    """rung: `warning-1`, `warning-2` … or `due`; at: microseconds."""

    duty_id: str
    generation: int
    rung: str
    case: CaseId
    at: int


def wind(connection: Connection, new: Sequence[Timer]) -> None:
    """Set timers of new duty versions."""
    insert_rows(
        connection,
        timers,
        [
            {
                "duty_id": timer.duty_id,
                "generation": timer.generation,
                "rung": timer.rung,
                "case_id": timer.case,
                "at": timer.at,
                "fired_at": None,
            }
            for timer in new
        ],
    )


def due(connection: Connection, now: int, limit: int) -> list[Timer]:
    """Timers that have come and have not fired, the earliest first, stale ones included."""
    query = select(timers).where(_waiting, timers.c.at <= now).order_by(timers.c.at).limit(limit)
    return [
        Timer(row.duty_id, row.generation, row.rung, CaseId(row.case_id), row.at) for row in connection.execute(query)
    ]


def families_due(connection: Connection, now: int, limit: int) -> list[CaseId]:
    query = (
        select(supervised.c.family)
        .where(supervised.c.next_change <= now)
        .order_by(supervised.c.next_change)
        .limit(limit)
    )
    return [CaseId(family) for family in connection.scalars(query)]


def fire(connection: Connection, timer: Timer, now: int) -> bool:
    """Whether this call fired it: False where it had fired before or its generation is stale (it is removed)."""
    one = and_(
        timers.c.duty_id == timer.duty_id,
        timers.c.generation == timer.generation,
        timers.c.rung == timer.rung,
        _waiting,
    )
    current = (
        select(duties.c.version).where(duties.c.duty_id == timer.duty_id, duties.c.known_to.is_(None)).scalar_subquery()
    )
    fired = connection.execute(update(timers).where(one, timers.c.generation == current).values(fired_at=now))
    if fired.rowcount == 1:
        return True
    connection.execute(delete(timers).where(one))
    return False


def note_evaluations(
    connection: Connection, families: Mapping[frozenset[CaseId], int | None], *, now: int, position: int
) -> None:
    """Replace what was noted about these families, under any of their cases.

    families  cases -> when a verdict on them will next change by itself, None: never
    """
    if not families:
        return
    names = [case for cases in families for case in cases]
    connection.execute(delete(supervised).where(one_of(connection, supervised.c.family, names)))
    rows = [
        {
            "family": min(cases), "evaluated_at": now, "position": position,
            # what is not later than now has been taken into account
            "next_change": None if change is None else max(change, now + 1),
        }
        for cases, change in families.items()
    ]  # fmt: skip
    insert_rows(connection, supervised, rows)


def evaluated_upto(connection: Connection, families: Sequence[CaseId]) -> dict[CaseId, int]:
    """Position up to which the acts of each family were last evaluated; families never evaluated are absent."""
    if not families:
        return {}
    query = select(supervised.c.family, supervised.c.position)
    rows = connection.execute(query.where(one_of(connection, supervised.c.family, families)))
    return {CaseId(family): position for family, position in rows}


def warnings_given(connection: Connection, duty_ids: Sequence[str]) -> list[Timer]:
    """Timers that fired for these duties, oldest first."""
    query = select(timers).where(timers.c.duty_id.in_(duty_ids), timers.c.fired_at.is_not(None)).order_by(timers.c.at)
    return [
        Timer(row.duty_id, row.generation, row.rung, CaseId(row.case_id), row.at) for row in connection.execute(query)
    ]


def oldest_waiting(connection: Connection, now: int) -> int | None:
    """Earliest instant that has come and was not acted on, None where the clock is not behind."""
    timer = connection.scalar(select(func.min(timers.c.at)).where(_waiting, timers.c.at <= now))
    family = connection.scalar(select(func.min(supervised.c.next_change)).where(supervised.c.next_change <= now))
    known = [at for at in (timer, family) if at is not None]
    return min(known, default=None)


def forget_stale(connection: Connection, changed: Sequence[str]) -> None:
    """Remove waiting timers of duties of which a version just ended; those of the next are not wound yet."""
    if changed:
        connection.execute(delete(timers).where(one_of(connection, timers.c.duty_id, changed), _waiting))
