"""GET /statistics: figures over hand-overs, each with what it takes to compute it again.

Every reader gets the figures of the agencies whose cases it sees. Lines stand by name: there is no order of merit.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import ANY_CALLER, Authenticated
from api.described import answers
from api.examples import CHECKPOINT as CHECKPOINT_EXAMPLE
from api.languages import Spoken
from api.parameters import PLAIN, text_filter
from api.problems import ApiError
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app import figures
from app.figures import Filter
from domain.figures.queries import QUERIES, query
from domain.figures.query import Figure

router = router_of("statistics")


class Statistic(msgspec.Struct, frozen=True, kw_only=True):
    """A statistic in one version. keys, figures: columns of its lines."""

    name: str
    version: int
    title: str
    meaning: str
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    href: str


class StatisticList(msgspec.Struct, frozen=True):
    statistics: tuple[Statistic, ...]


class StatisticLine(msgspec.Struct, frozen=True):
    """One line: column -> value. A figure is an integer, a decimal as text, or null where nothing tells it."""

    key: dict[str, str]
    figures: dict[str, Figure]


class StatisticReport(msgspec.Struct, frozen=True, kw_only=True):
    """A statistic over all acts up to a position of the ledger: whoever has them computes the same figures.

    position    of the last act that counts; checkpoint: signed note over a log that contains it, or null
    pack_digest SHA-256 of the pack whose flows were counted
    closed      rules that close records to the caller: these records do not count
    seen        "all", or what the figures are limited to: agencies, offices, a region's beginning
    incomplete  families of cases that could not be worked through, and are missing: of those asked for; in version 1 of
                all cases
    recompute   the command that computes the same from the acts
    """

    query: str
    version: int
    pack: str
    pack_digest: str
    position: int
    checkpoint: str | None
    seen: tuple[str, ...]
    closed: tuple[str, ...]
    filter: Filter
    incomplete: int
    recompute: str
    lines: tuple[StatisticLine, ...]


_STATISTIC = {
    "name": "single-track", "version": 2, "title": "Single-track share by flow, region and month",
    "meaning": "Of the hand-overs that came to their end …", "keys": ["flow", "region", "month"],
    "figures": ["electronic", "on_paper", "share"], "href": "/v1/statistics/single-track?version=2",
}  # fmt: skip
_REPORT = {
    "query": "single-track", "version": 2, "pack": "cn_criminal", "position": 4711, "checkpoint": CHECKPOINT_EXAMPLE,
    "pack_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "seen": ["cn-5201"],
    "closed": ["technical_investigation"],
    "filter": {"flow": "custody-transfer", "agency": None, "month": None}, "incomplete": 0,
    "recompute": "quancheng statistics single-track --version 2 --at 4711 --flow custody-transfer",
    "lines": [{
        "key": {"flow": "custody-transfer", "region": "cn-520102", "month": "2026-03"},
        "figures": {"electronic": 47, "on_paper": 3, "share": "94.0"},
    }],
}  # fmt: skip


@router.get(
    "/statistics",
    dependencies=ANY_CALLER,
    responses=answers(
        200, "All statistics", StatisticList, {"statistics": [_STATISTIC]}, ["not-authenticated", "invalid-parameter"]
    ),
)
def statistics(language: Spoken) -> Response:
    """Which statistics there are, in every version, and what they count."""
    return reply(
        StatisticList(tuple(
            Statistic(name=one.name, version=one.version, title=one.label.in_(language),
                      meaning=one.meaning.in_(language), keys=one.keys, figures=one.figures,
                      href=f"/v1/statistics/{one.name}?version={one.version}")
            for one in QUERIES
        ))
    )  # fmt: skip


@router.get(
    "/statistics/{name}",
    responses=answers(
        200, "The figures", StatisticReport, _REPORT, ["not-authenticated", "invalid-parameter", "not-found"]
    ),
)
def statistic(
    request: Request,
    caller: Authenticated,
    name: Annotated[str, Path(max_length=100, pattern=PLAIN, examples=["single-track"])],
    version: Annotated[int | None, Query(ge=1, le=9999, description="Default: the newest", examples=[1])] = None,
    flow: Annotated[str | None, text_filter("Id of a flow", "custody-transfer")] = None,
    agency: Annotated[
        str | None, text_filter("URN of the sender or receiver", "urn:quancheng:cn-520102:police:01")
    ] = None,
    month: Annotated[
        str | None, Query(pattern=r"^\d{4}-\d{2}$", description="Month of sending", examples=["2026-03"])
    ] = None,
) -> Response:
    """A statistic as the exchange ledger stands, for the agencies whose cases the caller sees."""
    platform = state_of(request).platform
    if flow is not None and flow not in platform.pack.flows.by_id:
        raise ApiError(
            "invalid-parameter", f"The pack declares no hand-over {flow[:100]!r}.", remedy="See GET /v1/flows.",
            parameter="flow",
        )  # fmt: skip
    wanted = Filter(flow=flow, agency=agency, month=month)
    found = figures.current(platform, caller, name, wanted, version)
    asked = query(found.query, found.version)
    lines = tuple(
        StatisticLine(dict(zip(asked.keys, one.key, strict=True)), dict(zip(asked.figures, one.figures, strict=True)))
        for one in found.lines
    )
    return reply(
        StatisticReport(
            query=found.query, version=found.version, pack=found.pack, pack_digest=found.pack_digest,
            position=found.position, checkpoint=found.checkpoint, seen=found.seen, closed=found.closed,
            filter=found.filter,
            incomplete=found.incomplete, recompute=figures.command(found), lines=lines,
        )
    )  # fmt: skip
