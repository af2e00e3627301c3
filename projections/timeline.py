"""Timeline: every recorded act of a case in legal order, and whether it stands, was corrected or retracted.

Not the payloads (they stay in the ledger) and not the case's state. Applied by runner.py.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    Table,
    Text,
    bindparam,
    func,
    not_,
    select,
    update,
)

from domain.event import CaseId, Event, EventKey, PersonId
from domain.lineage import persons_of
from projections.bulk_insert import insert_rows
from projections.family_view import FamilyView
from projections.paging import Among, Order, Page, page_of
from projections.schema import metadata, shown

NAME = "timeline"
Standing = Literal["standing", "corrected", "retracted", "amendment", "without_effect"]

timeline_rows = Table(
    "timeline",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("person", Text),
    Column("persons", Text, nullable=False),
    Column("emitter", Text, nullable=False),
    Column("occurred_day", Integer, nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    Column("occurred_latest", BigInteger, nullable=False),
    Column("occurred_text", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("recorded_at", BigInteger),
    Column("position", BigInteger, nullable=False),
    Column("excerpt", Integer, nullable=False),
    Column("standing", Text, nullable=False),
    PrimaryKeyConstraint("build", "source", "id", name="timeline_pkey"),
    Index("timeline_case", "build", "case_id", "occurred_day", "occurred_at", "source", "sequence", "id"),
)
# what a later amendment can change in a row
_MUTABLE = (
    "person", "persons", "occurred_day", "occurred_at", "occurred_latest", "occurred_text", "standing",
)  # fmt: skip


class TimelineRow(msgspec.Struct, frozen=True, kw_only=True):
    """One act as it stands now.

    occurred_*   as corrected; occurred_text: RFC 3339 or a date; recorded_at: microseconds
    standing     corrected: with other data or time than first posted; without_effect: an amendment that changes
                 nothing and that a person should look at
    """

    key: EventKey
    case: CaseId
    type: str
    person: PersonId | None
    persons: tuple[PersonId, ...]
    emitter: str
    occurred_day: int
    occurred_at: int
    date_only: bool
    occurred_text: str
    recorded_at: int | None
    position: int
    excerpt: bool
    standing: Standing


def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
    """Insert acts not seen yet; change what an amendment changed."""
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    whole = []
    for view in views:
        if view.fresh is None or any(event.amends is not None for event in view.raw):
            whole.append(view)
        else:
            new += [_row(build, view, event) for event in view.fresh]
    stored = _stored(connection, build, [case for view in whole for case in sorted(view.cases)])
    for view in whole:
        for event in view.raw:
            row = _row(build, view, event)
            known = stored.get(event.key)
            if known is None:
                new.append(row)
            elif any(known[name] != row[name] for name in _MUTABLE):
                changed.append({"b_build": build, "b_source": event.key.source, "b_id": event.key.id}
                               | {name: row[name] for name in _MUTABLE})  # fmt: skip
    insert_rows(connection, timeline_rows, new)
    if changed:
        one = (
            (timeline_rows.c.build == bindparam("b_build"))
            & (timeline_rows.c.source == bindparam("b_source"))
            & (timeline_rows.c.id == bindparam("b_id"))
        )
        values: dict[str, object] = {name: bindparam(name) for name in _MUTABLE}
        connection.execute(update(timeline_rows).where(one).values(values), changed)


def timeline(
    connection: Connection,
    case: str,
    *,
    types: Sequence[str] | None = None,
    person: str | None = None,
    agency: str | None = None,
    since_day: int | None = None,
    until_day: int | None = None,
    among: Among | None = None,
    newest_first: bool = False,
    cursor: str | None = None,
    limit: int = 100,
) -> Page[TimelineRow]:
    """Acts posted on a case in legal order. Days are ordinals, both inclusive; agency: URN that acted."""
    rows = timeline_rows.c
    query = select(timeline_rows).where(rows.build == shown(NAME), rows.case_id == case)
    if among is not None:
        query = query.where(among(rows.case_id, act=(rows.source, rows.id)))
    if types is not None:
        query = query.where(rows.type.in_(types))
    if person is not None:
        mark = msgspec.json.encode(person).decode()
        query = query.where(rows.persons.contains(mark, autoescape=True))
    if agency is not None:
        query = query.where(rows.emitter == agency)
    if since_day is not None:
        query = query.where(rows.occurred_day >= since_day)
    if until_day is not None:
        query = query.where(rows.occurred_day <= until_day)
    columns = (rows.occurred_day, rows.occurred_at, rows.source, rows.sequence, rows.id)
    order = [Order(column, descending=newest_first) for column in columns]
    return page_of(connection, query, order, _read, cursor, limit)


def hidden_acts(connection: Connection, cases: Sequence[str], among: Among) -> dict[str, int]:
    """Standing acts posted on each of these cases that `among` does not show; a case without any is left out."""
    rows = timeline_rows.c
    query = (
        select(rows.case_id, func.count())
        .where(rows.build == shown(NAME), rows.case_id.in_(cases), rows.standing.in_(("standing", "corrected")))
        .where(not_(among(rows.case_id, act=(rows.source, rows.id))))
        .group_by(rows.case_id)
    )
    return {str(case): int(number) for case, number in connection.execute(query)}


def _stored(connection: Connection, build: int, cases: Sequence[CaseId]) -> dict[EventKey, dict[str, object]]:
    rows = timeline_rows.c
    found: dict[EventKey, dict[str, object]] = {}
    for start in range(0, len(cases), 500):
        query = select(rows.source, rows.id, *(rows[name] for name in _MUTABLE)).where(
            rows.build == build, rows.case_id.in_(cases[start : start + 500])
        )
        found.update((EventKey(row.source, row.id), dict(row._mapping)) for row in connection.execute(query))
    return found


def _row(build: int, view: FamilyView, event: Event) -> dict[str, object]:
    standing = view.standing.get(event.key, event)
    persons = persons_of(standing)
    return {
        "build": build,
        "source": event.key.source,
        "id": event.key.id,
        "case_id": event.case,
        "type": event.type,
        "person": standing.person,
        "persons": msgspec.json.encode(persons).decode(),
        "emitter": event.emitter,
        "occurred_day": standing.occurred.day,
        "occurred_at": standing.occurred.earliest,
        "occurred_latest": standing.occurred.latest,
        "occurred_text": standing.occurred.text,
        "sequence": -1 if event.sequence is None else event.sequence,
        "recorded_at": event.recorded,
        "position": event.position or 0,
        "excerpt": int(event.excerpt),
        "standing": _standing(view, event),
    }


def _standing(view: FamilyView, event: Event) -> Standing:
    if event.amends is not None:
        without = any(one.key == event.key for one in view.history.ineffective)
        return "without_effect" if without else "amendment"
    stands = view.standing.get(event.key)
    if stands is None:
        return "retracted"
    same = stands.data == event.data and stands.occurred == event.occurred
    return "standing" if same else "corrected"


def _read(row: Row[*tuple[object, ...]]) -> TimelineRow:
    return TimelineRow(
        key=EventKey(row.source, row.id),
        case=CaseId(row.case_id),
        type=row.type,
        person=row.person,
        persons=msgspec.json.decode(row.persons, type=tuple[PersonId, ...]),
        emitter=row.emitter,
        occurred_day=row.occurred_day,
        occurred_at=row.occurred_at,
        date_only=row.occurred_at != row.occurred_latest,
        occurred_text=row.occurred_text,
        recorded_at=row.recorded_at,
        position=row.position,
        excerpt=bool(row.excerpt),
        standing=row.standing,
    )
