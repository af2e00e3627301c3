"""Cases that a read model or the supervision could not process: the error, how often, and when it is tried again.

Nothing is skipped: a parked case is worked through from its whole history at the next try or the next act on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from domain.event import CaseId
from projections.schema import metadata

FIRST_RETRY: Final = 5_000_000
LAST_RETRY: Final = 3_600_000_000
"""Microseconds: the wait doubles with each attempt, from five seconds to an hour."""

parked = Table(
    "parked",
    metadata,
    Column("processor", Text, nullable=False),
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("processor", "build", "case_id", name="parked_pkey"),
)


class ParkedRow(msgspec.Struct, frozen=True, kw_only=True):
    """fingerprint: equal for equal errors of one processor; times in microseconds."""

    processor: str
    build: int
    case: CaseId
    position: int
    error: str
    fingerprint: str
    attempts: int
    first_at: int
    last_at: int
    next_at: int


def park(
    connection: Connection, processor: str, build: int, case: CaseId, error: Exception, position: int, now: int
) -> None:
    """Note a failure, or one more of a case that is parked already."""
    text = f"{type(error).__name__}: {error}"[:4000]
    place = (parked.c.processor == processor) & (parked.c.build == build) & (parked.c.case_id == case)
    known = connection.execute(select(parked.c.attempts).where(place)).scalar()
    attempts = (known or 0) + 1
    values: dict[str, object] = {
        "position": position,
        "error": text,
        "fingerprint": hashlib.sha256(f"{processor}|{type(error).__name__}|{text}".encode()).hexdigest()[:16],
        "attempts": attempts,
        "last_at": now,
        "next_at": now + min(LAST_RETRY, FIRST_RETRY << min(attempts - 1, 20)),
    }
    if known is None:
        identity = {"processor": processor, "build": build, "case_id": case, "first_at": now}
        connection.execute(insert(parked).values(identity | values))
    else:
        connection.execute(update(parked).where(place).values(values))


def release(connection: Connection, processor: str, build: int, cases: Iterable[CaseId]) -> None:
    """The cases were processed."""
    names = sorted(cases)
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        connection.execute(
            delete(parked).where(parked.c.processor == processor, parked.c.build == build, parked.c.case_id.in_(some))
        )


def rows(
    connection: Connection, *, processor: str | None = None, build: int | None = None, due_at: int | None = None
) -> Sequence[ParkedRow]:
    """Parked cases, the longest parked first. due_at: only those to be tried again by then."""
    query = select(parked).order_by(parked.c.first_at, parked.c.processor, parked.c.case_id)
    if processor is not None:
        query = query.where(parked.c.processor == processor)
    if build is not None:
        query = query.where(parked.c.build == build)
    if due_at is not None:
        query = query.where(parked.c.next_at <= due_at)
    return [
        ParkedRow(
            processor=row.processor, build=row.build, case=CaseId(row.case_id), position=row.position,
            error=row.error, fingerprint=row.fingerprint, attempts=row.attempts, first_at=row.first_at,
            last_at=row.last_at, next_at=row.next_at,
        )
        for row in connection.execute(query)
    ]  # fmt: skip
