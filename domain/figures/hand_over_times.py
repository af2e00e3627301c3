"""How long hand-overs take, by flow and month: median and 90th percentile from sending to receipt, and to the answer.

Where an act is known by its day only, the time lies between two bounds; both are given, and no false precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.figures.fact import Fact, Span
from domain.figures.query import Figure, Line, Query, Seen, involved
from domain.payload_types import Label

_TENTH_OF_AN_HOUR: Final = 360_000_000
_SPANS: Final = ("median_at_least", "median_at_most", "p90_at_least", "p90_at_most")
_PERCENTILES: Final = (50, 90)


class _Times:
    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], tuple[list[Span], list[Span]]] = {}

    def add(self, fact: Fact, seen: Seen) -> None:
        if not involved(fact, seen):
            return
        line = self._lines.setdefault((fact.flow, fact.month), ([], []))
        for spans, until in zip(line, (fact.received, fact.answered), strict=True):
            if until is not None:
                spans.append(_between(fact.sent, until))

    def lines(self) -> list[Line]:
        return [
            Line(key, tuple(figure for spans in line for figure in (len(spans), *_summary(spans))))
            for key, line in sorted(self._lines.items())
        ]


def _between(start: Span, end: Span) -> Span:
    """Least and greatest time that can have passed. An act stated before the one it follows took none."""
    return Span(max(0, end.earliest - start.latest), max(0, end.latest - start.earliest))


def _summary(spans: Sequence[Span]) -> list[Figure]:
    """By nearest rank: a figure is always the time of some hand-over, and an integer computation."""
    if not spans:
        return [None] * len(_SPANS)
    bounds = sorted(span.earliest for span in spans), sorted(span.latest for span in spans)
    ranks = [(percentile * len(spans) + 99) // 100 - 1 for percentile in _PERCENTILES]
    return [_hours(values[rank]) for rank in ranks for values in bounds]


def _hours(micros: int) -> str:
    """Hours with one decimal, rounded half up, as text: no binary fraction."""
    tenths = (2 * micros + _TENTH_OF_AN_HOUR) // (2 * _TENTH_OF_AN_HOUR)
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
)
