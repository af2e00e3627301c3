"""Case view: one row a case, with its stage, organ in charge, persons and their measures.

Not the timeline, not duties. Applied by runner.py; queried by lists and the head of a case page.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    delete,
    func,
    or_,
    select,
)

from domain.case import CaseState
from domain.event import CaseId, Event, PersonId
from projections.bulk_insert import insert_rows
from projections.family_view import FamilyView
from projections.findings_queue import open_count
from projections.paging import Among, Order, Page, page_of
from projections.schema import metadata, shown

NAME = "case_view"

case_view = Table(
    "case_view",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("stage", Text),
    Column("agency", Text),
    Column("opened", Text),
    Column("closed", Text),
    Column("last_day", Integer, nullable=False),
    Column("last_recorded", BigInteger),
    Column("last_position", BigInteger, nullable=False),
    Column("acts", Integer, nullable=False),
    Column("persons", Text, nullable=False),
    Column("held", Integer, nullable=False),
    Column("unexpected", Integer, nullable=False),
    Column("continued_as", Text),
    PrimaryKeyConstraint("build", "case_id", name="case_view_pkey"),
    Index("case_view_latest", "build", "last_position"),
    Index("case_view_stage", "build", "stage", "last_position"),
)


class PersonRow(msgspec.Struct, frozen=True):
    """One person in the case: the states of lifecycle.yaml by id."""

    person: PersonId
    stage: str
    status: str
    presence: str
    measure: str
    sentence: str
    custody: bool


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """stage and agency None: the pack has no lifecycle, or the case is carried on as `continued_as`.

    opened, closed  as stated: RFC 3339 or a date
    acts            standing acts; last_position: of the last recorded one
    held            persons in custody; unexpected: acts that the lifecycle did not expect
    """

    case: CaseId
    family: CaseId
    stage: str | None
    agency: str | None
    opened: str | None
    closed: str | None
    last_day: int
    last_recorded: int | None
    last_position: int
    acts: int
    persons: tuple[PersonRow, ...]
    held: int
    unexpected: int
    continued_as: CaseId | None
    open_findings: int


def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
    """Write the rows of these families anew."""
    cases = [case for view in views for case in sorted(view.cases)]
    clear(connection, build, cases)
    rows = [row for view in views for case in sorted(view.cases) if (row := _row(build, view, case))]
    insert_rows(connection, case_view, rows)


def clear(connection: Connection, build: int, cases: Sequence[CaseId]) -> None:
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        connection.execute(delete(case_view).where(case_view.c.build == build, case_view.c.case_id.in_(some)))


def cases(
    connection: Connection,
    *,
    stage: str | None = None,
    agency: str | None = None,
    search: str | None = None,
    held: bool | None = None,
    with_findings: bool | None = None,
    among: Among | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CaseRow]:
    """Cases, the one with the latest news first.

    search  part of a case id; agency: URN in charge
    """
    query = _query(among)
    if stage is not None:
        query = query.where(case_view.c.stage == stage)
    if agency is not None:
        query = query.where(case_view.c.agency == agency)
    if search:
        query = query.where(case_view.c.case_id.contains(search, autoescape=True))
    if held is not None:
        query = query.where(case_view.c.held > 0 if held else case_view.c.held == 0)
    if with_findings is not None:
        some = open_count(case_view.c.case_id, among)
        query = query.where(some > 0 if with_findings else some == 0)
    if among is not None:
        query = query.where(among(case_view.c.case_id))
    order = (Order(case_view.c.last_position, descending=True), Order(case_view.c.case_id))
    return page_of(connection, query, order, _read, cursor, limit)


def case(connection: Connection, case_id: str, among: Among | None = None) -> CaseRow | None:
    row = connection.execute(_query(among).where(case_view.c.case_id == case_id)).one_or_none()
    return None if row is None else _read(row)


def stages(connection: Connection) -> dict[str, int]:
    """Number of cases in each stage."""
    query = (
        select(case_view.c.stage, func.count())
        .where(case_view.c.build == shown(NAME), or_(case_view.c.stage.is_not(None)))
        .group_by(case_view.c.stage)
    )
    return {str(stage): int(count) for stage, count in connection.execute(query)}


def _query(among: Among | None) -> Select[*tuple[object, ...]]:
    return select(case_view, open_count(case_view.c.case_id, among).label("open_findings")).where(
        case_view.c.build == shown(NAME)
    )


def _row(build: int, view: FamilyView, case_id: CaseId) -> dict[str, object] | None:
    own = [event for event in view.raw if event.case == case_id]
    history = view.histories.get(case_id, ())
    known: Sequence[Event] = own or history
    if not known:
        return None
    state = view.states.get(case_id)
    newest = max(known, key=lambda event: event.position or 0)
    persons = () if state is None else _persons(state)
    return {
        "build": build,
        "case_id": case_id,
        "family": view.key,
        "stage": None if state is None else state.stage,
        "agency": None if state is None else state.agency,
        "opened": None if state is None or state.opened is None else state.opened.text,
        "closed": None if state is None or state.closed is None else state.closed.text,
        "last_day": max(event.occurred.day for event in history or known),
        "last_recorded": newest.recorded,
        "last_position": newest.position or 0,
        "acts": len(history),
        "persons": msgspec.json.encode(persons).decode(),
        "held": sum(person.custody for person in persons),
        "unexpected": 0 if state is None else len(state.unexpected_moves),
        "continued_as": view.onward.get(case_id),
    }


def _persons(state: CaseState) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            person, subject.stage, subject.status, subject.presence, subject.tracks["measure"].state,
            subject.tracks["sentence"].state, subject.custody,
        )
        for person, subject in sorted(state.subjects.items())
    )  # fmt: skip


def _read(row: Row[*tuple[object, ...]]) -> CaseRow:
    return CaseRow(
        case=CaseId(row.case_id),
        family=CaseId(row.family),
        stage=row.stage,
        agency=row.agency,
        opened=row.opened,
        closed=row.closed,
        last_day=row.last_day,
        last_recorded=row.last_recorded,
        last_position=row.last_position,
        acts=row.acts,
        persons=msgspec.json.decode(row.persons, type=tuple[PersonRow, ...]),
        held=row.held,
        unexpected=row.unexpected,
        continued_as=row.continued_as,
        open_findings=row.open_findings,
    )
