"""What differs between two packs as texts: cards added, gone and changed, and what lies beside the cards.

Not which verdicts change (app/compare_packs.py). Pure; called by `quancheng rules diff`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

import msgspec

from supervision_rules.card import Card
from supervision_rules.pack import Pack

Plain: TypeAlias = object


class FieldChange(msgspec.Struct, frozen=True):
    """path: `versions.2018.clock.budget.value`; old, new: as short JSON text, None where absent."""

    path: str
    old: str | None
    new: str | None


class CardChange(msgspec.Struct, frozen=True):
    rule: str
    change: Literal["added", "gone", "changed"]
    fields: tuple[FieldChange, ...] = ()


class PackDiff(msgspec.Struct, frozen=True):
    """beside: names of the parts that differ beside the cards (calendar, facts, agencies, events, lifecycle)."""

    cards: tuple[CardChange, ...]
    beside: tuple[str, ...]

    @property
    def equal(self) -> bool:
        return not self.cards and not self.beside


def diff(old: Pack, new: Pack) -> PackDiff:
    """Cards by id, their versions by label; the order of a list counts, its place in the file does not."""
    before, after = {c.id: c for c in old.cards}, {c.id: c for c in new.cards}
    changes: list[CardChange] = []
    for rule in sorted(before.keys() | after.keys()):
        if rule not in after:
            changes.append(CardChange(rule, "gone"))
        elif rule not in before:
            changes.append(CardChange(rule, "added"))
        elif fields := tuple(_fields("", _plain(before[rule]), _plain(after[rule]))):
            changes.append(CardChange(rule, "changed", fields))
    return PackDiff(tuple(changes), tuple(_beside(old, new)))


def _beside(old: Pack, new: Pack) -> Iterator[str]:
    if old.calendar.sha256 != new.calendar.sha256:
        yield f"calendar: {old.calendar.version} → {new.calendar.version}"
    if old.facts.specs != new.facts.specs:
        names = {*old.facts.specs, *new.facts.specs}
        differing = sorted(n for n in names if old.facts.specs.get(n) != new.facts.specs.get(n))
        yield f"facts: {', '.join(differing)}"
    if (old.agencies.reporting, old.agencies.agencies) != (new.agencies.reporting, new.agencies.agencies):
        yield "agencies"
    types, new_types = old.vocabulary.types, new.vocabulary.types
    differing = sorted(n for n in {*types, *new_types} if types.get(n) != new_types.get(n))
    if differing:
        yield f"event types: {', '.join(differing)}"
    if _definition(old) != _definition(new):
        yield "lifecycle"


def _definition(pack: Pack) -> object:
    return None if pack.lifecycle is None else pack.lifecycle.definition


def _plain(card: Card) -> Mapping[str, Plain]:
    """A card with its versions by label: a new version in front changes no other one's path."""
    plain: dict[str, Plain] = msgspec.to_builtins(card)
    plain["versions"] = {version.version: msgspec.to_builtins(version) for version in card.versions}
    return plain


def _fields(path: str, old: Plain, new: Plain) -> Iterator[FieldChange]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in (*old, *(k for k in new if k not in old)):
            yield from _fields(f"{path}.{key}" if path else str(key), old.get(key), new.get(key))
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _fields(f"{path}[{index}]", one, other)
    else:
        yield FieldChange(path, _short(old), _short(new))


def _short(value: Plain) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
