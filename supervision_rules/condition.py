"""A guard condition as data: structured, never an expression language.

Types and shape only; evaluation is in guard.py, checks against the vocabulary in card_checks.py.
"""

from __future__ import annotations

from typing import Literal

import msgspec

OPERATORS: tuple[str, ...] = (
    "is",
    "is_not",
    "in",
    "not_in",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "present",
    "stated_as",
    "count_at_least",
    "count_at_most",
)
# encode name -> attribute, where the word is taken by Python
_RENAMED = {"is_": "is", "in_": "in", "not_": "not"}


class OfEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The latest act of this type not after the one tested."""

    event: str


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=_RENAMED, omit_defaults=True):
    """Exactly one of field, fact, emitter (each with exactly one operator), any, all, not, emitter_is.

    field       path in the payload, parts joined by dots
    fact        name of a fact that the pack declares
    emitter     a property of the agency that acted
    stated_as   true where one of these is on record, else false, never unknown: for a card whose answer holds
                whatever an excerpt leaves out
    emitter_is  relation to the agency that did `of`; superior_of counts `steps` levels up
    """

    field: str | None = None
    fact: str | None = None
    emitter: Literal["kind", "level", "jurisdiction"] | None = None
    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()
    not_: Condition | None = None
    emitter_is: Literal["superior_of", "same_as"] | None = None
    of: OfEvent | None = None
    steps: int = 1
    is_: str | None = None
    is_not: str | None = None
    in_: tuple[str, ...] | None = None
    not_in: tuple[str, ...] | None = None
    at_least: str | None = None
    at_most: str | None = None
    more_than: str | None = None
    less_than: str | None = None
    present: bool | None = None
    stated_as: tuple[str, ...] | None = None
    count_at_least: int | None = None
    count_at_most: int | None = None

    def operator(self) -> tuple[str, object] | None:
        """The operator and its operand, None unless there is exactly one."""
        attributes = {"is": "is_", "in": "in_"}
        given = [
            (name, value) for name in OPERATORS if (value := getattr(self, attributes.get(name, name))) is not None
        ]
        return given[0] if len(given) == 1 else None

    def subjects(self) -> int:
        """How many of the seven forms are used; a well-formed condition uses one."""
        return sum(
            (
                self.field is not None,
                self.fact is not None,
                self.emitter is not None,
                bool(self.any),
                bool(self.all),
                self.not_ is not None,
                self.emitter_is is not None,
            )
        )


def describe(condition: Condition) -> str:
    """Short fixed text of a condition for derivations and faults, e.g. `field is in_custody`."""
    if condition.any:
        return "(" + " or ".join(describe(c) for c in condition.any) + ")"
    if condition.all:
        return "(" + " and ".join(describe(c) for c in condition.all) + ")"
    if condition.not_ is not None:
        return f"not {describe(condition.not_)}"
    if condition.emitter_is is not None:
        other = condition.of.event if condition.of else "?"
        return f"emitter {condition.emitter_is} emitter of {other} (steps {condition.steps})"
    name = condition.field or (f"fact {condition.fact}" if condition.fact else f"emitter {condition.emitter}")
    operator = condition.operator()
    if operator is None:
        return name
    operand = operator[1]
    shown = ", ".join(operand) if isinstance(operand, tuple) else str(operand).lower()
    return f"{name} {operator[0]} {shown}"
