"""Figures over hand-overs, per agency and flow.

Queries over projections/exchanges.py; no table of its own. No order of merit: rows come by name, never by figure.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, select

from projections.exchanges import NAME, exchanges, shown_to
from projections.paging import Among
from projections.schema import shown

_rows = exchanges.c


class AgencyTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What one agency sent of one flow, and what it was sent. Of both: how much was acknowledged and answered."""

    agency: str
    flow: str
    sent: int
    sent_acknowledged: int
    sent_answered: int
    taken: int
    taken_acknowledged: int
    taken_answered: int


def by_agency(connection: Connection, *, among: Among | None = None, agency: str | None = None) -> list[AgencyTotals]:
    """By agency and flow. agency: only this one (URN)."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, column in ((0, _rows.sender), (3, _rows.receiver)):
        query = (
            select(column, _rows.flow, func.count(), func.count(_rows.acknowledged_at), func.count(_rows.answered_at))
            .where(_rows.build == shown(NAME), column.is_not(None))
            .group_by(column, _rows.flow)
        )
        if agency is not None:
            query = query.where(column == agency)
        if among is not None:
            query = query.where(shown_to(among))
        for whose, flow, *numbers in connection.execute(query):
            found.setdefault((whose, flow), [0] * 6)[place : place + 3] = [int(number) for number in numbers]
    return [
        AgencyTotals(
            agency=whose, flow=flow, sent=n[0], sent_acknowledged=n[1], sent_answered=n[2], taken=n[3],
            taken_acknowledged=n[4], taken_answered=n[5],
        )
        for (whose, flow), n in sorted(found.items())
    ]  # fmt: skip
