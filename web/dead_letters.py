"""The desk of dead letters: webhooks that were given up, whose they are and why; their owner sends them again.

Not the subscriptions (webhooks_page.py). Supervisors and auditors look on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
from starlette.responses import Response

from app.access import require
from app.webhooks import desk, subscriptions
from app.webhooks.desk import DeliveryRow
from domain.permission import may
from projections.paging import Page
from web.csv_export import MOST_ROWS, csv_response
from web.listing import Filter, Listing, all_visible, choose, listing, visible_page
from web.moments import Moment
from web.visit import Notice, Visit
from web.webhooks_page import host_of

_MOST_CHOICES: Final = 200


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One line. own: the reader may send it again; again: what its button says to who does not see the row."""

    id: str
    subscription: str
    act: str
    number: str
    owner: str
    host: str
    reason: str
    tries: str
    queued: Moment
    given_up: Moment | None
    own: bool
    again: str


class DeadLettersView(msgspec.Struct, frozen=True):
    """whole: the subscription chosen, where all its dead letters may be sent again; else empty."""

    list: Listing
    notice: Notice | None
    whole: str
    items: tuple[DeadLetter, ...]


def show(visit: Visit) -> Response:
    require(visit.principal, "read_deliveries")
    return _render(visit, None)


def act(visit: Visit) -> Response:
    """Send one again, or all of a subscription."""
    principal = visit.principal
    require(principal, "subscribe")
    subscription, delivery = visit.form.get("subscription", ""), visit.form.get("delivery", "")
    subscriptions.read(visit.platform, principal, subscription)
    if delivery:
        queued = desk.replay(visit.platform, subscriptions.of_owner(principal), subscription, [delivery])
    else:
        queued = desk.replay_dead(visit.platform, [subscription])
    return visit.go(visit.with_query(done=str(queued), after=None))


def export(visit: Visit) -> Response:
    require(visit.principal, "read_deliveries")
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = ("owner", "host", "webhook_id", "act", "feed_number", "reason", "tries", "queued", "given_up")
    return csv_response(visit, "dead-letters", [visit.words(f"column.{name}") for name in names], _cells(visit, rows))


def _render(visit: Visit, notice: Notice | None) -> Response:
    words = visit.words
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    items = tuple(_item(visit, row) for row in page.rows)
    done = visit.query.get("done", "")
    if done.isascii() and done.isdigit():
        notice = Notice("done", words("webhooks.queued", n=done[:9]))
    chosen = visit.query.get("subscription", "")
    view = DeadLettersView(
        list=listing(visit, _filters(visit), page.next),
        notice=notice,
        whole=chosen if chosen and any(one.own for one in items) else "",
        items=items,
    )
    return visit.show("dead_letters.html", words("webhooks.dead"), view, section="webhooks")


def _filters(visit: Visit) -> list[Filter]:
    with visit.platform.engine.connect() as connection:
        whose = desk.within_reach(visit.platform, visit.principal)
        found = desk.subscriptions(connection, whose, None, _MOST_CHOICES).rows
    named = [(one.id, f"{visit.labels.organ(one.agency)} · {one.label or host_of(one.url)}") for one in found]
    return [choose(visit, "subscription", visit.words("column.subscription"), named)]


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[DeliveryRow]:
    whose = desk.within_reach(visit.platform, visit.principal)
    chosen = visit.query.get("subscription") or None
    with visit.platform.engine.connect() as connection:
        return desk.deliveries(connection, whose, state="dead", subscription=chosen, cursor=cursor, limit=limit)


def _cells(visit: Visit, rows: Iterable[DeliveryRow]) -> Iterable[list[str]]:
    for row in rows:
        one = _item(visit, row)
        given_up = "" if one.given_up is None else one.given_up.machine
        yield [
            one.owner, one.host, row.id, one.act, one.number, one.reason, one.tries, one.queued.machine, given_up
        ]  # fmt: skip


def _item(visit: Visit, row: DeliveryRow) -> DeadLetter:
    words, principal = visit.words, visit.principal
    own = (row.owner, row.role) == (principal.agency, principal.role) and may(principal, "subscribe")
    reason = words(f"outcome.{row.outcome}") if row.outcome else ""
    name = visit.labels.act(row.type)
    return DeadLetter(
        id=row.id,
        subscription=row.subscription,
        act=name,
        number=str(row.number) if row.number else "",
        owner=visit.labels.organ(row.owner),
        host=host_of(row.url),
        reason=reason if row.status is None else words("webhooks.with_status", reason=reason, status=row.status),
        tries=str(row.attempts),
        queued=visit.moments.instant(row.queued_at),
        given_up=None if row.finished_at is None else visit.moments.instant(row.finished_at),
        own=own,
        again=words("webhooks.again_what", act=name, number=row.number),
    )
