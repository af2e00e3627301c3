"""How much one caller may ask in a time: of reads, acts, feeds, access tokens, pages, and of what has no valid token.

Not the order of those who wait (fair_queue.py) and not guessing of secrets (throttle.py), which must slow down and not
cut off. In memory, for one process; the windows are those of the library `limits`. Called by api/limits.py and web/.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from typing import Final, Literal, get_args

import msgspec
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, SlidingWindowCounterRateLimiter

from domain.errors import Overloaded

Bucket = Literal["reads", "acts", "feeds", "tokens", "pages", "strangers"]
SWEEP_SECONDS: Final = 10.0
BUCKETS: Final[tuple[str, ...]] = get_args(Bucket)
Strategy = Literal["sliding-window", "moving-window", "fixed-window"]
DEFAULT_RATES: Final[Mapping[str, str]] = {
    "reads": "6000/minute",
    "acts": "120000/minute",
    "feeds": "6000/minute",
    "tokens": "600/minute",
    "pages": "1200/minute",
    "strangers": "1200/minute",
}
_STRATEGIES: Final[
    dict[Strategy, type[SlidingWindowCounterRateLimiter] | type[MovingWindowRateLimiter] | type[FixedWindowRateLimiter]]
] = {
    "sliding-window": SlidingWindowCounterRateLimiter,
    "moving-window": MovingWindowRateLimiter,
    "fixed-window": FixedWindowRateLimiter,
}
_WORDS: Final = {
    "reads": "requests",
    "acts": "acts",
    "feeds": "requests for feeds",
    "tokens": "access tokens",
    "pages": "pages",
    "strangers": "requests",
}
TOLD_AFTER: Final = 0.5
"""Seconds after which a caller is told that it asks too much. Who asks again at once, whatever Retry-After says, then
costs little: beside a flood of refusals, told at once, there was no time to serve the others."""


class Standing(msgspec.Struct, frozen=True):
    """quota in each window of so many seconds; remaining now; reset: seconds until all of it is there again."""

    bucket: str
    quota: int
    window: int
    remaining: int
    reset: int


class RateExceeded(Overloaded):
    """seconds: after which the same would be taken."""

    def __init__(self, bucket: str, standing: Standing, cost: int) -> None:
        super().__init__(
            "too-many-requests",
            f"{standing.quota} {_WORDS[bucket]} in {standing.window} seconds is what one caller may ask here; "
            f"{standing.remaining} are left, this is {cost}.",
            remedy="Nothing of it was taken. Come again after the seconds in Retry-After, with less at a time.",
        )
        self.standing = standing
        self.seconds = max(1, standing.reset)


class _Swept(threading.Timer):
    """Stands where the library's storage keeps the thread that forgets what is over, and is never to be started anew.

    The library starts such a thread up to a hundred times a second, by whoever counts: the server's loop, which waits
    each time until the thread is there.
    """

    def __init__(self) -> None:
        super().__init__(0, lambda: None)

    def is_alive(self) -> bool:
        return True


class _Counts(MemoryStorage):
    """What was counted, in memory. Whoever counts sweeps out what is over, once in SWEEP_SECONDS."""

    def __init__(self) -> None:
        super().__init__()
        self.timer = _Swept()
        self._sweep_at = 0.0

    def sweep(self) -> None:
        now = time.time()
        if now < self._sweep_at:
            return
        self._sweep_at = now + SWEEP_SECONDS
        for key in list(self.expirations):
            self.get(key)  # forgets it where its time is over
        for key in list(self.events):
            with self.locks[key]:
                entries = self.events.get(key, [])
                while entries and entries[-1].expiry <= now:  # the newest stands first
                    entries.pop()
                if not entries:
                    self.events.pop(key, None)
                    self.locks.pop(key, None)


class RateLimits:
    """Safe to share between threads.

    rates     bucket -> "AMOUNT/PERIOD", e.g. "120000/minute"; acts are counted one by one, a batch of 1000 as 1000
    rates_of  agency URN -> its own rates, for the buckets named
    Raises ValueError for an unknown bucket or a rate that cannot be read.
    """

    def __init__(self, strategy: Strategy, rates: Mapping[str, str], rates_of: Mapping[str, Mapping[str, str]]) -> None:
        self._counts = _Counts()
        self._limiter = _STRATEGIES[strategy](self._counts)
        self._items = read_rates({**DEFAULT_RATES, **rates})
        self._of = {caller: read_rates(own) for caller, own in rates_of.items()}

    def require(self, bucket: Bucket, caller: str, cost: int = 1, *, agency: str | None = None) -> Standing:
        """Count `cost` for the caller. Raises RateExceeded, and counts nothing, where it is more than is left.

        agency  whose rates are its own, where the caller is one person or client of it
        """
        self._counts.sweep()
        item = self._item(bucket, agency or caller)
        fits = self._limiter.hit(item, bucket, caller, cost=cost)
        standing = self._standing(item, bucket, caller)
        if not fits:
            raise RateExceeded(bucket, standing, cost)
        return standing

    def kept(self) -> int:
        """Counts in memory."""
        return len(self._counts.expirations) + len(self._counts.events)

    def look(self, bucket: Bucket, caller: str) -> Standing:
        """As require, but nothing is counted: raised where nothing at all is left."""
        standing = self._standing(self._item(bucket, caller), bucket, caller)
        if standing.remaining <= 0:
            raise RateExceeded(bucket, standing, 1)
        return standing

    def _item(self, bucket: str, caller: str) -> RateLimitItem:
        own = self._of.get(caller)
        return self._items[bucket] if own is None or bucket not in own else own[bucket]

    def _standing(self, item: RateLimitItem, bucket: str, caller: str) -> Standing:
        reset_time, remaining = self._limiter.get_window_stats(item, bucket, caller)
        reset = max(0, math.ceil(reset_time - time.time()))
        return Standing(bucket, item.amount, item.get_expiry(), max(0, remaining), reset)


def read_rates(rates: Mapping[str, str]) -> dict[str, RateLimitItem]:
    """Rates as the library knows them. Raises ValueError."""
    unknown = sorted(set(rates) - set(BUCKETS))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no kind of rate: {', '.join(BUCKETS)}")
    return {bucket: parse(rate) for bucket, rate in rates.items()}
