"""The shipped pack cn_criminal, loaded once for the tests of its cards; single cards of it, changed or alone.

Not product code: reading a pack folder at run time is app's business.
"""

from __future__ import annotations

from functools import cache

import msgspec

from supervision_rules.card import Card
from supervision_rules.pack import Pack
from supervision_rules.pack_loader import load_pack
from supervision_rules.rule_set import RuleSet
from tests.cards.law_texts import PACK


@cache
def shipped() -> Pack:
    files = {path.relative_to(PACK).as_posix(): path.read_bytes() for path in PACK.rglob("*") if path.is_file()}
    return load_pack(files)


def pack_with(*cards: Card) -> Pack:
    """The shipped pack with these cards and no others."""
    return msgspec.structs.replace(shipped(), cards=cards, rules=RuleSet(cards))


def card(rule: str) -> Card:
    found = shipped().card(rule)
    assert found is not None, rule
    return found
