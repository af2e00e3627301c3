"""/digests: what an agency says it sent and holds of a day, compared with what the platform has; the walk down a tree.

Not the causes of differences (reconciliations.py) and not digests of bodies (digest_fields.py). Everything here is the
caller's own: nobody asks for another agency's tree.
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
from api.described import answers, content, request_body
from api.json_body import JSON, read_struct
from api.message_signatures import PROBLEMS as SIGNATURE_PROBLEMS
from api.parameters import CursorParameter, LimitParameter, text_filter
from api.problems import ApiError
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app.access import own_exchange, require
from app.case_report import instant
from app.reconciliation import listing, reconcile
from app.reconciliation.listing import Counts, DayRow
from app.reconciliation.tables import published_digests
from app.signing.jwk import base64url
from domain import wire_time
from domain.differences import Side
from domain.digest_tree import SMALL, CaseLeaf, Node
from domain.errors import Refused

router = router_of("reconciliation")
_HEX: Final = r"^[0-9a-f]{64}$"
_BODY_BYTES: Final = 256 * 1024
PROBLEMS: Final = (
    "not-authenticated", "forbidden", "invalid-parameter", "malformed-json", "invalid-utf8", "duplicate-key",
    "number-not-finite", "number-out-of-range", "lone-surrogate", "control-character", "too-deep", "missing-field",
    "unknown-field", "invalid-field", "wrong-type", "body-too-large", "media-type-unsupported", "digest-mismatch",
    "digest-malformed", "digests-behind", *SIGNATURE_PROBLEMS,
)  # fmt: skip
Digest = Annotated[str, msgspec.Meta(pattern=_HEX, description="64 hexadecimal digits")]
Prefix = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{0,64}$", description="First hex digits of keys of cases")]
DayParameter = Annotated[
    str, Path(pattern=r"^\d{4}-\d\d-\d\d$", description="Local day of the acts", examples=["2026-03-02"])
]


class DigestTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How your digests are made. Keep `key` as you keep a password; it is yours alone.

    zone   in which the local day of an act is taken
    key    base64url; digest of an act that you sent: HMAC-SHA-256 of its statement's RFC 8785 bytes under this key.
           Digest of an act that you hold from the feed: SHA-256 of the RFC 8785 bytes of its `event`, without key
    small  a node with at most so many cases lists them instead of having children
    """

    agency: str
    zone: str
    key: str
    small: int


class DayDigest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """acts: number of acts in the tree; root: digest of its root; signature: detached JWS over the RFC 8785 bytes of
    {agency, date, side, acts, root}, by a registered key, where you want to be held to it.
    """

    acts: Annotated[int, msgspec.Meta(ge=0, le=100_000_000)]
    root: Digest
    signature: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class PublishedDay(msgspec.Struct, frozen=True, kw_only=True):
    """What an agency published for a day, and what the platform had at that position of the ledger.

    same     nothing differs: the day is reconciled
    causes   differences by cause, of the latest reconciliation; null where there was none
    """

    agency: str
    date: str
    side: Side
    same: bool
    published_at: str
    signed: bool
    acts: int
    root: str
    found_acts: int
    found_root: str
    position: int
    reconciliation: str | None = None
    causes: Counts | None = None


class PublishedDays(msgspec.Struct, frozen=True):
    """The latest first; go on until `next` is null."""

    days: tuple[PublishedDay, ...]
    next: str | None


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nodes to look into, by prefix; the root is the empty prefix."""

    prefixes: Annotated[tuple[Prefix, ...], msgspec.Meta(min_length=1, max_length=256)]


class ToldNode(msgspec.Struct, frozen=True, kw_only=True):
    """A node: its children without the empty ones, or, of a small one, its cases."""

    prefix: str
    digest: str
    cases: int
    children: tuple[Node, ...]
    leaves: tuple[CaseLeaf, ...]


class ToldNodes(msgspec.Struct, frozen=True):
    nodes: tuple[ToldNode, ...]


class AskedCases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cases: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=200)], ...],
        msgspec.Meta(min_length=1, max_length=64),
    ]


class ToldAct(msgspec.Struct, frozen=True):
    source: str
    id: str
    digest: str


class ToldCase(msgspec.Struct, frozen=True):
    """A case that you have no act in is told as one without acts, whether it exists or not."""

    case: str
    acts: tuple[ToldAct, ...]


class ToldCases(msgspec.Struct, frozen=True):
    cases: tuple[ToldCase, ...]


_H = "3f2b6c0d" * 8
_POLICE = "urn:quancheng:cn-520102:police:01"
_DAY: Final[dict[str, object]] = {
    "agency": _POLICE, "date": "2026-03-02", "side": "sent", "same": True,
    "published_at": "2026-03-03T00:10:00.000000Z", "signed": False, "acts": 117, "root": _H, "found_acts": 117,
    "found_root": _H, "position": 4711, "reconciliation": None, "causes": None,
}  # fmt: skip
SideParameter = Annotated[Side, Query(description="Acts that you sent, or those of others that your feed gave you")]


@router.get(
    "/digests/terms",
    responses=answers(
        200, "How digests are made", DigestTerms,
        {"agency": _POLICE, "zone": "Asia/Shanghai", "key": "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "small": 16},
        ["not-authenticated", "forbidden"],
    ),
)  # fmt: skip
def terms(request: Request, caller: Authenticated) -> Response:
    """What you need to compute your digests."""
    require(caller, "post_act")
    platform = state_of(request).platform
    key = base64url(platform.digest_key(caller.agency)[1])
    return reply(DigestTerms(agency=caller.agency, zone=platform.pack.zone, key=key, small=SMALL))


@router.get(
    "/digests",
    responses=answers(
        200, "Published days", PublishedDays, {"days": [_DAY], "next": None},
        ["not-authenticated", "forbidden", "invalid-parameter", "cursor-invalid"],
    ),
)  # fmt: skip
def days(
    request: Request,
    caller: Authenticated,
    agency: Annotated[str | None, text_filter("Only this agency", _POLICE)] = None,
    differing: Annotated[bool, Query(description="Only days on which something differed")] = False,
    alarms: Annotated[bool, Query(description="Only days with acts that the agency says it never sent")] = False,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """Which agencies published which days, and whether they agreed: your own, or those that you supervise."""
    require(caller, "read_exchange")
    platform = state_of(request).platform
    own = own_exchange(platform, caller, published_digests.c.agency, published_digests.c.region)
    with platform.engine.connect() as connection:
        page = listing.published(
            connection, own, agency=agency, differing=differing, alarms=alarms, cursor=cursor, limit=limit
        )
    return reply(PublishedDays(tuple(map(_shown, page.rows)), page.next))


@router.put(
    "/digests/{date}",
    responses=answers(
        200, "What the platform has", PublishedDay, _DAY,
        [*PROBLEMS, "event-signature-malformed", "event-signature-key-unknown", "event-signature-invalid"],
    ),
    openapi_extra=request_body("Your digest of the day", {JSON: content(DayDigest, {"acts": 117, "root": _H})}),
)  # fmt: skip
async def publish(
    request: Request, caller: Authenticated, date: DayParameter, side: SideParameter = "sent"
) -> Response:
    """Say what you sent, or hold, of a day. `same` false: walk down the tree to the acts that differ.

    A day may be published again as often as you like, and should be when acts of it came late.
    """
    require(caller, "post_act")
    day = ordinal(date)
    body = await read_struct(request, DayDigest, _BODY_BYTES)
    state = state_of(request)
    found = await run_in_threadpool(
        reconcile.publish, state.platform, caller, side, day, body.acts, body.root, body.signature
    )
    state.metrics.digest_published(found.same)
    named = {name: getattr(found, name) for name in found.__struct_fields__}
    row = DayRow(**named, signed=body.signature is not None, reconciliation=None, counts=None)
    return reply(_shown(row))


@router.post(
    "/digests/{date}/nodes",
    responses=answers(
        200, "The nodes", ToldNodes,
        {"nodes": [{"prefix": "", "digest": _H, "cases": 1, "children": [],
                    "leaves": [{"case": "case-2026-017", "digest": _H, "acts": 3}]}]},
        PROBLEMS,
    ),
    openapi_extra=request_body("Prefixes", {JSON: content(Asked, {"prefixes": [""]})}),
)  # fmt: skip
async def nodes(request: Request, caller: Authenticated, date: DayParameter, side: SideParameter = "sent") -> Response:
    """Nodes of the platform's tree of your day: compare their children with your own, and go on where they differ."""
    require(caller, "post_act")
    day = ordinal(date)
    asked = await read_struct(request, Asked, _BODY_BYTES)
    tree, _ = await run_in_threadpool(reconcile.tree_now, state_of(request).platform, caller, side, day)

    def told(prefix: str) -> ToldNode:
        node = tree.node(prefix)
        leaves = tree.cases(prefix) if tree.is_small(prefix) else ()
        return ToldNode(
            prefix=prefix, digest=node.digest, cases=node.cases, children=tree.children(prefix), leaves=leaves
        )

    return reply(ToldNodes(tuple(map(told, asked.prefixes))))


@router.post(
    "/digests/{date}/cases",
    responses=answers(
        200, "The acts", ToldCases,
        {"cases": [{"case": "case-2026-017", "acts": [{"source": _POLICE, "id": "2026-0117-003", "digest": _H}]}]},
        PROBLEMS,
    ),
    openapi_extra=request_body("Ids of cases", {JSON: content(AskedCases, {"cases": ["case-2026-017"]})}),
)  # fmt: skip
async def cases(request: Request, caller: Authenticated, date: DayParameter, side: SideParameter = "sent") -> Response:
    """The acts of cases on your day, each with its digest."""
    require(caller, "post_act")
    day = ordinal(date)
    asked = await read_struct(request, AskedCases, _BODY_BYTES)
    tree, _ = await run_in_threadpool(reconcile.tree_now, state_of(request).platform, caller, side, day)
    found = (
        ToldCase(case, tuple(ToldAct(*key, digest.hex()) for key, digest in sorted(tree.acts_of(case).items())))
        for case in asked.cases
    )
    return reply(ToldCases(tuple(found)))


def ordinal(day: str) -> int:
    """date.toordinal() of a path or body parameter. Raises ApiError."""
    try:
        return wire_time.day(day, pointer="").toordinal()
    except Refused as refusal:
        raise ApiError("invalid-parameter", refusal.detail, remedy="Send e.g. 2026-03-02.", parameter="date") from None


def _shown(row: DayRow) -> PublishedDay:
    return PublishedDay(
        agency=row.agency, date=calendar_date.fromordinal(row.day).isoformat(), side=row.side, same=row.same,
        published_at=instant(row.published_at), signed=row.signed, acts=row.acts, root=row.root,
        found_acts=row.found_acts, found_root=row.found_root, position=row.position,
        reconciliation=row.reconciliation, causes=row.counts,
    )  # fmt: skip
