"""Readers that wait for their feed to grow: on the event loop, without a thread or a connection for each.

One thread a process looks while anybody waits, asks for the ends of the waited-for feeds at once, and wakes who has
something. A wake-up lost costs a reader its own time-out and nothing else. Not the reading (feed.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

import structlog
from sqlalchemy import Engine

from domain.errors import Overloaded
from domain.feed_name import WHOLE
from ledger import reading
from projections import feed
from projections.outage import is_outage

LOOK: Final = 0.05
"""Seconds between looks while anybody waits."""
AFTER_TROUBLE: Final = 1.0
Ends = Callable[[Collection[str]], Mapping[str, int]]

log = structlog.get_logger()


class _Waiter:
    __slots__ = ("after", "feed", "future", "loop")

    def __init__(self, feed: str, after: int) -> None:
        self.feed = feed
        self.after = after
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self.loop.create_future()

    def wake(self) -> None:
        """From any thread."""
        with contextlib.suppress(RuntimeError):  # its loop is closed, and with it whoever waited
            self.loop.call_soon_threadsafe(self._done)

    def _done(self) -> None:
        if not self.future.done():
            self.future.set_result(None)


def watch_over(engine: Engine, *, most: int, most_each: int) -> FeedWatch:
    """A watch over the feeds of one database, and over the whole ledger."""

    def ends(names: Collection[str]) -> dict[str, int]:
        with engine.connect() as connection:
            found = feed.last_numbers(connection, [name for name in names if name != WHOLE])
            return found | {WHOLE: reading.head(connection)} if WHOLE in names else found

    def stand() -> tuple[object, int, int]:
        with engine.connect() as connection:
            return connection.scalar(feed.position()), feed.catching_up(connection), reading.head(connection)

    return FeedWatch(ends, stand, most=most, most_each=most_each)


class FeedWatch:
    """ends      last number of each of these feeds; one without entries is absent
    stand     changes whenever any feed may have grown
    most      who may wait at once in this process; most_each: for one office
    """

    def __init__(self, ends: Ends, stand: Callable[[], object], *, most: int, most_each: int) -> None:
        self._ends = ends
        self._stand = stand
        self._most = most
        self._most_each = most_each
        self._changed = threading.Condition()
        self._waiters: set[_Waiter] = set()
        self._fresh = False
        self._seats: Counter[str] = Counter()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def closed(self) -> bool:
        """The server is going down: nobody waits any more."""
        return self._closed.is_set()

    @contextlib.contextmanager
    def seat(self, office: str) -> Iterator[None]:
        """Held by whoever waits or is streamed to. Raises Overloaded where the office, or all together, have enough."""
        with self._changed:
            if self._seats[office] >= self._most_each:
                raise Overloaded(
                    "too-many-waiting",
                    f"Your office waits on {self._most_each} connections already.",
                    remedy="Share one connection among your consumers, or ask without `wait`.",
                )
            if self._seats.total() >= self._most:
                raise Overloaded(
                    "waiting-full",
                    "As many wait as this server can hold.",
                    remedy="Ask without `wait`, or try again in a few seconds.",
                )
            self._seats[office] += 1
        try:
            yield
        finally:
            with self._changed:
                self._seats[office] -= 1
                if not self._seats[office]:
                    del self._seats[office]

    def waiting(self) -> int:
        """Seats taken now."""
        with self._changed:
            return self._seats.total()

    async def news(self, feed: str, after: int, timeout: float) -> None:
        """Until the feed has an entry beyond number `after`, at most `timeout` seconds; at once when closed."""
        waiter = _Waiter(feed, after)
        self._add(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter.future
        except TimeoutError:
            return
        finally:
            with self._changed:
                self._waiters.discard(waiter)

    def stop(self) -> None:
        """Send everybody home and let nobody wait again; does not block."""
        self._closed.set()
        with self._changed:
            for waiter in self._waiters:
                waiter.wake()
            self._changed.notify_all()

    def close(self) -> None:
        """As stop, and wait until nothing looks at the database any more."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _add(self, waiter: _Waiter) -> None:
        with self._changed:
            if self._closed.is_set():
                waiter.wake()
                return
            self._waiters.add(waiter)
            self._fresh = True  # what it waits for may have come before it was listed
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="feed-watch", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _run(self) -> None:
        seen: object = None
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiters) or self._closed.is_set())
            if self._closed.is_set():
                return
            try:
                seen = self._look(seen)
                self._closed.wait(LOOK)
            except Exception as error:
                if not is_outage(error):
                    log.exception("feed.watch_failed")
                    # nobody may hang on a look that fails: they read for themselves, and meet the fault if it lasts
                    self._wake(self._waiters)
                seen = None
                self._closed.wait(AFTER_TROUBLE)

    def _look(self, seen: object) -> object:
        stand = self._stand()
        with self._changed:
            if stand == seen and not self._fresh:
                return seen
            self._fresh = False
            waiters = list(self._waiters)
        ends = self._ends({waiter.feed for waiter in waiters})
        self._wake(waiter for waiter in waiters if ends.get(waiter.feed, 0) > waiter.after)
        return stand

    def _wake(self, waiters: Collection[_Waiter] | Iterator[_Waiter]) -> None:
        with self._changed:
            for waiter in list(waiters):
                waiter.wake()
