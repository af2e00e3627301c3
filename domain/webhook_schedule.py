"""What follows from one attempt to deliver: delivered, later again, dead, or the whole endpoint paused. Pure.

Not the sending and not the store (app/webhooks/). Times are microseconds since the epoch; chance is a number from 0
to 1 drawn by the caller. Delays as the example of Standard Webhooks 1.0 ("Deliverability and reliability").
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from msgspec.structs import replace

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

DELAYS: Final = (
    5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY,
)  # fmt: skip
"""From a failed try to the next: ten tries in 75 hours and a half. After the last failure a delivery is dead."""
JITTER: Final = 0.2
"""A delay is made longer by up to this part of itself, so that what failed together does not come back together."""
LONGEST_WAIT: Final = DAY
"""More than this nobody is waited for, whatever Retry-After says."""
LONGEST_REST: Final = HOUR
"""Between two tries at an endpoint that keeps failing, whatever is waiting for it: so soon it is seen to be back."""

Outcome = Literal[
    "delivered", "refused", "failed", "throttled", "redirected", "gone", "timeout", "unreachable", "untrusted",
    "garbage", "address", "unreadable",
]  # fmt: skip
"""delivered: 2xx. refused: other 4xx; failed: 5xx; throttled: 429; redirected: 3xx, never followed; gone: 410.
timeout, unreachable: no answer, no connection; untrusted: TLS; garbage: no HTTP; address: internal or not found;
unreadable: the act in our own store cannot be read."""
DeliveryState = Literal["waiting", "delivered", "dead"]
PauseReason = Literal["owner", "failing", "gone", "feed", "revoked", "ended"]
"""By its owner; by itself after long failure; the endpoint answered 410 Gone; the feed was numbered anew;
the token or client it was made with is revoked; the agency has ended."""


class Attempt(msgspec.Struct, frozen=True):
    """One try. status: of HTTP, where there was an answer; retry_after: seconds that the endpoint asked for."""

    outcome: Outcome
    status: int | None = None
    retry_after: int | None = None


class Delivery(msgspec.Struct, frozen=True):
    """tries: failed ones since it was queued, or replayed; first_tried_at: None before the first."""

    state: DeliveryState
    tries: int
    first_tried_at: int | None
    next_at: int


class Endpoint(msgspec.Struct, frozen=True):
    """failures: in a row; failing_since: the first of them; not_before: nothing is sent before."""

    failures: int
    failing_since: int | None
    not_before: int


class Following(msgspec.Struct, frozen=True):
    """pause: why the endpoint is paused by what happened; None: it goes on."""

    delivery: Delivery
    endpoint: Endpoint
    pause: PauseReason | None


def after(delivery: Delivery, endpoint: Endpoint, attempt: Attempt, now: int, chance: float) -> Following:
    """What is so after `attempt`, which ended at `now`."""
    first = now if delivery.first_tried_at is None else delivery.first_tried_at
    if attempt.outcome == "delivered":
        done = replace(delivery, state="delivered", first_tried_at=first)
        return Following(done, Endpoint(0, None, now), None)
    resting = rest(endpoint, attempt, now)
    if attempt.outcome == "gone":
        # it waits for what the owner decides, and is not counted as failed
        return Following(replace(delivery, first_tried_at=first, next_at=now), resting, "gone")
    if delivery.tries >= len(DELAYS):
        dead = replace(delivery, state="dead", tries=delivery.tries + 1, first_tried_at=first)
        # nothing got through in all that time: what comes next would only die as well
        since = resting.failing_since
        return Following(dead, resting, "failing" if since is not None and since <= first else None)
    wait = max(stretched(DELAYS[delivery.tries], chance), asked_for(attempt))
    again = replace(delivery, tries=delivery.tries + 1, first_tried_at=first, next_at=now + wait)
    return Following(again, resting, None)


def rest(endpoint: Endpoint, attempt: Attempt, now: int) -> Endpoint:
    """The endpoint after a failure: it is left alone for 1, 2, 4 … seconds, at most LONGEST_REST, or as it asks."""
    pause = min(SECOND << min(endpoint.failures, 20), LONGEST_REST)
    since = now if endpoint.failing_since is None else endpoint.failing_since
    return Endpoint(endpoint.failures + 1, since, now + max(pause, asked_for(attempt)))


def stretched(delay: int, chance: float) -> int:
    return delay + int(delay * JITTER * chance)


def asked_for(attempt: Attempt) -> int:
    """Microseconds of Retry-After, within bounds."""
    return 0 if attempt.retry_after is None else min(max(attempt.retry_after, 0) * SECOND, LONGEST_WAIT)


def between(rate: int | None) -> int:
    """Microseconds from one request to the next where the endpoint allows `rate` a minute; None: as fast as it goes."""
    return 0 if rate is None else MINUTE // max(rate, 1)


def next_handshake(tries: int, now: int, chance: float) -> int | None:
    """When to ask anew for permission to send, after `tries` requests without it; None: not again by itself."""
    return None if tries > len(DELAYS) else now + stretched(DELAYS[tries - 1], chance)
