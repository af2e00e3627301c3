"""Derivations of the cards' own examples, and every way to falsify one thing in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

import msgspec

from app.packs import shipped_pack
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from domain.cloudevent import parse_wire, to_event
from domain.event import Event, EventKey
from domain.lineage import LinkRule
from domain.occurred import to_micros
from supervision_rules.checker import WrongStep, check
from supervision_rules.derivation import Amount, Derivation
from supervision_rules.evaluate import evaluate
from supervision_rules.examples import example_events, example_now, examples_of
from supervision_rules.explain import explain
from supervision_rules.pack import Pack
from supervision_rules.verdict import Lateness

SIMULATED_NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PACKS = ("cn_criminal", "road_fines")
# what would have to be known, as told to people: the checker has no second source for it
UNCHECKED = frozenset({"missing", "what"})
WORDS: Mapping[str, tuple[str, ...]] = {
    "status": ("pending", "met", "met_late", "overdue", "violated", "moot", "undecidable"),
    "how": ("discharged", "moot"),
    "mode": ("by", "to_total", "none", "next", "previous", "next_unless_in_custody"),
    "start": ("next_day", "same_instant", "receipt"),
    "hours": ("proc", "continuous"),
    "role": ("required", "reset", "first", "state_from", "state_to", "counted", "basis"),
    "why": ("", "after expiry", "granted too often", "amount not stated"),
    "detail": ("", "2", "3"),
    "condition": ("outcome is upheld",),
    "unit": ("hour", "day", "month", "working_day"),
}


class Checked(Protocol):
    """A derivation with what it is checked against. `check` raises WrongStep where it does not hold."""

    @property
    def derivation(self) -> Derivation: ...

    @property
    def events(self) -> tuple[Event, ...]: ...

    def check(self, derivation: Derivation | None = None) -> None: ...


class Explained(msgspec.Struct, frozen=True):
    """One of a shipped pack."""

    name: str
    derivation: Derivation
    events: tuple[Event, ...]
    pack: str
    now: int

    def check(self, derivation: Derivation | None = None) -> None:
        pack = shipped_pack(self.pack)
        check(
            derivation or self.derivation,
            self.events,
            pack.calendar,
            plain_card(self.pack, self.derivation.rule),
            plain_facts(self.pack),
            links=links_in(self.pack),
            now=self.now,
            same_duty=same_duty(self.pack, self.derivation.rule),
        )


@cache
def plain_card(pack: str, rule: str) -> Mapping[str, object]:
    found: Mapping[str, object] = msgspec.to_builtins(shipped_pack(pack).card(rule))
    return found


@cache
def same_duty(pack: str, rule: str) -> frozenset[str]:
    """Rules that state the same duty, this one among them."""
    groups = shipped_pack(pack).rules.duty_group
    return frozenset(other for other, group in groups.items() if group == groups[rule])


def links_in(pack: str) -> tuple[LinkRule, ...]:
    lifecycle = shipped_pack(pack).lifecycle
    return () if lifecycle is None else lifecycle.links


@cache
def plain_facts(pack: str) -> Mapping[str, object]:
    found: Mapping[str, object] = msgspec.to_builtins(dict(shipped_pack(pack).facts.specs))
    return found


def explained(pack_name: str) -> Iterator[Explained]:
    """The verdicts of each card on its own examples."""
    pack: Pack = shipped_pack(pack_name)
    examples = examples_of(pack)
    for card in pack.cards:
        for example in examples[card.id]:
            events, now = example_events(pack, example), example_now(pack, example)
            for verdict in evaluate(pack, events, now=now).verdicts:
                if verdict.rule == card.id:
                    derivation = explain(pack, events, verdict, now=now)
                    name = f"{card.id}: {example.name}"
                    yield Explained(name, derivation, events, pack_name, now)


def sample(cases: Sequence[Explained], every: int) -> Iterator[tuple[Explained, str, Derivation]]:
    """Every `every`-th of all falsified derivations, and the first of each kind of rule, reading and field."""
    seen: set[tuple[str, ...]] = set()
    everything = ((case, *one) for case in cases for one in falsified(case))
    for number, (case, label, derivation) in enumerate(everything):
        field = label.split(" ")[1]
        what = (derivation.kind, derivation.reading, field)
        if number % every == 0 or what not in seen:
            yield case, label, derivation
        seen.add(what)


def simulated(pack_name: str, *, cases: int, seed: int) -> Iterator[Explained]:
    """One derivation of each rule and status that occurs in simulated cases."""
    pack, seen = shipped_pack(pack_name), set()
    now = to_micros(SIMULATED_NOW)
    for case in simulate(cases, seed, SIMULATED_NOW):
        wires = (parse_wire(msgspec.json.encode(post.wire)) for post in posts_of(case, SIMULATED_NOW))
        events = tuple(to_event(wire, pack.vocabulary, pack.zone_info, now=now) for wire in wires)
        for verdict in evaluate(pack, events, now=now).verdicts:
            if (verdict.rule, verdict.status) not in seen:
                seen.add((verdict.rule, verdict.status))
                derivation = explain(pack, events, verdict, now=now)
                yield Explained(f"{verdict.case}: {verdict.rule}", derivation, events, pack_name, now)


def falsified(case: Checked) -> Iterator[tuple[str, Derivation]]:
    """Every derivation that differs from the case's in one field of one step, or lacks one step."""
    steps = case.derivation.steps
    others = tuple(event.key for event in case.events)
    for number, step in enumerate(steps):
        for name in step.__struct_fields__:
            if name in UNCHECKED:
                continue
            for value in _other_values(name, getattr(step, name), others):
                changed = msgspec.structs.replace(step, **{name: value})
                label = f"{number} {type(step).__name__}.{name} = {value}"
                yield label, _with(case.derivation, (*steps[:number], changed, *steps[number + 1 :]))


def shortened(case: Checked) -> Iterator[tuple[str, Derivation]]:
    steps = case.derivation.steps
    for number, step in enumerate(steps):
        yield f"without {number} {type(step).__name__}", _with(case.derivation, (*steps[:number], *steps[number + 1 :]))


def survives(case: Checked, derivation: Derivation) -> bool:
    try:
        case.check(derivation)
    except WrongStep:
        return False
    return True


def _with(derivation: Derivation, steps: tuple[Any, ...]) -> Derivation:
    return msgspec.structs.replace(derivation, steps=steps)


def _other_values(name: str, value: object, keys: tuple[EventKey, ...]) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, EventKey):
        yield from (key for key in (*keys, EventKey("urn:nobody", "nothing")) if key != value)
    elif isinstance(value, Amount):
        for changed in (_more(value.value), _more(value.value, -1)):
            yield Amount(changed, value.unit)
        yield from (Amount(value.value, unit) for unit in ("hour", "day") if unit != value.unit)
    elif isinstance(value, Lateness):
        yield from (None, Lateness(value.value + 1, value.unit))
    elif isinstance(value, str):
        yield from (word for word in WORDS.get(name, ()) if word != value)
    elif isinstance(value, tuple):
        yield (*value, "NoSuchAct")
    elif value is None:
        yield from _instead_of_nothing(name, keys)


def _instead_of_nothing(name: str, keys: tuple[EventKey, ...]) -> Iterator[object]:
    if name == "decided_by":
        yield keys[0]
    elif name == "due":
        yield 739_000
    elif name == "over_by":
        yield Lateness(1, "day")
    elif name in ("in_custody", "outcome"):
        yield True
    elif name == "total":
        yield Amount("30", "day")
    elif name == "hours":
        yield "proc"


def _more(number: str, by: int = 1) -> str:
    whole, dot, rest = number.partition(".")
    return f"{int(whole) + by}{dot}{rest}"
