"""Replay: every verdict on a set of events under a pack, at a stated time, as anyone could have known it then.

No database and no clock: events, pack, now and known_at come in. Live supervision evaluates by the same function.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from app.evaluation import at_least, families_of, lineages
from domain.event import Event, EventKey
from domain.history import known_at as known_then
from domain.lineage import persons_of
from supervision_rules.derivation import Derivation, Step
from supervision_rules.evaluate import evaluate
from supervision_rules.explain import explain_all
from supervision_rules.pack import Pack
from supervision_rules.verdict import Consequence, RuleFailure, Verdict

REPORTED: Final = frozenset({"met_late", "overdue", "violated"})
FAMILIES_A_TASK: Final = 32
OnProgress = Callable[[int, int], None]
"""(events done, events in all)"""


class Over(msgspec.Struct, frozen=True):
    value: int
    unit: str


class VerdictLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a replay's output; field names and order are the format (DESIGN §8).

    bases: other rules that state the same duty; consequence: `prompt` is a hint to a person, never a violation
    """

    rule: str
    rule_version: str
    case: str
    subject: str | None
    status: str
    trigger_event: EventKey
    due: str | None
    decided_by: EventKey | None
    over_by: Over | None
    evidence: tuple[EventKey, ...]
    derivation: tuple[Step, ...]
    bases: tuple[str, ...] = ()
    consequence: Consequence = "violation"


class Replayed(msgspec.Struct, frozen=True):
    """What one family of cases gave."""

    events: int
    cases: int
    subjects: int
    statuses: tuple[tuple[str, str], ...]
    lines: tuple[VerdictLine, ...]
    failures: tuple[RuleFailure, ...]


class Summary(msgspec.Struct):
    """Counts over a whole replay. verdicts: (rule, status) -> number."""

    now: int
    events: int = 0
    cases: int = 0
    subjects: int = 0
    verdicts: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    failures: list[RuleFailure] = msgspec.field(default_factory=list)

    def add(self, done: Replayed) -> None:
        self.events += done.events
        self.cases += done.cases
        self.subjects += done.subjects
        self.verdicts.update(done.statuses)
        self.failures += done.failures


def replay(
    pack: Pack,
    events: Iterable[Event],
    *,
    now: int,
    known_at: int | None = None,
    all_: bool = False,
    workers: int = 1,
    summary: Summary | None = None,
    on_progress: OnProgress | None = None,
) -> Iterator[VerdictLine]:
    """Verdict lines, by family of cases, then as evaluate() sorts them. The number of workers changes nothing.

    events    raw, in any order; now, known_at: microseconds
    known_at  only events recorded by then count
    all_      every verdict; else what is met late, overdue or violated
    summary   is filled while the lines are taken
    """
    raw = list(events) if known_at is None else list(known_then(list(events), known_at))
    families = families_of(pack, raw)
    done_events = 0
    for done in _results(pack, families, now, all_, workers):
        if summary is not None:
            summary.add(done)
        done_events += done.events
        if on_progress is not None:
            on_progress(done_events, len(raw))
        yield from done.lines


def replay_family(pack: Pack, events: Sequence[Event], now: int, all_: bool) -> Replayed:
    """All verdicts on one family, and the lines for those that are reported."""
    lines: list[VerdictLine] = []
    failures: list[RuleFailure] = []
    statuses: list[tuple[str, str]] = []
    for raw in lineages(pack, events):
        moment = at_least(now, raw)
        evaluation = evaluate(pack, raw, now=moment)
        failures += evaluation.failures
        statuses += [(verdict.rule, verdict.status) for verdict in evaluation.verdicts]
        reported = [verdict for verdict in evaluation.verdicts if all_ or verdict.status in REPORTED]
        derived = explain_all(pack, raw, reported, now=moment)
        lines += [line_of(verdict, derivation) for verdict, derivation in zip(reported, derived, strict=True)]
    return Replayed(
        events=len(events),
        cases=len({event.case for event in events}),
        subjects=len({(event.case, person) for event in events for person in persons_of(event)}),
        statuses=tuple(statuses),
        lines=tuple(lines),
        failures=tuple(failures),
    )


def line_of(verdict: Verdict, derivation: Derivation) -> VerdictLine:
    over = verdict.over_by
    return VerdictLine(
        rule=verdict.rule,
        rule_version=verdict.rule_version,
        case=verdict.case,
        subject=verdict.subject,
        status=verdict.status,
        trigger_event=verdict.trigger,
        due=verdict.due,
        decided_by=verdict.decided_by,
        over_by=None if over is None else Over(over.value, over.unit),
        evidence=verdict.evidence,
        derivation=derivation.steps,
        bases=verdict.bases,
        consequence=verdict.consequence,
    )


# What worker processes inherit by fork: a pack holds compiled rules and is not worth pickling.
_shared: tuple[Pack, list[tuple[Event, ...]], int, bool] | None = None


def _results(pack: Pack, families: list[tuple[Event, ...]], now: int, all_: bool, workers: int) -> Iterator[Replayed]:
    if workers <= 1 or len(families) <= FAMILIES_A_TASK:
        for family in families:
            yield replay_family(pack, family, now, all_)
        return
    global _shared
    _shared = (pack, families, now, all_)
    starts = range(0, len(families), FAMILIES_A_TASK)
    try:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            for some in pool.imap(_task, starts):
                yield from some
    finally:
        _shared = None


def _task(start: int) -> list[Replayed]:
    if _shared is None:
        raise RuntimeError("a replay worker was started without anything to replay")
    pack, families, now, all_ = _shared
    return [replay_family(pack, family, now, all_) for family in families[start : start + FAMILIES_A_TASK]]
