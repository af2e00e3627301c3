"""One rule as a page of Markdown: article word for word, restatement, clock drawn, examples, how the text was read.

Not the indexes (index_pages.py). Pure: a card, its pack and its examples in; text out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.rule_pages.example_lines import example_lines
from app.rule_pages.version_lines import repeated_by, version_lines
from app.rule_pages.words import PageWords
from supervision_rules.card import Card, Cite
from supervision_rules.example import Example
from supervision_rules.wording_names import acts_of


def card_page(card: Card, examples: Sequence[Example], words: PageWords) -> str:
    """The whole page, ending in a newline."""
    lines = [f"# {card.id} {words.of(card.title)}", ""]
    lines += [f"- {words.entry_plain(name, value)}" for name, value in _facts(card, words)]
    lines += _articles(card, words)
    for version in card.versions:
        lines += version_lines(version, repeated_by(version, card.versions), words)
    lines += example_lines(examples, acts_of(card), words)
    if card.note:
        lines += ["", f"## {words.label('note')}{words.label('in_english')}", "", card.note.strip()]
    lines += ["", words.entry_plain(words.label("file"), f"`{words.pack.files[card.id]}`")]
    return "\n".join(lines) + "\n"


def _facts(card: Card, words: PageWords) -> Iterator[tuple[str, str]]:
    yield words.label("kind"), words.word("kind", card.kind)
    yield words.label("stage"), words.word("stage", card.stage)
    yield words.label("holder"), words.organ(card.duty_holder)
    yield words.label("scope"), words.word("scope", card.scope)
    yield words.label("severity"), words.word("severity", card.severity)
    yield words.label("consequence"), words.word("consequence", card.consequence)
    if card.same_duty_as:
        yield words.label("same_duty"), words.comma([f"[{rule}]({rule}.md)" for rule in card.same_duty_as])


def _articles(card: Card, words: PageWords) -> Iterator[str]:
    """Each article once: whole where it stands beside the card, with what is quoted in bold; else the quotation."""
    pack = words.pack
    law = pack.files[card.id].split("/")[1]
    cited: dict[tuple[str, str], list[Cite]] = {}
    for cite in card.cites:
        cited.setdefault((cite.text, cite.article), []).append(cite)
    yield ""
    yield f"## {words.label('article')}"
    for (text, number), cites in cited.items():
        yield from ("", f"**{words.article(f'{text}:{number}')}**", "")
        article = pack.articles.get((text, number)) if text == law else None
        shown = "\n".join(cite.quote for cite in cites)
        if article is not None:
            shown = article.text.strip()
            for cite in cites:
                shown = shown.replace(cite.quote, f"**{cite.quote}**")
        yield "\n>\n".join(f"> {line}" for line in shown.split("\n"))
        yield from (f"\n{cite.note}" for cite in cites if cite.note)
        if article is not None:
            yield from ("", words.entry_plain(words.label("means"), words.of(article.means)))
