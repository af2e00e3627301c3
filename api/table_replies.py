"""A table as JSON or as CSV of exactly the same rows, with an entity tag by which an unchanged one is not sent again.

Not what is in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal

import msgspec
from fastapi import Header, Query
from starlette.requests import Request
from starlette.responses import Response

from api.described import JSON, Responses
from api.digest_fields import with_digest
from app.csv_cells import defused

CSV: Final = "text/csv; charset=utf-8"
Format = Annotated[Literal["json", "csv"], Query(description="csv: the same rows as a table", examples=["json"])]
IfNoneMatch = Annotated[str | None, Header(max_length=500, description="ETag of the copy you have")]

NOT_MODIFIED: Final[Responses] = {304: {"description": "You have it already (`If-None-Match`)"}}


def as_csv_too(responses: Responses, example: str) -> Responses:
    """The answers of a route that gives its rows as CSV too, and nothing where the caller has them."""
    responses[200]["content"]["text/csv"] = {"schema": {"type": "string"}, "example": example}
    return responses | NOT_MODIFIED


def reply_cached(
    request: Request, body: bytes, media_type: str, *, tag: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """200 with an ETag, or 304 where the caller has it. tag: a version; None: made of the body."""
    etag = f'"{tag or hashlib.sha256(body).hexdigest()[:32]}"'
    sent = {"Cache-Control": "private, no-cache", "ETag": etag, "Vary": "Authorization", **(headers or {})}
    if etag in _tags(request):
        return Response(None, 304, sent)
    return with_digest(Response(body, 200, sent, media_type=media_type))


def reply_table(
    request: Request, body: msgspec.Struct, columns: Sequence[str], rows: Sequence[Sequence[object]], as_: str,
    *, tag: str | None = None,
) -> Response:  # fmt: skip
    """as_: json gives the struct, csv its rows."""
    if as_ == "csv":
        return reply_cached(request, csv_bytes(columns, rows), CSV, tag=None if tag is None else f"{tag}-csv")
    return reply_cached(request, msgspec.json.encode(body), JSON, tag=tag)


def csv_bytes(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """UTF-8 with a BOM, as spreadsheets want it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[defused("" if value is None else str(value)) for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _tags(request: Request) -> set[str]:
    stated = request.headers.get("if-none-match", "")
    return {tag.strip().removeprefix("W/") for tag in stated.split(",")}
