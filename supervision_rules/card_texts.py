"""What a card quotes and says: the quotation stands where it is cited, the sentences hold known placeholders only.

Not the rest of a card's checks (card_checks.py), and not the filling in (wording.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from domain.fault_place import Path, did_you_mean, nearest
from supervision_rules.card import PLACEHOLDERS, Card, Cite
from supervision_rules.law_text import articles

Fault = tuple[Path, str, str]
"""(path in the card, what is wrong, remedy)"""


def citation_faults(card: Card, texts: Mapping[str, str]) -> Iterator[Fault]:
    """texts: text id -> the law text as shipped."""
    if not card.cites:
        yield ("cites",), "no article is cited", "Cite the article with its sentence word for word."
    for number, cite in enumerate(card.cites):
        path: Path = ("cites", number)
        text = texts.get(cite.text)
        if text is None:
            detail = f"there is no law/texts/{cite.text}.md"
            yield (*path, "text"), detail, did_you_mean(nearest(cite.text, texts), "Add the text or correct its name.")
        elif cite.quote not in text:
            detail = f"the quotation does not stand in {cite.text}"
            yield (*path, "quote"), detail, "Quote the sentence word for word."
        elif cite.paragraph is not None:
            yield from _misplaced(cite, cite.paragraph, text, path)


def _misplaced(cite: Cite, paragraph: int, text: str, path: Path) -> Iterator[Fault]:
    lines = articles(text).get(cite.article, ())
    holding = sorted({line.paragraph for line in lines if cite.quote in line.words})
    if paragraph in holding:
        return
    detail = f"the quotation does not stand in paragraph {paragraph} of article {cite.article}"
    stands = " and ".join(str(one) for one in holding)
    yield (*path, "paragraph"), detail, f"It stands in paragraph {stands}." if stands else "Correct the article."


def sentence_faults(card: Card) -> Iterator[Fault]:
    """A misspelt placeholder would reach the reader as it is."""
    for language in ("zh", "en"):
        for name in ("breach", "kept"):
            path: Path = ("says", language, name)
            try:
                parts = list(Formatter().parse(getattr(getattr(card.says, language), name)))
            except ValueError as error:
                yield path, f"the sentence cannot be read: {error}", "Pair each { with a }."
                continue
            for _, field, _, _ in parts:
                if field is not None and field not in PLACEHOLDERS:
                    known = f"Known: {', '.join(PLACEHOLDERS)}."
                    yield path, f"`{{{field}}}` is no placeholder", did_you_mean(nearest(field, PLACEHOLDERS), known)
