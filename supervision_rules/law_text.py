"""A statute text as kept in law/texts/, split into articles, paragraphs and items.

Form of a text: header, a line `---`, then articles opening with 第……条 (law/README.md). Not a reader of files.
Called by rules_file.py, by `quancheng rules article` and by the checks of citations.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

_ARTICLE: Final = re.compile(r"^第([零〇一二三四五六七八九十百千]+)条(之[一二三四五六七八九十]+)?")
_ITEM: Final = re.compile(r"^（([一二三四五六七八九十]+)）")
_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = {"十": 10, "百": 100, "千": 1000}


class Line(msgspec.Struct, frozen=True):
    """One line of an article: its paragraph (款, from 1), the item (项) that it opens, its words."""

    paragraph: int
    item: str | None
    words: str


def number(chinese: str) -> int:
    """一百五十六 -> 156."""
    total = digit = 0
    for character in chinese.replace("〇", "零"):
        if character in _PLACES:
            total += (digit or 1) * _PLACES[character]
            digit = 0
        else:
            digit = _DIGITS.index(character)
    return total + digit


@lru_cache(maxsize=64)
def articles(text: str) -> dict[str, list[Line]]:
    """Lines of every article of a text, by article number ("156", "133之一"); empty where it has no articles."""
    _, _, body = text.partition("\n---\n")
    found: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for words in (line.strip() for line in body.split("\n")):
        opening = _ARTICLE.match(words)
        if opening:
            current = found.setdefault(f"{number(opening[1])}{opening[2] or ''}", [])
        elif words.startswith("#"):
            current = None
        if current is None or not words:
            continue
        item = _ITEM.match(words)
        paragraph = (current[-1].paragraph if current else 0) + (0 if item else 1)
        current.append(Line(paragraph, item[1] if item else None, words))
    return found


def words_of(text: str, article: str) -> str | None:
    """The article word for word, a paragraph or item a line; None where the text has no such article."""
    lines = articles(text).get(article)
    return None if lines is None else "\n".join(line.words for line in lines)
