"""The duty board: what is owed, by whom and until when, the earliest due first; with lights in words, and as CSV."""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.responses import Response

from app.access import own_cases, own_desk
from projections import duty_board
from projections.duties import DutyRow, Level
from projections.paging import Page
from web.csv_export import MOST_ROWS, csv_response
from web.duty_items import DutyItem, from_row
from web.listing import Filter, Listing, all_visible, choose, listing, typed, visible_page
from web.visit import Visit

LEVELS: Final[tuple[Level, ...]] = ("overdue", "urgent", "near", "normal")


class DutiesView(msgspec.Struct, frozen=True):
    list: Listing
    items: tuple[DutyItem, ...]


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = DutiesView(
        list=listing(visit, _filters(visit), page.next),
        items=tuple(from_row(visit, row) for row in page.rows),
    )
    return visit.show("duties.html", visit.words("section.duties"), view, section="duties")


def export(visit: Visit) -> Response:
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = ("status", "left", "due", "rule_id", "rule", "article", "case", "person", "holder")
    header = [visit.words(f"column.{name}") for name in names]
    items = ((row, from_row(visit, row)) for row in rows)
    cells = (
        [
            one.status.text, one.left, row.due or "", row.rule, one.rule, one.article, row.case, one.person,
            one.holder,
        ]
        for row, one in items
    )  # fmt: skip
    return csv_response(visit, "duties", header, cells)


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[DutyRow]:
    query = visit.query
    level = query.get("level")
    name = query.get("list")
    watched = visit.platform.pack.lists.get(name) if name else None
    with visit.platform.engine.connect() as connection:
        return duty_board.pending(
            connection,
            visit.now,
            level=next((known for known in LEVELS if known == level), None),
            rule=query.get("rule") or None,
            rules=watched.rules if watched else () if name else None,  # nothing stands on a list that is not there
            holder=query.get("holder") or None,
            case=query.get("case") or None,
            among=own_cases(visit.platform, visit.principal),
            desk=own_desk(visit.principal),
            cursor=cursor,
            limit=limit,
        )


def _filters(visit: Visit) -> list[Filter]:
    words, labels = visit.words, visit.labels
    lists = visit.platform.pack.lists
    organs = [(urn, labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    return [
        choose(visit, "level", words("column.level"), [(name, words(f"level.{name}")) for name in LEVELS]),
        choose(visit, "list", words("column.list"), [(name, labels.of(one.label)) for name, one in lists.items()]),
        choose(visit, "rule", words("column.rule"), labels.rules()),
        choose(visit, "holder", words("column.holder"), organs),
        typed(visit, "case", words("column.case")),
    ]
