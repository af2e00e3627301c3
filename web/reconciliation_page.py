"""Reconciliation: which agencies compared which days with the platform, and what differed. And as CSV.

Not the differing acts (GET /v1/reconciliations): they are the agency's to mend. An act never sent is the alarm.
"""

from __future__ import annotations

from datetime import date

import msgspec
from starlette.responses import Response

from app.access import own_exchange, require
from app.reconciliation.listing import DayRow, published
from app.reconciliation.tables import published_digests
from domain.differences import CAUSES
from projections.paging import Page
from web.csv_export import MOST_ROWS, csv_response
from web.listing import Filter, Listing, all_visible, choose, listing, visible_page
from web.moments import Moment
from web.tags import Tag
from web.visit import Visit


class DayItem(msgspec.Struct, frozen=True, kw_only=True):
    """here, there: acts by the agency's count and by the platform's. causes: in words, empty where none is known."""

    agency: str
    day: str
    side: str
    result: Tag
    causes: str
    here: str
    there: str
    signed: str
    published: Moment


class ReconciliationView(msgspec.Struct, frozen=True):
    list: Listing
    items: tuple[DayItem, ...]


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = ReconciliationView(
        list=listing(visit, _filters(visit), page.next),
        items=tuple(_item(visit, row) for row in page.rows),
    )
    return visit.show("reconciliation.html", visit.words("section.reconciliation"), view, section="reconciliation")


def export(visit: Visit) -> Response:
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = ("organ", "day", "side", "result", "causes", "acts_here", "acts_there", "signed", "published")
    header = [visit.words(f"column.{name}") for name in names]
    items = ((row, _item(visit, row)) for row in rows)
    cells = (
        [
            row.agency,
            one.day,
            one.side,
            one.result.text,
            one.causes,
            one.here,
            one.there,
            one.signed,
            one.published.machine,
        ]
        for row, one in items
    )
    return csv_response(visit, "reconciliation", header, cells)


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[DayRow]:
    require(visit.principal, "read_exchange")
    days, only = published_digests.c, visit.query.get("only")
    own = own_exchange(visit.platform, visit.principal, days.agency, days.region)
    with visit.platform.engine.connect() as connection:
        return published(
            connection, own, agency=visit.query.get("agency") or None, alarms=only == "alarm",
            differing=only == "different", cursor=cursor, limit=limit,
        )  # fmt: skip


def _filters(visit: Visit) -> list[Filter]:
    words, labels = visit.words, visit.labels
    organs = [(urn, labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    results = [("different", words("reconciliation.different")), ("alarm", words("reconciliation.alarm"))]
    return [
        choose(visit, "agency", words("column.organ"), organs),
        choose(visit, "only", words("column.result"), results),
    ]


def _item(visit: Visit, row: DayRow) -> DayItem:
    words = visit.words
    found = {} if row.counts is None else {cause: getattr(row.counts, cause) for cause in CAUSES}
    named = [words("cause.counted", cause=words(f"cause.{cause}"), n=n) for cause, n in found.items() if n]
    alarm = row.side == "sent" and found.get("unknown", 0) > 0
    kind, key = ("critical", "reconciliation.alarm") if alarm else ("major", "reconciliation.different")
    return DayItem(
        agency=visit.labels.organ(row.agency), day=date.fromordinal(row.day).isoformat(),
        side=words(f"side.{row.side}"), causes=words("list_separator").join(named),
        result=Tag("met", words("reconciliation.same")) if row.same else Tag(kind, words(key)),
        here=str(row.acts), there=str(row.found_acts), signed=words("yes") if row.signed else words("no"),
        published=visit.moments.instant(row.published_at),
    )  # fmt: skip
