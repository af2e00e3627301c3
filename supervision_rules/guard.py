"""Conditions compiled to three-valued tests on one event in its situation.

Kleene: a missing field makes a comparison unknown, and unknown never becomes a finding. Used by project.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Protocol

from domain.agency import AgencyUrn, kind_of, parts
from domain.event import Event
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.comparison import FALSE, MEMBERSHIP, TRUE, UNKNOWN, comparison, stated, texts_of, texts_wanted
from supervision_rules.condition import Condition

__all__ = ["FALSE", "TRUE", "UNKNOWN", "Guard", "Situation", "asks_act_only", "compile_guard", "value_at"]

_AGENCIES_REMEMBERED: Final = 4096


class Situation(Protocol):
    """What a guard may ask beside the event itself; the projector points it at the event."""

    registry: AgencyRegistry
    excerpt_here: bool

    def fact(self, name: str) -> str | None: ...

    def latest(self, event_type: str) -> Event | None: ...

    def earlier(self, event_type: str) -> list[Event]: ...

    def stated(self, event_type: str, path: tuple[str, ...], text: str) -> bool: ...


Guard = Callable[[Event, Situation, list[str]], int]


def compile_guard(conditions: Sequence[Condition]) -> Guard | None:
    """A test that all conditions hold; None for no condition. Names what was missing on unknown.

    Equal conditions give the same guard, wherever they stand: a history asks it once on an act, for all cards.
    """
    return _compiled(tuple(conditions)) if conditions else None


# bounded: a process that reads many drafts of a pack must not keep the guards of all of them
@lru_cache(maxsize=1 << 15)
def _compiled(conditions: tuple[Condition, ...]) -> Guard:
    tests = [_compile(condition) for condition in conditions]
    return tests[0] if len(tests) == 1 else _all(tests)


def asks_act_only(conditions: Sequence[Condition]) -> bool:
    """Whether the answer hangs on the act itself alone, not on facts or on other acts."""
    return all(
        condition.fact is None
        and condition.emitter_is is None
        and asks_act_only((*condition.any, *condition.all, *((condition.not_,) if condition.not_ else ())))
        for condition in conditions
    )


def value_at(data: object, path: tuple[str, ...]) -> object:
    """The payload value at a path, None where absent."""
    for part in path:
        data = data.get(part) if isinstance(data, dict) else getattr(data, part, None)
        if data is None:
            return None
    return data


def _compile(condition: Condition) -> Guard:
    if condition.any:
        return _any([_compile(c) for c in condition.any])
    if condition.all:
        return _all([_compile(c) for c in condition.all])
    if condition.not_ is not None:
        inner = _compile(condition.not_)

        def negated(event: Event, situation: Situation, missing: list[str]) -> int:
            outcome = inner(event, situation, missing)
            return outcome if outcome == UNKNOWN else 1 - outcome

        return negated
    if condition.emitter_is is not None:
        return _relation(condition)
    operator = condition.operator()
    if operator is None:
        raise ValueError("a condition needs exactly one operator")  # refused before by card_checks
    name, operand = operator
    if condition.field is not None:
        return _on_field(condition.field, name, operand)
    if condition.fact is not None:
        return _on_fact(condition.fact, name, operand)
    return _on_emitter(condition.emitter or "kind", comparison(name, operand))


def _all(tests: Sequence[Guard]) -> Guard:
    if len(tests) == 2:
        first, second = tests

        def both(event: Event, situation: Situation, missing: list[str]) -> int:
            one = first(event, situation, missing)
            if one == FALSE:
                return FALSE
            other = second(event, situation, missing)
            return other if one == TRUE or other == FALSE else UNKNOWN

        return both

    def every(event: Event, situation: Situation, missing: list[str]) -> int:
        result = TRUE
        for test in tests:
            outcome = test(event, situation, missing)
            if outcome == FALSE:
                return FALSE
            if outcome == UNKNOWN:
                result = UNKNOWN
        return result

    return every


def _any(tests: Sequence[Guard]) -> Guard:
    def some(event: Event, situation: Situation, missing: list[str]) -> int:
        result = FALSE
        for test in tests:
            outcome = test(event, situation, missing)
            if outcome == TRUE:
                return TRUE
            if outcome == UNKNOWN:
                result = UNKNOWN
        return result

    return some


def _on_field(field: str, operator: str, operand: object) -> Guard:
    path = tuple(field.split("."))
    if len(path) == 1 and operator == "present":
        return _on_presence(field, bool(operand))
    if len(path) == 1 and operator in MEMBERSHIP:
        return _on_choice(field, operator, operand)
    compare = comparison(operator, operand)

    def test(event: Event, situation: Situation, missing: list[str]) -> int:
        value = value_at(event.data, path)
        if value is not None:
            return compare(value)
        if operator == "stated_as":
            return FALSE
        if operator == "present" and not situation.excerpt_here:
            return FALSE if operand else TRUE
        missing.append(field)
        return UNKNOWN

    return test


def _on_presence(field: str, required: bool) -> Guard:
    if_there, if_absent = (TRUE, FALSE) if required else (FALSE, TRUE)

    def test(event: Event, situation: Situation, missing: list[str]) -> int:
        value = getattr(event.data, field, None)
        if value is not None:
            return if_there if stated(value) else if_absent
        # an agency that reports everything says "absent" by leaving the field out; an excerpt does not
        if situation.excerpt_here:
            missing.append(field)
            return UNKNOWN
        return if_absent

    return test


def _on_choice(field: str, operator: str, operand: object) -> Guard:
    wanted = texts_wanted(operand)
    if_in, if_not = MEMBERSHIP[operator]
    never_unknown = operator == "stated_as"

    def test(event: Event, _situation: Situation, missing: list[str]) -> int:
        value = getattr(event.data, field, None)
        if isinstance(value, str):
            return if_in if value in wanted else if_not
        if value is not None:
            return if_in if any(text in wanted for text in texts_of(value)) else if_not
        if never_unknown:
            return FALSE
        missing.append(field)
        return UNKNOWN

    return test


def _on_fact(name: str, operator: str, operand: object) -> Guard:
    when_unset = FALSE if operator == "stated_as" else UNKNOWN
    compare = comparison(operator, operand)
    wanted = texts_wanted(operand) if operator in MEMBERSHIP else frozenset()
    if_in, if_not = MEMBERSHIP.get(operator, (UNKNOWN, UNKNOWN))

    def test(_event: Event, situation: Situation, missing: list[str]) -> int:
        value = situation.fact(name)
        if value is None:
            if when_unset == UNKNOWN:
                missing.append(f"fact {name}")
            return when_unset
        if wanted:
            return if_in if value in wanted else if_not
        return compare(value)

    return test


@lru_cache(maxsize=4096)
def _is_record(uri: str) -> bool:
    """A record (a judgment, an old file) tells of acts that others did; who, it does not say by posting."""
    return kind_of(uri) == "record"


@lru_cache(maxsize=4096)
def _actor(uri: str) -> AgencyUrn | None:
    """The agency that acted, None where the URI does not tell."""
    return None if _is_record(uri) else parts(uri)


def _on_emitter(part: str, compare: Callable[[object], int]) -> Guard:
    # of agencies whose URN alone tells: what it tells is asked on every act
    known: dict[str, int] = {}

    def test(event: Event, situation: Situation, missing: list[str]) -> int:
        urn = event.actor or event.key.source
        outcome = known.get(urn)
        if outcome is not None:
            return outcome
        place = _actor(urn)
        value: str | None
        if place is None:
            # a record does not say who acted, but some acts only one kind of agency can do
            value = situation.registry.sole_kind(event.type) if part == "kind" and _is_record(urn) else None
        elif part == "level":
            level = situation.registry.level(urn)
            value = None if level == "unknown" else level
        else:
            outcome = compare(place.kind if part == "kind" else place.jurisdiction)
            if len(known) < _AGENCIES_REMEMBERED:
                known[urn] = outcome
            return outcome
        if value is None:
            missing.append(f"emitter {part}")
            return UNKNOWN
        return compare(value)

    return test


def _relation(condition: Condition) -> Guard:
    other_type = condition.of.event if condition.of else ""
    steps = condition.steps
    same = condition.emitter_is == "same_as"

    def test(event: Event, situation: Situation, missing: list[str]) -> int:
        other = situation.latest(other_type)
        if other is None:
            missing.append(f"emitter of {other_type}")
            return UNKNOWN
        unnamed = [one.type for one in (event, other) if _is_record(one.emitter)]
        if unnamed:
            missing += [f"emitter of {name}" for name in unnamed]
            return UNKNOWN
        if same:
            return TRUE if event.emitter == other.emitter else FALSE
        superior = situation.registry.is_superior(event.emitter, other.emitter, steps)
        if superior is None:
            missing.append(f"superior of {other.emitter}")
            return UNKNOWN
        return TRUE if superior else FALSE

    return test
