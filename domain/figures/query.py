"""A query over hand-overs, by name and version: what its lines are called and how they are counted.

The names and versions of figures that were published stay: a changed way of counting is a new version beside the old.
No order of merit: lines stand in the order of their keys, never of a figure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeAlias

import msgspec

from domain.figures.fact import Fact
from domain.payload_types import Label

Seen: TypeAlias = Callable[[str], bool]
"""seen(agency): whether figures of this agency (URN) are the reader's to see."""
Figure: TypeAlias = int | str | None


class Line(msgspec.Struct, frozen=True):
    """key, figures: in the order of the query's columns. None: there is nothing to tell it from."""

    key: tuple[str, ...]
    figures: tuple[Figure, ...]


class Tally(Protocol):
    """Takes hand-overs in any order, and tells the lines at the end. number: of hand-overs alike; negative: taken off
    again. A line to which nothing is left is none.
    """

    def add(self, fact: Fact, seen: Seen, number: int) -> None: ...
    def lines(self) -> list[Line]: ...


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """keys, figures: names of columns. tally: a new count.

    of_times    it asks how long hand-overs took
    missing_of  what `incomplete` of an answer counts: families that could not be worked through, of all cases (as it
                was in the first versions), or of those that the figures asked for are about
    """

    name: str
    version: int
    label: Label
    meaning: Label
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    tally: Callable[[], Tally]
    of_times: bool = False
    missing_of: Literal["all", "asked"] = "all"

    def next_version(self, **changes: Any) -> Query:
        """The same count but for `changes`, as a version of its own."""
        return msgspec.structs.replace(self, version=self.version + 1, **changes)


def involved(fact: Fact, seen: Seen) -> bool:
    """Whether the hand-over was sent by or goes to an agency whose figures the reader sees."""
    return seen(fact.sender) or (fact.receiver is not None and seen(fact.receiver))
