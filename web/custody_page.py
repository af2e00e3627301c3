"""The custody register: who is held, since when, on which basis, and how many lawful days are left. And as CSV."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app.access import own_cases
from projections import custody_register
from projections.custody_register import CustodyRow
from projections.paging import Page
from web import links
from web.csv_export import MOST_ROWS, csv_response
from web.links import Link
from web.listing import Filter, Listing, all_visible, choose, listing, typed, visible_page
from web.moments import Moment
from web.tags import Tag
from web.visit import Visit

# days_left below which a line is marked; display only, no rule of law
_NEAR_DAYS = 7


class CustodyItem(msgspec.Struct, frozen=True, kw_only=True):
    """since None: not stated. basis: the act, linked. until None: until an act where a rule is named."""

    person: str
    case: Link
    measure: str
    agency: str
    since: Moment | None
    basis: Link | None
    article: str
    until: Moment | None
    left: Tag | None
    rule: str


class CustodyView(msgspec.Struct, frozen=True):
    list: Listing
    items: tuple[CustodyItem, ...]


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = CustodyView(
        list=listing(visit, _filters(visit), page.next),
        items=tuple(_item(visit, row) for row in page.rows),
    )
    return visit.show("custody.html", visit.words("section.custody"), view, section="custody")


def export(visit: Visit) -> Response:
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = ("person", "case", "measure", "agency", "since", "basis", "article", "until", "left", "rule")
    header = [visit.words(f"column.{name}") for name in names]
    cells = (
        [
            one.person, row.case, one.measure, one.agency, row.since or "",
            one.basis.text if one.basis else "", one.article, row.until or "",
            one.left.text if one.left else "", one.rule,
        ]
        for row, one in ((row, _item(visit, row)) for row in rows)
    )  # fmt: skip
    return csv_response(visit, "custody", header, cells)


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[CustodyRow]:
    query = visit.query
    with visit.platform.engine.connect() as connection:
        return custody_register.held(
            connection,
            visit.now,
            agency=query.get("agency") or None,
            case=query.get("case") or None,
            person=query.get("person") or None,
            among=own_cases(visit.platform, visit.principal),
            cursor=cursor,
            limit=limit,
        )


def _filters(visit: Visit) -> list[Filter]:
    words, labels = visit.words, visit.labels
    organs = [(urn, labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    return [
        choose(visit, "agency", words("column.agency"), organs),
        typed(visit, "case", words("column.case")),
        typed(visit, "person", words("column.person")),
    ]


def _item(visit: Visit, row: CustodyRow) -> CustodyItem:
    labels, moments = visit.labels, visit.moments
    basis = None
    if row.basis is not None:
        basis = Link(labels.act(row.basis_type or row.basis.id), links.act(row.case, row.basis))
    left = None
    if row.days_left is not None:
        kind = "overdue" if row.days_left < 0 else "near" if row.days_left < _NEAR_DAYS else "normal"
        left = Tag(kind, moments.days(row.days_left))
    return CustodyItem(
        person=row.person,
        case=Link(row.case, links.case(row.case)),
        measure=labels.state("measure", row.measure),
        agency="" if row.agency is None else labels.organ(row.agency),
        since=moments.stated(row.since),
        basis=basis,
        article="" if row.article is None else labels.cited(row.article),
        until=moments.stated(row.until),
        left=left,
        rule="" if row.rule is None else labels.rule(row.rule),
    )
