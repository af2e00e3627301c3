"""Lists of published digests and of reconciliations, for the agency and for those who supervise it.

Not who may read (app/access.own_exchange makes the condition). Called by api/ and web/.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from app.closings import EVERYTHING, sight_of
from app.composition import Platform
from app.reconciliation.reconcile import Difference
from app.reconciliation.tables import published_digests, reconciliations
from domain.differences import CAUSES, Cause, Side
from domain.event import EventKey
from domain.permission import Principal
from projections.paging import Order, Page, page_of

_DIFFERENCES = msgspec.json.Decoder(tuple[Difference, ...])


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Differences by cause."""

    lost: int = 0
    rejected: int = 0
    mapped: int = 0
    altered: int = 0
    unknown: int = 0


class DayRow(msgspec.Struct, frozen=True, kw_only=True):
    """A published day. same: the two digests were equal at `position`; counts: of the reconciliation, once there is one

    day as date.toordinal(), times in microseconds.
    """

    agency: str
    day: int
    side: Side
    published_at: int
    acts: int
    root: str
    signed: bool
    found_acts: int
    found_root: str
    position: int
    reconciliation: str | None
    counts: Counts | None

    @property
    def same(self) -> bool:
        return self.root == self.found_root


class ReconciliationRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    agency: str
    day: int
    side: Side
    made_at: int
    made_by: str
    position: int
    root: str
    found_root: str
    counts: Counts
    differences: tuple[Difference, ...]


def published(
    connection: Connection, own: ColumnElement[bool], *, agency: str | None = None, alarms: bool = False,
    differing: bool = False, cursor: str | None = None, limit: int = 50,
) -> Page[DayRow]:  # fmt: skip
    """The latest published first. alarms: only days with acts that the agency says it never sent."""
    days, found = published_digests.c, reconciliations.c
    joined = published_digests.outerjoin(reconciliations, found.id == days.reconciliation)
    counts = [func.coalesce(found[cause], 0).label(cause) for cause in CAUSES]
    query = select(published_digests, *counts).select_from(joined).where(own)
    if agency is not None:
        query = query.where(days.agency == agency)
    if alarms:
        query = query.where(and_(found.unknown > 0, days.side == "sent"))
    if differing:
        query = query.where(or_(days.root != days.found_root, found.unknown > 0))
    order = (Order(days.published_at, descending=True), Order(days.agency), Order(days.day), Order(days.side))
    return page_of(connection, query, order, _day, cursor, limit)


def made(
    connection: Connection, own: ColumnElement[bool], *, agency: str | None = None, cause: Cause | None = None,
    id: str | None = None, cursor: str | None = None, limit: int = 50,
) -> Page[ReconciliationRow]:  # fmt: skip
    """The latest made first."""
    found = reconciliations.c
    query = select(reconciliations).where(own)
    if agency is not None:
        query = query.where(found.agency == agency)
    if cause is not None:
        query = query.where(found[cause] > 0)
    if id is not None:
        query = query.where(found.id == id)
    return page_of(connection, query, (Order(found.made_at, descending=True), Order(found.id)), _made, cursor, limit)


def shown_to(platform: Platform, actor: Principal, rows: Sequence[ReconciliationRow]) -> list[ReconciliationRow]:
    """Without differences in what is closed to the actor, but in its own reconciliations: there it named them itself.

    Counts stay those of the comparison.
    """
    others = [row for row in rows if row.agency != actor.agency]
    cases = {case for row in others for one in row.differences for case in (one.case, one.found_case) if case}
    seen = sight_of(platform, actor, cases) if cases else EVERYTHING
    if seen == EVERYTHING:
        return list(rows)

    def shown(one: Difference) -> bool:
        return not ({one.case, one.found_case} & seen.cases or EventKey(one.source, one.id) in seen.acts)

    return [
        row if row.agency == actor.agency
        else msgspec.structs.replace(row, differences=tuple(one for one in row.differences if shown(one)))
        for row in rows
    ]  # fmt: skip


def _day(row: Row[*tuple[object, ...]]) -> DayRow:
    values = row._mapping
    counts = None if values["reconciliation"] is None else Counts(**{cause: values[cause] for cause in CAUSES})
    named = {name: values[name] for name in DayRow.__struct_fields__ if name not in ("signed", "counts")}
    return DayRow(**named, signed=values["signature"] is not None, counts=counts)


def _made(row: Row[*tuple[object, ...]]) -> ReconciliationRow:
    values = row._mapping
    named = {name: values[name] for name in ReconciliationRow.__struct_fields__ if name in values}
    named["differences"] = _DIFFERENCES.decode(str(values["differences"]))
    return ReconciliationRow(**named, counts=Counts(**{cause: values[cause] for cause in CAUSES}))
