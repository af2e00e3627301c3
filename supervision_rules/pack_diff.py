"""What differs between two packs as texts: cards added, gone and changed, and what lies beside the cards.

Not which verdicts change (app/compare_packs.py). Pure; called by `quancheng rules diff`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from domain.legal_calendar import CalendarDays
from supervision_rules.card import Card
from supervision_rules.pack import Pack

Plain: TypeAlias = object
OTHER_FILES: Final = "other files"
"""The digests differ, and in nothing that the packs are made of."""


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
    """beside: a line for each part that differs beside the cards; `OTHER_FILES` where only bytes differ."""

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
    beside = tuple(_beside(old, new))
    if not changes and not beside and old.digest != new.digest:
        beside = (OTHER_FILES,)
    return PackDiff(tuple(changes), beside)


def _beside(old: Pack, new: Pack) -> Iterator[str]:
    yield from _beside_by_value(old, new)
    yield from _by_name("facts", old.facts.specs, new.facts.specs)
    yield from _by_name("lists", old.lists, new.lists)
    if (old.agencies.reporting, old.agencies.agencies) != (new.agencies.reporting, new.agencies.agencies):
        yield "agencies"
    yield from _by_name("event types", old.vocabulary.types, new.vocabulary.types)
    if _definition(old) != _definition(new):
        yield "lifecycle"
    yield from _by_name("laws", old.laws, new.laws)
    yield from _by_name("texts", old.texts, new.texts)
    yield from _by_name("articles", _articles(old), _articles(new))
    yield from _by_name("labels of facts", old.labels.facts, new.labels.facts)
    yield from _by_name("labels of codes", old.labels.choices, new.labels.choices)


def _beside_by_value(old: Pack, new: Pack) -> Iterator[str]:
    values = (
        ("id", old.id, new.id),
        ("version", old.version, new.version),
        ("locale", old.locale, new.locale),
        ("time zone", old.zone, new.zone),
        ("person field", old.vocabulary.person_field, new.vocabulary.person_field),
        ("calendar", old.calendar.version, new.calendar.version),
    )
    for name, before, after in values:
        if before != after:
            yield f"{name}: {before} → {after}"
    if old.calendar.version == new.calendar.version and _days(old) != _days(new):
        yield f"calendar: other days, version {new.calendar.version} as before"


def _by_name(what: str, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Iterator[str]:
    """One line: each name added, gone or changed."""
    told = []
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            told.append(f"{name} added")
        elif name not in new:
            told.append(f"{name} gone")
        elif old[name] != new[name]:
            told.append(f"{name} changed")
    if told:
        yield f"{what}: {', '.join(told)}"


def _articles(pack: Pack) -> dict[str, Plain]:
    return {f"{law}:{number}": article for (law, number), article in pack.articles.items()}


def _days(pack: Pack) -> CalendarDays:
    """Without the zone, which is told apart."""
    return msgspec.structs.replace(pack.calendar.days, zone="")


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
