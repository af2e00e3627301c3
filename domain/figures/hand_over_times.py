"""How long hand-overs take, by flow and month: median and 90th percentile from sending to receipt, and to the answer.

Where an act is known by its day only, the time lies between two bounds; both are given, and no false precision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from domain.figures.fact import Fact, Passed
from domain.figures.query import Figure, Line, Query, Seen, involved
from domain.payload_types import Label

_SPANS: Final = ("median_at_least", "median_at_most", "p90_at_least", "p90_at_most")
_PERCENTILES: Final = (50, 90)


class _Times:
    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], tuple[Counter[Passed], Counter[Passed]]] = {}
        self._sent = Counter[tuple[str, str]]()

    def add(self, fact: Fact, seen: Seen, number: int) -> None:
        if not involved(fact, seen):
            return
        self._sent[fact.flow, fact.month] += number
        line = self._lines.setdefault((fact.flow, fact.month), (Counter(), Counter()))
        for times, passed in zip(line, (fact.received_after, fact.answered_after), strict=True):
            if passed is not None:
                times[passed] += number

    def lines(self) -> list[Line]:
        return [
            Line(key, tuple(figure for times in line for figure in (times.total(), *_summary(times))))
            for key, line in sorted(self._lines.items())
            if self._sent[key]
        ]


def _summary(times: Counter[Passed]) -> list[Figure]:
    """By nearest rank: a figure is always the time of some hand-over, and an integer computation."""
    number = times.total()
    if not number:
        return [None] * len(_SPANS)
    least, most = Counter[int](), Counter[int]()
    for passed, of_it in times.items():
        least[passed.least] += of_it
        most[passed.most] += of_it
    ranks = [(percentile * number + 99) // 100 for percentile in _PERCENTILES]
    by_bound = [_at_ranks(bound, ranks) for bound in (least, most)]
    return [_hours(found[place]) for place in range(len(ranks)) for found in by_bound]


def _at_ranks(times: Counter[int], ranks: Sequence[int]) -> list[int]:
    """The times at these ranks, from 1."""
    ordered = sorted(times)
    upto = list(accumulate(times[one] for one in ordered))
    return [next(one for one, reached in zip(ordered, upto, strict=True) if reached >= rank) for rank in ranks]


def _hours(tenths: int) -> str:
    """With one decimal, as text: no binary fraction."""
    return f"{tenths // 10}.{tenths % 10}"


HAND_OVER_TIMES: Final = Query(
    name="hand-over-times",
    version=1,
    label=Label(zh="流转时长", en="Hand-over times by flow and month"),
    meaning=Label(
        zh="自发出至签收、至答复的小时数（中位数、第90百分位）。只记日期的行为给出上下限。",
        en="Hours from sending to receipt and to the answer: median and 90th percentile by nearest rank. Where an act "
        "is known by its day only, the least and the greatest time that can have passed.",
    ),
    keys=("flow", "month"),
    figures=tuple(f"{what}_{name}" for what in ("received", "answered") for name in ("number", *_SPANS)),
    tally=_Times,
    of_times=True,
)
