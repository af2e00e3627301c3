"""A rule card as the checker reads it: from plain JSON, with its own three-valued test of conditions.

Shares no code with card.py and guard.py. What it cannot tell (facts, superiors, levels) is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from domain.agency import parts
from domain.event import Event
from supervision_rules.derivation import Amount, HourMode, RollMode, Start

_RENAMED = {"from_": "from", "while_": "while"}


class ActPattern(msgspec.Struct, frozen=True):
    event: str
    when: tuple[dict[str, Any], ...] = ()
    date_field: str | None = None
    field: str | None = None


class AnchorText(ActPattern, frozen=True):
    otherwise: str | None = None


class ExtensionText(msgspec.Struct, frozen=True):
    event: str
    when: tuple[dict[str, Any], ...] = ()
    by: Amount | None = None
    by_field: str | None = None
    unit: str = "day"
    to_total: Amount | None = None
    times: int | None = None
    total: Amount | None = None
    only_before_expiry: bool = False


class SuspensionText(msgspec.Struct, frozen=True, rename=_RENAMED):
    from_: ActPattern
    to: ActPattern
    counts_from: str = "next_day"
    carries: bool = False


class ClockText(msgspec.Struct, frozen=True):
    budget: Amount | None = None
    until: tuple[ActPattern, ...] = ()
    hours: HourMode | None = None
    start: Start | None = None
    roll: RollMode | None = None
    extend: tuple[ExtensionText, ...] = ()
    suspend: tuple[SuspensionText, ...] = ()
    reset: tuple[ActPattern, ...] = ()
    renew: tuple[ActPattern, ...] = ()
    moot_on: tuple[ActPattern, ...] = ()


class StateText(msgspec.Struct, frozen=True, rename=_RENAMED):
    from_: tuple[ActPattern, ...]
    to: tuple[ActPattern, ...] = ()


class BasisText(msgspec.Struct, frozen=True):
    event: str
    clock: ClockText
    when: tuple[dict[str, Any], ...] = ()


class CreditText(msgspec.Struct, frozen=True):
    state: StateText
    days: dict[str, str]


class TermText(msgspec.Struct, frozen=True):
    check: str
    months: str
    first_day: str
    last_day: str
    credited: str
    sentence: str
    credit: tuple[CreditText, ...] = ()


class InForceText(msgspec.Struct, frozen=True, rename=_RENAMED):
    from_: date
    to: date | None = None


class FirstOfText(msgspec.Struct, frozen=True):
    first: tuple[str, ...]


class SavingsText(msgspec.Struct, frozen=True):
    first: tuple[str, ...]
    before: date
    stays_on: str


class VersionText(msgspec.Struct, frozen=True, rename=_RENAMED):
    version: str
    in_force: InForceText
    select_by: str | FirstOfText = "trigger"
    savings: SavingsText | None = None
    clock: ClockText | None = None
    match: str | None = None
    opens: tuple[ActPattern, ...] = ()
    closes: tuple[ActPattern, ...] = ()
    lapses: bool = False
    anchor: AnchorText | None = None
    state: StateText | None = None
    bases: tuple[BasisText, ...] = ()
    first: tuple[ActPattern, ...] = ()
    then: tuple[ActPattern, ...] = ()
    counted_from: str = "last"
    if_absent: str = "nothing"
    act: tuple[ActPattern, ...] = ()
    requires: tuple[ActPattern, ...] = ()
    since: tuple[ActPattern, ...] = ()
    while_: StateText | None = None
    max: int | None = None
    fields: tuple[dict[str, Any], ...] = ()
    documents: tuple[str, ...] = ()
    dossier: tuple[ActPattern, ...] = ()
    allowed: tuple[dict[str, Any], ...] = ()
    term: TermText | None = None


class CiteText(msgspec.Struct, frozen=True):
    text: str
    article: str


class CardText(msgspec.Struct, frozen=True):
    """Only what the checker needs; other fields of the card are ignored."""

    id: str
    kind: str
    cites: tuple[CiteText, ...]
    versions: tuple[VersionText, ...]
    scope: str
    scope_field: str | None = None


def read_card(plain: Mapping[str, object]) -> CardText:
    """Raises msgspec.ValidationError where the card is no card."""
    return msgspec.convert(plain, CardText, strict=False)


def all_hold(conditions: Sequence[Mapping[str, Any]], event: Event) -> bool | None:
    """Whether all conditions hold on the event; None: cannot be told."""
    outcomes = [_holds(condition, event) for condition in conditions]
    return False if False in outcomes else None if None in outcomes else True


def fits(pattern: ActPattern | ExtensionText | BasisText, event: Event) -> bool | None:
    """Whether the event is one that the pattern means."""
    return all_hold(pattern.when, event) if pattern.event in (event.type, "*") else False


def value_at(event: Event, path: str) -> object:
    value: object = msgspec.to_builtins(event.data)
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def texts_at(event: Event, path: str) -> frozenset[str]:
    """One value or a list of them as texts; a document counts by its type."""
    value = value_at(event, path)
    return frozenset(_text(item) for item in (value if isinstance(value, list) else [value]) if item is not None)


def _holds(condition: Mapping[str, Any], event: Event) -> bool | None:
    if condition.get("any"):
        outcomes = [_holds(inner, event) for inner in condition["any"]]
        return True if True in outcomes else None if None in outcomes else False
    if condition.get("all"):
        return all_hold(condition["all"], event)
    if condition.get("not"):
        inner = _holds(condition["not"], event)
        return None if inner is None else not inner
    if condition.get("emitter"):
        place = parts(event.emitter)
        # a record copies what others did; who acted is not stated
        if place is None or place.kind == "record" or condition["emitter"] == "level":
            return None
        return _compare(condition, place.kind if condition["emitter"] == "kind" else place.jurisdiction)
    if not condition.get("field"):
        return None
    value = value_at(event, condition["field"])
    if value is None:
        if condition.get("stated_as") is not None:
            return False
        present = condition.get("present")
        return None if present is None or event.excerpt else not present
    return _compare(condition, value)


def _compare(condition: Mapping[str, Any], value: object) -> bool | None:
    items = value if isinstance(value, list) else [value]
    texts = {_text(item) for item in items}
    for name, operand in condition.items():
        if operand is None:
            continue
        if name == "present":
            return bool(bool(value != "" and items) == operand)
        if name in ("is", "is_not"):
            return (operand in texts) == (name == "is")
        if name in ("in", "not_in", "stated_as"):
            return bool(texts & set(operand)) == (name != "not_in")
        if name in ("count_at_least", "count_at_most"):
            return bool(len(items) >= operand if name == "count_at_least" else len(items) <= operand)
        if name in ("at_least", "at_most", "more_than", "less_than"):
            return _ordered(name, value, operand)
    return None


def _ordered(name: str, value: object, bound: str) -> bool | None:
    try:
        left: Decimal | date = Decimal(str(value))
        right: Decimal | date = Decimal(bound)
    except InvalidOperation:
        try:
            left, right = date.fromisoformat(str(value)[:10]), date.fromisoformat(bound)
        except ValueError:
            return None
    order = (left > right) - (left < right)  # type: ignore[operator]
    return {"at_least": order >= 0, "at_most": order <= 0, "more_than": order > 0, "less_than": order < 0}[name]


def _text(item: object) -> str:
    if isinstance(item, bool):
        return str(item).lower()
    return str(item.get("type", "")) if isinstance(item, dict) else str(item)
