"""One act where it stands in a rule's eyes, and the words in which a step is found wrong.

The bottom of the checker: checked_clock.py, checked_acts.py and checked_scene.py build on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from domain.event import Event
from supervision_rules.checked_card import ActPattern, ExtensionText, fits

T = TypeVar("T")


class Mismatch(Exception):
    """A step says something else than the events, the card and the calendar do."""


class Act(msgspec.Struct, frozen=True):
    """An event at its own time, or on the day that a data field names. day: ordinal; else microseconds."""

    event: Event
    day: int
    earliest: int
    latest: int

    def certainly_before(self, other: Act) -> bool:
        if self.latest < other.earliest:
            return True
        if other.latest < self.earliest:
            return False
        mine, theirs = self.event, other.event
        if mine.key.source != theirs.key.source or mine.sequence is None or theirs.sequence is None:
            return False
        return mine.sequence < theirs.sequence


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


def any_fits(patterns: Iterable[ActPattern | ExtensionText], event: Event) -> bool | None:
    outcomes = [fits(pattern, event) for pattern in patterns]
    return True if True in outcomes else None if None in outcomes else False
