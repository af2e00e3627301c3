"""Rules that crashed on a case: nothing is known about these verdicts, and that must be seen.

Not parked cases (there the whole case failed). Written by app/supervise.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    PrimaryKeyConstraint,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from domain.event import CaseId
from projections.paging import Order, Page, page_of
from projections.schema import metadata
from supervision_rules.verdict import RuleFailure

rule_failures = Table(
    "rule_failures",
    metadata,
    Column("case_id", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("case_id", "rule", "subject", name="rule_failures_pkey"),
)


class RuleFailureRow(msgspec.Struct, frozen=True):
    """since: microseconds."""

    case: CaseId
    rule: str
    subject: str
    error: str
    since: int


def replace(connection: Connection, cases: Sequence[CaseId], failures: Sequence[RuleFailure], now: int) -> None:
    """What failed on these cases at their last evaluation."""
    known: dict[tuple[str, str, str], int] = {}
    for start in range(0, len(cases), 500):
        some = rule_failures.c.case_id.in_(cases[start : start + 500])
        for row in connection.execute(select(rule_failures).where(some)):
            known[row.case_id, row.rule, row.subject] = row.since
        connection.execute(delete(rule_failures).where(some))
    rows = {
        (f.case, f.rule, f.subject): {
            "case_id": f.case, "rule": f.rule, "subject": f.subject, "error": f.error[:4000],
            "since": known.get((f.case, f.rule, f.subject), now),
        }
        for f in failures
    }  # fmt: skip
    if rows:
        connection.execute(insert(rule_failures), list(rows.values()))


def failures(
    connection: Connection, *, case: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[RuleFailureRow]:
    c = rule_failures.c
    query = select(rule_failures)
    if case is not None:
        query = query.where(c.case_id == case)
    return page_of(
        connection, query, (Order(c.case_id), Order(c.rule), Order(c.subject)),
        lambda row: RuleFailureRow(CaseId(row.case_id), row.rule, row.subject, row.error, row.since),
        cursor, limit,
    )  # fmt: skip


def count(connection: Connection) -> int:
    return int(connection.scalar(select(func.count()).select_from(rule_failures)) or 0)
