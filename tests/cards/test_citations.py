"""Each card quotes the law word for word, from a text that the pack carries, and stands beside its article."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from supervision_rules.card import Card, Cite
from supervision_rules.law_text import Line, articles, number
from tests.cards.shipped import shipped

PACK = shipped()
CARDS = PACK.cards


def law(text: str) -> dict[str, list[Line]]:
    return articles(PACK.texts[text])


CITATIONS = [pytest.param(cite, id=f"{card.id}-{cite.text}:{cite.article}") for card in CARDS for cite in card.cites]


@pytest.mark.parametrize("cite", CITATIONS)
def test_the_quotation_stands_in_the_paragraph_named(cite: Cite) -> None:
    lines = law(cite.text)[cite.article]
    holding = [line for line in lines if cite.quote in line.words]
    assert holding, f"{cite.text} art. {cite.article} does not hold: {cite.quote}"
    assert cite.paragraph in {line.paragraph for line in holding}
    if cite.item is not None:
        assert cite.item in {line.item for line in holding}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_the_card_stands_beside_an_article_that_it_quotes(card: Card) -> None:
    place = PurePosixPath(PACK.files[card.id])
    own = {(cite.text, cite.article) for cite in card.cites if cite.text == place.parent.name}
    assert own & set(PACK.articles), f"{place} holds none of the articles that {card.id} quotes"


@pytest.mark.parametrize("article", sorted(PACK.articles), ids=lambda a: f"{a[0]}:{a[1]}")
def test_the_article_is_said_in_one_sentence_in_both_languages(article: tuple[str, str]) -> None:
    means = PACK.articles[article].means
    assert means.zh.strip()
    assert means.en.strip()


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_version_that_was_not_checked_says_why(card: Card) -> None:
    assert all(version.verified or version.note for version in card.versions)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_no_card_rests_on_the_law_of_2012_without_saying_so(card: Card) -> None:
    """The law of 2012 itself was not obtained: its versions quote another text or are unverified."""
    for version in card.versions:
        if version.version == "2012" and version.verified:
            assert any(cite.text.endswith("-2012") for cite in card.cites)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("五", 5),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("一百五十六", 156),
        ("六百一十六", 616),
    ],
)
def test_article_numbers(words: str, value: int) -> None:
    assert number(words) == value


def test_items_stay_in_the_paragraph_that_opens_them() -> None:
    lines = articles("标题\n\n---\n第一条 甲：\n（一）乙；\n（二）丙。\n丁。\n第二条 戊。\n")
    assert [(line.paragraph, line.item) for line in lines["1"]] == [
        (1, None),
        (1, "一"),
        (1, "二"),
        (2, None),
    ]
    assert lines["2"][0].paragraph == 1
