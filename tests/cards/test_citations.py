"""Each card quotes the law word for word, from a text that the pack carries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from supervision_rules.card import Card, Cite
from supervision_rules.located_yaml import read
from tests.cards.law_texts import PACK, Line, articles, number

FILES = sorted((PACK / "rules").rglob("*.yaml"))
CARDS = [read(str(path.relative_to(PACK)), path.read_bytes(), Card) for path in FILES]
TEXTS = {path.stem for path in (PACK / "law" / "texts").glob("*.md")}


@cache
def law(text: str) -> dict[str, list[Line]]:
    return articles((PACK / "law" / "texts" / f"{text}.md").read_text(encoding="utf-8"))


CITATIONS = [pytest.param(cite, id=f"{card.id}-{cite.text}:{cite.article}") for card in CARDS for cite in card.cites]


@pytest.mark.parametrize("cite", CITATIONS)
def test_the_quotation_stands_in_the_paragraph_named(cite: Cite) -> None:
    lines = law(cite.text)[cite.article]
    holding = [line for line in lines if cite.quote in line.words]
    assert holding, f"{cite.text} art. {cite.article} does not hold: {cite.quote}"
    assert cite.paragraph in {line.paragraph for line in holding}
    if cite.item is not None:
        assert cite.item in {line.item for line in holding}


def test_texts_shipped_are_the_texts_cited() -> None:
    assert {cite.text for card in CARDS for cite in card.cites} == TEXTS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_is_named_for_its_card(path: Path) -> None:
    card = read(path.name, path.read_bytes(), Card)
    assert path.stem.startswith(f"{card.id}-")
    assert path.parent.name == card.stage


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
