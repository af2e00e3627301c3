"""Values of payloads and facts compared with what a card states, three-valued. Used by guard.py.

Not the conditions (condition.py) and not where the values come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from operator import ge, gt, le, lt
from types import MappingProxyType
from typing import Final

import msgspec

FALSE: Final = 0
TRUE: Final = 1
UNKNOWN: Final = -1
# outcome where the value is among those stated, and where it is not
MEMBERSHIP: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "is": (TRUE, FALSE),
        "in": (TRUE, FALSE),
        "stated_as": (TRUE, FALSE),
        "is_not": (FALSE, TRUE),
        "not_in": (FALSE, TRUE),
    }
)


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


MOST: Final = date.max.year
"""The greatest amount that a payload can state: what lies beyond it would leave the calendar, which ends with 9999."""


def whole_number(value: object) -> int | None:
    """A stated amount, 0 to MOST, as a whole number (numbers of a payload are decimal text); None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return int(number) if 0 <= number <= MOST and number == int(number) else None


def comparison(operator: str, operand: object) -> Callable[[object], int]:
    """Value (never None) -> TRUE, FALSE or UNKNOWN. Lists: `is` and `in` ask for one matching item."""
    if operator == "present":
        return lambda value: TRUE if stated(value) == operand else FALSE
    if operator in ("count_at_least", "count_at_most"):
        bound = int(str(operand))
        least = operator == "count_at_least"

        def count(value: object) -> int:
            number = len(value) if isinstance(value, list | tuple) else 1
            return TRUE if (number >= bound if least else number <= bound) else FALSE

        return count
    if operator in MEMBERSHIP:
        wanted = texts_wanted(operand)
        if_in, if_not = MEMBERSHIP[operator]
        return lambda value: if_in if any(text in wanted for text in texts_of(value)) else if_not
    return _ordered(operator, str(operand))


def texts_wanted(operand: object) -> frozenset[str]:
    return frozenset(operand) if isinstance(operand, tuple) else frozenset((str(operand),))


def stated(value: object) -> bool:
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
