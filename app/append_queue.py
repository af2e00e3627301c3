"""Single posts of many threads in one commit: whoever comes first appends for all who wait.

No thread and no delay of its own: a post alone is appended at once, and while one commit is on its way the
next ones gather. Not the ledger, and not the judging of what is posted.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from domain.errors import Conflict
from ledger.acts import NewAct, Receipt
from ledger.ledger import Ledger

MOST_AT_ONCE: Final = 2000


class _Waiting:
    __slots__ = ("acts", "done", "error", "outcomes")

    def __init__(self, acts: Sequence[NewAct]) -> None:
        self.acts = acts
        self.done = False
        self.outcomes: list[Receipt | Conflict] = []
        self.error: Exception | None = None


class AppendQueue:
    """Over one ledger; safe to share between threads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._gathering = threading.Lock()
        self._appending = threading.Lock()
        self._waiting: list[_Waiting] = []

    def append(self, acts: Sequence[NewAct]) -> list[Receipt | Conflict]:
        """As Ledger.append_each: durable when it returns. Raises what the ledger raises for these acts."""
        mine = _Waiting(acts)
        with self._gathering:
            self._waiting.append(mine)
        with self._appending:
            if not mine.done:
                self._append_for_all()
        if mine.error is not None:
            raise mine.error
        return mine.outcomes

    def _append_for_all(self) -> None:
        """Append what waits, in order of arrival, until nothing of it is left; `mine` is always part of it."""
        with self._gathering:
            batch, self._waiting = self._waiting, []
        while batch:
            some: list[_Waiting] = []
            size = 0
            while batch and (not some or size + len(batch[0].acts) <= MOST_AT_ONCE):
                size += len(batch[0].acts)
                some.append(batch.pop(0))
            self._append_together(some)

    def _append_together(self, some: list[_Waiting]) -> None:
        try:
            outcomes = self._ledger.append_each([act for one in some for act in one.acts])
        except Exception as error:  # noqa: BLE001  raised again in the thread whose post it is
            if len(some) == 1:
                some[0].error, some[0].done = error, True
                return
            # one post must not fail another's: each again by itself
            for one in some:
                self._append_together([one])
            return
        start = 0
        for one in some:
            one.outcomes = outcomes[start : start + len(one.acts)]
            start += len(one.acts)
            one.done = True
