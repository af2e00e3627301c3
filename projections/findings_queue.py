"""Findings queue: one row a finding, as its events say. Queries for the supervisor's lists.

Not the finding's history (app/findings.py reads it from the ledger). Written in the transaction that appends
the event, so that a list shows at once what was decided, and again by runner.py, so that it can be rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    ScalarSelect,
    Table,
    Text,
    delete,
    func,
    select,
)

from domain.event import CaseId, EventKey, PersonId
from projections.bulk_insert import insert_rows
from projections.duties import DAY, HOUR
from projections.one_of import one_of
from projections.paging import Among, Order, Page, page_of
from projections.schema import metadata, projections, shown
from supervision_rules.finding import OPEN, Finding

NAME = "findings_queue"
SEVERITY_RANK: Final = {"critical": 0, "major": 1, "minor": 2}

findings_queue = Table(
    "findings_queue",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("finding_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("subject", Text),
    Column("rule", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("severity_rank", Integer, nullable=False),
    Column("consequence", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("trigger_source", Text, nullable=False),
    Column("trigger_id", Text, nullable=False),
    Column("trigger_day", Integer, nullable=False),
    Column("due", Text),
    Column("overdue_from", BigInteger),
    Column("over_value", Integer),
    Column("over_unit", Text),
    Column("assignee", Text),
    Column("reply_due", Text),
    Column("dismissal_reason", Text),
    Column("raised_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("build", "finding_id", name="findings_queue_pkey"),
    Index("findings_queue_order", "build", "severity_rank", "raised_at", "finding_id"),
    Index("findings_queue_state", "build", "state", "severity_rank", "raised_at", "finding_id"),
    Index("findings_queue_case", "build", "case_id"),
)


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One finding. version: for optimistic concurrency; status, due, over_*: of the breach as last stated, and
    for what is still overdue as of the `now` of the query. raised_at, changed_at: microseconds.
    """

    id: str
    version: int
    state: str
    case: CaseId
    subject: PersonId | None
    rule: str
    rule_version: str
    kind: str
    severity: str
    consequence: str
    status: str
    holder: str
    trigger: EventKey
    trigger_day: int
    due: str | None
    overdue_from: int | None
    over_value: int | None
    over_unit: str | None
    assignee: str | None
    reply_due: str | None
    dismissal_reason: str | None
    raised_at: int
    changed_at: int


def put(connection: Connection, found: Sequence[Finding], *, build: int | None = None) -> None:
    """Write findings; a row that already shows a later version stays.

    build  None: every build there is, shown or being built
    """
    if not found:
        return
    builds = [build] if build is not None else builds_of(connection)
    ids = [finding.id for finding in found]
    for number in builds:
        known = versions(connection, number, ids)
        newer = [finding for finding in found if finding.version > known.get(finding.id, 0)]
        stale = [finding.id for finding in newer if finding.id in known]
        if stale:
            outdated = one_of(connection, findings_queue.c.finding_id, stale)
            connection.execute(delete(findings_queue).where(findings_queue.c.build == number, outdated))
        insert_rows(connection, findings_queue, [_row(number, finding) for finding in newer])


def builds_of(connection: Connection) -> list[int]:
    return list(connection.scalars(select(projections.c.build).where(projections.c.name == NAME)))


def known_ids(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which of these duties have a finding."""
    found: set[str] = set()
    for build in builds_of(connection):
        found |= set(versions(connection, build, ids))
    return found


def findings(
    connection: Connection,
    now: int,
    *,
    state: Iterable[str] | None = None,
    assignee: str | None = None,
    severity: str | None = None,
    rule: str | None = None,
    agency: str | None = None,
    case: str | None = None,
    subject: str | None = None,
    consequence: str | None = None,
    among: Among | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[FindingRow]:
    """Findings, the gravest and then the oldest first. agency: holder of the duty, URN or kind."""
    c = findings_queue.c
    query = select(findings_queue).where(c.build == shown(NAME))
    equal: list[tuple[ColumnElement[str], str | None]] = [
        (c.assignee, assignee), (c.severity, severity), (c.rule, rule), (c.holder, agency), (c.case_id, case),
        (c.subject, subject), (c.consequence, consequence),
    ]  # fmt: skip
    for column, value in equal:
        if value is not None:
            query = query.where(column == value)
    if state is not None:
        query = query.where(c.state.in_(list(state)))
    if among is not None:
        query = query.where(of_findings(among))
    order = (Order(c.severity_rank), Order(c.raised_at), Order(c.finding_id))
    return page_of(connection, query, order, lambda row: _read(row, now), cursor, limit)


def finding(connection: Connection, finding_id: str, now: int) -> FindingRow | None:
    c = findings_queue.c
    query = select(findings_queue).where(c.build == shown(NAME), c.finding_id == finding_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else _read(row, now)


def about(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, str | None, EventKey]]:
    """(case, person, act that opened the duty) of each of these findings."""
    c = findings_queue.c
    found: dict[str, tuple[str, str | None, EventKey]] = {}
    for start in range(0, len(ids), 500):
        query = select(c.finding_id, c.case_id, c.subject, c.trigger_source, c.trigger_id).where(
            c.build == shown(NAME), c.finding_id.in_(ids[start : start + 500])
        )
        for id_, case, subject, source, act in connection.execute(query):
            found[id_] = (case, subject, EventKey(source, act))
    return found


def shows(connection: Connection, finding_id: str, among: Among | None) -> bool:
    """Whether there is such a finding among those that the reader may see."""
    c = findings_queue.c
    query = select(c.finding_id).where(c.build == shown(NAME), c.finding_id == finding_id)
    if among is not None:
        query = query.where(of_findings(among))
    return connection.scalar(query) is not None


def counts(connection: Connection, among: Among | None = None, *, consequence: str | None = None) -> dict[str, int]:
    """Number of findings in each state; states without any are absent."""
    c = findings_queue.c
    query = select(c.state, func.count()).where(c.build == shown(NAME)).group_by(c.state)
    if among is not None:
        query = query.where(of_findings(among))
    if consequence is not None:
        query = query.where(c.consequence == consequence)
    return {str(state): int(number) for state, number in connection.execute(query)}


def of_findings(among: Among) -> ColumnElement[bool]:
    """Condition on findings: the case, the person and the act that opened the duty may be seen."""
    c = findings_queue.c
    return among(c.case_id, person=c.subject, act=(c.trigger_source, c.trigger_id))


def open_count(case_id: ColumnElement[str], among: Among | None = None) -> ScalarSelect[int]:
    """Open findings of a case, as a subquery over `case_id`."""
    c = findings_queue.c
    query = select(func.count()).where(c.build == shown(NAME), c.case_id == case_id, c.state.in_(sorted(OPEN)))
    if among is not None:
        query = query.where(of_findings(among))
    return query.scalar_subquery()


def versions(connection: Connection, build: int, ids: Sequence[str]) -> dict[str, int]:
    """Version of each of these findings that a build shows; those it does not show are absent."""
    if not ids:
        return {}
    c = findings_queue.c
    query = select(c.finding_id, c.version).where(c.build == build, one_of(connection, c.finding_id, ids))
    return {str(id_): int(version) for id_, version in connection.execute(query)}


def _row(build: int, finding: Finding) -> dict[str, object]:
    breach = finding.breach
    return {
        "build": build,
        "finding_id": finding.id,
        "version": finding.version,
        "state": finding.state,
        "case_id": breach.case,
        "subject": breach.subject,
        "rule": breach.rule,
        "rule_version": breach.rule_version,
        "kind": breach.kind,
        "severity": breach.severity,
        "severity_rank": SEVERITY_RANK[breach.severity],
        "consequence": breach.consequence,
        "status": breach.status,
        "holder": breach.holder,
        "trigger_source": breach.trigger.source,
        "trigger_id": breach.trigger.id,
        "trigger_day": breach.trigger_day,
        "due": breach.due,
        "overdue_from": breach.overdue_from,
        "over_value": None if breach.over_by is None else breach.over_by.value,
        "over_unit": None if breach.over_by is None else breach.over_by.unit,
        "assignee": finding.assignee,
        "reply_due": finding.reply_due,
        "dismissal_reason": None if finding.dismissal is None else finding.dismissal.reason,
        "raised_at": finding.raised_at,
        "changed_at": finding.changed_at,
    }


def _read(row: Row[*tuple[object, ...]], now: int) -> FindingRow:
    over_value, over_unit = row.over_value, row.over_unit
    if row.status == "overdue" and over_value is None and row.overdue_from is not None:
        hours = row.due is not None and "T" in row.due
        over_value = max(0, now - row.overdue_from) // (HOUR if hours else DAY) + 1
        over_unit = "hour" if hours else "day"
    return FindingRow(
        id=row.finding_id,
        version=row.version,
        state=row.state,
        case=CaseId(row.case_id),
        subject=row.subject,
        rule=row.rule,
        rule_version=row.rule_version,
        kind=row.kind,
        severity=row.severity,
        consequence=row.consequence,
        status=row.status,
        holder=row.holder,
        trigger=EventKey(row.trigger_source, row.trigger_id),
        trigger_day=row.trigger_day,
        due=row.due,
        overdue_from=row.overdue_from,
        over_value=over_value,
        over_unit=over_unit,
        assignee=row.assignee,
        reply_due=row.reply_due,
        dismissal_reason=row.dismissal_reason,
        raised_at=row.raised_at,
        changed_at=row.changed_at,
    )
