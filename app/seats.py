"""How many requests are under way at once, of each caller and in all: what none of them may have without end.

Not how many in a time (rate_limits.py). Pure counting. Called by api/limits.py.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from domain.errors import Overloaded


class Seats:
    """Safe to share between threads. most: at once in all; most_each: of one caller."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, caller: str) -> Callable[[], None]:
        """A seat; give it back by calling what is returned, once. Raises Overloaded."""
        with self._lock:
            if self._taken[caller] >= self._most_each:
                raise Overloaded(
                    "too-many-at-once",
                    f"{self._most_each} requests of this kind of your agency are under way already.",
                    remedy="Wait for their answers; keep fewer connections at work.",
                )
            if self._taken.total() >= self._most:
                raise Overloaded(
                    "overloaded",
                    "As many requests are under way as this server can hold.",
                    remedy="Nothing of it was taken. Come again after the seconds in Retry-After.",
                )
            self._taken[caller] += 1

        def give_back() -> None:
            with self._lock:
                self._taken[caller] -= 1
                if not self._taken[caller]:
                    del self._taken[caller]

        return give_back

    def taken(self) -> int:
        with self._lock:
            return self._taken.total()
