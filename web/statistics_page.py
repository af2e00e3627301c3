"""Statistics over hand-overs: one table at a time, with the source from which anybody computes it again. With CSV.

No league table: lines stand by name and month, and no figure sets an order.
"""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app import figures
from app.figures import Figures, Filter
from domain.figures.by_agency import BY_AGENCY
from domain.figures.queries import NEWEST, query
from domain.figures.query import Figure, Query
from web.csv_export import csv_response
from web.links import Link
from web.listing import Filter as ListFilter
from web.listing import Listing, choose, listing, typed
from web.visit import Visit


class StatisticLine(msgspec.Struct, frozen=True):
    key: tuple[str, ...]
    figures: tuple[str, ...]


class StatisticView(msgspec.Struct, frozen=True, kw_only=True):
    """source: name and value of what one needs to compute the figures again; incomplete: how many families miss."""

    list: Listing
    tabs: tuple[Link, ...]
    title: str
    meaning: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    items: tuple[StatisticLine, ...]
    source: tuple[tuple[str, str], ...]
    command: str
    incomplete: int


def show(visit: Visit) -> Response:
    asked, found = _asked(visit)
    words, labels = visit.words, visit.labels
    tabs = [Link(labels.of(one.label), f"/statistics/{one.name}", one == asked) for one in NEWEST]
    view = StatisticView(
        list=listing(visit, _filters(visit), None),
        tabs=tuple(tabs),
        title=labels.of(asked.label),
        meaning=labels.of(asked.meaning),
        keys=tuple(words(f"column.{name}") for name in _keys(asked)),
        columns=tuple(words(f"figure.{name}") for name in asked.figures),
        items=tuple(_line(visit, asked, found)),
        source=tuple(_source(visit, found)),
        command=figures.command(found),
        incomplete=found.incomplete,
    )
    return visit.show("statistics.html", labels.of(asked.label), view, section="statistics")


def export(visit: Visit) -> Response:
    asked, found = _asked(visit)
    words = visit.words
    header = [words(f"column.{name}") for name in _keys(asked)] + [words(f"figure.{name}") for name in asked.figures]
    lines = [[*one.key, *one.figures] for one in _line(visit, asked, found)]
    # the file says by itself where its figures come from
    source = [*_source(visit, found), (words("figure.command"), figures.command(found))]
    return csv_response(visit, asked.name, header, [*lines, [], *source])


def _asked(visit: Visit) -> tuple[Query, Figures]:
    given = visit.query
    name = visit.parameters.get("name", BY_AGENCY.name)
    wanted = Filter(
        flow=given.get("flow") or None, agency=given.get("agency") or None, month=given.get("month") or None
    )
    found = figures.current(visit.platform, visit.principal, name, wanted)
    return query(found.query, found.version), found


def _keys(asked: Query) -> list[str]:
    return [{"agency": "office", "side": "direction"}.get(key, key) for key in asked.keys]


def _line(visit: Visit, asked: Query, found: Figures) -> list[StatisticLine]:
    return [
        StatisticLine(
            tuple(_key(visit, name, value) for name, value in zip(asked.keys, one.key, strict=True)),
            tuple(_figure(figure) for figure in one.figures),
        )
        for one in found.lines
    ]


def _key(visit: Visit, name: str, value: str) -> str:
    if name == "flow":
        return visit.labels.flow(value)
    if name == "agency":
        return visit.labels.organ(value)
    return visit.words(f"figure.{value}") if name == "side" else value


def _figure(figure: Figure) -> str:
    return "" if figure is None else str(figure)


def _source(visit: Visit, found: Figures) -> list[tuple[str, str]]:
    words = visit.words
    return [
        (words("figure.query"), f"{found.query} {found.version}"),
        (words("figure.position"), str(found.position)),
        (words("figure.pack"), f"{found.pack} {found.pack_digest}"),
        (words("figure.seen"), words("figure.all") if found.seen == ("all",) else " ".join(found.seen)),
    ]


def _filters(visit: Visit) -> list[ListFilter]:
    words, labels = visit.words, visit.labels
    flows = [(flow.id, labels.of(flow.label)) for flow in visit.platform.pack.flows.by_id.values()]
    organs = [(urn, labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    return [
        choose(visit, "flow", words("column.flow"), flows),
        choose(visit, "agency", words("column.organ"), organs),
        typed(visit, "month", words("figure.month_filter")),
    ]
