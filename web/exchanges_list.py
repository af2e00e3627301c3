"""The exchange ledger: hand-overs sent, received, answered; the lists of alarms as tabs. And as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import msgspec
from starlette.responses import Response

from app import exchanges as use
from app.exchanges import Asked
from projections.exchanges import ALARMS, Alarm, ExchangeRow
from projections.paging import Page
from web.csv_export import MOST_ROWS, csv_response
from web.exchange_items import ExchangeItem, from_row
from web.links import Link
from web.listing import Filter, Listing, all_visible, choose, listing, typed, visible_page
from web.visit import Visit

STATES = (
    "sent", "received", "accepted", "answered", "returned", "rejected", "recalled", "recall_confirmed", "on_paper",
)  # fmt: skip


class ExchangesView(msgspec.Struct, frozen=True, kw_only=True):
    list: Listing
    tabs: tuple[Link, ...]
    items: tuple[ExchangeItem, ...]
    agencies: Link
    silent: Link


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    words, alarm = visit.words, _alarm(visit)
    view = ExchangesView(
        list=listing(visit, _filters(visit), page.next, kept=("alarm",)),
        tabs=_tabs(visit, alarm),
        items=_items(visit, page.rows, alarm),
        agencies=Link(words("exchange.agencies"), "/exchanges/agencies"),
        silent=Link(words("exchange.silent"), "/exchanges/silent"),
    )
    return visit.show("exchanges.html", words("section.exchanges"), view, section="exchanges")


def export(visit: Visit) -> Response:
    rows = iter(all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS))
    pages = iter(lambda: list(islice(rows, use.AT_ONCE)), [])
    names = (
        "exchange", "flow_id", "flow", "case", "person", "progress", "sender", "receiver", "sent", "received",
        "answered", "waits", "article", "on_paper",
    )  # fmt: skip
    header = [visit.words(f"column.{name}") for name in names]
    cells = (
        [
            row.id, row.flow, one.flow.text, row.case, one.person, one.state.text, one.sender, one.receiver,
            one.sent.machine, one.received.machine if one.received else "",
            one.answered.machine if one.answered else "", one.waits,
            visit.words("list_separator").join(one.late), visit.words("yes" if one.on_paper else "no"),
        ]
        for page in pages
        for row, one in zip(page, _items(visit, page, _alarm(visit)), strict=True)
    )  # fmt: skip
    return csv_response(visit, "exchanges", header, cells)


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[ExchangeRow]:
    query = visit.query
    asked = Asked(
        alarm=_alarm(visit),
        flow=query.get("flow") or None,
        state=query.get("state") or None,
        agency=query.get("agency") or None,
        case=query.get("case") or None,
    )
    return use.page(visit.platform, visit.principal, asked, cursor=cursor, limit=limit)


def _items(visit: Visit, rows: Sequence[ExchangeRow], alarm: Alarm | None) -> tuple[ExchangeItem, ...]:
    """With the articles by which an answer is late, on that list."""
    late = use.duties_on(visit.platform, visit.principal, rows, overdue=True) if alarm == "unanswered" else {}
    return tuple(from_row(visit, row, late.get(row.id, ())) for row in rows)


def _alarm(visit: Visit) -> Alarm | None:
    asked = visit.query.get("alarm")
    return next((alarm for alarm in ALARMS if alarm == asked), None)


def _tabs(visit: Visit, current: Alarm | None) -> tuple[Link, ...]:
    words = visit.words
    counted = use.alarms(visit.platform, visit.principal)
    every = Link(words("exchange.all"), visit.with_query(alarm=None, after=None, lang=None), current is None)
    return (
        every,
        *(
            Link(
                f"{words(f'alarm.{alarm}')} {counted[alarm]}",
                visit.with_query(alarm=alarm, after=None, lang=None),
                alarm == current,
            )
            for alarm in ALARMS
        ),
    )


def _filters(visit: Visit) -> list[Filter]:
    words, labels = visit.words, visit.labels
    flows = [(flow.id, labels.of(flow.label)) for flow in visit.platform.pack.flows.by_id.values()]
    organs = [(urn, labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    return [
        choose(visit, "flow", words("column.flow"), flows),
        choose(visit, "state", words("column.progress"), [(name, words(f"exchange.{name}")) for name in STATES]),
        choose(visit, "agency", words("column.office"), organs),
        typed(visit, "case", words("column.case")),
    ]
