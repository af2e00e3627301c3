"""Compares what replay raised with the planted truth: precision and recall, and each difference by name."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.simulation.draft import Expectation
from supervision_rules.verdict import Verdict

Key = tuple[str, str, str | None, str, str]


class Score(msgspec.Struct, frozen=True):
    """planted and raised are counts; `missed` and `unexpected` name (case, rule, subject, source, id)."""

    planted: int
    raised: int
    missed: tuple[Key, ...]
    unexpected: tuple[Key, ...]

    @property
    def precision(self) -> float:
        """Share of what was raised that had been planted; 1.0 where nothing was raised."""
        return 1.0 if self.raised == 0 else (self.raised - len(self.unexpected)) / self.raised

    @property
    def recall(self) -> float:
        """Share of what had been planted that was raised; 1.0 where nothing was planted."""
        return 1.0 if self.planted == 0 else (self.planted - len(self.missed)) / self.planted


def score(truth: Iterable[Expectation], verdicts: Iterable[Verdict]) -> Score:
    """An undecidable verdict on a simulated case counts as raised: nothing is withheld there."""
    planted = {(t.case, t.rule, t.subject, t.trigger_source, t.trigger_id) for t in truth}
    raised = {
        (str(v.case), v.rule, v.subject, v.trigger.source, v.trigger.id)
        for v in verdicts
        if v.broken or v.status == "undecidable"
    }
    return Score(
        planted=len(planted),
        raised=len(raised),
        missed=tuple(sorted(planted - raised, key=str)),
        unexpected=tuple(sorted(raised - planted, key=str)),
    )
