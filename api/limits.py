"""The limits of a request as HTTP tells them: who is counted under which, and the RateLimit fields of each answer.

draft-ietf-httpapi-ratelimit-headers-10. Not the counting (app/rate_limits.py, app/seats.py). A caller with a valid
token is counted by its agency, anybody else by the address it comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from starlette.requests import Request

from api.state import state_of
from app.rate_limits import Bucket, RateExceeded, Standing
from app.serving import peer_of
from app.throttle import TooManyAttempts
from domain.errors import Overloaded
from domain.permission import Principal

FEED: Final = "/v1/feed"
EVENTS: Final = "/v1/events"
PROBLEMS: Final = ("too-many-requests", "too-many-at-once", "overloaded")
FIELDS: Final = ("RateLimit-Policy", "RateLimit")
"""Of every answer to a caller with a token."""
_STANDING: Final = "quancheng_standing"
_SEAT: Final = "quancheng_seat"


def admit(request: Request, principal: Principal) -> None:
    """The request of a known caller. Raises Overloaded. A seat is given back by `leave`.

    Acts are counted when it is known how many there are; here it is only made sure that any are left.
    """
    state = state_of(request)
    path: str = request.scope["path"]
    posts = path == EVENTS and request.method == "POST"
    is_feed = path == FEED or path.startswith(FEED + "/")
    bucket: Bucket = "acts" if posts else "feeds" if is_feed else "reads"
    count = state.rates.look if posts else state.rates.require
    _note(request, lambda: count(bucket, principal.agency))
    if not is_feed:  # these have ceilings of their own, since they may last
        seats = state.posts_under_way if posts else state.reads_under_way
        setattr(request.state, _SEAT, seats.take(principal.agency))


def admit_stranger(request: Request) -> None:
    """A request without a valid token. Raises Overloaded."""
    _note(request, lambda: state_of(request).rates.require("strangers", peer(request)))


def peer(request: Request) -> str:
    """Address from which a request comes, as far as the proxies before us tell."""
    return request.client.host if request.client is not None else peer_of(request.scope) or ""


def admit_client(request: Request, client: Principal) -> None:
    """A client that asks for an access token. Raises Overloaded. Counted by client: an agency may have many."""
    _note(request, lambda: state_of(request).rates.require("tokens", client.token, agency=client.agency))


def count_acts(request: Request, principal: Principal, acts: int) -> None:
    """Raises Overloaded where so many acts are more than is left."""
    _note(request, lambda: state_of(request).rates.require("acts", principal.agency, acts))


def leave(request: Request) -> None:
    """The request is over."""
    give_back = cast("Callable[[], None] | None", getattr(request.state, _SEAT, None))
    if give_back is not None:
        setattr(request.state, _SEAT, None)
        give_back()


def rate_fields(request: Request) -> list[tuple[bytes, bytes]]:
    """RateLimit-Policy and RateLimit for the answer; none where nothing was counted."""
    standing = cast(Standing | None, getattr(request.state, _STANDING, None))
    if standing is None:
        return []
    policy = f'"{standing.bucket}";q={standing.quota};w={standing.window}'
    left = f'"{standing.bucket}";r={standing.remaining};t={standing.reset}'
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]


def retry_after(error: Overloaded) -> int:
    """Seconds for Retry-After."""
    if isinstance(error, RateExceeded | TooManyAttempts):
        return error.seconds
    return 1 if error.code in ("too-many-at-once", "too-many-posts-waiting", "overloaded") else 5


def _note(request: Request, count: Callable[[], Standing]) -> None:
    try:
        standing = count()
    except RateExceeded as error:
        setattr(request.state, _STANDING, error.standing)
        raise
    setattr(request.state, _STANDING, standing)
