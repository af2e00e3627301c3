"""What one act did to duties: those it opened, and those it closed. Read from `duties` as they stand now.

Not the verdicts themselves. A duty that an act opened may have been closed by another since: its status tells.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, and_, or_

from domain.event import CaseId, EventKey
from projections.duties import DutyRow, duties, of_duties, read_row, standing
from projections.paging import Among

_CLOSED = ("met", "met_late", "moot")


def opened_and_closed(
    connection: Connection, cases: Collection[CaseId], act: EventKey, now: int, among: Among | None = None
) -> tuple[tuple[DutyRow, ...], tuple[DutyRow, ...]]:
    """(opened, closed) by `act`, by rule. cases: its case and all joined to it; now: microseconds, for levels."""
    c = duties.c
    opened = and_(c.trigger_source == act.source, c.trigger_id == act.id)
    closed = and_(c.decided_source == act.source, c.decided_id == act.id, c.status.in_(_CLOSED))
    query = standing().where(c.case_id.in_(sorted(cases)), or_(opened, closed)).order_by(c.rule, c.duty_id)
    if among is not None:
        query = query.where(of_duties(among))
    rows = [read_row(row, now) for row in connection.execute(query)]
    return (
        tuple(row for row in rows if row.trigger == act),
        tuple(row for row in rows if row.decided_by == act and row.status in _CLOSED),
    )
