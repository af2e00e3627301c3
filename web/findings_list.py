"""The findings queue: tabs by state with counts, filters, one line a finding, and the same lines as CSV.

Not the finding itself (finding_page.py). The gravest first, then the oldest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from starlette.responses import Response

from app.access import own_cases
from domain.permission import may
from projections import findings_queue
from projections.findings_queue import FindingRow
from projections.paging import Page
from supervision_rules.finding import OPEN
from web import links, tags
from web.csv_export import MOST_ROWS, csv_response
from web.links import Link
from web.listing import Filter, Listing, all_visible, choose, listing, typed, visible_page
from web.moments import Moment
from web.tags import Tag
from web.visit import Visit

# tabs as an address names them -> the states they hold
TABS: Final[Mapping[str, tuple[str, ...]]] = {
    "new": ("raised", "reopened"),
    "at_work": ("assigned", "confirmed"),
    "waiting": ("notice_sent", "replied", "rectified"),
    "open": tuple(sorted(OPEN)),
    "dismissed": ("dismissed",),
    "closed": ("closed",),
    "withdrawn": ("withdrawn",),
}
SEVERITIES: Final = ("critical", "major", "minor")


class FindingItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line. over: 逾期 2 日, empty where nothing is late by a measure."""

    address: str
    severity: Tag
    rule: str
    article: str
    case: Link
    person: str
    holder: str
    due: Moment | None
    over: str
    status: Tag
    state: Tag
    assignee: str
    prompt: bool


class Tab(msgspec.Struct, frozen=True):
    """count is empty where the reader does not see all findings."""

    link: Link
    count: str


class FindingsView(msgspec.Struct, frozen=True):
    tabs: tuple[Tab, ...]
    list: Listing
    items: tuple[FindingItem, ...]


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = FindingsView(
        tabs=_tabs(visit),
        list=listing(visit, _filters(visit), page.next, kept=["tab"]),
        items=tuple(item(visit, row) for row in page.rows),
    )
    return visit.show("findings.html", visit.words("section.findings"), view, section="findings")


def export(visit: Visit) -> Response:
    words = visit.words
    names = (
        "severity", "rule_id", "rule", "article", "case", "person", "holder", "due", "over", "status", "state",
        "assignee",
    )  # fmt: skip
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    return csv_response(visit, "findings", [words(f"column.{name}") for name in names], _cells(visit, rows))


def item(visit: Visit, row: FindingRow) -> FindingItem:
    words, labels = visit.words, visit.labels
    late = row.over_value is not None and row.over_unit is not None
    return FindingItem(
        address=links.finding(row.id),
        severity=tags.severity(words, row.severity),
        rule=labels.rule(row.rule),
        article=labels.article(row.rule),
        case=Link(row.case, links.case(row.case)),
        person=row.subject or "",
        holder=labels.organ(row.holder),
        due=visit.moments.stated(row.due),
        over=visit.moments.lateness(row.over_value, row.over_unit) if late else "",  # type: ignore[arg-type]
        status=tags.status(words, row.status),
        state=tags.finding_state(words, row.state),
        assignee=row.assignee or "",
        prompt=row.consequence == "prompt",
    )


def _cells(visit: Visit, rows: Iterable[FindingRow]) -> Iterable[list[str]]:
    for row in rows:
        one = item(visit, row)
        yield [
            one.severity.text, row.rule, one.rule, one.article, row.case, one.person, one.holder, row.due or "",
            one.over, one.status.text, one.state.text, one.assignee,
        ]  # fmt: skip


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[FindingRow]:
    asked = {name: visit.query.get(name) or None for name in ("severity", "rule", "agency", "case", "consequence")}
    state = visit.query.get("state") or None
    states = (state,) if state else TABS[_tab(visit)]
    with visit.platform.engine.connect() as connection:
        return findings_queue.findings(
            connection,
            visit.now,
            state=states,
            among=own_cases(visit.platform, visit.principal),
            cursor=cursor,
            limit=limit,
            **asked,
        )


def _tab(visit: Visit) -> str:
    asked = visit.query.get("tab", "")
    return asked if asked in TABS else "open"


def _tabs(visit: Visit) -> tuple[Tab, ...]:
    chosen = "" if visit.query.get("state") else _tab(visit)
    counts: Mapping[str, int] = {}
    if may(visit.principal, "read_totals"):
        with visit.platform.engine.connect() as connection:
            counts = findings_queue.counts(connection, own_cases(visit.platform, visit.principal))
    found = []
    for name, states in TABS.items():
        address = visit.with_query(tab=name, state=None, after=None, lang=None)
        count = str(sum(counts.get(state, 0) for state in states)) if may(visit.principal, "read_totals") else ""
        found.append(Tab(Link(visit.words(f"tab.{name}"), address, name == chosen), count))
    return tuple(found)


def _filters(visit: Visit) -> list[Filter]:
    words, labels = visit.words, visit.labels
    holders = {card.duty_holder for card in visit.platform.pack.cards} - {"emitter"}
    organs = [(urn, labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    kinds = [(kind, labels.organ(kind)) for kind in sorted(holders)]
    return [
        choose(visit, "severity", words("column.severity"), [(s, words(f"severity.{s}")) for s in SEVERITIES]),
        choose(visit, "rule", words("column.rule"), labels.rules()),
        choose(visit, "agency", words("column.holder"), organs + kinds),
        choose(visit, "state", words("column.state"), [(s, words(f"state.{s}")) for s in _states()]),
        choose(
            visit, "consequence", words("column.consequence"),
            [(c, words(f"consequence.{c}")) for c in ("violation", "prompt")],
        ),
        typed(visit, "case", words("column.case")),
    ]  # fmt: skip


def _states() -> tuple[str, ...]:
    return tuple(dict.fromkeys(state for states in TABS.values() for state in states))
