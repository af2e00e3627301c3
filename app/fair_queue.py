"""Who waits, by agency: a place in the next batch goes round over the agencies, so that no flood starves another.

Pure bookkeeping: no threads, no clock. Used by app/intake.py. Deficit round robin (Shreedhar and Varghese, SIGCOMM
1995): an agency whose turn it is may take SHARE acts more than it took too little before.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Final, Generic, TypeVar

from domain.errors import Overloaded

SHARE: Final = 100
"""Acts an agency may take when its turn comes: a batch of 1000 waits ten turns where others wait too."""
T = TypeVar("T")


class _Line(Generic[T]):
    __slots__ = ("credit", "refused", "waiting", "weight")

    def __init__(self) -> None:
        self.waiting: deque[tuple[int, T]] = deque()
        self.weight = 0
        self.credit = 0
        self.refused = False


class FairQueue(Generic[T]):
    """most       weight that may wait in all; most_each: of one agency

    The weight of a post is at least 1: its acts, or one for each 4 KiB of it.
    """

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._lines: OrderedDict[str, _Line[T]] = OrderedDict()
        self.weight = 0

    def __len__(self) -> int:
        return sum(len(line.waiting) for line in self._lines.values())

    def require_room(self, agency: str) -> None:
        """Raises Overloaded where the agency was refused for want of room, and half of what it may have still waits:
        known before a post is read, whatever it weighs.
        """
        line = self._lines.get(agency)
        if line is not None and line.refused:
            enough = self._most_each // 2
            line.refused = line.weight > enough
            if line.refused:
                raise self._too_many(line.weight, f"after a refusal more are taken when {enough} are left")

    def put(self, agency: str, weight: int, one: T) -> list[T]:
        """Let `one` wait; those that must go instead: the newest of whoever has most waiting, where all is full.

        Raises Overloaded where the agency itself has too much waiting, or is the one that has most.
        """
        line = self._lines.get(agency)
        mine = 0 if line is None else line.weight
        if line is not None and mine + weight > self._most_each:
            line.refused = True
            raise self._too_many(mine, f"more than {self._most_each} may not")
        dropped: list[tuple[str, int, T]] = []
        while self.weight and self.weight + weight > self._most:
            name, longest = max(self._lines.items(), key=lambda item: item[1].weight)
            if name == agency or longest.weight <= mine + weight:
                for back in reversed(dropped):
                    self._add(*back)
                raise Overloaded(
                    "overloaded",
                    "More acts wait to be stored than this server can hold.",
                    remedy="Nothing of this post was stored. Post it again after the time in Retry-After.",
                )
            dropped.append((name, *self._drop_newest(name, longest)))
        self._add(agency, weight, one)
        return [gone for _, _, gone in dropped]

    def take(self, most: int) -> list[T]:
        """Those whose turn it is, in all at most `most` in weight or a single one; empty where nobody waits.

        One that weighs more than SHARE comes first in its turn or waits for the next: what goes with it waits for it.
        """
        taken: list[T] = []
        left = most
        while self._lines and left > 0:
            name, line = next(iter(self._lines.items()))
            alone = len(self._lines) == 1
            if not alone:
                line.credit += SHARE
            # what it may take for want of others is no credit: they may be there at the next turn
            may_take = max(most, line.waiting[0][0]) if alone else line.credit
            while line.waiting and line.waiting[0][0] <= may_take:
                weight, one = line.waiting[0]
                if taken and weight > min(left, SHARE):
                    return taken  # it keeps its credit, and its place at the head of the round
                line.waiting.popleft()
                line.weight -= weight
                line.credit = max(0, line.credit - weight)
                may_take -= weight
                self.weight -= weight
                left -= weight
                taken.append(one)
                if left <= 0:
                    break
            self._lines.move_to_end(name)
            if not line.waiting:
                del self._lines[name]
        return taken

    def empty(self) -> Iterator[T]:
        """All that waits, which then waits no more."""
        while self._lines:
            _, line = self._lines.popitem(last=False)
            yield from (one for _, one in line.waiting)
        self.weight = 0

    def _too_many(self, waiting: int, why: str) -> Overloaded:
        return Overloaded(
            "too-many-posts-waiting",
            f"Your agency has {waiting} acts waiting to be stored; {why}.",
            remedy="Nothing of this post was stored. Wait for answers before you post more, then post it again.",
        )

    def _add(self, agency: str, weight: int, one: T) -> None:
        line = self._lines.setdefault(agency, _Line())
        line.waiting.append((weight, one))
        line.weight += weight
        self.weight += weight

    def _drop_newest(self, name: str, line: _Line[T]) -> tuple[int, T]:
        weight, one = line.waiting.pop()
        line.weight -= weight
        self.weight -= weight
        if not line.waiting:
            del self._lines[name]
        return weight, one
