"""The queue of deliveries: filled from the feeds, worked off one by one, and what became of each.

Not the sending (dispatch.py, sending.py) and not what owners do (subscriptions.py, desk.py). One process per database
works on it. The cursor of a subscription moves in the transaction that queues what stood before it: nothing is missed.
An attempt is noted after it was made, so what was sent and not noted is sent again, under the same id.
"""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec
import structlog
from sqlalchemy import Connection, RowMapping, and_, delete, exists, func, insert, or_, select, text, update

from app import feed
from app.case_report import instant
from app.composition import Platform
from app.feed import FeedItem
from app.webhooks.payload import body_of, test_body
from app.webhooks.signature import SigningKey
from app.webhooks.standing import withdrawn
from app.webhooks.tables import (
    webhook_attempts,
    webhook_deliveries,
    webhook_keys,
    webhook_outcomes,
    webhook_subscriptions,
)
from domain import webhook_schedule as schedule
from domain.errors import Conflict, LedgerFault, Refused
from domain.feed_name import feed_of
from domain.permission import Principal
from domain.webhook_schedule import Attempt, Delivery, Endpoint
from projections.feed import last_numbers

MOST_WAITING: Final = 1000
"""Deliveries of one subscription that are queued; the rest stands in the feed until there is room."""
AT_ONCE: Final = 200
_SWEPT_AT_ONCE: Final = 1000
_QUEUE: Final = text(
    "INSERT INTO webhook_deliveries (id, subscription, number, place, type, state, attempts, tries, queued_at, "
    "next_at) VALUES (:id, :subscription, :number, :place, :type, 'waiting', 0, 0, :now, :now) "
    # a stretch that is queued again because its owner asked for it; what is waiting goes on as it does
    "ON CONFLICT (id) DO UPDATE SET state = 'waiting', tries = 0, next_at = :now, queued_at = :now, "
    "first_tried_at = NULL, finished_at = NULL WHERE webhook_deliveries.state <> 'waiting'"
)
_COUNT: Final = text(
    "INSERT INTO webhook_outcomes (outcome, attempts) VALUES (:outcome, 1) "
    "ON CONFLICT (outcome) DO UPDATE SET attempts = webhook_outcomes.attempts + 1"
)
log = structlog.get_logger()
s, d = webhook_subscriptions.c, webhook_deliveries.c


class Job(msgspec.Struct, frozen=True):
    """One thing to send. delivery: its row, None for a hand-shake. body: None where the act cannot be read;
    keys: none where they do not open."""

    subscription: str
    url: str
    endpoint: Endpoint
    rate: int | None
    keys: tuple[SigningKey, ...]
    handshakes: int
    delivery: str | None = None
    attempts: int = 0
    standing: Delivery | None = None
    body: bytes | None = None


def delivery_id(subscription: str, number: int) -> str:
    """The webhook-id: a function of subscription and place in the feed, the same however often it is made."""
    return "msg_" + hashlib.sha256(f"{subscription} {number}".encode()).hexdigest()[:32]


def fill(platform: Platform) -> int:
    """Queue what is new in the feeds of active subscriptions; how many acts were gone through, asked for or not."""
    with platform.engine.connect() as connection:
        rows = connection.execute(select(webhook_subscriptions).where(s.state == "active")).mappings().all()
    rows = [row for row in rows if not _withdrawn(platform, row)]
    with platform.engine.connect() as connection:
        names = {row["id"]: feed_of(Principal("webhook", row["agency"], row["role"])) for row in rows}
        ends = last_numbers(connection, frozenset(names.values())) if names else {}
    # a feed that ends before what was queued of it was numbered anew: looked at too, so that it is noticed
    behind = [row for row in rows if ends.get(names[row["id"]], 0) != row["number"]]
    return sum(_fill_one(platform, row, names[row["id"]]) for row in behind)


def _withdrawn(platform: Platform, row: RowMapping) -> bool:
    """Whether it is paused from now on because nobody stands behind it any more."""
    reason = withdrawn(platform, row["agency"], row["created_by"])
    if reason is not None:
        pause(platform, row["id"], reason)
    return reason is not None


def _fill_one(platform: Platform, row: RowMapping, name: str) -> int:
    with platform.engine.connect() as connection:
        waiting = connection.scalar(
            select(func.count()).where(d.subscription == row["id"], d.state == "waiting")
        )  # fmt: skip
    room = min(AT_ONCE, MOST_WAITING - (waiting or 0))
    if room <= 0:
        return 0
    try:
        stretch = feed.stretch(platform, name, row["cursor"], room)
    except (Refused, Conflict):  # numbered anew: which of it was delivered, nobody can say any more
        pause(platform, row["id"], "feed")
        return 0
    try:
        items = feed.items(platform, stretch)
    except (
        LedgerFault
    ) as fault:  # an altered record is no reason to keep the others waiting; it stays, and is said again
        log.error("webhook.feed_unreadable", subscription=row["id"], detail=fault.detail, remedy=fault.remedy)
        return 0
    places = [row["cursor"], *(item.cursor for item in items)]
    wanted = frozenset(row["types"].split("\n")) if row["types"] else None
    now = platform.now()
    queued = [
        {"id": delivery_id(row["id"], item.number), "subscription": row["id"], "number": item.number, "place": place,
         "type": type_, "now": now}
        for place, item in zip(places, items, strict=False)
        for type_ in [_wanted(item, wanted, row["case_filter"])]
        if type_ is not None
    ]  # fmt: skip
    last = stretch.last
    with platform.ledger.writing_engine.begin() as connection:
        moved = connection.execute(
            update(webhook_subscriptions)
            .where(s.id == row["id"], s.number == row["number"], s.state == "active")
            .values(cursor=stretch.next, number=last.number)
        )
        if not moved.rowcount:
            return 0  # its owner changed it meanwhile: look again
        if queued:
            connection.execute(_QUEUE, queued)
    return len(items)


class _Head(msgspec.Struct, frozen=True):
    type: str
    subject: str = ""


def _wanted(item: FeedItem, types: frozenset[str] | None, case: str | None) -> str | None:
    """Type of the act where the subscription asks for it; of what is closed to its reader there is none to ask for."""
    if item.withheld:
        return None
    head = msgspec.json.decode(item.event, type=_Head)
    if (types is not None and head.type not in types) or (case is not None and head.subject != case):
        return None
    return head.type


def ready(platform: Platform) -> list[str]:
    """Subscriptions for which there is something to send now."""
    now = platform.now()
    due = exists().where(d.subscription == s.id, d.state == "waiting", d.next_at <= now)
    query = select(s.id).where(
        s.not_before <= now,
        or_(and_(s.state == "active", due), and_(s.state == "unconfirmed", s.handshake_at <= now)),
    )
    with platform.engine.connect() as connection:
        return list(connection.scalars(query))


def next_job(platform: Platform, subscription: str) -> Job | None:
    """The first thing due for this subscription, in the order of its feed; None: nothing now."""
    now = platform.now()
    with platform.engine.connect() as connection:
        row = connection.execute(select(webhook_subscriptions).where(s.id == subscription)).mappings().one_or_none()
        if row is None or row["not_before"] > now or _withdrawn(platform, row):
            return None
        keys = keys_of(platform, connection, subscription, now)
        endpoint = Endpoint(row["failures"], row["failing_since"], row["not_before"])
        job = Job(subscription, row["url"], endpoint, row["allowed_rate"], keys, row["handshakes"])
        if row["state"] == "unconfirmed":
            due = row["handshake_at"] is not None and row["handshake_at"] <= now
            return job if due else None
        query = select(webhook_deliveries).where(
            d.subscription == subscription, d.state == "waiting", d.next_at <= now
        )  # fmt: skip
        found = connection.execute(query.order_by(d.number, d.id).limit(1)).mappings().one_or_none()
    if row["state"] != "active" or found is None:
        return None
    return msgspec.structs.replace(
        job,
        delivery=found["id"],
        attempts=found["attempts"],
        standing=Delivery("waiting", found["tries"], found["first_tried_at"], found["next_at"]),
        body=_body(platform, row, found, now),
    )


def _body(platform: Platform, row: RowMapping, found: RowMapping, now: int) -> bytes | None:
    url = platform.settings.public_url
    if not found["number"]:
        return test_body(found["id"], row["id"], instant(now), url)
    name = feed_of(Principal("webhook", row["agency"], row["role"]))
    try:
        items = feed.items(platform, feed.stretch(platform, name, found["place"], 1))
    except (Refused, Conflict, LedgerFault) as error:
        log.error("webhook.act_unreadable", delivery=found["id"], detail=error.detail, remedy=error.remedy)
        return None
    return body_of(items[0], found["place"], url) if items and items[0].number == found["number"] else None


def keys_of(platform: Platform, connection: Connection, subscription: str, now: int) -> tuple[SigningKey, ...]:
    """The keys that sign now, the newest first; none where they do not open."""
    c = webhook_keys.c
    query = select(c.suite, c.number, c.sealed).where(
        c.subscription == subscription, or_(c.expires_at.is_(None), c.expires_at > now)
    )
    rows = connection.execute(query.order_by(c.number.desc())).all()
    sealer = platform.webhook_keys
    try:
        return tuple(sealer.open(bytes(row.sealed), row.suite, subscription, row.number) for row in rows)
    except LedgerFault as fault:  # sealed under another secret: this subscriber's trouble, not all others'
        log.error("webhook.key_unreadable", subscription=subscription, detail=fault.detail, remedy=fault.remedy)
        return ()


def record(platform: Platform, job: Job, attempt: Attempt, milliseconds: int, chance: float) -> None:
    """Note what one attempt led to. Nothing where the delivery or its subscription is gone, or goes elsewhere now."""
    if job.standing is None or job.delivery is None:
        raise ValueError("a hand-shake is no delivery")
    now = platform.now()
    then = schedule.after(job.standing, job.endpoint, attempt, now, chance)
    standing = then.delivery
    with platform.ledger.writing_engine.begin() as connection:
        noted = connection.execute(
            update(webhook_deliveries)
            .where(d.id == job.delivery, d.state == "waiting")
            .values(
                state=standing.state, tries=standing.tries, first_tried_at=standing.first_tried_at,
                next_at=standing.next_at, attempts=job.attempts + 1, outcome=attempt.outcome, status=attempt.status,
                finished_at=None if standing.state == "waiting" else now,
            )
        )  # fmt: skip
        if not noted.rowcount:
            return
        connection.execute(
            insert(webhook_attempts),
            {"delivery": job.delivery, "number": job.attempts + 1, "at": now, "outcome": attempt.outcome,
             "status": attempt.status, "milliseconds": milliseconds},
        )  # fmt: skip
        connection.execute(_COUNT, {"outcome": attempt.outcome})
        _note_endpoint(connection, job, then.endpoint, now)
        if then.pause is not None:
            _pause(connection, job.subscription, then.pause)


def record_handshake(
    platform: Platform, job: Job, attempt: Attempt, allowed: bool, rate: int | None, chance: float
) -> None:
    """allowed: the endpoint said that it takes webhooks from here; rate: requests a minute, None for any."""
    now = platform.now()
    asked = job.handshakes + 1
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(_COUNT, {"outcome": f"handshake_{'allowed' if allowed else 'open'}"})
        if allowed:
            connection.execute(
                update(webhook_subscriptions)
                .where(s.id == job.subscription, s.url == job.url, s.state == "unconfirmed")
                .values(state="active", allowed_rate=rate, handshake_at=None, handshakes=asked)
            )
            _note_endpoint(connection, job, Endpoint(0, None, now), now)
            return
        again = schedule.next_handshake(asked, now, chance)
        if again is not None:
            again = max(again, now + schedule.asked_for(attempt))
        connection.execute(
            update(webhook_subscriptions)
            .where(s.id == job.subscription, s.url == job.url, s.state == "unconfirmed")
            .values(handshakes=asked, handshake_at=again)
        )


def _note_endpoint(connection: Connection, job: Job, endpoint: Endpoint, now: int) -> None:
    not_before = max(endpoint.not_before, now + schedule.between(job.rate)) if job.rate else endpoint.not_before
    connection.execute(
        update(webhook_subscriptions)
        .where(s.id == job.subscription, s.url == job.url)
        .values(failures=endpoint.failures, failing_since=endpoint.failing_since, not_before=not_before)
    )


def pause(platform: Platform, subscription: str, reason: schedule.PauseReason) -> None:
    with platform.ledger.writing_engine.begin() as connection:
        _pause(connection, subscription, reason)


def _pause(connection: Connection, subscription: str, reason: schedule.PauseReason) -> None:
    """What is queued waits."""
    connection.execute(
        update(webhook_subscriptions)
        .where(s.id == subscription, s.state != "paused")
        .values(state="paused", pause_reason=reason)
    )


def sweep(platform: Platform) -> int:
    """Forget some of what was delivered long ago, and keys that sign no more; how many deliveries."""
    now = platform.now()
    before = now - platform.settings.webhook_keep_days * schedule.DAY
    with platform.ledger.writing_engine.begin() as connection:
        old = list(
            connection.scalars(
                select(d.id).where(d.state == "delivered", d.finished_at < before).limit(_SWEPT_AT_ONCE)
            )
        )  # fmt: skip
        for start in range(0, len(old), AT_ONCE):
            some = old[start : start + AT_ONCE]
            connection.execute(delete(webhook_attempts).where(webhook_attempts.c.delivery.in_(some)))
            connection.execute(delete(webhook_deliveries).where(d.id.in_(some)))
        connection.execute(delete(webhook_keys).where(webhook_keys.c.expires_at < before))
    return len(old)


def outcomes(connection: Connection) -> dict[str, int]:
    """How many attempts ended so, ever."""
    return {str(row.outcome): int(row.attempts) for row in connection.execute(select(webhook_outcomes))}
