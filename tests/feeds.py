"""Reading feeds in tests: whole, in pages of any length, as the agency itself would."""

from __future__ import annotations

import msgspec

from app import feed
from app.composition import Platform
from app.feed import FeedItem
from domain.feed_name import feed_of
from domain.permission import Principal, Role


def principal(agency: str, role: Role = "agency") -> Principal:
    return Principal("test", agency, role)


def read(
    platform: Platform, agency: str, limit: int = 100, cursor: str | None = None, role: Role = "agency"
) -> list[FeedItem]:
    """Everything from `cursor` on, page after page."""
    name, found = feed_of(principal(agency, role)), []
    if feed.begin(platform, name):
        follow(platform)
    while True:
        page = feed.stretch(platform, name, cursor, limit)
        if not page.entries:
            return found
        found += feed.items(platform, page)
        cursor = page.next


def ids(items: list[FeedItem]) -> list[str]:
    return [msgspec.json.decode(item.event)["id"] for item in items]


def follow(platform: Platform, at_once: int = 5_000) -> None:
    """Number what was posted and move the feeds, without supervision."""
    platform.ledger.sequence()
    while platform.processing.feed.step(at_once):
        pass
