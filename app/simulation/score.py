"""Compares what replay raised with the planted truth: precision and recall, and each difference by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

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


def score(truth: Iterable[Expectation], raised: Iterable[Key]) -> Score:
    """Compare by (case, rule, subject, trigger source, trigger id); a duplicate counts once."""
    planted = {(t.case, t.rule, t.subject, t.trigger_source, t.trigger_id) for t in truth}
    found = set(raised)
    return Score(
        planted=len(planted),
        raised=len(found),
        missed=tuple(sorted(planted - found, key=str)),
        unexpected=tuple(sorted(found - planted, key=str)),
    )


def keys_of(verdicts: Iterable[Verdict]) -> Iterator[Key]:
    """What was raised. An undecidable verdict on a simulated case counts: nothing is withheld there."""
    for v in verdicts:
        if v.broken or v.status == "undecidable":
            yield str(v.case), v.rule, v.subject, v.trigger.source, v.trigger.id


def read_truth(path: Path) -> list[Expectation]:
    """The truth file that `quancheng simulate` wrote."""
    return [msgspec.json.decode(line, type=Expectation) for line in path.read_bytes().splitlines()]
