"""Webhooks: who has what sent, and how it fares; own ones, those of a supervisor's region, all for an auditor.

Not the dead letters (dead_letters.py); subscriptions are made and changed over the API. Of an address only the host is
shown: path and query may be somebody's secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import msgspec
from starlette.responses import Response

from app.access import require
from app.webhooks import desk
from app.webhooks.subscriptions import Subscription
from projections.paging import Page
from web.csv_export import MOST_ROWS, csv_response
from web.links import Link
from web.listing import Listing, all_visible, listing, visible_page
from web.moments import Moment
from web.tags import Tag
from web.visit import Visit

DEAD: Final = "/webhooks/dead"
_KINDS: Final = {"active": "met", "unconfirmed": "near", "paused": "overdue"}


class SubscriptionItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line. reason: why it is paused, empty where it is not; dead: its dead letters, None where there are none."""

    owner: str
    role: str
    label: str
    host: str
    asks_for: str
    state: Tag
    reason: str
    number: str
    waiting: str
    oldest: Moment | None
    dead: Link | None


class SubscriptionsView(msgspec.Struct, frozen=True):
    list: Listing
    dead: Link
    items: tuple[SubscriptionItem, ...]


def show(visit: Visit) -> Response:
    require(visit.principal, "read_deliveries")
    page = visible_page(visit, lambda cursor, limit: _fetch(visit, cursor, limit))
    view = SubscriptionsView(
        list=listing(visit, [], page.next),
        dead=Link(visit.words("webhooks.dead"), DEAD),
        items=tuple(_item(visit, one) for one in page.rows),
    )
    return visit.show("webhooks.html", visit.words("section.webhooks"), view, section="webhooks")


def export(visit: Visit) -> Response:
    require(visit.principal, "read_deliveries")
    rows = all_visible(lambda cursor, limit: _fetch(visit, cursor, limit), most=MOST_ROWS)
    names = (
        "owner", "subscriber_role", "subscription", "host", "event_types", "webhook_state", "reason", "feed_number",
        "waiting", "oldest", "dead",
    )  # fmt: skip
    return csv_response(visit, "webhooks", [visit.words(f"column.{name}") for name in names], _cells(visit, rows))


def host_of(url: str) -> str:
    return urlsplit(url).netloc


def _fetch(visit: Visit, cursor: str | None, limit: int) -> Page[Subscription]:
    whose = desk.within_reach(visit.platform, visit.principal)
    with visit.platform.engine.connect() as connection:
        return desk.subscriptions(connection, whose, cursor, limit)


def _cells(visit: Visit, rows: Iterable[Subscription]) -> Iterable[list[str]]:
    for row in rows:
        one = _item(visit, row)
        yield [
            one.owner, one.role, one.label, one.host, one.asks_for, one.state.text, one.reason, one.number, one.waiting,
            "" if one.oldest is None else one.oldest.machine, str(row.dead),
        ]  # fmt: skip


def _item(visit: Visit, row: Subscription) -> SubscriptionItem:
    words, labels = visit.words, visit.labels
    types = words("list_separator").join(labels.act(one) for one in row.types) or words("webhooks.all_types")
    return SubscriptionItem(
        owner=labels.organ(row.agency),
        role=words(f"role.{row.role}"),
        label=row.label or row.id,
        host=host_of(row.url),
        asks_for=types if row.case is None else words("webhooks.of_case", types=types, case=row.case),
        state=Tag(_KINDS.get(row.state, ""), words(f"webhook_state.{row.state}")),
        reason=words(f"pause_reason.{row.pause_reason}") if row.pause_reason else "",
        number=str(row.number),
        waiting=str(row.waiting),
        oldest=None if row.oldest_waiting is None else visit.moments.instant(row.oldest_waiting),
        dead=Link(str(row.dead), f"{DEAD}?subscription={row.id}") if row.dead else None,
    )
