"""Worklist of one agency: what it owes, and what it waits for. Queries over the duties; no table of its own.

Not the duty board, which spans agencies.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, func, or_

from domain import agency as agencies
from projections.duties import NEVER, DutyRow, duties, open_standing, read_row
from projections.paging import Order, Page, page_of


def owed_by(
    connection: Connection, agency: str, now: int, *, cursor: str | None = None, limit: int = 50
) -> Page[DutyRow]:
    """Open duties of `agency` (URN), the most urgent first. A duty of which only the kind of organ is known
    counts for every agency of that kind in the jurisdiction where it arose.
    """
    return _page(connection, _owes(agency), now, cursor, limit)


def owed_to(
    connection: Connection, agency: str, now: int, *, cursor: str | None = None, limit: int = 50
) -> Page[DutyRow]:
    """Open duties of others that `agency` waits for, the most urgent first."""
    return _page(connection, duties.c.owed_to == agency, now, cursor, limit)


def on_desk(agency: str) -> ColumnElement[bool]:
    """Condition on duties: `agency` (URN) owes it or waits for it."""
    return or_(_owes(agency), duties.c.owed_to == agency)


def _page(
    connection: Connection, whose: ColumnElement[bool], now: int, cursor: str | None, limit: int
) -> Page[DutyRow]:
    order = (Order(func.coalesce(duties.c.overdue_from, NEVER)), Order(duties.c.duty_id))
    query = open_standing().where(whose)
    return page_of(connection, query, order, lambda row: read_row(row, now), cursor, limit)


def _owes(agency: str) -> ColumnElement[bool]:
    own = duties.c.holder_agency == agency
    parts = agencies.parts(agency)
    if parts is None:
        return own
    here = duties.c.trigger_source.startswith(f"{agencies.PREFIX}{parts.jurisdiction}:", autoescape=True)
    return or_(own, and_(duties.c.holder_agency.is_(None), duties.c.holder == parts.kind, here))
