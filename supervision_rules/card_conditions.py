"""Checks of guard conditions against the vocabulary and the facts of the pack.

Part of the card checks (card_checks.py); the evaluation of conditions is guard.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

import msgspec

from domain.fault_place import Path, did_you_mean, nearest
from domain.payload_types import DocumentReference, EventReference
from domain.vocabulary import Vocabulary
from supervision_rules.condition import Condition

FaultTaker = Callable[[Path, str, str], None]
_STRUCT_FIELDS: Final = {
    "document": tuple(f.name for f in msgspec.structs.fields(DocumentReference)),
    "event": tuple(f.name for f in msgspec.structs.fields(EventReference)),
}


def unknown_event(vocabulary: Vocabulary, name: str) -> tuple[str, str]:
    """(detail, remedy) where a pack names an event type that it does not declare."""
    remedy = did_you_mean(vocabulary.nearest(name), "Declare it under events/.")
    return f"`{name}` is no event type of this pack", remedy


class ConditionChecks:
    """fault(path, detail, remedy) takes what is wrong."""

    def __init__(self, vocabulary: Vocabulary, facts: Collection[str], fault: FaultTaker) -> None:
        self.vocabulary = vocabulary
        self.facts = facts
        self.fault = fault

    def check(self, path: Path, event: str | None, conditions: Sequence[Condition]) -> None:
        """event: the type whose fields are meant; None where several types are, and fields go unchecked."""
        for index, condition in enumerate(conditions):
            self._condition((*path, index), event, condition)

    def field(self, path: Path, event: str, field: str) -> None:
        """The payload path exists on that event type, in its current version."""
        first, _, rest = field.partition(".")
        known = self.vocabulary.types[event].fields
        spec = known.get(first)
        if spec is None:
            remedy = did_you_mean(nearest(first, known), f"Known: {', '.join(sorted(known))}.")
            self.fault(path, f"{event} has no field `{first}`", remedy)
        elif rest and spec.type != "object" and rest not in _STRUCT_FIELDS.get(spec.type, ()):
            self.fault(path, f"{event}.{first} has no part `{rest}`", "Name the field itself.")

    def _condition(self, path: Path, event: str | None, condition: Condition) -> None:
        if condition.subjects() != 1:
            self.fault(
                path,
                "a condition has exactly one of field, fact, emitter, any, all, not, emitter_is",
                "Split it: a list of conditions means all of them.",
            )
            return
        for name, inner in (("any", condition.any), ("all", condition.all)):
            self.check((*path, name), event, inner)
        if condition.not_ is not None:
            self._condition((*path, "not"), event, condition.not_)
        if condition.emitter_is is not None:
            self._relation(path, condition)
        if condition.field is None and condition.fact is None and condition.emitter is None:
            return
        if condition.operator() is None:
            self.fault(path, "a condition has exactly one operator", "Keep one, e.g. is, in, at_least, present.")
        if condition.fact is not None and condition.fact not in self.facts:
            remedy = did_you_mean(nearest(condition.fact, self.facts), "Declare it in pack.yaml.")
            self.fault((*path, "fact"), f"`{condition.fact}` is no fact of this pack", remedy)
        if condition.field is not None and event is not None:
            self.field((*path, "field"), event, condition.field)
            self._choice(path, event, condition)

    def _choice(self, path: Path, event: str, condition: Condition) -> None:
        """A value that the field can never have is a misspelling."""
        spec = self.vocabulary.types[event].fields.get(condition.field or "")
        if spec is None or spec.type not in ("choice", "choices", "boolean"):
            return
        allowed = ("true", "false") if spec.type == "boolean" else spec.choices
        stated = [v for v in (condition.is_, condition.is_not) if v is not None]
        stated += [*(condition.in_ or ()), *(condition.not_in or ()), *(condition.stated_as or ())]
        for value in stated:
            if value not in allowed:
                self.fault(path, f"`{condition.field}` is never `{value}`", f"It is one of {', '.join(allowed)}.")

    def _relation(self, path: Path, condition: Condition) -> None:
        if condition.of is None:
            self.fault(path, "emitter_is needs `of`", "Name the event: of: {event: ...}.")
        elif condition.of.event not in self.vocabulary:
            self.fault((*path, "of", "event"), *unknown_event(self.vocabulary, condition.of.event))
        if condition.steps < 1:
            self.fault((*path, "steps"), "steps is at least 1", "Leave it out for the next higher agency.")
