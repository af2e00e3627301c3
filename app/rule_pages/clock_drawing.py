"""A clock as a small drawing in plain text: what opens it, its length, each extension, what ends it.

Drawn in monospaced characters so that it reads alike in an editor, on a page and on paper.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from app.rule_pages.words import PageWords
from supervision_rules.card import Clock, Extension, Version

_LEAST = 8


def draw(version: Version, clock: Clock, words: PageWords) -> list[str]:
    """Lines of the drawing.

    ●━━━━ 7 d ━━━━┥
    opened        last day
                  ├┄┄┄┄ +15 d ┄┄┄┄┥ extension granted
    ●┄┄┄┄ 30 d in all ┄┄┄┄┥ extension granted
    """
    if clock.until:
        ends = words.comma([words.names.act(name) for name in dict.fromkeys(m.event for m in clock.until)])
        line = f"●{'╌' * _LEAST}┥ {words.label('when_this_happens', acts=ends)}"
        return [line, words.label("first" if version.first else "opens")]
    if clock.budget is None:
        return []
    length = words.amount(clock.budget)
    if version.first and version.then:
        line = f"◆{_bar('━', words.label('no_less_than', amount=length))}▶"
        return [line, _under(line, words.label("first"), words.label("then"))]
    line = f"●{_bar('━', length)}┥"
    start = "opens" if version.opens else "act" if version.act else "basis"
    ends = _under(line, words.label(start), words.label("due" if version.opens else "last"))
    return [line, ends, *_extensions(clock, " " * (_width(line) - 1), words)]


def _extensions(clock: Clock, indent: str, words: PageWords) -> Iterator[str]:
    """Each from the end of the period, or from its start where it gives a new whole."""
    for extension in clock.extend:
        named = words.names.act(extension.event)
        start = "●" if extension.to_total is not None else f"{indent}├"
        yield f"{start}{_bar('┄', more(extension, words))}┥ {named}"


def more(extension: Extension, words: PageWords) -> str:
    """How much an extension gives, and up to what."""
    if extension.to_total is not None:
        return words.label("to_total", amount=words.amount(extension.to_total))
    amount = words.label("stated_amount") if extension.by is None else words.amount(extension.by)
    times = f" ×{extension.times}" if extension.times and extension.times > 1 else ""
    ceiling = "" if extension.total is None else words.label("in_all", amount=words.amount(extension.total))
    return f"+{amount}{times}{ceiling}"


def lined_up(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows in columns; a Chinese character takes two places."""
    listed = list(rows)
    widths = [max(_width(row[i]) for row in listed) for i in range(len(listed[0]))] if listed else []
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in listed
    ]


def _bar(stroke: str, text: str) -> str:
    return f"{stroke * 4} {text} {stroke * 4}"


def _under(line: str, left: str, right: str) -> str:
    """Two words under the ends of the line."""
    gap = max(1, _width(line) - 1 - _width(left))
    return f"{left}{' ' * gap}{right}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
