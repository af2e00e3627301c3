"""Files under rules/: an article of the law and the cards that rest on it, read, written out and checked.

Not the checks of one card (card_checks.py) and not its examples (example.py). Called by pack_loader.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from domain.errors import PackFault
from domain.fault_place import did_you_mean, nearest
from domain.vocabulary import Vocabulary
from supervision_rules.card import Article, Card, RulesFile
from supervision_rules.card_checks import CardChecks
from supervision_rules.card_shorthand import Groups, write_out
from supervision_rules.law_list import Laws, versions_without_law
from supervision_rules.law_text import words_of
from supervision_rules.located_yaml import Document, parse


class RulesFiles(msgspec.Struct):
    """What all rules files of a pack hold.

    cards     sorted by id
    articles  (law, article number) -> the article, for those that stand beside their cards
    files     rule id -> file it stands in
    """

    cards: tuple[Card, ...]
    articles: dict[tuple[str, str], Article]
    files: dict[str, str]
    faults: list[PackFault]


def read_rules(
    files: Mapping[str, bytes],
    groups: Groups,
    vocabulary: Vocabulary,
    facts: Collection[str],
    texts: Mapping[str, str],
    laws: Laws,
) -> RulesFiles:
    """All cards of {path: bytes}, every fault collected."""
    faults: list[PackFault] = []
    articles: dict[tuple[str, str], Article] = {}
    found: dict[str, tuple[Document, int, Card]] = {}
    for name, data in sorted(files.items()):
        try:
            document = parse(name, data)
            write_out(document, groups)
            content = document.convert(RulesFile)
        except PackFault as fault:
            faults.append(fault)
            continue
        faults += _article_faults(document, content, texts, articles)
        for number, card in enumerate(content.cards):
            if card.id in found:
                first = found[card.id][0].file
                faults.append(
                    document.fault(
                        ("cards", number, "id"),
                        f"rule {card.id} is there twice (also {first})",
                        remedy="Give it another id.",
                    )
                )
            else:
                found[card.id] = (document, number, card)
    for document, number, card in found.values():
        faults += CardChecks(document, card, vocabulary, facts, texts, ("cards", number)).run()
        faults += _shared_duties(document, number, card, found)
        faults += _dates(document, number, card, laws)
    cards = tuple(found[rule][2] for rule in sorted(found))
    return RulesFiles(cards, articles, {rule: entry[0].file for rule, entry in found.items()}, faults)


def _dates(document: Document, number: int, card: Card, laws: Laws) -> Iterator[PackFault]:
    for index, label in versions_without_law(card, laws):
        yield document.fault(
            ("cards", number, "versions", index, "in_force"),
            f"rule {card.id}: no text cited was law when version {label} begins",
            remedy="Cite the text of that time, correct the dates, or say `verified: false` and why in the note.",
        )


def _shared_duties(document: Document, number: int, card: Card, rules: Collection[str]) -> Iterator[PackFault]:
    for index, other in enumerate(card.same_duty_as):
        if other not in rules:
            yield document.fault(
                ("cards", number, "same_duty_as", index),
                f"rule {card.id}: there is no rule {other}",
                remedy=did_you_mean(nearest(other, set(rules) - {card.id}), "Name a rule of this pack."),
            )


def _article_faults(
    document: Document, content: RulesFile, texts: Mapping[str, str], articles: dict[tuple[str, str], Article]
) -> Iterator[PackFault]:
    """The articles stand in the text named, word for word. Adds them to `articles`."""
    if content.law is None:
        if content.articles:
            yield document.fault(("articles",), "the law is not named", remedy="Add `law`, a name in law/texts/.")
        return
    text = texts.get(content.law)
    if text is None:
        yield document.fault(
            ("law",), f"there is no law/texts/{content.law}.md", remedy="Add the text or correct its name."
        )
        return
    for index, article in enumerate(content.articles):
        stands = words_of(text, article.number)
        if stands is None:
            yield document.fault(
                ("articles", index, "number"),
                f"{content.law} has no article {article.number}",
                remedy="Correct the number.",
            )
        elif article.text.strip() != stands:
            yield document.fault(
                ("articles", index, "text"),
                f"article {article.number} does not stand so in {content.law}",
                remedy="Copy it word for word: `quancheng rules article`.",
            )
        articles[content.law, article.number] = article
