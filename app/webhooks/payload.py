"""The body of a webhook: the act's own CloudEvent with its place in the feed; a large one as a reference to the feed.

Not the signature. Standard Webhooks 1.0 asks for less than 20 kB; CloudEvents names the reference `dataref`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import msgspec

from app.feed import FeedItem

MOST_BYTES: Final = 20_000
MEDIA_TYPE: Final = "application/cloudevents+json; charset=utf-8"
TEST_TYPE: Final = "WebhookTested"
WITHHELD_TYPE: Final = "ActWithheld"
_NEEDED: Final = ("specversion", "id", "source", "type", "subject", "time", "occurredon")
"""What is left of an act whose attributes alone are too large."""

Attributes = Mapping[str, object]


def body_of(item: FeedItem, place: str | None, public_url: str) -> bytes:
    """place: the cursor before the item. What the act says of `feednumber` and the like itself is overwritten.

    Of an act that was closed to the reader since it was queued, its place alone is told, as in the feed.
    """
    if item.withheld:
        return _withheld_body(item, public_url)
    event = msgspec.json.decode(item.event, type=dict[str, msgspec.Raw])
    where: Attributes = {
        "feednumber": item.number, "feedcursor": item.cursor, "ledgerposition": item.position, "acthash": item.hash,
    }  # fmt: skip
    whole = msgspec.json.encode({**event, **where})
    if len(whole) < MOST_BYTES:
        return whole
    before = "" if place is None else f"after={quote(place, safe='')}&"
    reference = {**where, "dataref": f"{public_url.rstrip('/')}/v1/feed?{before}limit=1"}
    thin = msgspec.json.encode({**{name: event[name] for name in event if name != "data"}, **reference})
    if len(thin) < MOST_BYTES:
        return thin
    return msgspec.json.encode({**{name: event[name] for name in _NEEDED if name in event}, **reference})


def _withheld_body(item: FeedItem, public_url: str) -> bytes:
    return msgspec.json.encode(
        {
            "specversion": "1.0", "id": f"withheld-{item.position}", "source": f"{public_url.rstrip('/')}/v1/feed",
            "type": WITHHELD_TYPE, "feednumber": item.number, "feedcursor": item.cursor,
            "ledgerposition": item.position,
        }
    )  # fmt: skip


def test_body(webhook_id: str, subscription: str, at: str, public_url: str) -> bytes:
    """A webhook that says nothing but that it came; `at` is RFC 3339."""
    return msgspec.json.encode(
        {
            "specversion": "1.0", "id": webhook_id, "source": f"{public_url.rstrip('/')}/v1/subscriptions",
            "type": TEST_TYPE, "subject": subscription, "time": at, "datacontenttype": "application/json", "data": {},
        }
    )  # fmt: skip
