"""What an agency does about its subscriptions: make, list, change, pause, resume, rotate keys, delete, try out.

A subscription belongs to an agency in a role, as its feed does: a token of another role of the same agency does not see
it. Not the sending (dispatch.py). What is not the caller's does not exist for it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, insert, select, update

from app import feed
from app.composition import Platform
from app.webhooks.dispatch import allowed_by
from app.webhooks.payload import TEST_TYPE
from app.webhooks.signature import Suite, new_key
from app.webhooks.tables import webhook_attempts, webhook_deliveries, webhook_keys, webhook_subscriptions
from domain import agency as agencies
from domain.errors import Conflict, NotFound
from domain.feed_name import feed_of
from domain.permission import Principal
from domain.webhook_address import parsed
from domain.webhook_schedule import HOUR
from ledger import reading_scope

MOST: Final = 20
"""Subscriptions of one agency in one role."""
MOST_KEYS: Final = 3
MOST_TESTS: Final = 10
s, k, d = webhook_subscriptions.c, webhook_keys.c, webhook_deliveries.c


class KeyShown(msgspec.Struct, frozen=True):
    """A key without its secret. public: whpk_… of v1a; expires_at: until then an old key signs too, None: in force."""

    number: int
    suite: Suite
    public: str | None
    created_at: int
    expires_at: int | None


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """state: unconfirmed (the endpoint has not said yet that it takes webhooks), active, paused.

    number   up to which place of the feed everything is queued or was not asked for
    waiting, dead  deliveries; oldest_waiting: when the oldest of them was queued
    rate     requests a minute that the endpoint allows, None: any
    Times in microseconds since the epoch.
    """

    id: str
    agency: str
    role: str
    url: str
    label: str
    types: tuple[str, ...]
    case: str | None
    state: str
    pause_reason: str | None
    number: int
    rate: int | None
    failures: int
    failing_since: int | None
    created_at: int
    created_by: str
    keys: tuple[KeyShown, ...]
    waiting: int
    dead: int
    oldest_waiting: int | None


class Made(msgspec.Struct, frozen=True):
    """secret: what the subscriber checks signatures with; it is shown this once (v1a: it is no secret)."""

    subscription: Subscription
    secret: str


def create(
    platform: Platform, actor: Principal, *, url: str, label: str = "", types: Sequence[str] = (),
    case: str | None = None, suite: Suite = "v1", after: str | None = None,
) -> Made:  # fmt: skip
    """Subscribe. after: a cursor of the caller's feed to go on from; None: from its beginning.

    Raises Refused "webhook-address", "unknown-event-type", "feed-cursor-invalid", "feed-cursor-outdated",
    "webhook-key-missing"; Conflict "too-many-subscriptions".
    """
    _check(platform, url, types)
    name = feed_of(actor)
    feed.begin(platform, name)
    start = feed.stretch(platform, name, after, 1).after if after is not None else None
    now, found = platform.now(), f"sub_{secrets.token_hex(12)}"
    key = new_key(suite)
    sealed = platform.webhook_keys.seal(key, found, 1)
    with platform.ledger.writing_engine.begin() as connection:
        own = connection.scalar(select(func.count()).select_from(webhook_subscriptions).where(of_owner(actor)))
        if (own or 0) >= MOST:
            raise Conflict(
                "too-many-subscriptions", f"Your agency has {MOST} subscriptions already.",
                remedy="Delete one that you do not need, or widen one: it may take several event types.",
            )  # fmt: skip
        connection.execute(
            insert(webhook_subscriptions),
            {
                "id": found, "agency": actor.agency, "region": agencies.region_of(actor.agency), "role": actor.role,
                "url": url, "label": label, "types": "\n".join(sorted(set(types))), "case_filter": case,
                "state": "unconfirmed", "pause_reason": None, "cursor": after,
                "number": 0 if start is None else start.number, "allowed_rate": None, "handshakes": 0,
                "handshake_at": now, "failures": 0, "failing_since": None, "not_before": now, "created_at": now,
                "created_by": actor.signature,
            },
        )  # fmt: skip
        _add_key(connection, found, 1, suite, sealed, key.shown, now)
    return Made(read(platform, actor, found), key.shown)


def own(platform: Platform, actor: Principal) -> list[Subscription]:
    """All of the caller's, the oldest first."""
    query = select(webhook_subscriptions).where(of_owner(actor)).order_by(s.created_at, s.id)
    with platform.engine.connect() as connection:
        return shown(connection, connection.execute(query).mappings().all())


def read(platform: Platform, actor: Principal, subscription: str) -> Subscription:
    """Raises NotFound where it is not the caller's."""
    query = select(webhook_subscriptions).where(s.id == subscription, of_owner(actor))
    with platform.engine.connect() as connection:
        found = shown(connection, connection.execute(query).mappings().all())
    if not found:
        raise not_found(subscription)
    return found[0]


def change(platform: Platform, actor: Principal, subscription: str, changes: dict[str, object]) -> Subscription:
    """changes: any of url, label, types, case. Another url must say first that it takes webhooks.

    What is queued stays queued; types and case count for what is queued from now on.
    """
    before = read(platform, actor, subscription)
    url = str(changes.get("url", before.url))
    types = changes.get("types", before.types)
    named: list[str] = [str(one) for one in types] if isinstance(types, list | tuple) else []
    _check(platform, url, named)
    values: dict[str, object] = {
        "url": url, "label": changes.get("label", before.label), "types": "\n".join(sorted(set(named))),
        "case_filter": changes.get("case", before.case),
    }  # fmt: skip
    if url != before.url:
        values |= _asked_anew(platform.now())
    _update(platform, actor, subscription, values)
    return read(platform, actor, subscription)


def pause(platform: Platform, actor: Principal, subscription: str) -> Subscription:
    """Nothing is sent until it is resumed; nothing is lost either: the feed stands. Once is enough."""
    read(platform, actor, subscription)
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(
            update(webhook_subscriptions)
            .where(s.id == subscription, s.state != "paused", of_owner(actor))
            .values(state="paused", pause_reason="owner")
        )
    return read(platform, actor, subscription)


def resume(platform: Platform, actor: Principal, subscription: str) -> Subscription:
    """Ask the endpoint anew for permission, then go on with what waits: at once, however long its next try was off.

    After a revocation whoever resumes it answers for it from then on.
    Raises Conflict("feed-renumbered") where the feed was numbered anew: the owner says from where, by replay.
    """
    found = read(platform, actor, subscription)
    if found.pause_reason == "feed":
        raise Conflict(
            "feed-renumbered", "The feed was numbered anew; from where to go on, only you know.",
            remedy="Read GET /v1/feed to the place you want, then POST …/replay with its cursor as `after`.",
        )  # fmt: skip
    now = platform.now()
    answers_for_it = {"created_by": actor.signature} if found.pause_reason == "revoked" else {}
    _update(platform, actor, subscription, _asked_anew(now) | answers_for_it)
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(
            update(webhook_deliveries).where(d.subscription == subscription, d.state == "waiting").values(next_at=now)
        )
    return read(platform, actor, subscription)


def rotate(platform: Platform, actor: Principal, subscription: str, *, hours: int, suite: Suite | None = None) -> Made:
    """A new key signs from now on; the old ones sign beside it for `hours`. suite: another kind of key.

    Raises Conflict("too-many-keys") while MOST_KEYS are in force.
    """
    found = read(platform, actor, subscription)
    now = platform.now()
    in_force = [key for key in found.keys if key.expires_at is None or key.expires_at > now]
    if len(in_force) >= MOST_KEYS and hours > 0:
        raise Conflict(
            "too-many-keys", f"{MOST_KEYS} keys sign already.",
            remedy="Wait until an old one has expired, or rotate with old_key_hours 0: then only the new one signs.",
        )  # fmt: skip
    newest = max(found.keys, key=lambda one: one.number)
    number, kind = newest.number + 1, suite or newest.suite
    key = new_key(kind)
    sealed = platform.webhook_keys.seal(key, subscription, number)
    with platform.ledger.writing_engine.begin() as connection:
        ends = now + hours * HOUR
        connection.execute(
            update(webhook_keys)
            .where(k.subscription == subscription, (k.expires_at.is_(None)) | (k.expires_at > ends))
            .values(expires_at=ends)
        )
        _add_key(connection, subscription, number, kind, sealed, key.shown, now)
    return Made(read(platform, actor, subscription), key.shown)


def remove(platform: Platform, actor: Principal, subscription: str) -> Subscription:
    """Delete it with its keys and deliveries; gives what it was."""
    found = read(platform, actor, subscription)
    with platform.ledger.writing_engine.begin() as connection:
        of_it = select(d.id).where(d.subscription == subscription)
        connection.execute(delete(webhook_subscriptions).where(s.id == subscription, of_owner(actor)))
        connection.execute(delete(webhook_keys).where(k.subscription == subscription))
        connection.execute(delete(webhook_attempts).where(webhook_attempts.c.delivery.in_(of_it)))
        connection.execute(delete(webhook_deliveries).where(d.subscription == subscription))
    return found


def try_out(platform: Platform, actor: Principal, subscription: str) -> str:
    """Queue a webhook that says nothing but that it came; its id. Raises Conflict where it is not active."""
    found = read(platform, actor, subscription)
    if found.state != "active":
        raise Conflict(
            "subscription-not-active", f"The subscription is {found.state}.",
            remedy="Resume it, and let the endpoint answer the hand-shake (OPTIONS), then try it out.",
        )  # fmt: skip
    now, made = platform.now(), f"msg_{secrets.token_hex(16)}"
    with platform.ledger.writing_engine.begin() as connection:
        tests = connection.scalar(
            select(func.count()).where(d.subscription == subscription, d.state == "waiting", d.number == 0)
        )
        if (tests or 0) >= MOST_TESTS:
            raise Conflict(
                "too-many-tests", f"{MOST_TESTS} test deliveries wait already.", remedy="See what became of them first."
            )
        connection.execute(
            insert(webhook_deliveries),
            {"id": made, "subscription": subscription, "number": 0, "place": None, "type": TEST_TYPE,
             "state": "waiting", "attempts": 0, "tries": 0, "queued_at": now, "next_at": now},
        )  # fmt: skip
    return made


@reading_scope.of_the_platform()
def allow(platform: Platform, subscription: str, key: str, rate: int | None) -> None:
    """Permission given by call-back. Raises NotFound for a wrong key as for a subscription that is not there."""
    with platform.engine.connect() as connection:
        url = connection.scalar(select(s.url).where(s.id == subscription))
    right = platform.webhook_keys.permission_key(subscription, url or "")
    if url is None or not hmac.compare_digest(right.encode(), key.encode()):
        raise not_found(subscription)
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(
            update(webhook_subscriptions)
            .where(s.id == subscription, s.url == url, s.state == "unconfirmed")
            .values(state="active", allowed_rate=rate, handshake_at=None)
        )


def shown(connection: Connection, rows: Sequence[RowMapping]) -> list[Subscription]:
    """Rows of subscriptions with their keys and figures."""
    names = [row["id"] for row in rows]
    keys: dict[str, list[KeyShown]] = {}
    counted = {}
    query = (
        select(d.subscription, d.state, func.count().label("number"), func.min(d.queued_at).label("oldest"))
        .where(d.subscription.in_(names), d.state != "delivered")
        .group_by(d.subscription, d.state)
    )
    for row in connection.execute(query):
        counted[row.subscription, row.state] = (row.number, row.oldest)
    # never the sealed key: a transaction that reads for a caller may not
    named = select(k.subscription, k.number, k.suite, k.public, k.created_at, k.expires_at)
    for row in connection.execute(named.where(k.subscription.in_(names)).order_by(k.number)):
        keys.setdefault(row.subscription, []).append(
            KeyShown(row.number, row.suite, row.public, row.created_at, row.expires_at)
        )
    return [
        Subscription(
            id=row["id"], agency=row["agency"], role=row["role"], url=row["url"], label=row["label"],
            types=tuple(row["types"].split("\n")) if row["types"] else (), case=row["case_filter"],
            state=row["state"], pause_reason=row["pause_reason"], number=row["number"], rate=row["allowed_rate"],
            failures=row["failures"], failing_since=row["failing_since"], created_at=row["created_at"],
            created_by=row["created_by"], keys=tuple(keys.get(row["id"], ())),
            waiting=counted.get((row["id"], "waiting"), (0, None))[0],
            dead=counted.get((row["id"], "dead"), (0, None))[0],
            oldest_waiting=counted.get((row["id"], "waiting"), (0, None))[1],
        )
        for row in rows
    ]  # fmt: skip


def of_owner(actor: Principal) -> ColumnElement[bool]:
    """An agency in a role: what a supervisor subscribed is not that of the agency's case system."""
    return and_(s.agency == actor.agency, s.role == actor.role)


def not_found(subscription: str) -> NotFound:
    return NotFound(
        f"There is no subscription {subscription[:100]!r}, or it is not yours.", remedy="See GET /v1/subscriptions."
    )


def _check(platform: Platform, url: str, types: Sequence[str]) -> None:
    parsed(url, allowed_by(platform))
    for number, one in enumerate(types):
        platform.pack.vocabulary.type_named(one, pointer=f"/types/{number}")


def _asked_anew(now: int) -> dict[str, object]:
    return {
        "state": "unconfirmed", "pause_reason": None, "handshakes": 0, "handshake_at": now, "failures": 0,
        "failing_since": None, "not_before": now, "allowed_rate": None,
    }  # fmt: skip


def _update(platform: Platform, actor: Principal, subscription: str, values: dict[str, object]) -> None:
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(update(webhook_subscriptions).where(s.id == subscription, of_owner(actor)).values(values))


def _add_key(
    connection: Connection, subscription: str, number: int, suite: Suite, sealed: bytes, key: str, now: int
) -> None:
    connection.execute(
        insert(webhook_keys),
        {"subscription": subscription, "number": number, "suite": suite, "sealed": sealed,
         "public": key if suite == "v1a" else None, "created_at": now, "expires_at": None},
    )  # fmt: skip
