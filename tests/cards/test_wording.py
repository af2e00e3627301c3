"""The sentences of the cards: known placeholders only, each in its own language."""

from __future__ import annotations

import re
import string

import pytest

from supervision_rules.card import Card
from supervision_rules.evaluate import evaluate
from supervision_rules.examples import example_events, example_now
from supervision_rules.wording import says
from supervision_rules.wording_names import Names, acts_of
from tests.cards.shipped import card, examples, pack_with, shipped

KNOWN = {"due", "over_by", "trigger_date", "decided_date", "holder"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# kinds that test one act: nothing falls due and nothing is late
NO_CLOCK = {"required_content", "precedence", "prohibition", "limit", "separation", "competence", "minimum_interval"}


@pytest.mark.parametrize("card", shipped().cards, ids=lambda c: c.id)
def test_sentences_can_be_filled_in(card: Card) -> None:
    for spoken in (card.says.zh, card.says.en):
        for sentence in (spoken.breach, spoken.kept):
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


@pytest.mark.parametrize("card", shipped().cards, ids=lambda c: c.id)
def test_what_is_not_known_is_said_in_each_language(card: Card) -> None:
    pack = pack_with(card)
    names = {locale: Names(pack, locale) for locale in ("zh", "en")}
    for example in examples()[card.id]:
        events, now = example_events(pack, example), example_now(pack, example)
        for item in {item for verdict in evaluate(pack, events, now=now).verdicts for item in verdict.missing}:
            assert CHINESE.search(names["zh"].missing(item, acts_of(card))), item
            document = item.startswith("document ")  # documents go by their official names
            assert document or not CHINESE.search(names["en"].missing(item, acts_of(card))), item


@pytest.mark.parametrize(
    ("rule", "name", "zh", "en"),
    [
        (
            "CPL-085-2",
            "in the centre three hours late",
            "2026-03-02拘留后，应当在2026-03-03 15:00以前送看守所羁押，已超过3小时。",
            "Detained on 2026-03-02, the person was due in a detention centre by 2026-03-03 15:00; 3 h late.",
        ),
        (
            "CPL-156-2",
            "the county procuratorate approves it itself",
            "青岩县人民检察院于2026-03-08批准延长侦查羁押期限，不具有该项批准权限。",
            "Qingyan County People's Procuratorate approved an extension of investigation custody on 2026-03-08 "
            "without the power to do so.",
        ),
        (
            "CPL-091-3",
            "decided three days late",
            "人民检察院应当在2026-03-12以前作出批准或者不批准逮捕的决定，已超过3日。",
            "The procuratorate had to approve or refuse the arrest by 2026-03-12; 3 d late.",
        ),
    ],
)
def test_a_clerk_can_read_the_breach(rule: str, name: str, zh: str, en: str) -> None:
    judged = card(rule)
    pack = pack_with(judged)
    example = next(e for e in examples()[judged.id] if e.name == name)
    found = evaluate(pack, example_events(pack, example), now=example_now(pack, example))
    broken = next(verdict for verdict in found.verdicts if verdict.broken)
    assert says(pack, broken, "zh") == zh
    assert says(pack, broken, "en") == en
