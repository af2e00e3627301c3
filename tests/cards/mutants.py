"""A card with one number, reset, suspension or roll of its current clock a little wrong: some example must notice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from supervision_rules.card import Card, Clock, Extension, Version
from supervision_rules.derivation import Amount

replace = msgspec.structs.replace


def mutants(judged: Card) -> Iterator[tuple[str, Card]]:
    """The card with one number of its current clock a little wrong."""
    version = judged.versions[-1]
    clock = version.clock
    if clock is None or clock.budget is None:
        return
    least = 0 if clock.budget.value == "0" else -1
    for change in {1, least} - {0}:
        yield f"budget {change:+}", _with(judged, replace(clock, budget=_shifted(clock.budget, change)))
    for number, extension in enumerate(clock.extend):
        for name in ("by", "to_total", "total"):
            amount = getattr(extension, name)
            if amount is not None:
                wrong = replace(extension, **{name: _shifted(amount, -1)})
                yield f"extension {number} {name}", _with(judged, _extended(clock, number, wrong))
    for number in range(len(clock.suspend)):
        rest = (*clock.suspend[:number], *clock.suspend[number + 1 :])
        yield f"suspension {number} gone", _with(judged, replace(clock, suspend=rest))
    if clock.reset:
        yield "resets gone", _with(judged, replace(clock, reset=()))
    if clock.moot_on:
        yield "moot gone", _with(judged, replace(clock, moot_on=()))
    # working days never end on a rest day: rolling changes nothing
    if clock.budget.unit not in ("hour", "working_day") and judged.kind != "minimum_interval":
        wrong_roll = "next" if clock.roll == "none" else "none"
        yield f"roll {wrong_roll}", _with(judged, replace(clock, roll=wrong_roll))


def _shifted(amount: Amount, change: int) -> Amount:
    return replace(amount, value=str(Decimal(amount.value) + change))


def _extended(clock: Clock, number: int, extension: Extension) -> Clock:
    return replace(clock, extend=(*clock.extend[:number], extension, *clock.extend[number + 1 :]))


def _with(judged: Card, clock: Clock) -> Card:
    version: Version = replace(judged.versions[-1], clock=clock)
    return replace(judged, versions=(*judged.versions[:-1], version))
