"""The list of cases, the one with the latest news first: search, filters, and the same lines as CSV."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app.access import own_cases
from app.closings import of_rows
from projections import case_view
from projections.case_view import CaseRow
from projections.paging import Page
from web import links
from web.csv_export import MOST_ROWS, csv_response
from web.links import Link
from web.listing import Filter, Listing, all_visible, choose, listing, typed, visible_page
from web.moments import Moment
from web.visit import Visit


class CaseItem(msgspec.Struct, frozen=True, kw_only=True):
    """held, findings: in words, empty where there are none. news: the last recorded act."""

    case: Link
    stage: str
    agency: str
    persons: str
    held: str
    acts: str
    findings: str
    opened: Moment | None
    news: Moment | None


class CasesView(msgspec.Struct, frozen=True):
    list: Listing
    items: tuple[CaseItem, ...]


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = CasesView(
        list=listing(visit, _filters(visit), page.next),
        items=tuple(_item(visit, row) for row in page.rows),
    )
    return visit.show("cases.html", visit.words("section.cases"), view, section="cases")


def export(visit: Visit) -> Response:
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = ("case", "stage", "agency", "persons", "held", "acts", "findings", "opened")
    header = [visit.words(f"column.{name}") for name in names]
    cells = (
        [
            row.case, one.stage, one.agency, one.persons, str(row.held), str(row.acts), str(row.open_findings),
            row.opened or "",
        ]
        for row, one in ((row, _item(visit, row)) for row in rows)
    )  # fmt: skip
    return csv_response(visit, "cases", header, cells)


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[CaseRow]:
    query = visit.query
    among = own_cases(visit.platform, visit.principal)
    with visit.platform.engine.connect() as connection:
        page = case_view.cases(
            connection,
            stage=query.get("stage") or None,
            agency=query.get("agency") or None,
            search=query.get("search") or None,
            held=True if query.get("held") == "yes" else None,
            with_findings=True if query.get("findings") == "yes" else None,
            among=among,
            cursor=cursor,
            limit=limit,
        )
    return Page(tuple(of_rows(visit.platform, visit.principal, page.rows, among)), page.next)


def _filters(visit: Visit) -> list[Filter]:
    words, labels = visit.words, visit.labels
    lifecycle = visit.platform.pack.lifecycle
    stages = [] if lifecycle is None else [s.id for s in lifecycle.tracks["stage"].states]
    organs = [(urn, labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    return [
        typed(visit, "search", words("column.case")),
        choose(visit, "stage", words("column.stage"), [(s, labels.stage(s)) for s in stages]),
        choose(visit, "agency", words("column.agency"), organs),
        choose(visit, "held", words("column.custody"), [("yes", words("filter.held"))]),
        choose(visit, "findings", words("column.findings"), [("yes", words("filter.with_findings"))]),
    ]


def _item(visit: Visit, row: CaseRow) -> CaseItem:
    words, labels = visit.words, visit.labels
    return CaseItem(
        case=Link(row.case, links.case(row.case)),
        stage=labels.stage(row.stage) if row.continued_as is None else words("case.continued"),
        agency="" if row.agency is None else labels.organ(row.agency),
        persons=words.count("count.persons", len(row.persons)) if row.persons else "",
        held=words.count("count.held", row.held) if row.held else "",
        acts=words.count("count.acts", row.acts),
        findings=words.count("count.findings", row.open_findings) if row.open_findings else "",
        opened=visit.moments.stated(row.opened),
        news=None if row.last_recorded is None else visit.moments.instant(row.last_recorded),
    )
