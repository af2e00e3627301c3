"""Agencies' own codes as they were read when the acts were taken: one row a code stated, mapped or not.

Not the tables of codes (app/code_mappings.py): what is written here a later table never changes. Applied by runner.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Index, Integer, PrimaryKeyConstraint, Table, Text, func, select

from domain.event import CaseId, Event, EventKey
from projections.bulk_insert import insert_rows
from projections.family_view import FamilyView
from projections.paging import Among
from projections.schema import metadata, shown

NAME = "code_use"

code_use = Table(
    NAME,
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("list", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("national", Text),
    Column("recorded_at", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint("build", "source", "id", "pointer", name="code_use_pkey"),
    Index("code_use_code", "build", "source", "list", "code"),
)


class UnmappedCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code that no table of its agency knew when it came. first, last: microseconds; count: how often stated."""

    agency: str
    list: str
    code: str
    count: int
    first: int
    last: int


def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
    """Insert the codes of acts not seen yet."""
    rows: list[dict[str, object]] = []
    for view in views:
        told = [event for event in (view.raw if view.fresh is None else view.fresh) if event.mapped]
        if told and view.fresh is None:
            known = _known(connection, build, sorted({event.case for event in told}))
            told = [event for event in told if event.key not in known]
        rows += [row for event in told for row in _rows(build, event)]
    insert_rows(connection, code_use, rows)


def unmapped(
    connection: Connection, name: str, *, agency: str | None, among: Among | None, limit: int
) -> list[UnmappedCode]:
    """Codes of a list that were not known, the most frequent first. agency None: of all; among: as in access.py."""
    rows = code_use.c
    query = (
        select(
            rows.source, rows.code, func.count().label("times"), func.min(rows.recorded_at).label("first"),
            func.max(rows.recorded_at).label("last"),
        )
        .where(rows.build == shown(NAME), rows.list == name, rows.national.is_(None))
        .group_by(rows.source, rows.code)
        .order_by(func.count().desc(), rows.source, rows.code)
        .limit(limit)
    )  # fmt: skip
    if agency is not None:
        query = query.where(rows.source == agency)
    if among is not None:
        query = query.where(among(rows.case_id, act=(rows.source, rows.id)))
    return [
        UnmappedCode(agency=one.source, list=name, code=one.code, count=one.times, first=one.first, last=one.last)
        for one in connection.execute(query)
    ]


def _known(connection: Connection, build: int, cases: Sequence[CaseId]) -> set[EventKey]:
    found: set[EventKey] = set()
    for start in range(0, len(cases), 500):
        query = select(code_use.c.source, code_use.c.id).where(
            code_use.c.build == build, code_use.c.case_id.in_(cases[start : start + 500])
        )
        found.update(EventKey(row.source, row.id) for row in connection.execute(query.distinct()))
    return found


def _rows(build: int, event: Event) -> list[dict[str, object]]:
    return [
        {
            "build": build,
            "source": event.key.source,
            "id": event.key.id,
            "pointer": one.pointer,
            "case_id": event.case,
            "list": one.list,
            "code": one.stated,
            "version": one.table,
            "national": one.national,
            "recorded_at": event.recorded or 0,
            "position": event.position or 0,
        }
        for one in event.mapped
    ]
