"""In which order a feed goes on: acts as they are numbered, and where a case comes to be seen, what stood on it before.

Not the numbers (projections/feed.py) and not who sees what (permission.py). Pure: the same ledger gives the same order,
in stretches of any length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NewType, TypeAlias

import msgspec

from domain.event import CaseId

Moment = NewType("Moment", int)
"""When a case comes to be seen, so that moments can be compared: 2p by the act at position p, 2p + 1 after it."""
Placed: TypeAlias = tuple[int, int]
"""Position of an act and the bytes of its payload."""
Entry: TypeAlias = tuple[str, int, int]
"""Feed, position of the act, bytes of its payload."""
ALWAYS = Moment(0)


class PlacedAct(msgspec.Struct, frozen=True, gc=False):
    """A numbered act on a case. size: bytes of its payload."""

    position: int
    case: CaseId
    size: int


def by_act(position: int) -> Moment:
    """The act at this position brings the case: one's own, or a hand-over."""
    return Moment(2 * position)


def after_act(position: int) -> Moment:
    """What a feed is let see grows between this position and the next; 0: it was so from the beginning."""
    return Moment(2 * position + 1) if position else ALWAYS


def entries(
    acts: Iterable[PlacedAct],
    seen: Mapping[CaseId, Mapping[str, Moment]],
    before: Mapping[CaseId, Sequence[Placed]],
    since: Moment,
    until: Moment,
) -> Iterator[Entry]:
    """What comes to each feed after `since`, up to `until` and with it; the order counts within one feed only.

    acts    every act on a case of this stretch, by position
    seen    case -> feed -> from when on; whole for every case that has an act here or comes to be seen here
    before  acts of each case that comes to be seen here, by position, as far as the last such moment
    """
    coming: dict[Moment, list[tuple[CaseId, str]]] = {}
    for case in sorted(seen):
        for feed, moment in seen[case].items():
            if since < moment <= until:
                coming.setdefault(moment, []).append((case, feed))
    for act in acts:
        now = by_act(act.position)
        for case, feed in coming.pop(now, ()):
            yield from ((feed, position, size) for position, size in before[case] if position < act.position)
        for feed, moment in seen.get(act.case, {}).items():
            if moment <= now:
                yield feed, act.position, act.size
    # what is left comes between two acts: all its cases at once, by position
    for moment in sorted(coming):
        found = [
            (feed, position, size)
            for case, feed in coming[moment]
            for position, size in before[case]
            if by_act(position) < moment
        ]
        yield from sorted(found)
