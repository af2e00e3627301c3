"""Rows of integers between the acts of a history and the fold, and what is not stated on the acts they come from.

Types only; act_rows.py makes them, unit.py puts them together, layout.py says what stands where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from supervision_rules import layout as at
from supervision_rules.guard import Guard

Row: TypeAlias = tuple[int, ...]
"""layout.ROW integers."""
PlainKey: TypeAlias = tuple[int, int, int, int, bool]
"""(identity of a list of events, operation, A, B, positions are instants)"""
AskedKey: TypeAlias = tuple[int, Guard, bool]
"""(identity of a list of events, guard, read for lawfulness where unordered acts leave a fact open)"""
Outcomes: TypeAlias = tuple[list[int], Mapping[int, tuple[str, ...]]]
"""A guard asked on all events of a list: the answers in order, and event index -> what was missing."""
NOTHING_TOLD: Final[Mapping[int, tuple[str, ...]]] = MappingProxyType({})


class Rows:
    """What one pattern makes of a history.

    rows     rows of layout.ROW integers, in the order of events
    guarded  event index -> what its guards miss; stated: what the row itself misses (date, amount, value)
    ties     the order of acts without a time of day, or with a date of their own, has to be looked at
    unsure   some row may or may not count, or its time of day matters and is not known
    """

    __slots__ = ("guarded", "rows", "stated", "ties", "unsure")

    def __init__(
        self,
        rows: list[Row],
        ties: bool,
        unsure: bool,
        guarded: Mapping[int, tuple[str, ...]] = NOTHING_TOLD,
        stated: Mapping[int, tuple[str, ...]] = NOTHING_TOLD,
    ) -> None:
        self.rows = rows
        self.ties = ties
        self.unsure = unsure
        self.guarded = guarded
        self.stated = stated

    def missing(self, event: int, unkeyed: Sequence[str] = ()) -> tuple[str, ...]:
        """What is missing on an act. unkeyed: what is not stated of the key of its duty."""
        if not self.guarded and not self.stated and not unkeyed:
            return ()
        return (*self.guarded.get(event, ()), *unkeyed, *self.stated.get(event, ()))


def doubtful(row: Row, missing: Sequence[str]) -> bool:
    """Whether the row may or may not count: its guard is unknown, or what it says is not all stated."""
    return row[at.SURE] == 0 or (row[at.OP] == at.EXTEND and len(missing) > 0)


def with_doubt(row: Row) -> Row:
    """The same row where it is unknown whether it counts."""
    return (*row[: at.SURE], 0, *row[at.SURE + 1 :])
