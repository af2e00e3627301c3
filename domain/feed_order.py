"""In which order a feed goes on: acts as they are numbered, and where a case comes to be seen, what stood on it before.

Not the numbers (projections/feed.py) and not who sees what (permission.py). Pure: the same ledger gives the same order,
in stretches of any length.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import msgspec

from domain.event import CaseId


class Moment(NamedTuple):
    """When a case comes to be seen, so that moments can be compared.

    turn  0: by the act at `position`; beyond: after it, by a successor (1) or by the corrections in their order
    """

    position: int
    turn: int = 0

    @property
    def below(self) -> int:
        """The acts that stood there before are those at positions below this."""
        return self.position + (self.turn > 0)


Placed: TypeAlias = tuple[int, int]
"""Position of an act and the bytes of its payload."""
Entry: TypeAlias = tuple[str, int, int]
"""Feed, position of the act, bytes of its payload."""
ALWAYS: Final = Moment(0)
_SUCCESSOR: Final = 1


class PlacedAct(msgspec.Struct, frozen=True, gc=False):
    """A numbered act on a case. size: bytes of its payload."""

    position: int
    case: CaseId
    size: int


class Span(NamedTuple):
    """From when on a case is seen, and until when; end None: still."""

    begin: Moment
    end: Moment | None


def by_act(position: int) -> Moment:
    """The act at this position brings the case: one's own, or a hand-over."""
    return Moment(position)


def by_successor(position: int) -> Moment:
    """A predecessor's cases come between this position and the next; 0: it was so from the beginning."""
    return Moment(position, _SUCCESSOR) if position else ALWAYS


def by_correction(position: int, turn: int) -> Moment:
    """A correction, the `turn`-th of all, gave or took away the case between this position and the next."""
    return Moment(position, _SUCCESSOR + turn)


def end_of(position: int) -> Moment:
    """After all that is noted between this position and the next."""
    return Moment(position, sys.maxsize)


def opening(spans: Iterable[Span], since: Moment) -> tuple[Moment, int] | None:
    """From when on a case is seen that is seen in these spans, for what comes after `since`; and up to which position
    its acts were given before. None: it was seen, and is no more.
    """
    given = 0
    for span in _joined(spans):
        if span.end is None or span.end > since:
            return span.begin, given
        given = span.end.position
    return None


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order, those that meet or overlap made one."""
    current: Span | None = None
    for span in sorted(spans, key=lambda one: one.begin):
        if current is None:
            current = span
        elif current.end is None or span.begin <= current.end:
            if current.end is not None and (span.end is None or span.end > current.end):
                current = Span(current.begin, span.end)
        else:
            yield current
            current = span
    if current is not None:
        yield current


def entries(
    acts: Iterable[PlacedAct],
    seen: Mapping[CaseId, Mapping[str, Moment]],
    before: Mapping[CaseId, Sequence[Placed]],
    since: Moment,
    until: Moment,
    given: Mapping[tuple[CaseId, str], int],
) -> Iterator[Entry]:
    """What comes to each feed after `since`, up to `until` and with it; the order counts within one feed only.

    acts    every act on a case of this stretch, by position
    seen    case -> feed -> from when on; whole for every case that has an act here or comes to be seen here
    before  acts of each case that comes to be seen here, by position, as far as the last such moment
    given   (case, feed) -> up to which position its acts stand in the feed already
    """
    coming: dict[Moment, list[tuple[CaseId, str]]] = {}
    for case in sorted(seen):
        for feed, moment in seen[case].items():
            if since < moment <= until:
                coming.setdefault(moment, []).append((case, feed))

    def earlier(moment: Moment) -> Iterator[Entry]:
        for case, feed in coming.pop(moment, ()):
            first = given.get((case, feed), 0)
            yield from ((feed, at, size) for at, size in before[case] if first < at < moment.below)

    for act in acts:
        now = by_act(act.position)
        yield from earlier(now)
        for feed, moment in seen.get(act.case, {}).items():
            if moment <= now:
                yield feed, act.position, act.size
    # what is left comes between two acts: all its cases at once, by position
    for moment in sorted(coming):
        yield from sorted(earlier(moment))
