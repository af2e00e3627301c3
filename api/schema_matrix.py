"""/schemas/matrix and /schemas/reads: which versions each agency posts and reads, and what breaks if one is given up.

Not the schemas themselves (schemas.py). Rows of an agency are seen by itself, its supervisors and auditors.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Query
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers, content, request_body
from api.json_body import JSON, read_struct
from api.parameters import text_filter
from api.replies import reply
from api.routers import VERSION, router_of
from api.state import state_of
from api.table_replies import Format, IfNoneMatch, as_csv_too, reply_table
from app import version_use
from app.access import require, table_keepers, tables_of
from app.case_report import instant, instant_or_none
from app.version_use import Readings, UseRow
from domain.errors import NotFound
from domain.permission import Principal
from ledger import reading_scope

router = router_of("packs and schemas", VERSION + "/schemas")
AgencyFilter = Annotated[str | None, text_filter("URN of an agency", "urn:quancheng:cn-520102:police:01")]
_Name = Annotated[str, Meta(min_length=1, max_length=100)]
_Version = Annotated[int, Meta(ge=1, le=9999)]


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one type at one agency.

    posted, last_posted  acts in it, and when the last one was recorded
    reads                whether the agency says that it reads it; null: it says nothing of versions
    breaks               what would break there if this version were given up: `posting` (it posted nothing newer
                         since), `reading` (it says of no newer version that it reads it)
    sunset               first day on which the version is refused; null: none is announced
    """

    agency: str
    type: str
    version: int
    posted: int
    last_posted: str | None
    reads: bool | None
    breaks: tuple[str, ...]
    sunset: str | None


class VersionMatrix(msgspec.Struct, frozen=True):
    """In the order of agency, type and version. Acts that are stored stay readable whatever is given up."""

    rows: tuple[VersionRow, ...]


class PutReads(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that you read, by event type; it takes the place of what you said before."""

    reads: dict[_Name, tuple[_Version, ...]]


class ReadsStatement(msgspec.Struct, frozen=True, kw_only=True):
    """What an agency says that it reads. version: how often it said so."""

    agency: str
    version: int
    put_at: str
    put_by: str
    reads: dict[str, tuple[int, ...]]


_AGENCY = "urn:quancheng:cn-520102:police:01"
_ROW = {
    "agency": _AGENCY, "type": "FamilyNotified", "version": 1, "posted": 12,
    "last_posted": "2026-11-24T01:00:00.000000Z", "reads": True, "breaks": ["posting"], "sunset": "2028-01-01",
}  # fmt: skip
_READS = {"FamilyNotified": [1, 2]}
_STATEMENT = {
    "agency": _AGENCY, "version": 1, "put_at": "2026-11-24T01:00:00.000000Z", "put_by": f"{_AGENCY}#t1",
    "reads": _READS,
}  # fmt: skip
_PUT_PROBLEMS = (
    "not-authenticated", "forbidden", "unknown-event-type", "unknown-event-version", "readings-invalid",
    "stale-version", "malformed-json", "missing-field", "unknown-field", "invalid-field", "body-too-large",
    "media-type-unsupported", "digest-mismatch", "digest-malformed",
)  # fmt: skip


@router.get(
    "/matrix",
    responses=as_csv_too(
        answers(
            200, "Versions by agency", VersionMatrix, {"rows": [_ROW]},
            ["not-authenticated", "not-found", "invalid-parameter"], headers=["ETag"],
        ),
        "agency,type,version,posted,last_posted,reads,breaks,sunset",
    ),
)  # fmt: skip
def matrix(
    request: Request,
    caller: Authenticated,
    type: Annotated[str | None, text_filter("Event type", "FamilyNotified")] = None,
    version: Annotated[int | None, Query(ge=1, le=9999, description="Only this version", examples=[1])] = None,
    agency: AgencyFilter = None,
    format: Format = "json",
    if_none_match: IfNoneMatch = None,  # noqa: ARG001  # read by reply_table
) -> Response:
    """Who posts and reads which versions, and what breaks if one is given up."""
    lines = tuple(_row(request, row) for row in _rows(request, caller, agency, type, version))
    rows = [
        (r.agency, r.type, r.version, r.posted, r.last_posted, r.reads, " ".join(r.breaks), r.sunset) for r in lines
    ]
    columns = ("agency", "type", "version", "posted", "last_posted", "reads", "breaks", "sunset")
    return reply_table(request, VersionMatrix(lines), columns, rows, format)


@router.put(
    "/reads",
    responses=answers(200, "What you read", ReadsStatement, _STATEMENT, _PUT_PROBLEMS),
    openapi_extra=request_body("What you read.", {JSON: content(PutReads, {"reads": _READS})}),
)
async def put_reads(request: Request, caller: Authenticated) -> Response:
    """Say which versions your system reads, so that it is known what breaks if one is given up."""
    state = state_of(request)
    require(caller, "keep_tables")
    body = await read_struct(request, PutReads, state.max_body_bytes)
    platform = state.platform

    def stored() -> Readings:
        with reading_scope.of_the_platform(), platform.ledger.writing_engine.begin() as connection:
            return version_use.put_readings(
                connection, platform.pack.vocabulary, caller.agency, body.reads, by=caller.signature,
                now=platform.now(),
            )  # fmt: skip

    return reply(_statement(await run_in_threadpool(stored)))


@router.get(
    "/reads",
    responses=answers(
        200, "What it reads", ReadsStatement, _STATEMENT, ["not-authenticated", "not-found", "invalid-parameter"]
    ),
)
def reads(request: Request, caller: Authenticated, agency: AgencyFilter = None) -> Response:
    """What you, or an agency of which you may know, said that it reads."""
    platform = state_of(request).platform
    whose = tables_of(platform, caller, agency)
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        found = version_use.readings(connection, [whose]).get(whose)
    if found is None:
        raise NotFound(f"{whose[:200]} never said which versions it reads.", remedy="PUT /v1/schemas/reads says it.")
    return reply(_statement(found))


def _rows(
    request: Request, caller: Principal, agency: str | None, type_: str | None, version: int | None
) -> list[UseRow]:
    platform = state_of(request).platform
    require(caller, "read_tables")
    with reading_scope.of_the_platform():
        posted = platform.version_use.posted(platform.engine)
        with platform.engine.connect() as connection:
            said = version_use.readings(connection)
    everyone = {one for one, _, _ in posted} | said.keys()
    seen = set(table_keepers(platform, caller, everyone))
    if agency is not None:
        seen = {tables_of(platform, caller, agency)} & seen
    return version_use.matrix(
        {key: one for key, one in posted.items() if key[0] in seen},
        {one: told for one, told in said.items() if one in seen},
        type_=type_, version=version,
    )  # fmt: skip


def _row(request: Request, row: UseRow) -> VersionRow:
    ending = state_of(request).platform.pack.vocabulary.retirement(row.type, row.version)
    breaks = [word for word, broken in (("posting", row.still_posts), ("reading", row.only_reads)) if broken]
    return VersionRow(
        agency=row.agency, type=row.type, version=row.version, posted=0 if row.posted is None else row.posted.count,
        last_posted=instant_or_none(None if row.posted is None else row.posted.last), reads=row.reads,
        breaks=tuple(breaks),
        sunset=None if ending is None or ending.sunset is None else ending.sunset.isoformat(),
    )  # fmt: skip


def _statement(said: Readings) -> ReadsStatement:
    return ReadsStatement(
        agency=said.agency, version=said.version, put_at=instant(said.put_at), put_by=said.put_by,
        reads=dict(said.reads),
    )  # fmt: skip
