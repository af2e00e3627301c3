"""Post a long row of statements in batches; those that came before the act they build on are posted again at its end.

Not the reading of files and not the judging. Called by `quancheng ingest` and the demo: agencies' acts reach a file in
the order in which they arrived, which is not that in which they happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from app.caller import Caller
from app.composition import Platform
from app.post_acts import EARLY, Outcome, Rejected, Statement, post

BATCH: Final = 500
Item = TypeVar("Item")


def import_acts(
    platform: Platform, items: Iterable[Item], statement: Callable[[Item], Statement], caller: Caller
) -> Iterator[tuple[Item, Outcome]]:
    """Each item with its outcome: in order, but those that needed a second try come last."""
    early: list[Item] = []
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        outcomes = post(platform, [statement(item) for item in batch], caller, first=True)
        for item, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Rejected) and outcome.error.code == EARLY:
                early.append(item)
            else:
                yield item, outcome
    for start in range(0, len(early), BATCH):
        some = early[start : start + BATCH]
        yield from zip(some, post(platform, [statement(item) for item in some], caller), strict=True)
