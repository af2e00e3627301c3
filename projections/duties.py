"""Duties as supervision last saw them, and every earlier version: when known, until when, because of what.

Not a view that a rebuild could bring back whole: its history is that of the evaluations. Written by
app/supervise.py; the current rows equal a replay of the same acts at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

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
    bindparam,
    case,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from domain.event import CaseId, EventKey, PersonId
from projections.bulk_insert import insert_rows
from projections.paging import Order, Page, page_of
from projections.schema import metadata

Level = Literal["overdue", "urgent", "near", "normal"]
HOUR, DAY = 3_600_000_000, 86_400_000_000
NEVER = 2**62

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
    sqlite_where=_current & duties.c.status.in_(("pending", "overdue")),
    postgresql_where=_current & duties.c.status.in_(("pending", "overdue")),
)
Index(
    "duties_holder",
    duties.c.holder_agency,
    duties.c.overdue_from,
    sqlite_where=_current & duties.c.status.in_(("pending", "overdue")),
    postgresql_where=_current & duties.c.status.in_(("pending", "overdue")),
)
Index(
    "duties_owed_to",
    duties.c.owed_to,
    duties.c.overdue_from,
    sqlite_where=_current & duties.c.status.in_(("pending", "overdue")),
    postgresql_where=_current & duties.c.status.in_(("pending", "overdue")),
)


class DutyContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a version of a duty says: the columns that, when one differs, make a new version.

    holder_agency  URN of the organ that owes the act, where `holder` names only a kind and one is known
    owed_to        URN of the organ that waits for it, None where the holder's own act opened it
    over_*         only once an act ended the lateness; until then it grows and is read off the clock
    violated_at    instant from which the law was broken, microseconds
    """

    case_id: str
    subject: str | None
    rule: str
    rule_version: str
    kind: str
    severity: str
    consequence: str
    status: str
    trigger_source: str
    trigger_id: str
    trigger_day: int
    holder: str
    holder_agency: str | None
    owed_to: str | None
    due: str | None
    overdue_from: int | None
    violated_at: int | None
    warn_at: str
    warn_first: int | None
    warn_last: int | None
    decided_source: str | None
    decided_id: str | None
    over_value: int | None
    over_unit: str | None
    evidence: str
    missing: str
    bases: str
    provisional: int


CONTENT = DutyContent.__struct_fields__


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


class Known(msgspec.Struct, frozen=True):
    """The version of a duty that holds now, for comparing."""

    version: int
    content: DutyContent


class Change(msgspec.Struct, frozen=True):
    """New version of a duty: `content` None ends it. `before` None: the duty is new."""

    duty_id: str
    before: Known | None
    content: DutyContent | None
    because_of: EventKey | None


def current(connection: Connection, cases: Sequence[str]) -> dict[str, Known]:
    """Versions that hold now of all duties of these cases."""
    columns = [duties.c.duty_id, duties.c.version, *(duties.c[name] for name in CONTENT)]
    found: dict[str, Known] = {}
    for start in range(0, len(cases), 500):
        query = select(*columns).where(duties.c.case_id.in_(cases[start : start + 500]), _current)
        for duty_id, version, *values in connection.execute(query):
            found[duty_id] = Known(version, DutyContent(**dict(zip(CONTENT, values, strict=True))))
    return found


def last_versions(connection: Connection, duty_ids: Sequence[str]) -> dict[str, int]:
    """Highest version of duties that may have ended before."""
    found: dict[str, int] = {}
    for start in range(0, len(duty_ids), 500):
        query = select(duties.c.duty_id, duties.c.version).where(duties.c.duty_id.in_(duty_ids[start : start + 500]))
        for duty_id, version in connection.execute(query):
            found[duty_id] = max(version, found.get(duty_id, 0))
    return found


def write(connection: Connection, changes: Sequence[Change], *, now: int, position: int) -> dict[str, int]:
    """End versions and begin new ones; the version numbers of the new ones by duty id."""
    ended = [change for change in changes if change.before is not None]
    if ended:
        one = (duties.c.duty_id == bindparam("b_id")) & (duties.c.version == bindparam("b_version"))
        connection.execute(
            update(duties).where(one).values(known_to=now, known_to_position=position),
            [{"b_id": c.duty_id, "b_version": c.before.version} for c in ended if c.before is not None],
        )
    begun = [change for change in changes if change.content is not None]
    past = last_versions(connection, [c.duty_id for c in begun if c.before is None])
    versions: dict[str, int] = {}
    rows = []
    for change in begun:
        before = change.before.version if change.before is not None else past.get(change.duty_id, 0)
        versions[change.duty_id] = before + 1
        because = change.because_of
        rows.append(
            {
                "duty_id": change.duty_id,
                "version": before + 1,
                **{name: getattr(change.content, name) for name in CONTENT},
                "known_from": now,
                "known_from_position": position,
                "known_to": None,
                "known_to_position": None,
                "because_source": None if because is None else because.source,
                "because_id": None if because is None else because.id,
            }
        )
    insert_rows(connection, duties, rows)
    return versions


def all_duties(
    connection: Connection,
    now: int,
    *,
    case_id: str | None = None,
    subject: str | None = None,
    status: Iterable[str] | None = None,
    rule: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DutyRow]:
    """Duties as they stand, by case and rule. `now` in microseconds: for levels and lateness."""
    query = standing()
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


class VersionCounts(msgspec.Struct, frozen=True):
    """Versions of duties that hold now, that ended, and that ever began."""

    current: int
    ended: int
    begun: int


def count(connection: Connection) -> VersionCounts:
    begun, ended = connection.execute(select(func.count(), func.count(duties.c.known_to)).select_from(duties)).one()
    return VersionCounts(begun - ended, ended, begun)


def standing() -> Select[*tuple[object, ...]]:
    return select(duties).where(_current)


def open_standing() -> Select[*tuple[object, ...]]:
    """Duties not yet done: pending or overdue."""
    return standing().where(duties.c.status.in_(("pending", "overdue")))


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
    open_ = row.status in ("pending", "overdue") and row.known_to is None
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
