"""/offline-files: sealed files of acts, for outages and closed networks; what became of each line, and the gaps.

Not the form of a file (domain/offline_file.py) nor its taking in (app/offline/intake.py). The body goes to disk as it
comes, bounded, and is never held in memory as a whole unless a digest of it is stated.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import Responses, answers, request_body
from api.json_body import check_digests, too_large
from api.message_signatures import PROBLEMS as SIGNATURE_PROBLEMS
from api.parameters import CursorParameter, LimitParameter, text_filter
from api.problems import ApiError
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app.access import own_exchange, require
from app.caller import Caller
from app.case_report import instant, instant_or_none
from app.offline import intake, listing
from app.offline.intake import LineResult, TakenFile
from app.offline.listing import FileGap, ReceivedFile
from app.reconciliation.tables import offline_files

router = router_of("reconciliation")
NDJSON: Final = "application/x-ndjson"
GZIP: Final = "application/gzip"


class TakenOfflineFile(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file. The same file again gives the same answer. What is refused is not stored.

    digest  of the file, as its trailer says and the next file's header repeats
    """

    agency: str
    number: int
    digest: str
    received_at: str
    accepted: int
    duplicate: int
    refused: int
    results: tuple[LineResult, ...]


class OfflineFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file received. done_at null: it was broken off, and should be sent again. gaps: before it and in it."""

    agency: str
    number: int
    digest: str
    acts: int
    kid: str
    made_at: str
    received_at: str
    done_at: str | None
    accepted: int
    duplicate: int
    refused: int
    gaps: tuple[FileGap, ...]


class OfflineFiles(msgspec.Struct, frozen=True):
    """By agency, the highest number first; go on until `next` is null."""

    files: tuple[OfflineFile, ...]
    next: str | None


_H = "3f2b6c0d" * 8
_POLICE = "urn:quancheng:cn-520102:police:01"
_TAKEN: Final[dict[str, Any]] = {
    "agency": _POLICE, "number": 7, "digest": _H, "received_at": "2026-03-02T08:12:09.120431Z", "accepted": 1,
    "duplicate": 0, "refused": 1,
    "results": [
        {"line": 2, "outcome": "accepted", "id": "2026-0117-003", "hash": "a1" * 32},
        {"line": 3, "outcome": "refused", "id": "2026-0117-004", "code": "unknown-event-type", "pointer": "/type",
         "detail": "No such event type."},
    ],
}  # fmt: skip
_FILE: Final[dict[str, Any]] = {
    "agency": _POLICE, "number": 7, "digest": _H, "acts": 2, "kid": "k1", "made_at": "2026-03-02T06:00:00.000000Z",
    "received_at": "2026-03-02T08:12:09.120431Z", "done_at": "2026-03-02T08:12:10.000000Z", "accepted": 1,
    "duplicate": 0, "refused": 1, "gaps": [{"kind": "file", "first": 5, "last": 6}],
}  # fmt: skip
_PROBLEMS: Final = (
    "not-authenticated", "forbidden", "not-your-agency", "media-type-unsupported", "body-too-large",
    "digest-malformed", "digest-mismatch", *SIGNATURE_PROBLEMS, "offline-file-broken", "offline-file-altered",
    "offline-file-foreign", "offline-file-too-large", "offline-number-reused", "event-signature-malformed",
    "event-signature-key-unknown", "event-signature-invalid",
)  # fmt: skip
_DESCRIBED: Final[Responses] = answers(200, "What became of its lines", TakenOfflineFile, _TAKEN, _PROBLEMS)
_EXAMPLE: Final = '{"format":"quancheng-offline-1","number":7,…}\n{"specversion":"1.0",…}\n{"digest":"3f2b…",…}\n'


@router.post(
    "/offline-files",
    responses=_DESCRIBED,
    openapi_extra=request_body(
        "A file as `quancheng offline seal` makes it, plain or gzip",
        {
            NDJSON: {"schema": {"type": "string"}, "example": _EXAMPLE},
            GZIP: {"schema": {"type": "string", "contentMediaType": GZIP}, "example": "H4sI…"},
        },
    ),
)
async def take(request: Request, caller: Authenticated) -> Response:
    """Hand in acts sealed while there was no connection. It is taken whole or refused whole; then each line stands for
    itself, as if it had been posted. Broken off, send it again: what is stored already is not stored twice.
    """
    require(caller, "post_act")
    state = state_of(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (NDJSON, GZIP) or request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ApiError(
            "media-type-unsupported", f"Offline files come as {NDJSON} or {GZIP}, without Content-Encoding.",
            remedy=f"Send Content-Type: {NDJSON}.", parameter="Content-Type",
        )  # fmt: skip
    platform = state.platform
    with tempfile.TemporaryDirectory(prefix="quancheng-offline-") as folder:
        path = Path(folder) / "received"
        await _receive(request, path, platform.settings.offline_bytes)
        taken = await run_in_threadpool(intake.take, platform, path, Caller(caller.agency, caller.token))
    for outcome in ("accepted", "duplicate", "refused"):
        state.metrics.offline(outcome, getattr(taken, outcome))
    return reply(_taken(taken))


@router.get(
    "/offline-files",
    responses=answers(
        200, "Files received", OfflineFiles, {"files": [_FILE], "next": None},
        ["not-authenticated", "forbidden", "invalid-parameter", "cursor-invalid"],
    ),
)  # fmt: skip
def received(
    request: Request,
    caller: Authenticated,
    agency: Annotated[str | None, text_filter("Only this agency", _POLICE)] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """Files received and their gaps: your own, or of agencies that you supervise."""
    require(caller, "read_exchange")
    platform = state_of(request).platform
    own = own_exchange(platform, caller, offline_files.c.agency, offline_files.c.region)
    with platform.engine.connect() as connection:
        page = listing.received(connection, own, agency=agency, cursor=cursor, limit=limit)
    return reply(OfflineFiles(tuple(map(_file, page.rows)), page.next))


async def _receive(request: Request, path: Path, limit: int) -> None:
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise too_large(limit, "Seal fewer acts in one file, or send it as gzip.")
    size = 0
    with path.open("wb") as file:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise too_large(limit, "Seal fewer acts in one file, or send it as gzip.")
            await run_in_threadpool(file.write, part)
    await run_in_threadpool(check_digests, request, path)


def _taken(taken: TakenFile) -> TakenOfflineFile:
    named = {name: getattr(taken, name) for name in TakenFile.__struct_fields__}
    return TakenOfflineFile(**named | {"received_at": instant(taken.received_at)})


def _file(row: ReceivedFile) -> OfflineFile:
    named = {name: getattr(row, name) for name in ReceivedFile.__struct_fields__}
    times = {"made_at": instant(row.made_at), "received_at": instant(row.received_at),
             "done_at": instant_or_none(row.done_at)}  # fmt: skip
    return OfflineFile(**named | times)
