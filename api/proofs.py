"""GET /checkpoint and /proofs: what lets somebody else check that nothing was altered or left out.

Not the mathematics (ledger/merkle.py, RFC 9162). A checkpoint is worth something once it is kept elsewhere.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.authentication import ANY_CALLER, Authenticated
from api.described import answers, text_answer
from api.examples import CHECKPOINT
from api.problems import ApiError
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app.access import require_position
from app.export_case import checkpoint_note
from domain.errors import NotFound
from ledger import reading_scope

router = router_of("proofs", dependencies=ANY_CALLER)
_HASH = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
LAST = 2**53 - 1


class Inclusion(msgspec.Struct, frozen=True, kw_only=True):
    """That the event with hash `event_hash` stands at `position` in the log of `size` positions.

    Hex. To check (RFC 9162 §2.1.3.2): leaf index is position - 1, leaf hash SHA-256(0x00 || event_hash).
    """

    position: int
    size: int
    root: str
    event_hash: str
    path: tuple[str, ...]


class Consistency(msgspec.Struct, frozen=True, kw_only=True):
    """That the log of `second` positions continues the log of `first` (RFC 9162 §2.1.4.2). Hex."""

    first: int
    second: int
    path: tuple[str, ...]


@router.get(
    "/checkpoint",
    response_class=PlainTextResponse,
    responses=text_answer("A signed note (C2SP tlog-checkpoint)", CHECKPOINT, ["not-authenticated", "not-signing"]),
)
def checkpoint(request: Request) -> Response:
    """The signed checkpoint of the log as it stands. Keep it where the platform's operator cannot reach it."""
    with reading_scope.of_the_platform():
        note = checkpoint_note(state_of(request).platform)
    if note is None:
        raise ApiError(
            "not-signing",
            "This platform holds no signing key, or its log is empty.",
            remedy="The operator sets QUANCHENG_SIGNING_KEY_FILE.",
        )
    return PlainTextResponse(note, headers={"Cache-Control": "no-store"})


@router.get(
    "/proofs/{position}",
    responses=answers(
        200, "The proof", Inclusion,
        {"position": 3, "size": 4, "root": _HASH, "event_hash": _HASH, "path": [_HASH, _HASH]},
        ["not-authenticated", "not-found", "invalid-parameter"],
    ),
)  # fmt: skip
def inclusion(
    request: Request,
    caller: Authenticated,
    position: Annotated[int, Path(ge=1, le=LAST, examples=[3])],
    size: Annotated[int | None, Query(ge=1, le=LAST, description="Of the log of this size; default: all")] = None,
) -> Response:
    """That an event stands at its position: the audit path to the root of the log."""
    platform = state_of(request).platform
    require_position(platform, caller, position)
    with reading_scope.of_the_platform():
        found = platform.ledger.inclusion_proof(position, size)
    return reply(
        Inclusion(
            position=found.position,
            size=found.size,
            root=found.root.hex(),
            event_hash=found.event_hash.hex(),
            path=tuple(step.hex() for step in found.path),
        )
    )


@router.get(
    "/proofs/consistency/{first}/{second}",
    responses=answers(
        200, "The proof", Consistency, {"first": 3, "second": 4, "path": [_HASH, _HASH]},
        ["not-authenticated", "not-found", "invalid-parameter"],
    ),
)  # fmt: skip
def consistency(
    request: Request,
    first: Annotated[int, Path(ge=1, le=LAST, examples=[3])],
    second: Annotated[int, Path(ge=1, le=LAST, examples=[4])],
) -> Response:
    """That the log only grew between two sizes: for whoever kept the older checkpoint."""
    if first > second:
        raise NotFound(f"A log of {second} does not contain one of {first}.", remedy="Name the smaller size first.")
    with reading_scope.of_the_platform():
        path = state_of(request).platform.ledger.consistency_proof(first, second)
    return reply(Consistency(first=first, second=second, path=tuple(step.hex() for step in path)))
