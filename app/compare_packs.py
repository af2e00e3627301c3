"""Which verdicts of a caseload change from one pack to another: added, gone, moved, unchanged, with examples.

No database and no clock: events, packs and now come in. The texts' differences are supervision_rules/pack_diff.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from app.evaluation import evaluate_family, families_of
from app.replay import OnProgress
from domain.event import Event, EventKey
from supervision_rules.pack import Pack
from supervision_rules.verdict import RuleFailure, Verdict

Change = Literal["added", "gone", "moved", "unchanged"]
CHANGES: Final[tuple[Change, ...]] = ("added", "gone", "moved", "unchanged")
EXAMPLES_A_RULE: Final = 3


class Said(msgspec.Struct, frozen=True):
    """What a verdict says, as far as a reader of the comparison is concerned."""

    status: str
    due: str | None
    provisional: bool
    rule_version: str


class VerdictChange(msgspec.Struct, frozen=True):
    """One verdict that differs. old None: added; new None: gone; both: moved (status, due day or version)."""

    change: Change
    rule: str
    case: str
    subject: str | None
    trigger: EventKey
    old: Said | None
    new: Said | None


class Comparison(msgspec.Struct):
    """counts: (rule, change) -> number of verdicts; changes: every one that is not unchanged, by case."""

    now: int
    events: int = 0
    cases: int = 0
    counts: Counter[tuple[str, Change]] = msgspec.field(default_factory=Counter)
    changes: list[VerdictChange] = msgspec.field(default_factory=list)
    failures: list[RuleFailure] = msgspec.field(default_factory=list)

    def total(self, change: Change) -> int:
        return sum(number for (_, kind), number in self.counts.items() if kind == change)

    def examples(self, change: Change) -> list[VerdictChange]:
        """The first few of each rule."""
        seen: Counter[str] = Counter()
        found = []
        for one in self.changes:
            if one.change == change and seen[one.rule] < EXAMPLES_A_RULE:
                seen[one.rule] += 1
                found.append(one)
        return found


def compare(
    old: Pack, new: Pack, events: Iterable[Event], *, now: int, on_progress: OnProgress | None = None
) -> Comparison:
    """Every verdict of both packs on the same events at the same time.

    events  raw, decoded with the vocabulary of `new`; now: microseconds
    """
    raw = list(events)
    comparison = Comparison(now, events=len(raw), cases=len({event.case for event in raw}))
    done = 0
    for family in families_of(new, raw):
        before = evaluate_family(old, family, now=now)
        after = evaluate_family(new, family, now=now)
        comparison.failures += [*before.failures, *after.failures]
        for change in changes_between(before.verdicts, after.verdicts):
            comparison.counts[change.rule, change.change] += 1
            if change.change != "unchanged":
                comparison.changes.append(change)
        done += len(family)
        if on_progress is not None:
            on_progress(done, len(raw))
    return comparison


def changes_between(before: Sequence[Verdict], after: Sequence[Verdict]) -> list[VerdictChange]:
    """Pairs verdicts of one duty; a rule that only became a further basis of the same omission is not gone."""
    places: dict[tuple[str, str | None, EventKey], list[Verdict]] = {}
    for verdict in after:
        places.setdefault(_place(verdict), []).append(verdict)
    found: list[VerdictChange] = []
    for old in before:
        candidates = places.get(_place(old), [])
        same = [new for new in candidates if _rules(old) & _rules(new)]
        # of several duties of one rule on one act (match keys) the equal one first
        same.sort(key=lambda new: (new.rule != old.rule, new.id != old.id, _said(new) != _said(old)))
        if not same:
            found.append(_change("gone", old, _said(old), None))
            continue
        new = same[0]
        candidates.remove(new)
        kind: Change = "unchanged" if _said(old) == _said(new) else "moved"
        found.append(_change(kind, new, _said(old), _said(new)))
    found += [_change("added", new, None, _said(new)) for left in places.values() for new in left]
    return found


def _place(verdict: Verdict) -> tuple[str, str | None, EventKey]:
    return verdict.case, verdict.subject, verdict.trigger


def _rules(verdict: Verdict) -> set[str]:
    return {verdict.rule, *verdict.bases}


def _said(verdict: Verdict) -> Said:
    return Said(verdict.status, verdict.due, verdict.provisional_due, verdict.rule_version)


def _change(change: Change, verdict: Verdict, old: Said | None, new: Said | None) -> VerdictChange:
    return VerdictChange(change, verdict.rule, verdict.case, verdict.subject, verdict.trigger, old, new)
