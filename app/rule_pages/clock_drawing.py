"""A clock as a small drawing in plain text: what opens it, its length, each extension, what closes it.

Drawn in monospaced characters so that it reads alike in an editor, on a page and on paper.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app.rule_pages.words import PageWords
from supervision_rules.card import Clock, Extension, Version

_LEAST = 8


def draw(version: Version, clock: Clock, words: PageWords) -> list[str]:
    """Lines of the drawing.

    ●━━━━ 7 d ━━━━┥┄┄ +15 d ┄┄┥
    opened        due
    """
    if clock.until:
        return [f"●{'╌' * _LEAST} {words.joined([words.act(m.event) for m in clock.until])} {'╌' * 2}┥"]
    if clock.budget is None:
        return []
    back = version.first and version.then
    line = f"{'◆' if back else '●'}{_bar('━', words.amount(clock.budget))}{'▶' if back else '┥'}"
    marks = "".join(f"{_bar('┄', _more(extension, words))}┥" for extension in clock.extend)
    return [line + marks]


def _bar(stroke: str, text: str) -> str:
    return f"{stroke * 4} {text} {stroke * 4}"


def _more(extension: Extension, words: PageWords) -> str:
    if extension.to_total is not None:
        return words.label("to_total", amount=words.amount(extension.to_total))
    amount = words.label("stated_amount") if extension.by is None else words.amount(extension.by)
    times = f" ×{extension.times}" if extension.times and extension.times > 1 else ""
    return f"+{amount}{times}"


def lined_up(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows in columns; a Chinese character takes two places."""
    listed = list(rows)
    widths = [max(_width(row[i]) for row in listed) for i in range(len(listed[0]))] if listed else []
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in listed
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
