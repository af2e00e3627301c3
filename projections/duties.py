"""Duties as supervision last saw them, and every earlier version: when known, until when, because of what.

Not a view that a rebuild could bring back whole: its history is that of the evaluations. Written by
app/supervise.py; the current rows equal a replay of the same acts at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Select,
    Table,
    Text,
    and_,
    case,
    literal,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from domain.event import CaseId, EventKey, PersonId
from projections.paging import Among, Order, Page, page_of
from projections.schema import metadata

Level = Literal["overdue", "urgent", "near", "normal"]
HOUR, DAY = 3_600_000_000, 86_400_000_000
NEVER = 2**62
OPEN: Final = ("pending", "overdue")
"""Statuses of a duty that is not yet done."""

duties = Table(
    "duties",
    metadata,
    Column("duty_id", Text, nullable=False),
    Column("version", Integer, nullable=False, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("subject", Text),
    Column("rule", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("consequence", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("trigger_source", Text, nullable=False),
    Column("trigger_id", Text, nullable=False),
    Column("trigger_day", Integer, nullable=False),
    Column("holder", Text, nullable=False),
    Column("holder_agency", Text),
    Column("owed_to", Text),
    Column("due", Text),
    Column("overdue_from", BigInteger),
    Column("violated_at", BigInteger),
    Column("warn_at", Text, nullable=False),
    Column("warn_first", BigInteger),
    Column("warn_last", BigInteger),
    Column("decided_source", Text),
    Column("decided_id", Text),
    Column("over_value", Integer),
    Column("over_unit", Text),
    Column("evidence", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Column("bases", Text, nullable=False),
    Column("provisional", Integer, nullable=False),
    Column("known_from", BigInteger, nullable=False),
    Column("known_from_position", BigInteger, nullable=False),
    Column("known_to", BigInteger),
    Column("known_to_position", BigInteger),
    Column("because_source", Text),
    Column("because_id", Text),
    PrimaryKeyConstraint("duty_id", "version", name="duties_pkey"),
)
_current = duties.c.known_to.is_(None)
Index("duties_case", duties.c.case_id, sqlite_where=_current, postgresql_where=_current)
Index(
    "duties_open",
    duties.c.overdue_from,
    duties.c.duty_id,
    sqlite_where=_current & duties.c.status.in_(OPEN),
    postgresql_where=_current & duties.c.status.in_(OPEN),
)
Index(
    "duties_holder",
    duties.c.holder_agency,
    duties.c.overdue_from,
    sqlite_where=_current & duties.c.status.in_(OPEN),
    postgresql_where=_current & duties.c.status.in_(OPEN),
)
Index(
    "duties_owed_to",
    duties.c.owed_to,
    duties.c.overdue_from,
    sqlite_where=_current & duties.c.status.in_(OPEN),
    postgresql_where=_current & duties.c.status.in_(OPEN),
)


class DutyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a duty as lists show it.

    known_from/known_to   microseconds; known_to None: the version that holds now
    because_of            act that brought this version about; None: the clock did
    over_value/over_unit  for overdue duties as of the `now` of the query
    level                 light as of the `now` of the query; None unless pending or overdue
    """

    id: str
    version: int
    case: CaseId
    subject: PersonId | None
    rule: str
    rule_version: str
    kind: str
    severity: str
    consequence: str
    status: str
    trigger: EventKey
    trigger_day: int
    holder: str
    holder_agency: str | None
    owed_to: str | None
    due: str | None
    overdue_from: int | None
    violated_at: int | None
    warn_at: tuple[int, ...]
    decided_by: EventKey | None
    over_value: int | None
    over_unit: str | None
    evidence: tuple[EventKey, ...]
    missing: tuple[str, ...]
    bases: tuple[str, ...]
    provisional: bool
    known_from: int
    known_from_position: int
    known_to: int | None
    known_to_position: int | None
    because_of: EventKey | None
    level: Level | None
    days_left: int | None


def all_duties(
    connection: Connection,
    now: int,
    *,
    case_id: str | None = None,
    subject: str | None = None,
    status: Iterable[str] | None = None,
    rule: str | None = None,
    among: Among | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DutyRow]:
    """Duties as they stand, by case and rule. `now` in microseconds: for levels and lateness."""
    query = standing()
    if among is not None:
        query = query.where(of_duties(among))
    if case_id is not None:
        query = query.where(duties.c.case_id == case_id)
    if subject is not None:
        query = query.where(duties.c.subject == subject)
    if status is not None:
        query = query.where(duties.c.status.in_(list(status)))
    if rule is not None:
        query = query.where(duties.c.rule == rule)
    order = (Order(duties.c.case_id), Order(duties.c.rule), Order(duties.c.trigger_day), Order(duties.c.duty_id))
    return page_of(connection, query, order, lambda row: read_row(row, now), cursor, limit)


def history(connection: Connection, duty_id: str, now: int) -> tuple[DutyRow, ...]:
    """All versions of a duty, oldest first; empty where there is none of that id."""
    query = select(duties).where(duties.c.duty_id == duty_id).order_by(duties.c.version)
    return tuple(read_row(row, now) for row in connection.execute(query))


def of_duties(among: Among) -> ColumnElement[bool]:
    """Condition on duties: the case, the person and the act that opened it may be seen."""
    c = duties.c
    return among(c.case_id, person=c.subject, act=(c.trigger_source, c.trigger_id))


def standing() -> Select[*tuple[object, ...]]:
    return select(duties).where(_current)


def open_standing() -> Select[*tuple[object, ...]]:
    """Duties not yet done."""
    return standing().where(duties.c.status.in_(OPEN))


def level_column(now: int) -> ColumnElement[str]:
    """The light of an open duty at `now`, in SQL."""
    c = duties.c
    return case(
        (and_(c.overdue_from.is_not(None), c.overdue_from <= now), literal("overdue")),
        (c.status == "overdue", literal("overdue")),
        (and_(c.warn_last.is_not(None), c.warn_last <= now, c.warn_last > c.warn_first), literal("urgent")),
        (and_(c.warn_first.is_not(None), c.warn_first <= now), literal("near")),
        else_=literal("normal"),
    )


def read_row(row: Row[*tuple[object, ...]], now: int) -> DutyRow:
    open_ = row.status in OPEN and row.known_to is None
    over_value, over_unit = row.over_value, row.over_unit
    if row.status == "overdue" and over_value is None and row.overdue_from is not None:
        over_value, over_unit = _lateness(row.due, row.overdue_from, now)
    return DutyRow(
        id=row.duty_id,
        version=row.version,
        case=CaseId(row.case_id),
        subject=row.subject,
        rule=row.rule,
        rule_version=row.rule_version,
        kind=row.kind,
        severity=row.severity,
        consequence=row.consequence,
        status=row.status,
        trigger=EventKey(row.trigger_source, row.trigger_id),
        trigger_day=row.trigger_day,
        holder=row.holder,
        holder_agency=row.holder_agency,
        owed_to=row.owed_to,
        due=row.due,
        overdue_from=row.overdue_from,
        violated_at=row.violated_at,
        warn_at=msgspec.json.decode(row.warn_at, type=tuple[int, ...]),
        decided_by=None if row.decided_id is None else EventKey(row.decided_source, row.decided_id),
        over_value=over_value,
        over_unit=over_unit,
        evidence=msgspec.json.decode(row.evidence, type=tuple[EventKey, ...]),
        missing=msgspec.json.decode(row.missing, type=tuple[str, ...]),
        bases=msgspec.json.decode(row.bases, type=tuple[str, ...]),
        provisional=bool(row.provisional),
        known_from=row.known_from,
        known_from_position=row.known_from_position,
        known_to=row.known_to,
        known_to_position=row.known_to_position,
        because_of=None if row.because_id is None else EventKey(row.because_source, row.because_id),
        level=_level(row, now) if open_ else None,
        days_left=_days_left(row, now) if open_ else None,
    )


def _level(row: Row[*tuple[object, ...]], now: int) -> Level:
    if row.status == "overdue" or (row.overdue_from is not None and row.overdue_from <= now):
        return "overdue"
    if row.warn_last is not None and row.warn_last <= now and row.warn_last > row.warn_first:
        return "urgent"
    return "near" if row.warn_first is not None and row.warn_first <= now else "normal"


def _days_left(row: Row[*tuple[object, ...]], now: int) -> int | None:
    """Whole local days until the due day: 0 on that day itself, below 0 when overdue."""
    if row.overdue_from is None:
        return None
    return int((row.overdue_from - now - 1) // DAY)


def _lateness(due: str | None, overdue_from: int, now: int) -> tuple[int, str]:
    """As in Verdict.over_by: days of a day clock, started hours of an hour clock."""
    hours = due is not None and "T" in due
    late = max(0, now - overdue_from)
    return late // (HOUR if hours else DAY) + 1, "hour" if hours else "day"
