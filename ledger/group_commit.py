"""Micro-batching: posts that arrive while a commit is under way share the next one.

Not a queue in the background: whoever posts waits for its own durable outcome. Called by Ledger.append_each.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from domain.errors import Conflict
from ledger.acts import NewAct, Receipt

Outcomes = list[Receipt | Conflict]
LIMIT = 2000
"""Acts per shared commit, give or take one post."""


class _Post:
    __slots__ = ("acts", "outcomes")

    def __init__(self, acts: Sequence[NewAct]) -> None:
        self.acts = acts
        self.outcomes: Outcomes | None = None


class GroupCommit:
    """`commit` appends acts in one transaction, with one outcome per act."""

    def __init__(self, commit: Callable[[Sequence[NewAct]], Outcomes]) -> None:
        self._commit = commit
        self._waiting: list[_Post] = []
        self._queue = threading.Lock()
        self._leading = threading.Lock()

    def post(self, acts: Sequence[NewAct]) -> Outcomes:
        """Outcomes of these acts, durable when this returns. Raises what the commit raised for them."""
        own = _Post(acts)
        with self._queue:
            self._waiting.append(own)
        with self._leading:  # one commits; those who get here later may find theirs done
            if own in self._waiting:
                self._lead(own)
        # None: the shared commit failed, or its leader could not take this post. Alone, it fails or passes by itself.
        return self._commit(acts) if own.outcomes is None else own.outcomes

    def _lead(self, own: _Post) -> None:
        with self._queue:
            self._waiting.remove(own)
            group = [own]
            total = len(own.acts)
            while self._waiting and total < LIMIT:
                group.append(self._waiting.pop(0))
                total += len(group[-1].acts)
        if len(group) == 1:
            own.outcomes = self._commit(own.acts)
            return
        try:
            outcomes = self._commit([act for post in group for act in post.acts])
        except Exception:  # noqa: BLE001  # one bad act must not fail the others: each post commits alone, and raises its own
            return
        for post in group:
            post.outcomes, outcomes = outcomes[: len(post.acts)], outcomes[len(post.acts) :]
