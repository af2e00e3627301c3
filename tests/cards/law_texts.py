"""Shipped statute texts split into articles and paragraphs, for tests of citations.

Not product code. Form of a text: header, a line `---`, then articles opening with 第……条 (law/README.md).
"""

from __future__ import annotations

import re
from pathlib import Path

PACK = Path(__file__).parents[2] / "supervision_rules" / "packs" / "cn_criminal"
_ARTICLE = re.compile(r"^第([零〇一二三四五六七八九十百千]+)条(之[一二三四五六七八九十]+)?")
_ITEM = re.compile(r"^（([一二三四五六七八九十]+)）")
_DIGITS = "零一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1000}


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


class Line:
    """One line of an article: its paragraph (款, from 1), the item (项) that it opens, its words."""

    def __init__(self, paragraph: int, item: str | None, words: str) -> None:
        self.paragraph = paragraph
        self.item = item
        self.words = words


def articles(text: str) -> dict[str, list[Line]]:
    """Lines of every article of a shipped text, by article number ("156", "133之一")."""
    _, body = text.split("\n---\n", 1)
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
