"""Subject custody register: who is held, on what basis, until when, how many days are left.

Not a judgment on lawfulness: `until` is the governing duty that supervision computed (custody_limits).
Holders come from the case fold by way of runner.py, limits from app/supervise.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    and_,
    delete,
    func,
    select,
)

from domain.event import CaseId, EventKey, PersonId
from projections.bulk_insert import insert_rows
from projections.duties import DAY, NEVER
from projections.family_view import FamilyView
from projections.paging import Among, Order, Page, page_of
from projections.schema import metadata, shown
from supervision_rules.verdict import Verdict

NAME = "custody_register"

custody_register = Table(
    "custody_register",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("agency", Text),
    Column("since", Text),
    Column("since_at", BigInteger),
    Column("basis_source", Text),
    Column("basis_id", Text),
    Column("basis_type", Text),
    PrimaryKeyConstraint("build", "case_id", "person", name="custody_register_pkey"),
)
# one row for each person with a duty that limits custody; replaced at each evaluation
custody_limits = Table(
    "custody_limits",
    metadata,
    Column("case_id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("duty_id", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("until", Text),
    Column("overdue_from", BigInteger),
    Column("provisional", Integer, nullable=False),
    PrimaryKeyConstraint("case_id", "person", name="custody_limits_pkey"),
)


class CustodyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person held in one case.

    measure, stage  state ids of lifecycle.yaml; agency: URN of the organ in charge
    since           as stated; basis: the act that put the person into this measure
    until           last lawful day (date) or instant under the governing duty; None where no rule limits it
    days_left       0 on the last lawful day, below 0 beyond it
    """

    case: CaseId
    person: PersonId
    measure: str
    stage: str
    agency: str | None
    since: str | None
    basis: EventKey | None
    basis_type: str | None
    until: str | None
    overdue_from: int | None
    provisional: bool
    rule: str | None
    duty_id: str | None
    days_left: int | None


def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
    """Write the rows of these families anew."""
    cases = [case for view in views for case in sorted(view.cases)]
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        connection.execute(
            delete(custody_register).where(custody_register.c.build == build, custody_register.c.case_id.in_(some))
        )
    rows = [row for view in views for row in _rows(build, view)]
    insert_rows(connection, custody_register, rows)


def write_limits(connection: Connection, cases: Sequence[str], verdicts: Sequence[Verdict]) -> None:
    """Replace the governing duties of all persons in these cases."""
    governing: dict[tuple[str, str], Verdict] = {}
    for verdict in verdicts:
        if verdict.subject is None or _rank(verdict) is None:
            continue
        key = (verdict.case, verdict.subject)
        known = governing.get(key)
        if known is None or _precedes(verdict, known):
            governing[key] = verdict
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        connection.execute(delete(custody_limits).where(custody_limits.c.case_id.in_(some)))
    rows = [
        {
            "case_id": case, "person": person, "duty_id": verdict.id, "rule": verdict.rule, "until": verdict.due,
            "overdue_from": verdict.overdue_from, "provisional": int(verdict.provisional_due),
        }
        for (case, person), verdict in sorted(governing.items())
    ]  # fmt: skip
    insert_rows(connection, custody_limits, rows)


def held(
    connection: Connection,
    now: int,
    *,
    agency: str | None = None,
    case: str | None = None,
    person: str | None = None,
    until: int | None = None,
    among: Among | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CustodyRow]:
    """Persons held, the one whose custody ends first on top. `now`, `until`: microseconds.

    until   only those whose first unlawful instant is at or before this
    """
    register, limits = custody_register.c, custody_limits.c
    joined = custody_register.outerjoin(
        custody_limits, and_(limits.case_id == register.case_id, limits.person == register.person)
    )
    query = (
        select(custody_register, limits.duty_id, limits.rule, limits.until, limits.overdue_from, limits.provisional)
        .select_from(joined)
        .where(register.build == shown(NAME))
    )
    if agency is not None:
        query = query.where(register.agency == agency)
    if case is not None:
        query = query.where(register.case_id == case)
    if person is not None:
        query = query.where(register.person == person)
    if until is not None:
        query = query.where(limits.overdue_from <= until)
    if among is not None:
        query = query.where(among(register.case_id))
    order = (
        Order(func.coalesce(limits.overdue_from, NEVER)), Order(register.case_id), Order(register.person)
    )  # fmt: skip
    return page_of(connection, query, order, lambda row: _read(row, now), cursor, limit)


def _rank(verdict: Verdict) -> int | None:
    """Which open duty says how long custody may last: its coverage, else a deadline on the person."""
    if verdict.status not in ("pending", "overdue") or verdict.overdue_from is None or verdict.prompt:
        return None
    return {"coverage": 0, "deadline": 1}.get(verdict.kind)


def _precedes(one: Verdict, other: Verdict) -> bool:
    """Coverage before deadlines; of several bases the longest governs, of several deadlines the next."""
    rank, known = _rank(one), _rank(other)
    if rank != known:
        return (rank or 0) < (known or 0)
    sign = -1 if rank == 0 else 1
    return (sign * (one.overdue_from or 0), one.id) < (sign * (other.overdue_from or 0), other.id)


def _rows(build: int, view: FamilyView) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for case, state in view.states.items():
        for person, subject in state.subjects.items():
            if not subject.custody or subject.tracks["presence"].state == "elsewhere":
                continue
            measure = subject.tracks["measure"]
            basis = None if measure.by is None else view.standing.get(measure.by)
            rows.append(
                {
                    "build": build,
                    "case_id": case,
                    "person": person,
                    "measure": measure.state,
                    "stage": subject.stage,
                    "agency": state.agency,
                    "since": None if measure.since is None else measure.since.text,
                    "since_at": None if measure.since is None else measure.since.earliest,
                    "basis_source": None if measure.by is None else measure.by.source,
                    "basis_id": None if measure.by is None else measure.by.id,
                    "basis_type": None if basis is None else basis.type,
                }
            )
    return rows


def _read(row: Row[*tuple[object, ...]], now: int) -> CustodyRow:
    over = row.overdue_from
    return CustodyRow(
        case=CaseId(row.case_id),
        person=PersonId(row.person),
        measure=row.measure,
        stage=row.stage,
        agency=row.agency,
        since=row.since,
        basis=None if row.basis_id is None else EventKey(row.basis_source, row.basis_id),
        basis_type=row.basis_type,
        until=row.until,
        overdue_from=over,
        provisional=bool(row.provisional),
        rule=row.rule,
        duty_id=row.duty_id,
        days_left=None if over is None else (over - now - 1) // DAY,
    )
