"""Two pages over the ledger: per agency what it sent, received and answered; and where traffic has stopped. With CSV.

No league table: lines come by agency and flow, and no figure sets an order.
"""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app import exchanges as use
from app.silence import silence
from projections.exchange_totals import AgencyTotals
from web import links
from web.csv_export import csv_response
from web.links import Link
from web.listing import Listing, choose, listing
from web.moments import Moment
from web.visit import Visit

_COLUMNS = (
    "office", "flow", "sent", "sent_received", "sent_answered", "taken", "taken_received", "taken_answered",
)  # fmt: skip


class AgencyLine(msgspec.Struct, frozen=True):
    """numbers: in the order of the columns after agency and flow."""

    agency: Link
    flow: str
    numbers: tuple[str, ...]


class AgenciesView(msgspec.Struct, frozen=True, kw_only=True):
    list: Listing
    columns: tuple[str, ...]
    items: tuple[AgencyLine, ...]


class QuietLine(msgspec.Struct, frozen=True, kw_only=True):
    """agencies: sender and receiver, or one. last None: never heard of. waiting: handed to it since, of an agency."""

    agencies: tuple[str, ...]
    flow: str
    usual: str
    last: Moment | None
    quiet: str
    waiting: str


class SilentView(msgspec.Struct, frozen=True, kw_only=True):
    export: str
    pairs: tuple[QuietLine, ...]
    agencies: tuple[QuietLine, ...]


def agencies(visit: Visit) -> Response:
    organs = [(urn, visit.labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    view = AgenciesView(
        list=listing(visit, [choose(visit, "agency", visit.words("column.office"), organs)], None),
        columns=tuple(visit.words(f"column.{name}") for name in _COLUMNS[2:]),
        items=tuple(
            AgencyLine(
                Link(visit.labels.organ(one.agency), links.exchanges(agency=one.agency, flow=one.flow)),
                visit.labels.flow(one.flow),
                _numbers(one),
            )
            for one in _totals(visit)
        ),
    )
    return visit.show("exchange_agencies.html", visit.words("exchange.agencies"), view, section="exchanges")


def export_agencies(visit: Visit) -> Response:
    header = [visit.words(f"column.{name}") for name in _COLUMNS]
    rows = ([one.agency, visit.labels.flow(one.flow), *_numbers(one)] for one in _totals(visit))
    return csv_response(visit, "exchanges-by-agency", header, rows)


def silent(visit: Visit) -> Response:
    pairs, quiet = _silence(visit)
    view = SilentView(export="/exchanges/silent.csv", pairs=pairs, agencies=quiet)
    return visit.show("silent.html", visit.words("exchange.silent"), view, section="exchanges")


def export_silent(visit: Visit) -> Response:
    pairs, quiet = _silence(visit)
    header = [
        visit.words(f"column.{name}")
        for name in ("sender", "receiver", "flow", "usual", "last", "quiet", "kept_waiting")
    ]
    rows = (
        [*one.agencies, *([""] * (2 - len(one.agencies))), one.flow, one.usual,
         one.last.machine if one.last else "", one.quiet, one.waiting]
        for one in (*pairs, *quiet)
    )  # fmt: skip
    return csv_response(visit, "silent", header, rows)


def _totals(visit: Visit) -> list[AgencyTotals]:
    return use.totals(visit.platform, visit.principal, visit.query.get("agency") or None)


def _numbers(one: AgencyTotals) -> tuple[str, ...]:
    numbers = (
        one.sent, one.sent_acknowledged, one.sent_answered, one.taken, one.taken_acknowledged, one.taken_answered,
    )  # fmt: skip
    return tuple(map(str, numbers))


def _silence(visit: Visit) -> tuple[tuple[QuietLine, ...], tuple[QuietLine, ...]]:
    words, labels, moments = visit.words, visit.labels, visit.moments
    found = silence(visit.platform, visit.principal)
    pairs = (
        QuietLine(
            agencies=(labels.organ(one.sender), labels.organ(one.receiver)),
            flow=labels.flow(one.flow),
            usual=words.count("count.days", one.usual_days),
            last=moments.instant(one.last),
            quiet=words.count("count.days", one.quiet_days),
            waiting="",
        )
        for one in found.pairs
    )
    quiet = (
        QuietLine(
            agencies=(labels.organ(one.agency),),
            flow="",
            usual="",
            last=None if one.last is None else moments.instant(one.last),
            quiet=words("exchange.never") if one.quiet_days is None else words.count("count.days", one.quiet_days),
            waiting=str(one.waiting),
        )
        for one in found.agencies
    )
    return tuple(pairs), tuple(quiet)
