"""The sentences of the cards: known placeholders only, each in its own language."""

from __future__ import annotations

import re
import string

import pytest

from supervision_rules.card import Card
from tests.cards.shipped import shipped

KNOWN = {"due", "over_by", "trigger_date", "decided_date", "holder"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# kinds that test one act: nothing falls due and nothing is late
NO_CLOCK = {"required_content", "precedence", "prohibition", "limit", "separation", "competence", "minimum_interval"}


@pytest.mark.parametrize("card", shipped().cards, ids=lambda c: c.id)
def test_sentences_can_be_filled_in(card: Card) -> None:
    for says in (card.says.zh, card.says.en):
        for sentence in (says.breach, says.kept):
            used = {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}
            assert used <= KNOWN
            if card.kind in NO_CLOCK:
                assert not used & {"due", "over_by"}
            assert sentence.endswith(("。", "."))


@pytest.mark.parametrize("card", shipped().cards, ids=lambda c: c.id)
def test_each_language_keeps_to_itself(card: Card) -> None:
    assert CHINESE.search(card.title.zh)
    assert not CHINESE.search(card.title.en)
    for sentence in (card.says.en.breach, card.says.en.kept):
        assert sentence
        assert not CHINESE.search(sentence)
    for sentence in (card.says.zh.breach, card.says.zh.kept):
        assert CHINESE.search(sentence)
