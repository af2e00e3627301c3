"""Names of what a pack declares, in one language: acts, fields, facts, codes, laws. For sentences and for pages.

Not the sentences (wording.py, wording_conditions.py). What has no label is shown by its own name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from domain.payload_types import Label
from domain.vocabulary import EventType
from supervision_rules.card import Card, Matcher
from supervision_rules.condition import Condition
from supervision_rules.pack import Pack
from supervision_rules.program import ANY_EVENT
from supervision_rules.wording_texts import ORGANS, SPOKEN, UNKNOWNS, Locale


class Names(msgspec.Struct, frozen=True, eq=False):
    pack: Pack
    locale: Locale

    def of(self, label: Label) -> str:
        return label.in_(self.locale)

    def act(self, type_: str) -> str:
        if type_ == ANY_EVENT:
            return SPOKEN[self.locale]["any_act"]
        declared = self.pack.vocabulary.types.get(type_)
        return type_ if declared is None else self.of(declared.label)

    def field(self, path: str, acts: Iterable[str] = ()) -> str:
        """The label that the acts named agree on; else the one most acts of the pack use; else the path."""
        types = self.pack.vocabulary.types
        name = path.partition(".")[0]
        meant = _labels(name, [types[act] for act in acts if act in types])
        if len(meant) != 1:
            meant = _labels(name, types.values())
        return self.of(meant.most_common(1)[0][0]) if meant else path

    def fact(self, name: str) -> str:
        label = self.pack.labels.fact(name)
        return name if label is None else self.of(label)

    def value(self, value: str, *, field: str = "", act: str = "") -> str | None:
        """A code in words, act "": in whichever act; None for a value that is no code of the pack."""
        types = self.pack.vocabulary.types
        specs = [one.fields[field] for one in ([types[act]] if act in types else types.values()) if field in one.fields]
        if any(spec.choices for spec in specs):
            label = self.pack.labels.choice(value, field=field, event=act)
            return value if label is None else self.of(label)
        label = self.pack.labels.choices.get(f"{field}.{value}")
        if label is not None:
            return self.of(label)
        return self.act(value) if value in types and any(spec.type == "event" for spec in specs) else None

    def level(self, level: str) -> str:
        label = self.pack.labels.choice(level)
        return level if label is None else self.of(label)

    def fact_value(self, name: str, code: str) -> str:
        label = self.pack.labels.fact_value(name, self.pack.facts.specs.get(name), code)
        return code if label is None else self.of(label)

    def law(self, text: str) -> str | None:
        known = self.pack.laws.get(text)
        return None if known is None else self.of(known.name)

    def organ(self, kind: str) -> str:
        return ORGANS[self.locale].get(kind, kind)

    def missing(self, item: str, acts: Sequence[str] = ()) -> str:
        """What is not known, as the engine names it: `act T`, `fact f`, `emitter …`, its own words, or a field."""
        told = UNKNOWNS[self.locale]
        if item in told:
            return told[item]
        kind, _, name = item.partition(" ")
        if kind == "act":
            return self.act(name)
        if kind == "fact":
            return self.fact(name)
        texts = SPOKEN[self.locale]
        if kind == "document":
            return texts["document"].format(name)
        if item.startswith("emitter of "):
            return texts["emitter_of"].format(self.act(item.removeprefix("emitter of ")))
        if item.startswith("superior of "):
            return texts["superior_of"].format(item.removeprefix("superior of "))
        return self.field(item, acts)


def acts_of(card: Card | None) -> tuple[str, ...]:
    """Every act that a card names, in whichever role."""
    return () if card is None else tuple(dict.fromkeys(_acts(msgspec.structs.astuple(card))))


def _acts(value: object) -> Iterable[str]:
    if isinstance(value, Condition):
        return
    if isinstance(value, Matcher):
        yield value.event
    elif isinstance(value, msgspec.Struct):
        event = getattr(value, "event", None)
        if isinstance(event, str):
            yield event
        for part in msgspec.structs.astuple(value):
            yield from _acts(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _acts(part)


def _labels(field: str, types: Iterable[EventType]) -> Counter[Label]:
    found = (declared.fields.get(field) for declared in types)
    return Counter(spec.label for spec in found if spec is not None and spec.label is not None)
