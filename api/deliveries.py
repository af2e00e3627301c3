"""/subscriptions/{id}/deliveries and /replay: what was sent, what waits, what is dead and why, and sending it again.

Not the subscription itself (subscriptions.py). Answers of subscribers are not shown: only their status.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from fastapi import Path, Query
from msgspec import UNSET, Meta, UnsetType
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers, content, request_body
from api.examples import DELIVERY
from api.json_body import JSON, read_struct
from api.parameters import CursorParameter, LimitParameter
from api.replies import reply
from api.routers import VERSION, router_of
from api.state import state_of
from api.subscriptions import SubscriptionParameter
from app.access import require
from app.case_report import instant, instant_or_none
from app.composition import Platform
from app.webhooks import desk, subscriptions
from app.webhooks.desk import DeliveryRow
from domain.errors import Refused
from domain.permission import Principal
from domain.webhook_schedule import DeliveryState

router = router_of("webhooks", VERSION + "/subscriptions")
_WebhookId = Annotated[str, Meta(pattern=r"^msg_[0-9a-f]{32}$")]
_Cursor = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]


class DeliveryReport(msgspec.Struct, frozen=True, kw_only=True):
    """webhook_id: in `webhook-id`, the same over all tries. feed_number: place in your feed, 0 for a test.

    attempts    how often it was tried; next_at: when again, null where it is done with
    outcome     of the last try, the reason where it is dead; status: of HTTP, where there was an answer
    """

    webhook_id: str
    feed_number: int
    type: str
    state: str
    attempts: int
    outcome: str | None
    status: int | None
    queued_at: str
    next_at: str | None
    finished_at: str | None


class DeliveryPage(msgspec.Struct, frozen=True):
    """The newest first; go on until `next` is null."""

    deliveries: tuple[DeliveryReport, ...]
    next: str | None


class AttemptReport(msgspec.Struct, frozen=True):
    """One try and how it ended."""

    number: int
    at: str
    outcome: str
    status: int | None
    milliseconds: int


class DeliveryDetail(msgspec.Struct, frozen=True):
    """A delivery with its tries, at most the last hundred."""

    delivery: DeliveryReport
    attempts: tuple[AttemptReport, ...]


class Replay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of three: deliveries, by webhook_id; dead: all that are dead; after: everything after a cursor of the feed
    (null: from the beginning)."""

    deliveries: Annotated[tuple[_WebhookId, ...], Meta(min_length=1, max_length=1000)] | UnsetType = UNSET
    dead: bool = False
    after: _Cursor | UnsetType | None = UNSET


class Replayed(msgspec.Struct, frozen=True):
    """queued: deliveries that wait again; null where the feed is read anew and it is not counted yet."""

    queued: int | None


_PROBLEMS: Final = ("not-authenticated", "forbidden", "not-found", "invalid-parameter")


@router.get(
    "/{subscription}/deliveries",
    responses=answers(
        200, "Deliveries", DeliveryPage, {"deliveries": [DELIVERY], "next": None}, [*_PROBLEMS, "cursor-invalid"]
    ),
)  # fmt: skip
def deliveries(
    request: Request,
    caller: Authenticated,
    subscription: SubscriptionParameter,
    state: Annotated[DeliveryState | None, Query(description="Only these")] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """What was sent, what waits, and the dead letters."""
    platform = _required(request, caller, subscription)
    with platform.engine.connect() as connection:
        page = desk.deliveries(
            connection,
            subscriptions.of_owner(caller),
            state=state,
            subscription=subscription,
            cursor=cursor,
            limit=limit,
        )
    return reply(DeliveryPage(tuple(_report(row) for row in page.rows), page.next))


@router.get(
    "/{subscription}/deliveries/{webhook_id}",
    responses=answers(
        200, "The delivery", DeliveryDetail,
        {"delivery": DELIVERY, "attempts": [
            {"number": 1, "at": "2026-03-02T08:12:10.000000Z", "outcome": "failed", "status": 503, "milliseconds": 41}
        ]},
        _PROBLEMS,
    ),
)  # fmt: skip
def delivery(
    request: Request,
    caller: Authenticated,
    subscription: SubscriptionParameter,
    webhook_id: Annotated[str, Path(pattern=r"^msg_[0-9a-f]{32}$", description="`webhook-id`")],
) -> Response:
    """One delivery and every try."""
    platform = _required(request, caller, subscription)
    with platform.engine.connect() as connection:
        row = desk.delivery(connection, subscriptions.of_owner(caller), subscription, webhook_id)
        tries = desk.attempts(connection, webhook_id)
    shown = tuple(AttemptReport(a.number, instant(a.at), a.outcome, a.status, a.milliseconds) for a in tries)
    return reply(DeliveryDetail(_report(row), shown))


@router.post(
    "/{subscription}/replay",
    status_code=202,
    responses=answers(
        202, "Queued", Replayed, {"queued": 3},
        [*_PROBLEMS, "malformed-json", "missing-field", "unknown-field", "invalid-field", "body-too-large",
         "media-type-unsupported", "digest-mismatch", "digest-malformed", "feed-cursor-invalid",
         "feed-cursor-outdated", "feed-narrowed"],
    ),
    openapi_extra=request_body("What to send again", {JSON: content(Replay, {"dead": True})}),
)  # fmt: skip
async def replay(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """Send again: these, all dead ones, or the feed from a place on. The ids stay, so a repeat is known as one."""
    state = state_of(request)
    require(caller, "subscribe")
    body = await read_struct(request, Replay, state.max_body_bytes)
    said = [body.deliveries is not UNSET, body.dead, body.after is not UNSET]
    if said.count(True) != 1:
        raise Refused(
            "invalid-field", "Exactly one of `deliveries`, `dead` and `after` is needed.",
            remedy="Name deliveries by webhook_id, or send {\"dead\": true}, or a cursor of GET /v1/feed in `after`.",
        )  # fmt: skip

    def queue() -> Replayed:
        subscriptions.read(state.platform, caller, subscription)
        if not isinstance(body.deliveries, UnsetType):
            return Replayed(desk.replay(state.platform, subscriptions.of_owner(caller), subscription, body.deliveries))
        if body.dead:
            return Replayed(desk.replay_dead(state.platform, [subscription]))
        desk.replay_after(state.platform, caller, subscription, None if body.after is UNSET else body.after)
        return Replayed(None)

    return reply(await run_in_threadpool(queue), 202)


def _required(request: Request, caller: Principal, subscription: str) -> Platform:
    require(caller, "subscribe")
    platform = state_of(request).platform
    subscriptions.read(platform, caller, subscription)
    return platform


def _report(row: DeliveryRow) -> DeliveryReport:
    return DeliveryReport(
        webhook_id=row.id, feed_number=row.number, type=row.type, state=row.state, attempts=row.attempts,
        outcome=row.outcome, status=row.status, queued_at=instant(row.queued_at),
        next_at=instant(row.next_at) if row.state == "waiting" else None, finished_at=instant_or_none(row.finished_at),
    )  # fmt: skip
