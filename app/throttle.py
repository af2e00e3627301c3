"""Slows down guessing: after a few attempts at one name each further one must wait, longer and longer. In memory.

Not the check of a secret (users.py, tokens.py) and not how much may be asked in a time (rate_limits.py). An attempt
counts when it begins, so that many at once gain nothing. Used by users.py, web/sign_in.py and api/oauth.py.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Overloaded

FREE_ATTEMPTS: Final = 5
FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(minutes=5)
FORGOTTEN_AFTER: Final = timedelta(minutes=30)
"""Without an attempt; longer than any pause, so that waiting one out gains nothing."""
KEPT_NAMES: Final = 20_000
"""Beyond it the name attempted longest ago is forgotten."""
ATTEMPTS_OF_A_PEER: Final = 50
_LONGEST_NAME: Final = 64


class TooManyAttempts(Overloaded):
    """seconds: until the next attempt is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "too-many-attempts", "Too many attempts with a wrong secret.", remedy=f"Try again in {seconds} seconds."
        )
        self.seconds = seconds


class _Tried:
    __slots__ = ("attempts", "last", "not_before")

    def __init__(self, now: datetime) -> None:
        self.attempts = 0
        self.not_before = self.last = now


class Throttle:
    """Safe to share between threads. free: attempts before the first pause."""

    def __init__(self, free: int = FREE_ATTEMPTS) -> None:
        self._free = free
        self._lock = threading.Lock()
        self._tried: OrderedDict[str, _Tried] = OrderedDict()

    def attempt(self, name: str, now: datetime) -> int:
        """0 where the attempt may go on, and it is counted; else the seconds to wait before the next."""
        with self._lock:
            tried = self._tried.setdefault(name, _Tried(now))
            self._tried.move_to_end(name)
            while len(self._tried) > KEPT_NAMES:
                self._tried.popitem(last=False)
            if now < tried.not_before:
                return int((tried.not_before - now).total_seconds()) + 1
            if now - tried.last > FORGOTTEN_AFTER:
                tried.attempts = 0
            tried.attempts += 1
            tried.last = now
            beyond = tried.attempts - self._free
            if beyond >= 0:
                tried.not_before = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(beyond, 16))
            return 0

    def forget(self, name: str) -> None:
        """The right password was given: earlier attempts at this name count no more."""
        with self._lock:
            self._tried.pop(name, None)

    def take_back(self, name: str) -> None:
        """One attempt was right: it does not count, those before it do (a peer from which many people sign in)."""
        with self._lock:
            tried = self._tried.get(name)
            if tried is not None:
                tried.attempts -= 1
                tried.not_before = tried.last


class Guesses:
    """Attempts at names, and of addresses whatever the name. Safe to share between threads."""

    def __init__(self) -> None:
        self._names = Throttle()
        self._peers = Throttle(ATTEMPTS_OF_A_PEER)

    def begin(self, name: str, peer: str, now: datetime) -> None:
        """Before the secret is looked at. Raises TooManyAttempts, also where it would have been right."""
        pause = self._names.attempt(name[:_LONGEST_NAME], now) or self._peers.attempt(peer, now)
        if pause:
            raise TooManyAttempts(pause)

    def begin_from(self, name: str, peer: str, now: datetime) -> None:
        """As begin, but attempts from elsewhere do not count: for secrets that nobody guesses, whose owner must not
        be shut out by whoever knows the name.
        """
        self.begin(_from(name, peer), peer, now)

    def right(self, name: str, peer: str) -> None:
        """What began was right: attempts at the name count no more, and this one not for the address."""
        self._names.forget(name[:_LONGEST_NAME])
        self._peers.take_back(peer)

    def right_from(self, name: str, peer: str) -> None:
        self.right(_from(name, peer), peer)


def _from(name: str, peer: str) -> str:
    return f"{name[: _LONGEST_NAME // 2]} {peer}"
