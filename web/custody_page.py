"""The custody register: who is held, since when, on which basis, and how many lawful days are left. And as CSV."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app import custody as use
from app.custody import Held
from projections.exchanges import ExchangeRow
from projections.paging import Page
from web import links
from web.csv_export import MOST_ROWS, csv_response
from web.exchange_items import stated_of
from web.links import Link
from web.listing import Filter, Listing, all_visible, choose, listing, typed, visible_page
from web.moments import Moment
from web.payload_view import Stated
from web.tags import Tag
from web.visit import Visit

# days_left below which a line is marked; display only, no rule of law
_NEAR_DAYS = 7


class TransferItem(msgspec.Struct, frozen=True, kw_only=True):
    """The last transfer of custody. track: electronic or on paper; stated: by the last step that says where custody
    goes and until when.
    """

    link: Link
    state: str
    sent: Moment
    track: str
    stated: tuple[Stated, ...]


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
    transfer: TransferItem | None


class CustodyView(msgspec.Struct, frozen=True):
    list: Listing
    items: tuple[CustodyItem, ...]


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = CustodyView(
        list=listing(visit, _filters(visit), page.next),
        items=tuple(_item(visit, one) for one in page.rows),
    )
    return visit.show("custody.html", visit.words("section.custody"), view, section="custody")


def export(visit: Visit) -> Response:
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = (
        "person", "case", "measure", "agency", "since", "basis", "article", "until", "left", "rule", "transfer",
        "progress", "sent", "track", "stated",
    )  # fmt: skip
    header = [visit.words(f"column.{name}") for name in names]
    cells = (
        [
            one.person, row.case, one.measure, one.agency, row.since or "",
            one.basis.text if one.basis else "", one.article, row.until or "",
            one.left.text if one.left else "", one.rule, *_transfer_cells(visit, one.transfer),
        ]
        for row, one in ((found.row, _item(visit, found)) for found in rows)
    )  # fmt: skip
    return csv_response(visit, "custody", header, cells)


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[Held]:
    query = visit.query
    return use.held(
        visit.platform,
        visit.principal,
        agency=query.get("agency") or None,
        case=query.get("case") or None,
        person=query.get("person") or None,
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


def _transfer_cells(visit: Visit, one: TransferItem | None) -> tuple[str, ...]:
    if one is None:
        return ("",) * 5
    stated = visit.words("list_separator").join(f"{field.label} {field.value}" for field in one.stated)
    return one.link.text, one.state, one.sent.machine, one.track, stated


def _transfer(visit: Visit, row: ExchangeRow) -> TransferItem:
    words = visit.words
    return TransferItem(
        link=Link(visit.labels.flow(row.flow), links.exchange(row.id)),
        state=words(f"exchange.{row.state}"),
        sent=visit.moments.stated(row.steps[0].on) or visit.moments.instant(row.sent_at),
        track=words("custody.on_paper" if row.on_paper else "custody.electronic"),
        stated=next((stated_of(visit, step) for step in reversed(row.steps) if step.shows), ()),
    )


def _item(visit: Visit, one: Held) -> CustodyItem:
    labels, moments, row = visit.labels, visit.moments, one.row
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
        transfer=None if one.transfer is None else _transfer(visit, one.transfer),
    )
