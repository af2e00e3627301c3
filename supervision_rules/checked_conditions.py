"""The conditions of a card asked of one act, with an answer for what cannot be known and one for what cannot be seen.

Part of the checker; shares no code with guard.py. Ranks and superiors of agencies are what it cannot see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from typing import Any

import msgspec

from domain.agency import parts
from domain.event import Event


class Holds(Enum):
    """OPEN: the history does not state it, so nobody knows. UNSEEN: others may know, the checker cannot tell."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    UNSEEN = "unseen"


class Unseen(Enum):
    """The value of a fact that the checker cannot tell."""

    VALUE = "unseen"


FactValue = str | None | Unseen
AskFact = Callable[[str], FactValue]
"""The value of a fact at the act in question, None where it has none."""
_OPERATORS = frozenset(
    {
        "is", "is_not", "in", "not_in", "at_least", "at_most", "more_than", "less_than", "present", "stated_as",
        "count_at_least", "count_at_most",
    }
)  # fmt: skip
_WEIGHT_OF_ALL = (Holds.NO, Holds.UNSEEN, Holds.OPEN)
_WEIGHT_OF_ANY = (Holds.YES, Holds.UNSEEN, Holds.OPEN)


def together(outcomes: Iterable[Holds]) -> Holds:
    """Whether all hold."""
    found = set(outcomes)
    return next((one for one in _WEIGHT_OF_ALL if one in found), Holds.YES)


def any_of(outcomes: Iterable[Holds]) -> Holds:
    """Whether one holds."""
    found = set(outcomes)
    return next((one for one in _WEIGHT_OF_ANY if one in found), Holds.NO)


def all_hold(conditions: Sequence[Mapping[str, Any]], event: Event, fact: AskFact) -> Holds:
    """Whether all conditions hold on the event."""
    return together([_holds(condition, event, fact) for condition in conditions])


def facts_asked(conditions: Iterable[Mapping[str, Any]]) -> set[str]:
    """Names of the facts that the conditions ask."""
    found: set[str] = set()
    for condition in conditions:
        if condition.get("fact"):
            found.add(condition["fact"])
        inner = [*(condition.get("any") or ()), *(condition.get("all") or ())]
        found |= facts_asked([*inner, condition["not"]] if condition.get("not") else inner)
    return found


def described(condition: Mapping[str, Any]) -> str:
    """A condition in the fixed words of derivations, e.g. `field is in_custody`."""
    for name, word in (("any", " or "), ("all", " and ")):
        if condition.get(name):
            return f"({word.join(described(inner) for inner in condition[name])})"
    if condition.get("not"):
        return f"not {described(condition['not'])}"
    if condition.get("emitter_is"):
        other, steps = condition["of"]["event"], condition.get("steps", 1)
        return f"emitter {condition['emitter_is']} emitter of {other} (steps {steps})"
    subject = next(name for name in ("field", "fact", "emitter") if condition.get(name))
    text = condition[subject] if subject == "field" else f"{subject} {condition[subject]}"
    operator = next(name for name in condition if name in _OPERATORS)
    operand = condition[operator]
    shown = ", ".join(operand) if isinstance(operand, tuple | list) else str(operand).lower()
    return f"{text} {operator} {shown}"


def value_at(event: Event, path: str) -> Any:
    """The value at a path of the payload as plain JSON, None where there is none."""
    value: Any = event.data
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
    return msgspec.to_builtins(value)


_MOST = date.max.year
"""A greater amount would lead beyond the last year of the calendar: it counts as not stated."""


def amount_at(event: Event, path: str) -> int | None:
    """A whole number that the payload states; None where it states none that can be reckoned with."""
    stated = value_at(event, path)
    try:
        number = Fraction(str(stated))
    except (ValueError, ZeroDivisionError):
        return None
    plain = not isinstance(stated, bool) and "/" not in str(stated)
    return int(number) if plain and number.denominator == 1 and 0 <= number <= _MOST else None


def texts_at(event: Event, path: str) -> tuple[str, ...]:
    """One value or a list of them as texts, each once; a document counts by its type."""
    value = value_at(event, path)
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(as_text(item) for item in items if item is not None))


def as_text(item: object) -> str:
    if isinstance(item, bool):
        return str(item).lower()
    return str(item.get("type", "")) if isinstance(item, dict) else str(item)


def _holds(condition: Mapping[str, Any], event: Event, fact: AskFact) -> Holds:
    if condition.get("any"):
        return any_of([_holds(inner, event, fact) for inner in condition["any"]])
    if condition.get("all"):
        return all_hold(condition["all"], event, fact)
    if condition.get("not"):
        inner = _holds(condition["not"], event, fact)
        return {Holds.YES: Holds.NO, Holds.NO: Holds.YES}.get(inner, inner)
    if condition.get("emitter_is"):
        return Holds.UNSEEN
    if condition.get("emitter"):
        return _on_emitter(condition, event)
    if condition.get("fact"):
        return _on_fact(condition, fact(condition["fact"]))
    value = value_at(event, condition["field"])
    if value is not None:
        return _compare(condition, value)
    if condition.get("stated_as") is not None:
        return Holds.NO
    present = condition.get("present")
    if present is None or event.excerpt:
        return Holds.OPEN
    return Holds.NO if present else Holds.YES


def _on_emitter(condition: Mapping[str, Any], event: Event) -> Holds:
    place = parts(event.emitter)
    # a record copies what others did: who acted, another file may tell by the kind of act
    if condition["emitter"] == "level" or (place is not None and place.kind == "record"):
        return Holds.UNSEEN
    if place is None:
        return Holds.OPEN
    return _compare(condition, place.kind if condition["emitter"] == "kind" else place.jurisdiction)


def _on_fact(condition: Mapping[str, Any], value: FactValue) -> Holds:
    if isinstance(value, Unseen):
        return Holds.UNSEEN
    if value is None:
        return Holds.OPEN if condition.get("stated_as") is None else Holds.NO
    return _compare(condition, value)


def _compare(condition: Mapping[str, Any], value: object) -> Holds:
    items = value if isinstance(value, list) else [value]
    texts = {as_text(item) for item in items}
    for name, operand in condition.items():
        if operand is None:
            continue
        if name == "present":
            return _sure((value != "" and bool(items)) == operand)
        if name in ("is", "is_not"):
            return _sure((operand in texts) == (name == "is"))
        if name in ("in", "not_in", "stated_as"):
            return _sure(bool(texts & set(operand)) == (name != "not_in"))
        if name in ("count_at_least", "count_at_most"):
            return _sure(len(items) >= operand if name == "count_at_least" else len(items) <= operand)
        if name in ("at_least", "at_most", "more_than", "less_than"):
            return _ordered(name, value, operand)
    return Holds.OPEN


def _ordered(name: str, value: object, bound: str) -> Holds:
    if isinstance(value, bool):
        return Holds.OPEN
    try:
        left: Decimal | date = Decimal(str(value))
        right: Decimal | date = Decimal(bound)
    except InvalidOperation:
        try:
            left, right = date.fromisoformat(str(value)[:10]), date.fromisoformat(bound)
        except ValueError:
            return Holds.OPEN
    order = (left > right) - (left < right)  # type: ignore[operator]
    return _sure({"at_least": order >= 0, "at_most": order <= 0, "more_than": order > 0, "less_than": order < 0}[name])


def _sure(holds: bool) -> Holds:
    return Holds.YES if holds else Holds.NO
