"""Conditions compiled to three-valued tests on one event in its situation.

Kleene: a missing field makes a comparison unknown, and unknown never becomes a finding. Used by project.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import ge, gt, le, lt
from types import MappingProxyType
from typing import Final, Protocol

import msgspec

from domain.agency import AgencyUrn, kind_of, parts
from domain.event import Event
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.condition import Condition

FALSE: Final = 0
TRUE: Final = 1
UNKNOWN: Final = -1
# outcome where the value is among those stated, and where it is not
_MEMBERSHIP: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "is": (TRUE, FALSE),
        "in": (TRUE, FALSE),
        "stated_as": (TRUE, FALSE),
        "is_not": (FALSE, TRUE),
        "not_in": (FALSE, TRUE),
    }
)
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


def as_text(value: object) -> str | None:
    """The value as the text a card would state, None where it is no single value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, date):  # datetime included
        return value.isoformat()
    if isinstance(value, msgspec.Struct):
        name = getattr(value, "type", None)
        return name if isinstance(name, str) else None
    return None


def texts_of(value: object) -> tuple[str, ...]:
    """One value or a list of them, as texts."""
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(text for item in items if (text := as_text(item)) is not None)


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
    return _on_emitter(condition.emitter or "kind", _comparison(name, operand))


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
    compare = _comparison(operator, operand)
    wanted = _wanted(operand) if operator in _MEMBERSHIP else frozenset()
    if_in, if_not = _MEMBERSHIP.get(operator, (UNKNOWN, UNKNOWN))

    def absent(situation: Situation, missing: list[str]) -> int:
        # an agency that reports everything says "absent" by leaving the field out; an excerpt does not
        if operator == "stated_as":
            return FALSE
        if operator == "present" and not situation.excerpt_here:
            return FALSE if operand else TRUE
        missing.append(field)
        return UNKNOWN

    if len(path) > 1:

        def at_path(event: Event, situation: Situation, missing: list[str]) -> int:
            value = value_at(event.data, path)
            return absent(situation, missing) if value is None else compare(value)

        return at_path
    name = path[0]

    def test(event: Event, situation: Situation, missing: list[str]) -> int:
        value = getattr(event.data, name, None)
        if value is None:
            return absent(situation, missing)
        if wanted and isinstance(value, str):  # most guards of most cards: spared a call
            return if_in if value in wanted else if_not
        return compare(value)

    return test


def _on_fact(name: str, operator: str, operand: object) -> Guard:
    when_unset = FALSE if operator == "stated_as" else UNKNOWN
    compare = _comparison(operator, operand)
    wanted = _wanted(operand) if operator in _MEMBERSHIP else frozenset()
    if_in, if_not = _MEMBERSHIP.get(operator, (UNKNOWN, UNKNOWN))

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


def _comparison(operator: str, operand: object) -> Callable[[object], int]:
    """Value (never None) -> TRUE, FALSE or UNKNOWN. Lists: `is` and `in` ask for one matching item."""
    if operator == "present":
        return lambda value: TRUE if _stated(value) == operand else FALSE
    if operator in ("count_at_least", "count_at_most"):
        bound = int(str(operand))
        least = operator == "count_at_least"

        def count(value: object) -> int:
            number = len(value) if isinstance(value, list | tuple) else 1
            return TRUE if (number >= bound if least else number <= bound) else FALSE

        return count
    if operator in _MEMBERSHIP:
        wanted = _wanted(operand)
        if_in, if_not = _MEMBERSHIP[operator]
        return lambda value: if_in if any(text in wanted for text in texts_of(value)) else if_not
    return _ordered(operator, str(operand))


def _wanted(operand: object) -> frozenset[str]:
    return frozenset(operand) if isinstance(operand, tuple) else frozenset((str(operand),))


def _stated(value: object) -> bool:
    return not (isinstance(value, str | list | tuple) and len(value) == 0)


_ORDER: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = MappingProxyType(
    {"at_least": ge, "at_most": le, "more_than": gt, "less_than": lt}
)


def _ordered(operator: str, bound: str) -> Callable[[object], int]:
    holds = _ORDER[operator]

    def order(value: object) -> int:
        pair = _comparable(value, bound)
        if pair is None:
            return UNKNOWN
        return TRUE if holds(*pair) else FALSE

    return order


def _comparable(value: object, bound: str) -> tuple[Decimal, Decimal] | None:
    """Both sides as numbers (dates as ordinals), None where they are not of one sort."""
    try:
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return Decimal(value.toordinal()), Decimal(date.fromisoformat(bound).toordinal())
        if isinstance(value, int | Decimal | str) and not isinstance(value, bool):
            return Decimal(value), Decimal(bound)
    except (InvalidOperation, ValueError):
        return None
    return None
