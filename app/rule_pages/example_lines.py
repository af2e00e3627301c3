"""Examples of a rule as blocks of plain text: the acts in columns, the day looked from, what the rule says then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.rule_pages.clock_drawing import lined_up
from app.rule_pages.words import PageWords
from supervision_rules.example import Example, ExampleEvent, Expectation


def example_lines(examples: Sequence[Example], acts: Sequence[str], words: PageWords) -> Iterator[str]:
    """acts: those the card names, whose fields may be said to be missing."""
    yield from ("", f"## {words.label('examples')}")
    for example in examples:
        title = example.name if example.says is None else words.of(example.says)
        yield from ("", f"### {title}", "", "```text")
        rows = [
            (_when(event), event.id, words.names.act(event.type), event.person or "", _data(event, words))
            for event in example.events
        ]
        yield from lined_up(rows)
        yield f"— {words.label('now')} {example.now[:16].replace('T', ' ')}"
        for expected in example.expect:
            yield f"⇒ {_expected(expected, acts, words)}"
        if not example.expect:
            yield f"⇒ {words.label('none')}"
        yield "```"


def _when(event: ExampleEvent) -> str:
    return str(event.on or (event.at or "")[:16].replace("T", " "))


def _data(event: ExampleEvent, words: PageWords) -> str:
    return words.joined([_stated(event.type, name, value, words) for name, value in event.data.items()])


def _stated(act: str, name: str, value: object, words: PageWords) -> str:
    values = value if isinstance(value, list) else [value]
    return words.entry_plain(
        words.names.field(name, (act,)), words.comma([_value(act, name, v, words) for v in values])
    )


def _value(act: str, name: str, value: object, words: PageWords) -> str:
    if isinstance(value, dict):
        return " ".join(_value(act, name, part, words) for part in value.values())
    text = str(value)
    if text in ("true", "false"):
        return words.word("value", text)
    return words.names.value(text, field=name, act=act) or text


def _expected(expected: Expectation, acts: Sequence[str], words: PageWords) -> str:
    parts = [words.status(expected.status)]
    if expected.trigger:
        parts.append(expected.trigger)
    if expected.due:
        parts.append(f"{words.label('due')} {expected.due[:16].replace('T', ' ')}")
    if expected.decided_by:
        parts.append(f"→ {expected.decided_by}")
    if expected.over_by is not None:
        parts.append(words.label("over_by", number=expected.over_by))
    if expected.missing:
        named = dict.fromkeys(words.names.missing(item, acts) for item in expected.missing)
        parts.append(words.entry_plain(words.label("missing"), words.comma(list(named))))
    return " ".join(parts)
