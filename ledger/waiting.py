"""Wait until the ledger has grown: LISTEN first, then pull, then wait with a time-out.

Not a queue: a woken reader reads by position. The listening connection is dedicated and never returns to a pool.
Losing it means polling, never a lost wake-up. Called by Ledger.wait and subscription.py.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable

import psycopg2
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from ledger.sequencer import CHANNEL

LISTENING_POLL = 1.0
"""Seconds between looks while a listener is in force: the net under a lost notification."""
POLL = 0.05
"""Seconds between looks without one (SQLite, or the listener's connection is down)."""


class Waiter:
    """Wakes every waiting thread when positions were added. `head` reads the last position."""

    def __init__(self, engine: Engine, head: Callable[[], int]) -> None:
        self._engine = engine
        self._head = head
        self._changed = threading.Condition()
        self._listening = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def wait(self, after: int, timeout: float) -> int:
        """Block until the last position is beyond `after`, at most `timeout` seconds; the last position."""
        deadline = time.monotonic() + timeout
        self._listen()
        while True:
            with self._changed:
                last = self._head()
                remaining = deadline - time.monotonic()
                if last > after or remaining <= 0 or self._closed.is_set():
                    return last
                self._changed.wait(min(remaining, LISTENING_POLL if self._listening.is_set() else POLL))

    def wake(self) -> None:
        """Tell the threads of this process at once."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        self._closed.set()
        self.wake()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        if self._engine.dialect.name != "postgresql" or self._thread is not None:
            return
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ledger-listener", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._follow()
            except (SQLAlchemyError, psycopg2.Error, OSError):  # the driver's own: poll() is asked past SQLAlchemy
                self._listening.clear()  # waiters poll meanwhile
                self._closed.wait(1.0)

    def _follow(self) -> None:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            connection.execute(text(f"LISTEN {CHANNEL}"))
            self._listening.set()
            self.wake()  # whoever looked before LISTEN was in force looks again
            while not self._closed.is_set():
                ready, _, _ = select.select([raw], [], [], 0.2)
                if not ready:
                    continue
                raw.poll()
                if raw.closed:
                    raise OSError("the listening connection is closed")
                raw.notifies.clear()
                self.wake()
