"""Compares what replay raised with the planted truth: precision and recall, and each difference by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from app.replay import VerdictLine
from app.simulation.draft import Expectation, ScoredOnly
from domain.event import EventKey
from supervision_rules.verdict import BROKEN, Verdict

Key = tuple[str, str, str | None, str, str]


class Raised(msgspec.Struct, frozen=True):
    """A broken verdict. rules: the one shown and every other that states the same duty."""

    case: str
    rules: tuple[str, ...]
    subject: str | None
    trigger_source: str
    trigger_id: str
    prompt: bool = False


class Truth(msgspec.Struct):
    """What was planted, and on which cases only one rule is scored."""

    planted: list[Expectation]
    only: dict[str, str]


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


def score(truth: Truth, raised: Iterable[Raised]) -> Score:
    """Compare by case, rule, subject and trigger; a duplicate counts once.

    A breach is found where its rule is the one shown or a further basis of the same omission. Prompts are hints to a
    person and no false alarms: they count where one was planted.
    """
    planted = {(t.case, t.rule, t.subject, t.trigger_source, t.trigger_id) for t in truth.planted}
    found: set[Key] = set()
    unexpected: set[Key] = set()
    counted = 0
    for one in set(raised):
        only = _only(truth, one.case)
        rules = one.rules if only is None else tuple(rule for rule in one.rules if rule == only)
        keys = {(one.case, rule, one.subject, one.trigger_source, one.trigger_id) for rule in rules}
        hits = keys & planted
        found |= hits
        if hits:
            counted += 1
        elif keys and not one.prompt:
            counted += 1
            unexpected.add((one.case, rules[0], one.subject, one.trigger_source, one.trigger_id))
    return Score(
        planted=len(planted),
        raised=counted,
        missed=tuple(sorted(planted - found, key=str)),
        unexpected=tuple(sorted(unexpected, key=str)),
    )


def _only(truth: Truth, case: str) -> str | None:
    """The only rule scored on a case, or on the case that this one belongs to."""
    while case not in truth.only and "-" in case:
        case = case.rpartition("-")[0]
    return truth.only.get(case)


def raised_by(verdicts: Iterable[Verdict]) -> Iterator[Raised]:
    """What verdicts raise. What is undecidable raises nothing, here as for a supervisor."""
    for one in verdicts:
        if one.broken:
            yield _raised(one, one.trigger)


def raised_by_line(line: VerdictLine) -> Raised | None:
    """The same of one line of a replay."""
    return _raised(line, line.trigger_event) if line.status in BROKEN else None


def _raised(one: Verdict | VerdictLine, trigger: EventKey) -> Raised:
    return Raised(
        case=one.case,
        rules=(one.rule, *one.bases),
        subject=one.subject,
        trigger_source=trigger.source,
        trigger_id=trigger.id,
        prompt=one.consequence == "prompt",
    )


def truth_of(rows: Iterable[Expectation | ScoredOnly]) -> Truth:
    found = Truth([], {})
    for row in rows:
        if isinstance(row, ScoredOnly):
            found.only[row.case] = row.rule
        else:
            found.planted.append(row)
    return found


def read_truth(path: Path) -> Truth:
    """The truth file that `quancheng simulate` wrote."""
    decoder = msgspec.json.Decoder(Expectation | ScoredOnly)
    return truth_of(decoder.decode(line) for line in path.read_bytes().splitlines())
