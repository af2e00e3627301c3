"""Examples of a card: given events, expected verdicts. Typed form of rules/**/*.examples.yaml, and its reading.

Not part of what decides a verdict. Run by examples.py; read only when somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from domain.errors import PackFault
from domain.payload_types import Label
from domain.vocabulary import Vocabulary
from supervision_rules.located_yaml import parse
from supervision_rules.verdict import Status

SUFFIX = ".examples.yaml"


class ExampleEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One act of an example: `on` a date or `at` an instant.

    id      e1, e2, ... by its place where it is not named
    source  a full URI, an agency kind, or kind:region; the first emitter of the type where it is not named
    """

    type: str
    id: str = ""
    source: str = ""
    on: date | None = None
    at: str | None = None
    person: str | None = None
    case: str = "example"
    actor: str | None = None
    sequence: int | None = None
    excerpt: bool = False
    recorded: str | None = None
    data: dict[str, object] = {}


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A verdict that must come out; only stated fields are compared. trigger and decided_by: event ids."""

    status: Status
    trigger: str | None = None
    due: str | None = None
    decided_by: str | None = None
    subject: str | None = None
    over_by: int | None = None
    version: str | None = None
    missing: tuple[str, ...] | None = None


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Given events, expected verdicts of this rule. All verdicts of the rule must be expected, no more."""

    name: str
    now: str
    events: tuple[ExampleEvent, ...]
    expect: tuple[Expectation, ...]
    says: Label | None = None


def read_examples(
    files: Mapping[str, bytes], rules: frozenset[str], vocabulary: Vocabulary
) -> tuple[dict[str, tuple[Example, ...]], list[PackFault]]:
    """Rule id -> its examples, from {path: bytes} of the examples files; and what is wrong with them."""
    found: dict[str, tuple[Example, ...]] = {}
    faults: list[PackFault] = []
    for name, data in sorted(files.items()):
        try:
            document = parse(name, data)
            content = document.convert(dict[str, tuple[Example, ...]])
        except PackFault as fault:
            faults.append(fault)
            continue
        for rule, examples in content.items():
            if rule not in rules:
                faults.append(document.fault((rule,), f"there is no rule {rule}", remedy="Name a rule of this pack."))
            elif rule in found:
                faults.append(document.fault((rule,), f"rule {rule} has examples elsewhere", remedy="Keep one place."))
            else:
                found[rule] = tuple(with_defaults(example, vocabulary) for example in examples)
    return found, faults


def with_defaults(example: Example, vocabulary: Vocabulary) -> Example:
    """Ids and sources that were left to their defaults, filled in."""
    events = []
    for place, event in enumerate(example.events, 1):
        source = event.source
        if not source and event.type in vocabulary.types:
            emitters = vocabulary.types[event.type].emitters
            source = emitters[0] if emitters else ""
        events.append(msgspec.structs.replace(event, id=event.id or f"e{place}", source=source))
    return msgspec.structs.replace(example, events=tuple(events))
