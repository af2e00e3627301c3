"""Offline files received, and the gaps between them: numbers that never came, broken chains, missing sequence numbers.

Not who may read (app/access.own_exchange makes the condition). A gap is a question to the agency, never a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, RowMapping, and_, func, select

from app.reconciliation.tables import offline_files
from projections.paging import Order, Page, page_of

Gap = Literal["file", "previous", "sequence"]


class FileGap(msgspec.Struct, frozen=True, kw_only=True):
    """file: file numbers first to last are not here; sequence: acts numbered first to last are in none of the files;

    previous: the file does not go on from the file before it, as that was received
    """

    kind: Gap
    first: int | None = None
    last: int | None = None


class ReceivedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and the gaps before and in it. done_at None: it was broken off, and should be sent again.

    Times in microseconds.
    """

    agency: str
    number: int
    digest: str
    acts: int
    kid: str
    made_at: int
    received_at: int
    done_at: int | None
    accepted: int
    duplicate: int
    refused: int
    gaps: tuple[FileGap, ...]


def received(
    connection: Connection, own: ColumnElement[bool], *, agency: str | None = None, cursor: str | None = None,
    limit: int = 50,
) -> Page[ReceivedFile]:  # fmt: skip
    """By agency and number, the highest number first."""
    files = offline_files.c
    before, lower = offline_files.alias("before"), offline_files.alias("lower")
    # the file of the next lower number that was received, if any
    next_lower = select(func.max(lower.c.number)).where(lower.c.agency == files.agency, lower.c.number < files.number)
    joined = offline_files.outerjoin(
        before, and_(before.c.agency == files.agency, before.c.number == next_lower.scalar_subquery())
    )
    query = (
        select(
            offline_files, before.c.number.label("before"), before.c.digest.label("before_digest"),
            before.c.last_sequence.label("before_last"),
        )
        .select_from(joined)
        .where(own)
    )  # fmt: skip
    if agency is not None:
        query = query.where(files.agency == agency)

    order = (Order(files.agency), Order(files.number, descending=True))
    return page_of(connection, query, order, _file, cursor, limit)


def _file(row: Row[*tuple[object, ...]]) -> ReceivedFile:
    values = row._mapping
    named = {name: values[name] for name in ReceivedFile.__struct_fields__ if name != "gaps"}
    return ReceivedFile(**named, gaps=tuple(_gaps(values)))


def _gaps(row: RowMapping) -> Iterator[FileGap]:
    before = row["before"] or 0
    if row["number"] > before + 1:
        yield FileGap(kind="file", first=before + 1, last=row["number"] - 1)
    elif row["before_digest"] != row["previous"]:
        yield FileGap(kind="previous")
    first, last = row["first_sequence"], row["before_last"]
    if first is not None and last is not None and first > last + 1:
        yield FileGap(kind="sequence", first=last + 1, last=first - 1)
    for start, end in msgspec.json.decode(row["missing"], type=list[tuple[int, int]]):
        yield FileGap(kind="sequence", first=start, last=end)
