"""Every verdict of every example can be explained, and the independent checker confirms the derivation."""

from __future__ import annotations

import msgspec
import pytest

from supervision_rules.card import Card
from supervision_rules.checker import check
from supervision_rules.evaluate import evaluate
from supervision_rules.examples import example_events, example_now
from supervision_rules.explain import explain
from tests.cards.shipped import examples, pack_with, shipped

FACTS = msgspec.to_builtins(dict(shipped().facts.specs))
LIFECYCLE = shipped().lifecycle
LINKS = LIFECYCLE.links if LIFECYCLE is not None else ()


@pytest.mark.parametrize("card", shipped().cards, ids=lambda c: c.id)
def test_the_checker_confirms_what_the_engine_says(card: Card) -> None:
    pack = pack_with(card)
    plain = msgspec.to_builtins(card)
    for example in examples()[card.id]:
        events, now = example_events(pack, example), example_now(pack, example)
        for verdict in evaluate(pack, events, now=now).verdicts:
            derivation = explain(pack, events, verdict, now=now)
            check(derivation, events, pack.calendar, plain, FACTS, links=LINKS, now=now)
