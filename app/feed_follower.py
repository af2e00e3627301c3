"""Moves the feeds along the ledger: reads what is new without its payloads, says who takes part by which act.

Not the order within a feed (projections/feed.py) and not reading feeds (feed.py). One per database; a second one is
told so by the position. Called by the worker in a thread of its own, by processing.py where none runs, by rebuild.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection

from app.access import offices_of
from domain.event import CaseId
from ledger import tails
from ledger.ledger import Ledger
from projections import feed
from projections.feed import ActRun, Placed, PlacedAct
from projections.registry import MODELS
from projections.runner import Batch, Progress, advance, progress
from supervision_rules.finding import STREAM_PREFIX

ACTS_AT_ONCE: Final = 5_000


class FeedFollower:
    """Not for several threads at once."""

    def __init__(self, ledger: Ledger, now: Callable[[], int]) -> None:
        self._ledger = ledger
        self._now = now

    def position(self) -> int:
        """Up to where the shown feeds have followed the ledger."""
        return self._stand().position

    def step(self, limit: int = ACTS_AT_ONCE) -> int:
        """One batch; number of acts read, 0 at the head. Raises Conflict("stale-position") where another moves it."""
        stand = self._stand()
        batch = batch_after(self._ledger, stand.position, limit)
        if batch is None:
            return 0
        advance(self._ledger.writing_engine, [(MODELS[feed.NAME], stand.build)], batch, self._now())
        return batch.upto - batch.after

    def _stand(self) -> Progress:
        with self._ledger.engine.connect() as connection:
            return next(one for one in progress(connection, feed.NAME) if one.active)


def batch_after(ledger: Ledger, after: int, limit: int = ACTS_AT_ONCE) -> Batch | None:
    """What stands in the ledger after this position, for the feeds; None at its head."""
    headers = ledger.headers(after, limit)
    if not headers:
        return None
    # events of findings stand in the ledger too: they are the supervisors' and no acts on a case
    acts = tuple(
        PlacedAct(act.position, CaseId(act.stream), act.size, offices_of(act.type, act.source, act.agency))
        for act in headers
        if not act.stream.startswith(STREAM_PREFIX)
    )
    return Batch(after, headers[-1].position, acts=ActRun(acts, _earlier))


def _earlier(connection: Connection, below: Mapping[CaseId, int]) -> dict[CaseId, list[Placed]]:
    found = tails.before(connection, {str(case): position for case, position in below.items()})
    return {CaseId(case): acts for case, acts in found.items()}
