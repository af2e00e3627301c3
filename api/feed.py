"""GET /feed: what an agency may see, act by act, from any place on; by pages, by waiting, or as a stream.

Not the order of a feed (projections/feed.py) and not the stream's bytes (event_stream.py).
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

import msgspec
from fastapi import Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated, still_authenticated
from api.described import Responses, answers
from api.event_stream import EVENT_STREAM, EventStream, comment, or_gone, streamed, wants_stream
from api.examples import FEED_ITEM
from api.languages import language_of
from api.parameters import PLAIN
from api.problems import problem_of
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app import feed
from app.composition import Platform
from app.feed import FeedItem, Stretch
from domain import agency as agencies
from domain.errors import QuanchengError
from domain.feed_name import feed_of

router = router_of("feed")
MOST_ITEMS: Final = 1000
STREAMED_AT_ONCE: Final = 200
HEARTBEAT: Final = 15.0
"""Seconds after which a silent stream says that it lives, looks for itself, and asks whether its token still holds."""
FIRST_FILL: Final = 1.0
"""Seconds that the first request of all for a feed waits for its beginning."""
FOR_EVER: Final = "private, max-age=31536000, immutable"
ASK_AGAIN: Final = "private, no-cache"
_WAIT_PREFERRED: Final = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?([0-9]{1,4})\"?\s*(?:$|[,;])", re.IGNORECASE)


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Acts in the order of the feed. next: to go on after this page; full: it will never change, more may follow."""

    items: tuple[FeedItem, ...]
    next: str
    full: bool


_DESCRIBED: Final[Responses] = answers(
    200, "A page, or with `Accept: text/event-stream` a stream", FeedPage,
    {"items": [FEED_ITEM], "next": FEED_ITEM["cursor"], "full": False},
    ("not-authenticated", "invalid-parameter", "feed-cursor-invalid", "feed-cursor-outdated", "record-altered",
     "feed-narrowed", "too-many-waiting", "waiting-full"),
    ("ETag", "Link", "Cache-Control"),
)  # fmt: skip
_DESCRIBED[200]["content"][EVENT_STREAM] = {
    "schema": {"type": "string"},
    "example": streamed(msgspec.json.encode(FEED_ITEM), str(FEED_ITEM["cursor"])).decode(),
}
_DESCRIBED[304] = {"description": "Nothing but what the tag in If-None-Match names"}


@router.get("/feed", responses=_DESCRIBED)
async def read_feed(
    request: Request,
    caller: Authenticated,
    after: Annotated[
        str | None,
        Query(
            max_length=200,
            pattern=PLAIN,
            description="Cursor to go on after; none: from the beginning",
            examples=[None],
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_ITEMS, description="Most items in one page", examples=[100])] = 100,
    wait: Annotated[
        int, Query(ge=0, le=3600, description="Seconds to wait for something new; cut to what the platform grants")
    ] = 0,
    if_none_match: Annotated[str | None, Header(description="Tags of pages you hold")] = None,
    prefer: Annotated[str | None, Header(description="`wait=SECONDS`, as the parameter (RFC 7240)")] = None,
    last_event_id: Annotated[str | None, Header(description="A stream goes on after this `id`")] = None,
) -> Response:
    """Every act of the cases that the caller sees, in an order that never changes.

    An act stands at its place in the ledger; where the caller comes to see a case later (it was handed over, or was
    the case of an agency that it succeeds), the acts of before stand where that happened. Follow `next` for ever:
    nothing is left out and nothing comes twice. Any cursor may be used again. A full page never changes and may be
    kept, unless it holds acts that the law closes: these are `withheld`, and may be opened. A feed begins when it is
    first asked for and may be empty for some seconds then. Auditors read the whole ledger, findings included.
    """
    platform = state_of(request).platform
    name = feed_of(caller)
    office = agencies.office_of(caller.agency)
    if await run_in_threadpool(feed.begin, platform, name):
        first = min(FIRST_FILL, platform.settings.feed_wait_seconds)
        await or_gone(request.receive, platform.feed_watch.news(name, 0, first))
    if wants_stream(request.headers.get("accept", "")):
        return await _stream(request, platform, name, office, last_event_id or after)
    preferred = _preferred_wait(prefer) if "wait" not in request.query_params else None
    seconds = min(wait if preferred is None else preferred, platform.settings.feed_wait_seconds)
    found = await run_in_threadpool(feed.stretch, platform, name, after, limit)
    if seconds and not found.full and (not found.entries or _matches(if_none_match, found)):
        with platform.feed_watch.seat(office):
            await or_gone(request.receive, platform.feed_watch.news(name, found.last.number, seconds))
        found = await run_in_threadpool(feed.stretch, platform, name, after, limit)
    headers = _headers(request, found, after is not None)
    if preferred is not None:
        headers["Preference-Applied"] = f"wait={preferred}"
    if _matches(if_none_match, found):
        return Response(status_code=304, headers=headers)
    items = await run_in_threadpool(feed.items, platform, found)
    return reply(FeedPage(items=tuple(items), next=found.next, full=found.full), headers=headers)


async def _stream(request: Request, platform: Platform, name: str, office: str, cursor: str | None) -> Response:
    """The feed as Server-Sent Events. The first stretch is looked up before the answer begins: what is wrong with
    the request is said by a problem, not within a stream.
    """
    found = await run_in_threadpool(feed.stretch, platform, name, cursor, STREAMED_AT_ONCE)
    watch = platform.feed_watch

    async def parts() -> AsyncGenerator[bytes]:
        nonlocal found
        yield b"retry: 2000\n\n"
        while not watch.closed and await still_authenticated(request):
            empty = not found.entries
            try:
                if empty:
                    await watch.news(name, found.last.number, HEARTBEAT)
                else:
                    items = await run_in_threadpool(feed.items, platform, found)
                    yield b"".join(streamed(msgspec.json.encode(item), item.cursor) for item in items)
                found = await run_in_threadpool(feed.stretch, platform, name, found.next, STREAMED_AT_ONCE)
            except QuanchengError as error:
                yield streamed(msgspec.json.encode(problem_of(error, language_of(request))), kind="problem")
                return
            if empty and not found.entries:
                yield comment("waiting")

    return EventStream(parts(), watch.seat(office))


def _headers(request: Request, found: Stretch, from_cursor: bool) -> dict[str, str]:
    query: Mapping[str, object] = {"after": found.next} | {
        name: value for name, value in request.query_params.items() if name in ("limit", "wait")
    }
    # the page at no cursor has no name of its own: after a new numbering its address would say something else
    return {
        "ETag": f'"{found.tag}"',
        "Link": f'<{request.url.path}?{urlencode(query)}>; rel="next"',
        "Cache-Control": FOR_EVER if found.full and not found.closed and from_cursor else ASK_AGAIN,
        "Vary": "Accept, Authorization, Prefer",
    }


def _matches(if_none_match: str | None, found: Stretch) -> bool:
    """RFC 9110 §13.1.2, by weak comparison. `*` matches nothing here: it asks whether there is a feed at all."""
    if if_none_match is None:
        return False
    return f'"{found.tag}"' in {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}


def _preferred_wait(prefer: str | None) -> int | None:
    stated = None if prefer is None else _WAIT_PREFERRED.search(prefer)
    return None if stated is None else int(stated[1])
