"""Single-track share, by flow, region and month: every step electronic, against those with a step on paper.

Custody transfer (换押) is the flow it was asked for; the others are counted alike.
"""

from __future__ import annotations

from typing import Final

from domain.figures.fact import Fact
from domain.figures.query import Line, Query, Seen, involved
from domain.payload_types import Label


class _SingleTrack:
    def __init__(self) -> None:
        self._lines: dict[tuple[str, ...], list[int]] = {}

    def add(self, fact: Fact, seen: Seen, number: int) -> None:
        if ended(fact) and involved(fact, seen):
            line = self._lines.setdefault((fact.flow, fact.region, fact.month), [0, 0])
            line[fact.on_paper] += number

    def lines(self) -> list[Line]:
        return [
            Line(key, (electronic, on_paper, share(electronic, on_paper)))
            for key, (electronic, on_paper) in sorted(self._lines.items())
            if electronic + on_paper
        ]


def ended(fact: Fact) -> bool:
    """Answered where an answer is expected, else acknowledged; or closed on paper. What was returned, rejected or
    recalled is no journey completed on either track.
    """
    if fact.state == "on_paper":
        return True
    return fact.state == "answered" if fact.answer_expected else fact.state in ("received", "accepted")


def share(electronic: int, on_paper: int) -> str:
    """Per cent with one decimal, rounded half up, as text: no binary fraction."""
    whole = electronic + on_paper
    tenths = (electronic * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


SINGLE_TRACK: Final = Query(
    name="single-track",
    version=1,
    label=Label(zh="单轨制比例", en="Single-track share by flow, region and month"),
    meaning=Label(
        zh="已办结的流转中，全部步骤电子化的件数、有纸质步骤的件数和单轨制比例（%）。地区为发出机关所在地。",
        en="Of the hand-overs that came to their end: those with every step electronic, those with a step on paper, "
        "and the share of the first in per cent. The region is that of the sender.",
    ),
    keys=("flow", "region", "month"),
    figures=("electronic", "on_paper", "share"),
    tally=_SingleTrack,
)
