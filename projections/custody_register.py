"""Subject custody register: who is held, on what basis, until when, how many days are left.

Not a judgment on lawfulness: basis, article and `until` are those of the coverage that supervision computed
(custody_limits); where no rule covers the measure (a prison sentence), the basis is the act that began it.
Holders come from the case fold by way of runner.py, limits from app/supervise.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
# one row for each person whose custody a basis covers or no longer covers; replaced at each evaluation
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
    Column("article", Text),
    Column("act_source", Text),
    Column("act_id", Text),
    Column("act_type", Text),
    PrimaryKeyConstraint("case_id", "person", name="custody_limits_pkey"),
)


class CustodyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person held in one case.

    measure, stage  state ids of lifecycle.yaml; agency: URN of the organ in charge
    since           as stated
    basis           the act that custody rests on now; basis_type: what it is; article: as "text:number"
    until           last lawful day (date) or instant of this basis; None where it carries until an act, or
                    no rule limits it (duty_id None)
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
    article: str | None
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


def write_limits(
    connection: Connection, cases: Sequence[str], verdicts: Sequence[Verdict], types: Mapping[EventKey, str]
) -> None:
    """Replace the governing bases of all persons in these cases. types: what each act of them is."""
    governing: dict[tuple[str, str], Verdict] = {}
    for verdict in verdicts:
        if verdict.subject is None or not _covers(verdict):
            continue
        key = (verdict.case, verdict.subject)
        known = governing.get(key)
        if known is None or _carries(verdict) > _carries(known):
            governing[key] = verdict
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        connection.execute(delete(custody_limits).where(custody_limits.c.case_id.in_(some)))
    rows = [
        {
            "case_id": case, "person": person, "duty_id": verdict.id, "rule": verdict.rule, "until": verdict.due,
            "overdue_from": verdict.overdue_from, "provisional": int(verdict.provisional_due),
            "article": verdict.article, "act_source": verdict.trigger.source, "act_id": verdict.trigger.id,
            "act_type": types.get(verdict.trigger),
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
    limited = [column for column in limits if column.name not in ("case_id", "person")]
    query = select(custody_register, *limited).select_from(joined).where(register.build == shown(NAME))
    if agency is not None:
        query = query.where(register.agency == agency)
    if case is not None:
        query = query.where(register.case_id == case)
    if person is not None:
        query = query.where(register.person == person)
    if until is not None:
        query = query.where(limits.overdue_from <= until)
    if among is not None:
        query = query.where(among(register.case_id, person=register.person))
    order = (
        Order(func.coalesce(limits.overdue_from, NEVER)), Order(register.case_id), Order(register.person)
    )  # fmt: skip
    return page_of(connection, query, order, lambda row: _read(row, now), cursor, limit)


def _covers(verdict: Verdict) -> bool:
    """A basis of custody in force, or one that ran out and was followed by none."""
    return verdict.kind == "coverage" and verdict.status in ("pending", "overdue") and not verdict.prompt


def _carries(verdict: Verdict) -> tuple[int, str]:
    """Of several bases the longest governs; one that carries until an act has no last day."""
    return (NEVER if verdict.overdue_from is None else verdict.overdue_from, verdict.id)


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
    source, id_, type_ = row.basis_source, row.basis_id, row.basis_type
    if row.act_id is not None:
        source, id_, type_ = row.act_source, row.act_id, row.act_type
    return CustodyRow(
        case=CaseId(row.case_id),
        person=PersonId(row.person),
        measure=row.measure,
        stage=row.stage,
        agency=row.agency,
        since=row.since,
        basis=None if id_ is None else EventKey(source, id_),
        basis_type=type_,
        article=row.article,
        until=row.until,
        overdue_from=over,
        provisional=bool(row.provisional),
        rule=row.rule,
        duty_id=row.duty_id,
        days_left=None if over is None else (over - now - 1) // DAY,
    )
