"""Cards of the shipped pack cn_criminal for tests: all of it, one card, or a pack of chosen (changed) cards."""

from __future__ import annotations

from functools import cache

from supervision_rules.card import Card
from supervision_rules.examples import Examples, examples_of
from supervision_rules.pack import Pack
from tests.shipped import cn_criminal as shipped

__all__ = ["card", "examples", "pack_with", "shipped"]


def pack_with(*cards: Card) -> Pack:
    """The shipped pack with these cards and no others."""
    return shipped().with_cards(*cards)


@cache
def examples() -> Examples:
    return examples_of(shipped())


def card(rule: str) -> Card:
    found = shipped().card(rule)
    assert found is not None, rule
    return found
