"""A query over hand-overs, by name and version: what its lines are called and how they are counted.

The names and versions of figures that were published stay: a changed way of counting is a new version beside the old.
No order of merit: lines stand in the order of their keys, never of a figure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

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
    """Takes hand-overs one by one, in any order, and tells the lines at the end."""

    def add(self, fact: Fact, seen: Seen) -> None: ...
    def lines(self) -> list[Line]: ...


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """keys, figures: names of columns. tally: a new count."""

    name: str
    version: int
    label: Label
    meaning: Label
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    tally: Callable[[], Tally]


def involved(fact: Fact, seen: Seen) -> bool:
    """Whether the hand-over was sent by or goes to an agency whose figures the reader sees."""
    return seen(fact.sender) or (fact.receiver is not None and seen(fact.receiver))
