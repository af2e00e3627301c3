"""/code-mappings: an agency says what its own codes mean; they are read so in whatever it posts from then on.

Not the reading (app/map_codes.py). Another agency's tables do not exist for who may not read them.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from fastapi import Query
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.code_lists import ListParameter
from api.described import answers, content, request_body
from api.expected_version import IfMatch, expected_version
from api.json_body import JSON, read_struct
from api.parameters import text_filter
from api.replies import etag, reply
from api.routers import VERSION, router_of
from api.state import state_of
from api.table_replies import Format, IfNoneMatch, as_csv_too, reply_table
from app import code_mappings
from app.access import own_cases, require, table_keepers, tables_of
from app.case_report import instant
from app.code_lists import code_list
from domain.code_mapping import CodeTable, MappingEntry
from ledger import reading_scope
from projections import code_use

router = router_of("codes", VERSION + "/code-mappings")
AgencyParameter = Annotated[
    str | None, text_filter("URN of an agency; default: your own", "urn:quancheng:cn-520102:police:01")
]
_MOST_UNMAPPED: Final = 1000


class PutTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole table. An empty one says: we state codes of our own; tell us which are not known.

    expected_version  the version it replaces, 0 for the first, where you do not send If-Match
    """

    entries: tuple[MappingEntry, ...]
    expected_version: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None


class TableHead(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a table. put_at: from then on it was applied."""

    agency: str
    list: str
    version: int
    put_at: str
    put_by: str
    entries: int


class Table(TableHead, frozen=True, kw_only=True, rename={"rows": "codes"}):
    rows: tuple[MappingEntry, ...]


class TableList(msgspec.Struct, frozen=True):
    tables: tuple[TableHead, ...]


class Unmapped(msgspec.Struct, frozen=True, kw_only=True):
    """A code that the table did not know when acts stated it. mapped_since: the table that knows it now, else null."""

    agency: str
    code: str
    count: int
    first: str
    last: str
    mapped_since: int | None


class UnmappedList(msgspec.Struct, frozen=True):
    list: str
    unmapped: tuple[Unmapped, ...]


_AGENCY = "urn:quancheng:cn-520102:police:01"
_ENTRY = {"code": "0401", "national": "故意伤害", "valid_from": "2024-01-01"}
_PUT = {"entries": [_ENTRY], "expected_version": 0}
_TABLE_HEAD = {
    "agency": _AGENCY, "list": "charges", "version": 1, "put_at": "2026-11-24T01:00:00.000000Z",
    "put_by": f"{_AGENCY}#t1", "entries": 1,
}  # fmt: skip
_TABLE = _TABLE_HEAD | {"codes": [_ENTRY]}
_UNMAPPED = {
    "agency": _AGENCY, "code": "0499", "count": 2, "first": "2026-11-24T01:00:00.000000Z",
    "last": "2026-11-25T01:00:00.000000Z", "mapped_since": None,
}  # fmt: skip
_READ_PROBLEMS = ("not-authenticated", "not-found", "invalid-parameter")
_PUT_PROBLEMS = (
    "not-authenticated", "forbidden", "not-found", "code-mapping-invalid", "stale-version", "version-required",
    "malformed-json", "missing-field", "unknown-field", "invalid-field", "invalid-parameter", "body-too-large",
    "media-type-unsupported", "digest-mismatch", "digest-malformed",
)  # fmt: skip


@router.get("", responses=answers(200, "Tables", TableList, {"tables": [_TABLE_HEAD]}, _READ_PROBLEMS))
def tables(request: Request, caller: Authenticated, agency: AgencyParameter = None) -> Response:
    """The tables that stand now: your own, or those of every agency of which you may know."""
    platform = state_of(request).platform
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        seen = table_keepers(platform, caller, code_mappings.keepers(connection))
        wanted = [one for one in seen if agency in (None, one)]
        found = [code_mappings.table(connection, *key) for key in code_mappings.standing(connection, wanted)]
    return reply(TableList(tuple(_head(one) for one in found)))


@router.put(
    "/{list}",
    responses=answers(200, "The table as it stands now", Table, _TABLE, _PUT_PROBLEMS, headers=["ETag"]),
    openapi_extra=request_body("The whole table.", {JSON: content(PutTable, _PUT)}),
)  # fmt: skip
async def put_table(request: Request, caller: Authenticated, list: ListParameter, if_match: IfMatch = None) -> Response:
    """Put the next version of your table. What was posted before stays as it was read then."""
    state = state_of(request)
    require(caller, "keep_tables")
    body = await read_struct(request, PutTable, state.max_body_bytes)
    expected = expected_version(if_match, body.expected_version)
    platform = state.platform

    def stored() -> CodeTable:
        with reading_scope.of_the_platform(), platform.ledger.writing_engine.begin() as connection:
            return code_mappings.put(
                connection, platform.pack, caller.agency, list, body.entries, by=caller.signature,
                now=platform.now(), expected=expected,
            )  # fmt: skip

    table = await run_in_threadpool(stored)
    return reply(_whole(table), headers={"ETag": etag(table.version)})


@router.get(
    "/{list}",
    responses=as_csv_too(
        answers(200, "The table", Table, _TABLE, _READ_PROBLEMS, headers=["ETag"]),
        "code,national,valid_from,valid_to,note",
    ),
)
def table(
    request: Request,
    caller: Authenticated,
    list: ListParameter,
    agency: AgencyParameter = None,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Default: the newest", examples=[1])] = None,
    format: Format = "json",
    if_none_match: IfNoneMatch = None,  # noqa: ARG001  # read by reply_table
) -> Response:
    """One version of a table, as JSON or CSV. Receipts name the version that was applied."""
    platform = state_of(request).platform
    whose = tables_of(platform, caller, agency)
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        found = code_mappings.table(connection, whose, list, version)
    rows = [(e.code, e.national, e.valid_from, e.valid_to, e.note) for e in found.entries]
    return reply_table(
        request, _whole(found), ("code", "national", "valid_from", "valid_to", "note"), rows, format,
        tag=str(found.version),
    )  # fmt: skip


@router.get("/{list}/history", responses=answers(200, "Versions", TableList, {"tables": [_TABLE_HEAD]}, _READ_PROBLEMS))
def history(request: Request, caller: Authenticated, list: ListParameter, agency: AgencyParameter = None) -> Response:
    """All versions of a table, the newest first. None is ever changed or deleted."""
    platform = state_of(request).platform
    whose = tables_of(platform, caller, agency)
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        found = code_mappings.history(connection, whose, list)
    return reply(TableList(tuple(_head(one) for one in found)))


@router.get(
    "/{list}/unmapped",
    responses=as_csv_too(
        answers(200, "Codes not known", UnmappedList, {"list": "charges", "unmapped": [_UNMAPPED]}, _READ_PROBLEMS),
        "agency,code,count,first,last,mapped_since",
    ),
)  # fmt: skip
def unmapped(
    request: Request,
    caller: Authenticated,
    list: ListParameter,
    agency: AgencyParameter = None,
    format: Format = "json",
    if_none_match: IfNoneMatch = None,  # noqa: ARG001  # read by reply_table
) -> Response:
    """Codes that you stated and your table did not know: they were taken, and wait to be put into it."""
    platform = state_of(request).platform
    code_list(platform.pack, list)
    whose = tables_of(platform, caller, agency)
    with platform.engine.connect() as connection:
        found = code_use.unmapped(
            connection, list, agency=whose, among=own_cases(platform, caller), limit=_MOST_UNMAPPED
        )
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        now = code_mappings.newest(connection, whose, list)
    known = {} if now is None else {entry.code: now.version for entry in now.entries}
    lines = tuple(
        Unmapped(
            agency=one.agency, code=one.code, count=one.count, first=instant(one.first), last=instant(one.last),
            mapped_since=known.get(one.code),
        )
        for one in found
    )  # fmt: skip
    rows = [(one.agency, one.code, one.count, one.first, one.last, one.mapped_since) for one in lines]
    columns = ("agency", "code", "count", "first", "last", "mapped_since")
    return reply_table(request, UnmappedList(list, lines), columns, rows, format)


def _head(table: CodeTable) -> TableHead:
    return TableHead(
        agency=table.agency, list=table.list, version=table.version, put_at=instant(table.put_at),
        put_by=table.put_by, entries=len(table.entries),
    )  # fmt: skip


def _whole(table: CodeTable) -> Table:
    return Table(**msgspec.structs.asdict(_head(table)), rows=table.entries)
