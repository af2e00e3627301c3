"""Deliveries as people and programs look at them: lists, attempts, dead letters, and sending again.

Not the queue itself (queue.py). Owners see and replay their own; supervisors and auditors see those of their reach.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select, true, update

from app import feed
from app.access import reach_of
from app.composition import Platform
from app.webhooks.subscriptions import Subscription, of_owner, read, shown
from app.webhooks.tables import webhook_attempts, webhook_deliveries, webhook_subscriptions
from domain.errors import NotFound, Refused
from domain.feed_name import feed_of
from domain.permission import Principal
from domain.webhook_schedule import DeliveryState
from projections.paging import Order, Page, page_of

STATES: Final[tuple[DeliveryState, ...]] = ("waiting", "delivered", "dead")
MOST_REPLAYED: Final = 1000
s, d, a = webhook_subscriptions.c, webhook_deliveries.c, webhook_attempts.c


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery. owner: the agency whose it is; number: place in its feed, 0 for a test.

    attempts: all there were; outcome, status: of the last of them, the reason where it is dead
    Times in microseconds since the epoch.
    """

    id: str
    subscription: str
    owner: str
    role: str
    url: str
    number: int
    type: str
    state: str
    attempts: int
    tries: int
    outcome: str | None
    status: int | None
    queued_at: int
    first_tried_at: int | None
    next_at: int
    finished_at: int | None


class AttemptRow(msgspec.Struct, frozen=True):
    number: int
    at: int
    outcome: str
    status: int | None
    milliseconds: int


def everybodys() -> ColumnElement[bool]:
    """For the operator at the command line."""
    return true()


def within_reach(platform: Platform, actor: Principal) -> ColumnElement[bool]:
    """Subscriptions that the actor may look at: its own, a supervisor's region's, an auditor's all."""
    if actor.role not in ("supervisor", "auditor"):
        return of_owner(actor)
    seen = reach_of(platform, actor)
    if seen.everything:
        return true()
    ways: list[ColumnElement[bool]] = [of_owner(actor)]
    if seen.region:
        ways.append(s.region.startswith(seen.region, autoescape=True))
    return or_(*ways)


def subscriptions(
    connection: Connection, whose: ColumnElement[bool], cursor: str | None, limit: int
) -> Page[Subscription]:
    """By agency, then the oldest first."""
    order = (Order(s.agency), Order(s.created_at), Order(s.id))
    page = page_of(connection, select(s.id).where(whose), order, lambda row: str(row.id), cursor, limit)
    rows = connection.execute(select(webhook_subscriptions).where(s.id.in_(page.rows))).mappings().all()
    by_id = {one.id: one for one in shown(connection, rows)}
    return Page(tuple(by_id[name] for name in page.rows if name in by_id), page.next)


def deliveries(
    connection: Connection, whose: ColumnElement[bool], *, state: str | None = None, subscription: str | None = None,
    cursor: str | None = None, limit: int = 50,
) -> Page[DeliveryRow]:  # fmt: skip
    """The newest first."""
    query = _query().where(whose)
    if state is not None:
        query = query.where(d.state == state)
    if subscription is not None:
        query = query.where(d.subscription == subscription)
    order = (Order(d.queued_at, descending=True), Order(d.number, descending=True), Order(d.id))
    return page_of(connection, query, order, _row, cursor, limit)


def delivery(connection: Connection, whose: ColumnElement[bool], subscription: str, id_: str) -> DeliveryRow:
    """Raises NotFound where there is none, or it is not to be seen."""
    found = connection.execute(_query().where(whose, d.subscription == subscription, d.id == id_)).one_or_none()
    if found is None:
        raise NotFound(
            f"There is no delivery {id_[:100]!r} of this subscription, or it is not yours.",
            remedy="See GET /v1/subscriptions/{id}/deliveries; delivered ones are forgotten after a while.",
        )
    return _row(found)


def attempts(connection: Connection, delivery_: str) -> list[AttemptRow]:
    """The latest hundred, the first of them first."""
    query = select(webhook_attempts).where(a.delivery == delivery_).order_by(a.number.desc()).limit(100)
    found = connection.execute(query).all()
    return [AttemptRow(r.number, r.at, r.outcome, r.status, r.milliseconds) for r in reversed(found)]


def replay(platform: Platform, whose: ColumnElement[bool], subscription: str, ids: Collection[str]) -> int:
    """Send these again, under the ids they had; how many are queued by it. What waits already, waits on.

    Raises NotFound where one of them is not there, or not the caller's: then none is queued.
    """
    names = sorted(set(ids))
    if len(names) > MOST_REPLAYED:
        raise Refused(
            "invalid-field", f"More than {MOST_REPLAYED} deliveries at once.", pointer="/deliveries",
            remedy="Send them in parts, or give `dead: true`.",
        )  # fmt: skip
    with platform.engine.connect() as connection:
        for name in names:
            delivery(connection, whose, subscription, name)
    return _again(platform, [d.subscription == subscription, d.id.in_(names), d.state != "waiting"])


def replay_dead(platform: Platform, subscriptions_: Sequence[str]) -> int:
    """Send every dead one of these subscriptions again; how many."""
    return _again(platform, [d.subscription.in_(subscriptions_), d.state == "dead"])


def replay_after(platform: Platform, actor: Principal, subscription: str, after: str | None) -> Subscription:
    """Send everything of the feed again that stands after this cursor, and go on; None: from the beginning.

    Under the ids it had: who keeps ids sees what came before. What waits already, waits on.
    Raises Refused "feed-cursor-invalid", "feed-cursor-outdated".
    """
    found = read(platform, actor, subscription)
    number = 0
    if after is not None:
        number = feed.stretch(platform, feed_of(actor), after, 1).after.number
    values: dict[str, object] = {"cursor": after, "number": number}
    if found.pause_reason == "feed":
        values |= {"pause_reason": "owner"}  # it has been said from where; resuming is another step
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(update(webhook_subscriptions).where(s.id == subscription).values(values))
    return read(platform, actor, subscription)


def _again(platform: Platform, which: Sequence[ColumnElement[bool]]) -> int:
    now = platform.now()
    values = {
        "state": "waiting", "tries": 0, "next_at": now, "queued_at": now, "first_tried_at": None, "finished_at": None
    }  # fmt: skip
    with platform.ledger.writing_engine.begin() as connection:
        return int(connection.execute(update(webhook_deliveries).where(*which).values(values)).rowcount)


class Figures(msgspec.Struct, frozen=True):
    """Over all subscriptions. oldest_seconds: age of the oldest delivery that waits for an active one, 0 for none."""

    states: dict[str, int]
    waiting: int
    dead: int
    oldest_seconds: float


def figures(platform: Platform, connection: Connection) -> Figures:
    states = {
        str(row.state): int(row.number)
        for row in connection.execute(select(s.state, func.count().label("number")).group_by(s.state))
    }
    counted = {
        str(row.state): int(row.number)
        for row in connection.execute(
            select(d.state, func.count().label("number")).where(d.state != "delivered").group_by(d.state)
        )
    }
    active = select(s.id).where(s.state == "active")
    oldest = connection.scalar(
        select(func.min(d.queued_at)).where(d.state == "waiting", d.subscription.in_(active))
    )  # fmt: skip
    age = 0.0 if oldest is None else max(0.0, (platform.now() - oldest) / 1_000_000)
    return Figures(states, counted.get("waiting", 0), counted.get("dead", 0), age)


def _query() -> Select[*tuple[object, ...]]:
    return select(webhook_deliveries, s.agency, s.role, s.url).join(webhook_subscriptions, s.id == d.subscription)


def _row(row: Row[*tuple[object, ...]]) -> DeliveryRow:
    found = row._mapping
    return DeliveryRow(
        id=found["id"], subscription=found["subscription"], owner=found["agency"], role=found["role"],
        url=found["url"], number=found["number"], type=found["type"], state=found["state"],
        attempts=found["attempts"], tries=found["tries"], outcome=found["outcome"], status=found["status"],
        queued_at=found["queued_at"], first_tried_at=found["first_tried_at"], next_at=found["next_at"],
        finished_at=found["finished_at"],
    )  # fmt: skip
