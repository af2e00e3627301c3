"""Cards of the shipped pack cn_criminal for tests: all of it, one card, or a pack of chosen (changed) cards."""

from __future__ import annotations

import msgspec

from supervision_rules.card import Card
from supervision_rules.pack import Pack
from supervision_rules.rule_set import RuleSet
from tests.shipped import cn_criminal as shipped

__all__ = ["card", "pack_with", "shipped"]


def pack_with(*cards: Card) -> Pack:
    """The shipped pack with these cards and no others."""
    return msgspec.structs.replace(shipped(), cards=cards, rules=RuleSet(cards))


def card(rule: str) -> Card:
    found = shipped().card(rule)
    assert found is not None, rule
    return found
