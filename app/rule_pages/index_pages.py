"""Indexes of the rule pages: by stage, by agency that owes, by article, by severity. Markdown.

Not the pages of single rules (card_page.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.rule_pages.card_page import card_page
from app.rule_pages.words import PageWords
from supervision_rules.card import Card
from supervision_rules.examples import Examples
from supervision_rules.law_text import articles
from supervision_rules.pack import Pack
from supervision_rules.wording_texts import Locale

LOCALES: tuple[Locale, ...] = ("zh", "en")
_SEVERITIES = ("critical", "major", "minor")


def pages(pack: Pack, examples: Examples) -> dict[str, str]:
    """Path relative to the folder of rule pages -> content. Deterministic."""
    found: dict[str, str] = {}
    for locale in LOCALES:
        words = PageWords(pack, locale)
        for card in pack.cards:
            found[f"{locale}/{card.id}.md"] = card_page(card, examples[card.id], words)
        found |= {f"{locale}/{name}": text for name, text in _indexes(words, examples)}
    return found


def _indexes(words: PageWords, examples: Examples) -> Iterator[tuple[str, str]]:
    cards = words.pack.cards
    kinds: tuple[tuple[str, Callable[[Card], Iterable[str]], Callable[[str], str]], ...] = (
        ("by_stage", lambda c: (c.stage,), lambda name: words.word("stage", name)),
        ("by_agency", lambda c: (c.duty_holder,), words.organ),
        ("by_severity", lambda c: (c.severity,), lambda name: words.word("severity", name)),
    )
    names = [name for name, _, _ in kinds]
    counts = words.label("counts", cards=len(cards), examples=sum(map(len, examples.values())))
    links = [f"- [{words.label(name)}]({name}.md)" for name in (*names, "by_article")]
    head = [f"# {words.label('rule_pages')}: {words.pack.id} {words.pack.version}", "", counts, ""]
    yield "README.md", "\n".join([*head, *links, "", words.label("generated")]) + "\n"
    for name, groups_of, shown in kinds:
        groups: dict[str, list[Card]] = {}
        for card in cards:
            for group in groups_of(card):
                groups.setdefault(group, []).append(card)
        order = sorted(groups, key=lambda g: (_SEVERITIES.index(g) if g in _SEVERITIES else 0, g))
        sections = [(shown(group), groups[group]) for group in order]
        yield f"{name}.md", _listing(words.label(name), sections, words)
    yield "by_article.md", _listing(words.label("by_article"), list(_by_article(words)), words)


def _by_article(words: PageWords) -> Iterator[tuple[str, list[Card]]]:
    """Every article quoted, in the order of the texts, and the cards that quote it."""
    quoted: dict[tuple[str, str], list[Card]] = {}
    for card in words.pack.cards:
        for cite in card.cites:
            listed = quoted.setdefault((cite.text, cite.article), [])
            if card not in listed:
                listed.append(card)
    for text in sorted({text for text, _ in quoted}):
        numbers = [number for name, number in quoted if name == text]
        standing = list(articles(words.pack.texts[text]))
        for number in sorted(numbers, key=lambda n: (standing.index(n) if n in standing else -1, n)):
            yield f"{words.law(text)} §{number}", quoted[text, number]


def _listing(title: str, sections: list[tuple[str, list[Card]]], words: PageWords) -> str:
    lines = [f"# {title}"]
    for heading, cards in sections:
        lines += ["", f"## {heading} ({len(cards)})", ""]
        lines += [
            f"- [{card.id}]({card.id}.md) {words.of(card.title)} · {words.word('severity', card.severity)}"
            for card in cards
        ]
    return "\n".join(lines) + "\n"
