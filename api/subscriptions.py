"""/subscriptions: where an agency wants what stands in its feed to be sent, by webhook. What was sent: deliveries.py.

Not the sending (app/webhooks/), which the worker does.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from fastapi import Path, Query
from msgspec import UNSET, Meta, UnsetType
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.authentication import Authenticated
from api.described import answers, content, request_body, text_answer
from api.examples import SUBSCRIPTION, SUBSCRIPTION_MADE
from api.idempotency_key import PROBLEMS as KEY_PROBLEMS
from api.idempotency_key import REPLAYED, answered_once, described, fingerprint, idempotency_key
from api.json_body import JSON, read_struct
from api.parameters import PLAIN
from api.replies import reply
from api.routers import VERSION, router_of
from api.state import state_of
from app.access import require
from app.case_report import instant, instant_or_none
from app.settings import IDEMPOTENCY_HOURS
from app.webhooks import subscriptions
from app.webhooks.dispatch import rate_of
from app.webhooks.subscriptions import Made, Subscription
from domain.webhook_schedule import HOUR

router = router_of("webhooks", VERSION + "/subscriptions")

SubscriptionParameter = Annotated[
    str, Path(pattern=r"^sub_[0-9a-f]{24}$", description="Subscription id", examples=["sub_0c1f2e3d4b5a69788796a5b4"])
]
_NO_CONTROL: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
_Url = Annotated[str, Meta(min_length=1, max_length=2000, pattern=_NO_CONTROL)]
_Label = Annotated[str, Meta(max_length=200, pattern=_NO_CONTROL)]
_Type = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_CONTROL)]
_Types = Annotated[tuple[_Type, ...], Meta(max_length=100)]
_Case = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_CONTROL)]
_Cursor = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_CONTROL)]
Suite = Literal["v1", "v1a"]


class Subscribe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """url: https; types: event types, empty for all; case: of one case only.

    signature  v1 (HMAC-SHA-256) or v1a (Ed25519)
    after      a cursor of GET /v1/feed to go on from; left out: from the beginning of your feed
    """

    url: _Url
    label: _Label = ""
    types: _Types = ()
    case: _Case | None = None
    signature: Suite = "v1"
    after: _Cursor | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. Another url is asked for permission before anything is sent to it."""

    url: _Url | UnsetType = UNSET
    label: _Label | UnsetType = UNSET
    types: _Types | UnsetType = UNSET
    case: _Case | UnsetType | None = UNSET


class Rotate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """old_key_hours: so long the old key signs beside the new one; signature: another kind of key."""

    old_key_hours: Annotated[int, Meta(ge=0, le=168)] = 24
    signature: Suite | None = None


class KeyReport(msgspec.Struct, frozen=True):
    """A signing key; never a secret. public: whpk_… of v1a; expires_at: of a key that was replaced."""

    number: int
    signature: str
    public: str | None
    created_at: str
    expires_at: str | None


class SubscriptionReport(msgspec.Struct, frozen=True, kw_only=True):
    """state: unconfirmed (asked for permission, not answered), active, paused.

    pause_reason  owner; failing: nothing got through for days; gone: it answered 410; feed: numbered anew;
                  revoked: the token or client it was made with; ended: the agency, its successor subscribes anew
    feed_number   up to where your feed is queued; rate: requests a minute that the endpoint allows, null: any
    waiting, dead deliveries; oldest_waiting: since when the oldest waits
    """

    id: str
    url: str
    label: str
    types: tuple[str, ...]
    case: str | None
    state: str
    pause_reason: str | None
    feed_number: int
    rate: int | None
    failing_since: str | None
    keys: tuple[KeyReport, ...]
    waiting: int
    dead: int
    oldest_waiting: str | None
    created_at: str
    created_by: str


class SubscriptionMade(msgspec.Struct, frozen=True):
    """secret: what you check signatures with, shown this once: whsec_…, or for v1a the public key whpk_…."""

    subscription: SubscriptionReport
    secret: str


class Subscriptions(msgspec.Struct, frozen=True):
    """All of your own, the oldest first."""

    subscriptions: tuple[SubscriptionReport, ...]


class TestQueued(msgspec.Struct, frozen=True):
    """webhook_id: of the test, to look for among the deliveries and in `webhook-id`."""

    webhook_id: str


_BODY: Final = (
    "malformed-json", "missing-field", "unknown-field", "invalid-field", "body-too-large", "media-type-unsupported",
    "digest-mismatch", "digest-malformed",
)  # fmt: skip
_ALWAYS: Final = ("not-authenticated", "forbidden")
_ONE: Final = (*_ALWAYS, "not-found", "invalid-parameter")
_EXAMPLE: Final[dict[str, object]] = {
    "url": "https://exchange.police.example/webhooks", "label": "case system", "types": ["ArrestApproved"],
}  # fmt: skip


@router.post(
    "",
    status_code=201,
    responses=answers(
        201, "Subscribed", SubscriptionMade, SUBSCRIPTION_MADE,
        [*_ALWAYS, *_BODY, "webhook-address", "unknown-event-type", "feed-cursor-invalid", "feed-cursor-outdated",
         "feed-narrowed", "too-many-subscriptions", "webhook-key-missing",
         *KEY_PROBLEMS],
        headers=[REPLAYED],
    ),
    openapi_extra={"parameters": [described(IDEMPOTENCY_HOURS)]}
    | request_body("The subscription", {JSON: content(Subscribe, _EXAMPLE)}),
)  # fmt: skip
async def subscribe(request: Request, caller: Authenticated) -> Response:
    """Have what stands in your feed sent to an address (Standard Webhooks 1.0, bodies are CloudEvents).

    First the address is asked with OPTIONS whether it takes webhooks from here (CloudEvents HTTP webhooks 1.0); it says
    so in `WebHook-Allowed-Origin`, at once or by calling the URL in `WebHook-Request-Callback`. Each act is then sent
    at least once, in the order of the feed, under a `webhook-id` that stays the same over repeats; a failed one again
    after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.

    With an Idempotency-Key a repeat makes no second subscription, and shows the same secret again.
    """
    state = state_of(request)
    require(caller, "subscribe")
    key = idempotency_key(request)
    body = await read_struct(request, Subscribe, state.max_body_bytes)

    def make() -> Response:
        return reply(
            _made(
                subscriptions.create(
                    state.platform, caller, url=body.url, label=body.label, types=body.types, case=body.case,
                    suite=body.signature, after=body.after,
                )
            ), 201,
        )  # fmt: skip

    async def answered() -> Response:
        return await run_in_threadpool(make)

    if key is None:
        return await answered()
    platform, place = state.platform, f"{caller.agency} {caller.role} {key}"
    return await answered_once(
        platform.ledger.writing_engine, caller.agency, key, fingerprint(request, _asked_by(caller.role, body)),
        platform.now(), platform.settings.idempotency_hours * HOUR, answered,
        seal=lambda answer: platform.webhook_keys.seal_answer(answer, place),
        unseal=lambda sealed: platform.webhook_keys.open_answer(sealed, place),
    )  # fmt: skip


def _asked_by(role: str, body: Subscribe) -> bytes:
    """What a repeat must agree with: a subscription is of an agency in a role."""
    return msgspec.json.encode((role, body))


@router.get("", responses=answers(200, "Subscriptions", Subscriptions, {"subscriptions": [SUBSCRIPTION]}, _ALWAYS))
def all_subscriptions(request: Request, caller: Authenticated) -> Response:
    """Your agency's subscriptions in the role of your token."""
    require(caller, "subscribe")
    found = subscriptions.own(state_of(request).platform, caller)
    return reply(Subscriptions(tuple(report(one) for one in found)))


@router.get("/{subscription}", responses=answers(200, "The subscription", SubscriptionReport, SUBSCRIPTION, _ONE))
def one_subscription(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """One subscription, and how it fares."""
    require(caller, "subscribe")
    return reply(report(subscriptions.read(state_of(request).platform, caller, subscription)))


@router.patch(
    "/{subscription}",
    responses=answers(
        200, "The subscription", SubscriptionReport, SUBSCRIPTION,
        [*_ONE, *_BODY, "webhook-address", "unknown-event-type"],
    ),
    openapi_extra=request_body("What changes", {JSON: content(Change, {"label": "case system, new"})}),
)  # fmt: skip
async def change(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """Change address, label or filters. Filters count for what is queued from now on."""
    state = state_of(request)
    require(caller, "subscribe")
    body = await read_struct(request, Change, state.max_body_bytes)
    changes = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    return reply(report(await run_in_threadpool(subscriptions.change, state.platform, caller, subscription, changes)))


@router.delete("/{subscription}", responses=answers(200, "As it was", SubscriptionReport, SUBSCRIPTION, _ONE))
def remove(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """End it, with its keys and the record of its deliveries. Your feed stays as it is."""
    require(caller, "subscribe")
    return reply(report(subscriptions.remove(state_of(request).platform, caller, subscription)))


@router.post("/{subscription}/pause", responses=answers(200, "Paused", SubscriptionReport, SUBSCRIPTION, _ONE))
def pause(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """Send nothing until it is resumed. Nothing is lost: what comes meanwhile is sent then."""
    require(caller, "subscribe")
    return reply(report(subscriptions.pause(state_of(request).platform, caller, subscription)))


@router.post(
    "/{subscription}/resume",
    responses=answers(
        200, "Asked anew for permission", SubscriptionReport, SUBSCRIPTION, [*_ONE, "feed-renumbered"]
    ),
)  # fmt: skip
def resume(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """Ask the address anew whether it takes webhooks, and go on at once with what waits."""
    require(caller, "subscribe")
    return reply(report(subscriptions.resume(state_of(request).platform, caller, subscription)))


@router.post(
    "/{subscription}/rotate",
    responses=answers(
        200, "The new key", SubscriptionMade, SUBSCRIPTION_MADE,
        [*_ONE, *_BODY, "too-many-keys", "webhook-key-missing"],
    ),
    openapi_extra=request_body("How long the old key goes on", {JSON: content(Rotate, {"old_key_hours": 24})}),
)  # fmt: skip
async def rotate(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """Sign with a new key. For a while the old one signs too: `webhook-signature` then holds several."""
    state = state_of(request)
    require(caller, "subscribe")
    body = await read_struct(request, Rotate, state.max_body_bytes)

    def make() -> Made:
        return subscriptions.rotate(
            state.platform, caller, subscription, hours=body.old_key_hours, suite=body.signature
        )  # fmt: skip

    return reply(_made(await run_in_threadpool(make)))


@router.post(
    "/{subscription}/test",
    status_code=202,
    responses=answers(
        202, "Queued", TestQueued, {"webhook_id": "msg_5f0c2b7e9d3a4c1e8b6f7a2d9c0e1f34"},
        [*_ONE, "subscription-not-active", "too-many-tests"],
    ),
)  # fmt: skip
def test(request: Request, caller: Authenticated, subscription: SubscriptionParameter) -> Response:
    """Send a webhook of type WebhookTested that says nothing but that it came."""
    require(caller, "subscribe")
    return reply(TestQueued(subscriptions.try_out(state_of(request).platform, caller, subscription)), 202)


_ALLOWED: Final = "Allowed. Webhooks will be sent.\n"
_PERMIT: Final = text_answer("Permission given", _ALLOWED, ["not-found", "invalid-parameter"])


@router.get("/{subscription}/allow", response_class=PlainTextResponse, responses=_PERMIT)
@router.post("/{subscription}/allow", response_class=PlainTextResponse, responses=_PERMIT, operation_id="allow_by_post")
def allow(
    request: Request,
    subscription: SubscriptionParameter,
    key: Annotated[str, Query(min_length=1, max_length=100, pattern=PLAIN, description="As it stands in the URL")],
) -> Response:
    """The URL of `WebHook-Request-Callback`: whoever got it at the address gives permission by calling it.

    `WebHook-Allowed-Rate` may say how many requests a minute; without it, as many as were asked for.
    """
    rate = rate_of(request.headers.get("webhook-allowed-rate"))
    subscriptions.allow(state_of(request).platform, subscription, key, rate)
    return PlainTextResponse(_ALLOWED, headers={"Cache-Control": "no-store"})


def report(one: Subscription) -> SubscriptionReport:
    return SubscriptionReport(
        id=one.id, url=one.url, label=one.label, types=one.types, case=one.case, state=one.state,
        pause_reason=one.pause_reason, feed_number=one.number, rate=one.rate,
        failing_since=instant_or_none(one.failing_since),
        keys=tuple(
            KeyReport(key.number, key.suite, key.public, instant(key.created_at), instant_or_none(key.expires_at))
            for key in one.keys
        ),
        waiting=one.waiting, dead=one.dead, oldest_waiting=instant_or_none(one.oldest_waiting),
        created_at=instant(one.created_at), created_by=one.created_by,
    )  # fmt: skip


def _made(made: Made) -> SubscriptionMade:
    return SubscriptionMade(report(made.subscription), made.secret)
