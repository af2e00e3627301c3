"""One act where it stands in a rule's eyes, and the words in which a step is found wrong.

The bottom of the checker: checked_clock.py, checked_scene.py and checked_course.py build on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from domain.event import Event, EventKey
from supervision_rules.checked_conditions import Holds

T = TypeVar("T")


class Mismatch(Exception):
    """A step says something else than the events, the card and the calendar do."""


class Act(msgspec.Struct, frozen=True):
    """An event at its own time, or on the day that a data field names. day: ordinal; else microseconds."""

    event: Event
    day: int
    earliest: int
    latest: int
    sequence: int | None

    @property
    def key(self) -> EventKey:
        return self.event.key

    @property
    def exact(self) -> bool:
        """Its time of day is known."""
        return self.earliest == self.latest

    def certainly_before(self, other: Act) -> bool:
        if self.latest < other.earliest:
            return True
        if other.latest < self.earliest:
            return False
        if self.key.source != other.key.source or self.sequence is None or other.sequence is None:
            return False
        return self.sequence < other.sequence


class Played(msgspec.Struct, frozen=True):
    """An act in a part that the card gives it.

    role    what it does: checked_course.py and checked_lookback.py name the roles
    number  which extension, suspension, basis or pattern
    place   in the fixed order of the history
    holds   whether the act surely is what the card means, and speaks of this very duty
    sole    cannot have been preceded by an unmentioned one
    """

    act: Act
    role: str
    number: int
    place: int
    holds: Holds
    sole: bool = False

    @property
    def key(self) -> EventKey:
        return self.act.event.key


ENDS = frozenset({"discharge", "moot", "state_to"})
"""Of one moment what ends something comes after what is not ordered against it."""


def in_walking_order(acts: Iterable[Played]) -> list[Played]:
    """By day and moment. Where the numbers of a source put an act without a time of day, there it stands."""
    found = list(acts)
    return sorted(found, key=lambda played: (played.act.day, _moment(played, found), played.place))


def _moment(played: Played, among: Sequence[Played]) -> int:
    act = played.act
    if act.sequence is None or act.exact:
        return _by_itself(played)
    numbered = [
        (other.act.sequence, other)
        for other in among
        if other.act.day == act.day and other.key.source == act.key.source and other.act.sequence is not None
    ]
    if played.role in ENDS:
        return min(_by_itself(other) for number, other in numbered if number > act.sequence or other is played)
    timed = [other.act.earliest for number, other in numbered if number < act.sequence and other.act.exact]
    return max([act.earliest, *timed])


def _by_itself(played: Played) -> int:
    return played.act.latest if played.role in ENDS else played.act.earliest


def expect(holds: bool, says: str) -> None:
    if not holds:
        raise Mismatch(says)


def required(value: T | None, says: str) -> T:
    if value is None:
        raise Mismatch(says)
    return value


def same(stated: object, computed: object, what: str) -> None:
    if stated != computed:
        raise Mismatch(f"{what} is stated as {stated}; recomputed it is {computed}")
