"""Duty board: all open duties by due instant and light. Queries over the duties; no table of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from projections.duties import NEVER, DutyRow, Level, duties, level_column, of_duties, open_standing, read_row
from projections.paging import Among, Order, Page, page_of
from projections.worklist import on_desk
from supervision_rules.watch_list import WatchList


class Counts(msgspec.Struct, frozen=True):
    """Number of open duties in each light at one time."""

    overdue: int = 0
    urgent: int = 0
    near: int = 0
    normal: int = 0


def pending(
    connection: Connection,
    now: int,
    *,
    level: Level | None = None,
    rule: str | None = None,
    rules: Collection[str] | None = None,
    holder: str | None = None,
    case: str | None = None,
    until: int | None = None,
    consequence: str | None = None,
    among: Among | None = None,
    desk: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DutyRow]:
    """Open duties, the earliest due first.

    rules   duties of any of these, also where another rule on the same omission is shown
    holder  URN of an agency, or a kind of organ
    desk    only what this agency (URN) owes or waits for
    until   only those whose first unlawful instant is at or before this, microseconds
    """
    query = open_standing()
    if level is not None:
        query = query.where(level_column(now) == level)
    if rule is not None:
        query = query.where(duties.c.rule == rule)
    if rules is not None:
        query = query.where(_states_one_of(rules))
    if holder is not None:
        query = query.where((duties.c.holder_agency == holder) | (duties.c.holder == holder))
    if case is not None:
        query = query.where(duties.c.case_id == case)
    if until is not None:
        query = query.where(duties.c.overdue_from <= until)
    if consequence is not None:
        query = query.where(duties.c.consequence == consequence)
    if among is not None:
        query = query.where(of_duties(among))
    if desk is not None:
        query = query.where(on_desk(desk))
    order = (Order(func.coalesce(duties.c.overdue_from, NEVER)), Order(duties.c.duty_id))
    return page_of(connection, query, order, lambda row: read_row(row, now), cursor, limit)


def overdue_of(connection: Connection, now: int, rules: Collection[str], among: Among | None = None) -> int:
    """How many duties of these rules are overdue at `now` (microseconds)."""
    query = open_standing().where(_states_one_of(rules), level_column(now) == "overdue")
    if among is not None:
        query = query.where(of_duties(among))
    return int(connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def overdue_by_list(
    connection: Connection, now: int, lists: Mapping[str, WatchList], among: Among | None = None
) -> dict[str, int]:
    """How many lines each list has at `now` (microseconds), in the order of the lists."""
    return {name: overdue_of(connection, now, one.rules, among) for name, one in lists.items()}


def _states_one_of(rules: Collection[str]) -> ColumnElement[bool]:
    as_basis = [duties.c.bases.contains(f'"{rule}"', autoescape=True) for rule in sorted(rules)]
    return or_(duties.c.rule.in_(sorted(rules)), *as_basis)


def counts(connection: Connection, now: int, among: Among | None = None) -> Counts:
    """Open duties by light at `now` (microseconds)."""
    query = open_standing()
    if among is not None:
        query = query.where(of_duties(among))
    open_ = query.with_only_columns(level_column(now).label("level")).subquery()
    rows = connection.execute(select(open_.c.level, func.count()).group_by(open_.c.level))
    return Counts(**{str(level): int(number) for level, number in rows})
