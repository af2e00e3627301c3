"""Path and query parameters that several routes take, with their bounds: what breaks one is a problem, not a 500."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote_to_bytes

from fastapi import Path, Query
from starlette.requests import Request

from api.problems import ApiError
from domain import wire_time
from domain.errors import NotFound, Refused
from supervision_rules.verdict import Status

# control characters are in no stored name, and a database driver may choke on U+0000
PLAIN = r"^[^\x00-\x1f\x7f-\x9f]+$"
CaseParameter = Annotated[
    str, Path(min_length=1, max_length=200, pattern=PLAIN, description="Case id", examples=["case-2026-017"])
]
FindingParameter = Annotated[
    str,
    Path(pattern=r"^[0-9a-f]{32}$", description="Finding id", examples=["9b74c9897bac770ffc029102a200c5de"]),
]
LimitParameter = Annotated[int, Query(ge=1, le=200, description="Rows in one page", examples=[50])]
CursorParameter = Annotated[
    str | None,
    Query(max_length=2000, pattern=PLAIN, description="`next` of the page before", examples=[None]),
]

InstantParameter = Annotated[
    str | None,
    Query(max_length=40, description="RFC 3339 instant with offset", examples=["2026-03-20T09:00:00Z"]),
]
StatusParameter = Annotated[Status | None, Query(description="Only duties of this status")]


def text_filter(description: str, example: str) -> Any:
    """A text filter: one value, bounded, without control characters."""
    return Query(min_length=1, max_length=500, pattern=PLAIN, description=description, examples=[example])


def moment(text: str | None, name: str) -> datetime | None:
    """The instant in a query parameter; a `+` that arrived as a blank is read as meant."""
    if text is None:
        return None
    try:
        return wire_time.instant(text.replace(" ", "+"), pointer="")
    except Refused as refusal:
        raise ApiError(
            "invalid-parameter", refusal.detail, remedy="Send e.g. 2026-03-02T14:30:00%2B08:00.", parameter=name
        ) from None


def event_address(request: Request) -> tuple[str, str]:
    """(source, id) of `/events/{source}/{id}` as they were percent-encoded, slashes in them included."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    _, _, tail = raw.partition(b"?")[0].partition(b"/events/")
    source, _, act_id = tail.rpartition(b"/")
    try:
        found = unquote_to_bytes(source).decode(), unquote_to_bytes(act_id).decode()
    except UnicodeDecodeError:
        raise NotFound("The address is not UTF-8.", remedy="Percent-encode source and id as UTF-8.") from None
    if not all(found) or any(ord(c) < 32 for c in "".join(found)):
        raise NotFound("No event has such a source and id.", remedy="Percent-encode source and id.")
    return found
