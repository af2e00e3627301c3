"""What the examples of a pack show: per kind of rule, per operation a card can state, per sort of case.

Read off derivations, so an operation counts as shown only where it moved or decided a verdict. Called by
`quancheng rules test` and by the pack's own tests. Not the running of examples (examples.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import msgspec

from supervision_rules.card import Card, Clock, Version
from supervision_rules.card_checks import clocks_of
from supervision_rules.derivation import (
    Anchored,
    Closed,
    Extended,
    Found,
    Restarted,
    Rolled,
    Step,
    Suspended,
    UntilAct,
)
from supervision_rules.evaluate import evaluate
from supervision_rules.example import Example
from supervision_rules.examples import Examples, example_events, example_now
from supervision_rules.explain import explain_all
from supervision_rules.pack import Pack
from supervision_rules.verdict import BROKEN, Verdict

_LEAST_UNIT: Final = 1


class Shown(msgspec.Struct):
    """cards: how many state it; without: ids of those whose examples do not show it."""

    cards: int = 0
    without: list[str] = msgspec.field(default_factory=list)

    @property
    def shown(self) -> int:
        return self.cards - len(self.without)


class KindCoverage(msgspec.Struct):
    cards: int = 0
    examples: int = 0
    statuses: Counter[str] = msgspec.field(default_factory=Counter)


class Coverage(msgspec.Struct):
    """kinds by name; operations and sorts of case in a fixed order."""

    kinds: dict[str, KindCoverage]
    operations: dict[str, Shown]
    cases: dict[str, Shown]


def _clocks(card: Card) -> list[Clock]:
    return [clock for _, clock in clocks_of(card.versions[-1])]


def _last(card: Card) -> Version:
    return card.versions[-1]


def _found(role: str) -> Callable[[Step], bool]:
    return lambda step: isinstance(step, Found) and step.role == role


# operation -> (does the card state it, does a step show it)
OPERATIONS: Final[Mapping[str, tuple[Callable[[Card], bool], Callable[[Step], bool]]]] = MappingProxyType(
    {
        "discharge": (
            lambda c: bool(_last(c).closes),
            lambda s: isinstance(s, Closed) and s.how == "discharged",
        ),
        "moot": (
            lambda c: any(k.moot_on for k in _clocks(c)),
            lambda s: isinstance(s, Closed) and s.how == "moot",
        ),
        "anchor": (lambda c: _last(c).anchor is not None, lambda s: isinstance(s, Anchored)),
        "until": (lambda c: any(k.until for k in _clocks(c)), lambda s: isinstance(s, UntilAct)),
        "extend": (
            lambda c: any(k.extend for k in _clocks(c)),
            lambda s: isinstance(s, Extended) and s.applied,
        ),
        "suspend": (lambda c: any(k.suspend for k in _clocks(c)), lambda s: isinstance(s, Suspended)),
        "reset": (lambda c: any(k.reset or k.renew for k in _clocks(c)), lambda s: isinstance(s, Restarted)),
        "roll": (
            lambda c: any(k.roll not in (None, "none") for k in _clocks(c)),
            lambda s: isinstance(s, Rolled) and s.due != s.unrolled,
        ),
        "required": (lambda c: bool(_last(c).requires), _found("required")),
        "since": (lambda c: bool(_last(c).since), _found("reset")),
        "while": (lambda c: _last(c).while_ is not None, _found("state_from")),
        "first": (lambda c: c.kind == "minimum_interval", _found("first")),
        "count": (lambda c: c.kind == "limit", _found("counted")),
        "same person": (lambda c: c.kind == "separation", _found("first")),
    }
)


def _on_the_last_day(verdict: Verdict) -> bool:
    if verdict.status != "met" or verdict.due is None or verdict.decided_day is None:
        return False
    return verdict.due[:10] == date.fromordinal(verdict.decided_day).isoformat()


def _by_the_least_unit(verdict: Verdict) -> bool:
    return verdict.over_by is not None and verdict.over_by.value == _LEAST_UNIT


def _timed(card: Card) -> bool:
    """A duty with a clock of its own that an act closes: it has a boundary and a least lateness."""
    return bool(_last(card).closes) and any(clock.budget is not None for clock in _clocks(card))


def _always(_card: Card) -> bool:
    return True


# sort of case -> (which cards should show it, does a verdict show it)
CASES: Final[Mapping[str, tuple[Callable[[Card], bool], Callable[[Verdict], bool]]]] = MappingProxyType(
    {
        "kept": (_always, lambda v: v.status in ("met", "moot", "pending")),
        "breached": (lambda c: not _last(c).lapses, lambda v: v.status in BROKEN),
        "breached by the least unit": (_timed, _by_the_least_unit),
        "on the last lawful day": (_timed, _on_the_last_day),
        "undecidable": (_always, lambda v: v.status == "undecidable"),
    }
)


def coverage(pack: Pack, examples: Examples) -> Coverage:
    """Of all cards of the pack; the examples are taken to be readable (run_examples says where one is not)."""
    found = Coverage({}, {name: Shown() for name in OPERATIONS}, {name: Shown() for name in CASES})
    for card in pack.cards:
        verdicts, steps = _run(pack.with_cards(card), examples[card.id])
        kind = found.kinds.setdefault(card.kind, KindCoverage())
        kind.cards += 1
        kind.examples += len(examples[card.id])
        kind.statuses.update(verdict.status for verdict in verdicts)
        for name, (stated, shows) in OPERATIONS.items():
            _count(found.operations[name], card, stated(card), map(shows, steps))
        for name, (wanted, seen) in CASES.items():
            _count(found.cases[name], card, wanted(card), map(seen, verdicts))
    return found


def _count(shown: Shown, card: Card, wanted: bool, seen: Iterable[bool]) -> None:
    if wanted:
        shown.cards += 1
        if not any(seen):
            shown.without.append(card.id)


def _run(alone: Pack, examples: Iterable[Example]) -> tuple[list[Verdict], list[Step]]:
    """All verdicts on the examples of a pack of one card, and the steps of their derivations."""
    verdicts: list[Verdict] = []
    steps: list[Step] = []
    for example in examples:
        events, now = example_events(alone, example), example_now(alone, example)
        found = evaluate(alone, events, now=now).verdicts
        verdicts += found
        for derivation in explain_all(alone, events, found, now=now):
            steps += derivation.steps
    return verdicts, steps
