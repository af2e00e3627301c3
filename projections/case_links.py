"""Which cases were ever linked by a stated split, merger or transfer: what must be loaded together.

Not lineage itself: a link may be retracted, and domain/lineage.py reads which links hold. Written in the same
transaction as the act that states the link, because the next act on the new case may follow at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, Connection, PrimaryKeyConstraint, Table, Text, insert, or_, select

from domain.event import CaseId
from projections.schema import metadata

AT_ONCE = 400

case_links = Table(
    "case_links",
    metadata,
    Column("origin", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("id", Text, nullable=False),
    PrimaryKeyConstraint("origin", "target", "source", "id", name="case_links_pkey"),
)


def add(connection: Connection, pairs: Iterable[tuple[CaseId, CaseId]], source: str, act_id: str) -> None:
    """Links stated by one act; stating them again changes nothing."""
    known = {
        (row.origin, row.target)
        for row in connection.execute(
            select(case_links.c.origin, case_links.c.target).where(
                case_links.c.source == source, case_links.c.id == act_id
            )
        )
    }
    rows = [
        {"origin": origin, "target": target, "source": source, "id": act_id}
        for origin, target in sorted(set(pairs) - known)
    ]
    if rows:
        connection.execute(insert(case_links), rows)


def families(connection: Connection, cases: Iterable[CaseId]) -> list[frozenset[CaseId]]:
    """The sets of cases joined, directly or not, that hold any of `cases`; sorted by their first case."""
    found: dict[CaseId, set[CaseId]] = {case: {case} for case in cases}
    visited: set[CaseId] = set()
    fresh = set(found)
    while fresh:
        visited |= fresh
        neighbours: set[CaseId] = set()
        for origin, target in _links(connection, sorted(fresh)):
            joined = found.setdefault(origin, {origin}) | found.setdefault(target, {target})
            neighbours |= {case for case in (origin, target) if case not in visited}
            for case in joined:
                found[case] = joined
        fresh = neighbours
    return sorted({frozenset(group) for group in found.values()}, key=min)


def _links(connection: Connection, cases: Sequence[CaseId]) -> list[tuple[CaseId, CaseId]]:
    links: list[tuple[CaseId, CaseId]] = []
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        query = select(case_links.c.origin, case_links.c.target).where(
            or_(case_links.c.origin.in_(some), case_links.c.target.in_(some))
        )
        links += [(CaseId(row.origin), CaseId(row.target)) for row in connection.execute(query)]
    return links
