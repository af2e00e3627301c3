"""Offline files: what each agency handed in for times without a connection, and the gaps before and in it. And as CSV.

Not the lines that were refused (GET /v1/refusals): they are the agency's to mend. A gap is a question to the agency.
"""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app.access import own_exchange, require
from app.offline.listing import FileGap, ReceivedFile, received
from app.reconciliation.tables import offline_files
from projections.paging import Page
from web.csv_export import MOST_ROWS, csv_response
from web.listing import Filter, Listing, all_visible, choose, listing, visible_page
from web.moments import Moment
from web.tags import Tag
from web.visit import Visit


class FileItem(msgspec.Struct, frozen=True, kw_only=True):
    """result: complete, with gaps, or broken off. gaps: in words, one each. Counts are of the lines of the file."""

    agency: str
    number: str
    result: Tag
    gaps: tuple[str, ...]
    acts: str
    accepted: str
    duplicate: str
    refused: str
    key: str
    made: Moment
    received: Moment


class OfflineFilesView(msgspec.Struct, frozen=True):
    list: Listing
    items: tuple[FileItem, ...]


def show(visit: Visit) -> Response:
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = OfflineFilesView(
        list=listing(visit, _filters(visit), page.next),
        items=tuple(_item(visit, row) for row in page.rows),
    )
    return visit.show("offline_files.html", visit.words("section.offline_files"), view, section="offline_files")


def export(visit: Visit) -> Response:
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = (
        "organ", "file_number", "result", "gaps", "acts", "accepted", "duplicate", "refused", "key", "sealed",
        "received",
    )  # fmt: skip
    header = [visit.words(f"column.{name}") for name in names]
    cells = (
        [
            row.agency, one.number, one.result.text, visit.words("list_separator").join(one.gaps), one.acts,
            one.accepted, one.duplicate, one.refused, one.key, one.made.machine, one.received.machine,
        ]
        for row, one in ((row, _item(visit, row)) for row in rows)
    )  # fmt: skip
    return csv_response(visit, "offline-files", header, cells)


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[ReceivedFile]:
    require(visit.principal, "read_exchange")
    own = own_exchange(visit.platform, visit.principal, offline_files.c.agency, offline_files.c.region)
    with visit.platform.engine.connect() as connection:
        return received(connection, own, agency=visit.query.get("agency") or None, cursor=cursor, limit=limit)


def _filters(visit: Visit) -> list[Filter]:
    organs = [(urn, visit.labels.organ(urn)) for urn in sorted(visit.platform.pack.agencies.agencies)]
    return [choose(visit, "agency", visit.words("column.organ"), organs)]


def _item(visit: Visit, row: ReceivedFile) -> FileItem:
    words, moments = visit.words, visit.moments
    return FileItem(
        agency=visit.labels.organ(row.agency), number=str(row.number), result=_result(visit, row),
        gaps=tuple(_gap(visit, gap) for gap in row.gaps), acts=str(row.acts), accepted=str(row.accepted),
        duplicate=str(row.duplicate), refused=words("none") if row.done_at is None else str(row.refused), key=row.kid,
        made=moments.instant(row.made_at), received=moments.instant(row.received_at),
    )  # fmt: skip


def _result(visit: Visit, row: ReceivedFile) -> Tag:
    if row.done_at is None:
        return Tag("major", visit.words("offline.broken_off"))
    return Tag("major", visit.words("offline.gap")) if row.gaps else Tag("met", visit.words("offline.complete"))


def _gap(visit: Visit, gap: FileGap) -> str:
    return visit.words(f"gap.{gap.kind}", first=gap.first or "", last=gap.last or "")
