"""Which verdicts of a caseload change from one pack to another: added, gone, moved, unchanged, with examples.

No database and no clock: events, packs and now come in. The texts' differences are supervision_rules/pack_diff.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    """counts: (rule, change) -> number of verdicts; changes: every one that is not unchanged, by case.

    untried  rules that only the new pack has, or has otherwise, and that say nothing of this caseload
    """

    now: int
    events: int = 0
    cases: int = 0
    counts: Counter[tuple[str, Change]] = msgspec.field(default_factory=Counter)
    changes: list[VerdictChange] = msgspec.field(default_factory=list)
    untried: tuple[str, ...] = ()
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
    done, spoken = 0, set[str]()
    for family in families_of(new, raw):
        before = evaluate_family(old, family, now=now)
        after = evaluate_family(new, family, now=now)
        comparison.failures += [*before.failures, *after.failures]
        spoken.update(rule for verdict in after.verdicts for rule in (verdict.rule, *verdict.bases))
        for change in changes_between(before.verdicts, after.verdicts):
            comparison.counts[change.rule, change.change] += 1
            if change.change != "unchanged":
                comparison.changes.append(change)
        done += len(family)
        if on_progress is not None:
            on_progress(done, len(raw))
    known = {card.id: card for card in old.cards}
    comparison.untried = tuple(c.id for c in new.cards if c != known.get(c.id) and c.id not in spoken)
    return comparison


def changes_between(before: Sequence[Verdict], after: Sequence[Verdict]) -> list[VerdictChange]:
    """Pairs verdicts of one duty, each verdict once.

    A rule that only became a further basis of another one's omission is not gone, and one that was a basis and now
    stands alone is not added: both are compared with the verdict whose basis they are, or were.
    """
    places: dict[tuple[str, str | None, EventKey], tuple[list[Verdict], list[Verdict]]] = {}
    for side, verdicts in enumerate((before, after)):
        for verdict in verdicts:
            places.setdefault(_place(verdict), ([], []))[side].append(verdict)
    return [change for olds, news in places.values() for change in _changes_at_one_place(olds, news)]


def _changes_at_one_place(olds: Sequence[Verdict], news: Sequence[Verdict]) -> Iterator[VerdictChange]:
    left, free = list(olds), list(news)
    for alike in _LIKENESS:
        for old in tuple(left):
            new = next((one for one in free if alike(old, one)), None)
            if new is not None:
                left.remove(old)
                free.remove(new)
                yield _compared(new, old, new)
    for old in left:
        merged = _resting_on(old, news)
        yield _change("gone", old, _said(old), None) if merged is None else _compared(old, old, merged)
    for new in free:
        merged = _resting_on(new, olds)
        yield _change("added", new, None, _said(new)) if merged is None else _compared(new, merged, new)


# the nearest first: of several duties of one rule on one act (match keys) the equal one
_LIKENESS: Final[tuple[Callable[[Verdict, Verdict], bool], ...]] = (
    lambda old, new: old.id == new.id,
    lambda old, new: old.rule == new.rule and _said(old) == _said(new),
    lambda old, new: old.rule == new.rule,
    lambda old, new: bool(_rules(old) & _rules(new)),
)


def _resting_on(verdict: Verdict, others: Sequence[Verdict]) -> Verdict | None:
    """The one of which this verdict's rule is a basis, if possible saying the same."""
    found = [other for other in others if verdict.rule in other.bases]
    return min(found, key=lambda other: _said(other) != _said(verdict), default=None)


def _compared(named: Verdict, old: Verdict, new: Verdict) -> VerdictChange:
    kind: Change = "unchanged" if _said(old) == _said(new) else "moved"
    return _change(kind, named, _said(old), _said(new))


def _place(verdict: Verdict) -> tuple[str, str | None, EventKey]:
    return verdict.case, verdict.subject, verdict.trigger


def _rules(verdict: Verdict) -> set[str]:
    return {verdict.rule, *verdict.bases}


def _said(verdict: Verdict) -> Said:
    return Said(verdict.status, verdict.due, verdict.provisional_due, verdict.rule_version)


def _change(change: Change, verdict: Verdict, old: Said | None, new: Said | None) -> VerdictChange:
    return VerdictChange(change, verdict.rule, verdict.case, verdict.subject, verdict.trigger, old, new)
