"""Hand-overs by flow, agency and month: how many it sent or was sent, and what became of them."""

from __future__ import annotations

from typing import Final

from domain.figures.fact import Fact
from domain.figures.query import Line, Query, Seen
from domain.payload_types import Label

_FIGURES: Final = ("number", "received", "answered", "returned", "rejected", "recalled", "on_paper")
_RECALLED: Final = ("recalled", "recall_confirmed")


class _ByAgency:
    def __init__(self) -> None:
        self._lines: dict[tuple[str, ...], list[int]] = {}

    def add(self, fact: Fact, seen: Seen, number: int) -> None:
        for agency, side in ((fact.sender, "sent"), (fact.receiver, "taken")):
            if agency is not None and seen(agency):
                self._count((fact.flow, agency, side, fact.month), fact, number)

    def _count(self, key: tuple[str, ...], fact: Fact, number: int) -> None:
        line = self._lines.setdefault(key, [0] * len(_FIGURES))
        happened = (
            True, fact.received, fact.answered, fact.state == "returned", fact.state == "rejected",
            fact.state in _RECALLED, fact.on_paper,
        )  # fmt: skip
        for place, yes in enumerate(happened):
            line[place] += number if yes else 0

    def lines(self) -> list[Line]:
        return [Line(key, tuple(figures)) for key, figures in sorted(self._lines.items()) if figures[0]]


BY_AGENCY: Final = Query(
    name="exchanges",
    version=1,
    label=Label(zh="案件流转数量", en="Hand-overs by flow, agency and month"),
    meaning=Label(
        zh="每一机关每月发出、收到的流转件数及其结果。发出月份以发出行为的日期为准；摘录的旧案不计。",
        en="How many hand-overs each agency sent and was sent in a month, and what became of them. The month is that "
        "of sending; excerpts of old files do not count.",
    ),
    keys=("flow", "agency", "side", "month"),
    figures=_FIGURES,
    tally=_ByAgency,
)
