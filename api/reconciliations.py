"""/reconciliations: cause and proposed repair of each differing act, kept; /refusals: what was refused of an agency.

Not the walk that finds them (day_digests.py). Nothing is repaired by itself: what is proposed is posted, signed, by
whose act it is.
"""

from __future__ import annotations

from datetime import date as calendar_date
from typing import Annotated, Final

import msgspec
from fastapi import Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.day_digests import PROBLEMS, Digest, ordinal
from api.described import answers, content, request_body
from api.json_body import JSON, read_struct
from api.parameters import CursorParameter, LimitParameter, text_filter
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app import refusals
from app.access import own_exchange, require
from app.case_report import instant
from app.composition import Platform
from app.reconciliation import listing, reconcile
from app.reconciliation.listing import Counts
from app.reconciliation.reconcile import MOST_DIFFERENCES, Difference, Told
from app.reconciliation.tables import reconciliations
from app.refusals import Refusal
from domain.differences import Cause, Side
from domain.errors import NotFound
from domain.permission import OfAgency, Principal, may

router = router_of("reconciliation")
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class FoundDifference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on which your walk found the two sides to differ. digest: your own; null: you have no such act."""

    case: _Name
    source: _Name
    id: _Name
    digest: Digest | None


class FoundDifferences(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The acts of one published day that differ; of more than a thousand, the rest in further requests."""

    date: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
    side: Side = "sent"
    differences: Annotated[tuple[FoundDifference, ...], msgspec.Meta(max_length=MOST_DIFFERENCES)]


class MadeReconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """Causes and repairs; differences that are settled meanwhile are left out.

    lost      the agency has the act and the platform not, and no refusal is on record (`held`: the other way round)
    rejected  the platform refused it: `refusal` says why
    mapped    only the codes differ, by the mapping table of the agency
    altered   same id, other content, case or day
    unknown   an act in the agency's name that it says it never sent: an alarm. `held`: an act that its feed never gave
    """

    id: str
    agency: str
    date: str
    side: Side
    made_at: str
    made_by: str
    position: int
    root: str
    found_root: str
    causes: Counts
    differences: tuple[Difference, ...]


class MadeReconciliations(msgspec.Struct, frozen=True):
    """The latest first; go on until `next` is null."""

    reconciliations: tuple[MadeReconciliation, ...]
    next: str | None


class RefusalOnRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A statement refused. times: how often it was posted; taken_since: the act with this id is stored by now.

    source, id, type  as far as they could be read; empty where they held an identity number
    """

    agency: str
    code: str
    source: str
    id: str
    type: str
    pointer: str
    first_at: str
    last_at: str
    times: int
    taken_since: bool


class Refusals(msgspec.Struct, frozen=True):
    """The latest first; go on until `next` is null."""

    refusals: tuple[RefusalOnRecord, ...]
    next: str | None


_H = "3f2b6c0d" * 8
_POLICE = "urn:quancheng:cn-520102:police:01"
_TOLD: Final[dict[str, object]] = {"case": "case-2026-017", "source": _POLICE, "id": "2026-0117-003", "digest": _H}
_MADE: Final[dict[str, object]] = {
    "id": "9b74c9897bac770ffc029102a200c5de", "agency": _POLICE, "date": "2026-03-02", "side": "sent",
    "made_at": "2026-03-03T00:11:00.000000Z", "made_by": f"{_POLICE}#t1", "position": 4711, "root": _H,
    "found_root": "a1" * 32, "causes": {"lost": 1, "rejected": 0, "mapped": 0, "altered": 0, "unknown": 0},
    "differences": [_TOLD | {"cause": "lost", "action": "post", "found": None, "found_case": None, "found_on": None,
                             "refusal": None, "mended": False, "event": None}],
}  # fmt: skip
_REFUSAL: Final[dict[str, object]] = {
    "agency": _POLICE, "code": "unknown-person", "source": _POLICE, "id": "2026-0117-003", "type": "Detained",
    "pointer": "/data/person", "first_at": "2026-03-02T08:12:09.120431Z", "last_at": "2026-03-02T08:12:09.120431Z",
    "times": 1, "taken_since": False,
}  # fmt: skip
_READ = ("not-authenticated", "forbidden", "invalid-parameter", "cursor-invalid")


@router.post(
    "/reconciliations",
    status_code=201,
    responses=answers(
        201, "Causes and repairs", MadeReconciliation, _MADE, [*PROBLEMS, "digest-not-published", "not-your-agency"]
    ),
    openapi_extra=request_body(
        "What differs",
        {JSON: content(FoundDifferences, {"date": "2026-03-02", "side": "sent", "differences": [_TOLD]})},
    ),
)
async def make(request: Request, caller: Authenticated) -> Response:
    """Have the differences of a day judged: why each is one, and what mends it. The same request makes it once."""
    require(caller, "post_act")
    state = state_of(request)
    body = await read_struct(request, FoundDifferences, state.max_body_bytes)
    day = ordinal(body.date)
    told = [Told(case=one.case, source=one.source, id=one.id, digest=one.digest) for one in body.differences]
    made = await run_in_threadpool(reconcile.reconcile, state.platform, caller, body.side, day, told)
    for one in made.differences:
        state.metrics.difference_found(one.cause)
    return reply(_shown(_row(state_of(request).platform, caller, made.id)), 201)


@router.get(
    "/reconciliations",
    responses=answers(
        200, "Reconciliations", MadeReconciliations, {"reconciliations": [_MADE], "next": None}, _READ
    ),
)  # fmt: skip
def listed(
    request: Request,
    caller: Authenticated,
    agency: Annotated[str | None, text_filter("Only this agency", _POLICE)] = None,
    cause: Annotated[Cause | None, Query(description="Only with differences of this cause")] = None,
    cursor: CursorParameter = None,
    limit: Annotated[int, Query(ge=1, le=20, description="Rows in one page", examples=[20])] = 20,
) -> Response:
    """What came of comparisons: your own, or those of agencies that you supervise."""
    require(caller, "read_exchange")
    platform = state_of(request).platform
    own = own_exchange(platform, caller, reconciliations.c.agency, reconciliations.c.region)
    with platform.engine.connect() as connection:
        page = listing.made(connection, own, agency=agency, cause=cause, cursor=cursor, limit=limit)
    return reply(MadeReconciliations(tuple(map(_shown, listing.shown_to(platform, caller, page.rows))), page.next))


@router.get(
    "/reconciliations/{id}",
    responses=answers(200, "A reconciliation", MadeReconciliation, _MADE, [*_READ[:3], "not-found"]),
)
def one(
    request: Request,
    caller: Authenticated,
    id: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["9b74c9897bac770ffc029102a200c5de"])],
) -> Response:
    """One reconciliation."""
    require(caller, "read_exchange")
    return reply(_shown(_row(state_of(request).platform, caller, id)))


@router.get(
    "/refusals",
    responses=answers(200, "Refusals", Refusals, {"refusals": [_REFUSAL], "next": None}, [*_READ, "not-found"]),
)
def refused(
    request: Request,
    caller: Authenticated,
    agency: Annotated[str | None, text_filter("Of this agency; none: your own", _POLICE)] = None,
    id: Annotated[str | None, text_filter("Only of the act with this id", "2026-0117-003")] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """What of yours was refused and why, kept for as long as the operator says: 400 days if nothing else is set."""
    require(caller, "read_exchange")
    platform = state_of(request).platform
    whose = caller.agency if agency is None else agency
    if not may(caller, "read_exchange", OfAgency(whose), platform.pack.agencies.predecessors(caller.agency)):
        raise NotFound(f"There are no refusals of {whose[:200]!r} that are yours to see.", remedy="Check the agency.")
    with platform.engine.connect() as connection:
        page = refusals.listed(connection, whose, act_id=id, cursor=cursor, limit=limit)
        stored = refusals.stored_since(connection, page.rows)
    return reply(Refusals(tuple(_on_record(row, (row.source, row.act_id) in stored) for row in page.rows), page.next))


def _row(platform: Platform, caller: Principal, id: str) -> listing.ReconciliationRow:
    own = own_exchange(platform, caller, reconciliations.c.agency, reconciliations.c.region)
    with platform.engine.connect() as connection:
        page = listing.made(connection, own, id=id)
    if not page.rows:
        raise NotFound("There is no such reconciliation, or it is not yours to see.", remedy="Take ids from the list.")
    [row] = listing.shown_to(platform, caller, page.rows)
    return row


def _shown(row: listing.ReconciliationRow) -> MadeReconciliation:
    return MadeReconciliation(
        id=row.id, agency=row.agency, date=calendar_date.fromordinal(row.day).isoformat(), side=row.side,
        made_at=instant(row.made_at), made_by=row.made_by, position=row.position, root=row.root,
        found_root=row.found_root, causes=row.counts, differences=row.differences,
    )  # fmt: skip


def _on_record(row: Refusal, taken: bool) -> RefusalOnRecord:
    return RefusalOnRecord(
        agency=row.agency, code=row.code, source=row.source, id=row.act_id, type=row.type, pointer=row.pointer,
        first_at=instant(row.first_at), last_at=instant(row.last_at), times=row.times, taken_since=taken,
    )  # fmt: skip
