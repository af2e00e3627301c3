"""One rule as a page of Markdown: article word for word, restatement, clock drawn, examples, how the text was read.

Not the indexes (index_pages.py). Pure: a card, its pack and its examples in; text out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.rule_pages.clock_drawing import draw, lined_up
from app.rule_pages.condition_words import described
from app.rule_pages.words import PageWords
from supervision_rules.card import Card, Cite, Clock, Matcher, Version
from supervision_rules.condition import Condition
from supervision_rules.example import Example, Expectation


def card_page(card: Card, examples: Sequence[Example], words: PageWords) -> str:
    """The whole page, ending in a newline."""
    lines = [f"# {card.id} {words.of(card.title)}", ""]
    lines += [f"- {name}: {value}" for name, value in _facts(card, words)]
    lines += _articles(card, words)
    for version in card.versions:
        lines += _version(version, words)
    lines += _examples(examples, words)
    if card.note:
        lines += ["", f"## {words.label('note')}{words.label('in_english')}", "", card.note.strip()]
    lines += ["", f"{words.label('file')}: `{words.pack.files[card.id]}`"]
    return "\n".join(lines) + "\n"


def _facts(card: Card, words: PageWords) -> Iterator[tuple[str, str]]:
    yield words.label("kind"), words.word("kind", card.kind)
    yield words.label("stage"), words.word("stage", card.stage)
    yield words.label("holder"), words.organ(card.duty_holder)
    yield words.label("scope"), words.word("scope", card.scope)
    yield words.label("severity"), words.word("severity", card.severity)
    yield words.label("consequence"), words.word("consequence", card.consequence)
    if card.same_duty_as:
        yield words.label("same_duty"), ", ".join(f"[{rule}]({rule}.md)" for rule in card.same_duty_as)


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
        yield from ("", f"**{words.law(text)} §{number}**", "")
        article = pack.articles.get((text, number)) if text == law else None
        shown = "\n".join(cite.quote for cite in cites)
        if article is not None:
            shown = article.text.strip()
            for cite in cites:
                shown = shown.replace(cite.quote, f"**{cite.quote}**")
        yield "\n>\n".join(f"> {line}" for line in shown.split("\n"))
        yield from (f"\n{cite.note}" for cite in cites if cite.note)
        if article is not None:
            yield from ("", f"{words.label('means')}: {words.of(article.means)}")


def _version(version: Version, words: PageWords) -> Iterator[str]:
    until = words.label("today") if version.in_force.to is None else version.in_force.to.isoformat()
    span = {"version": version.version, "from": version.in_force.from_.isoformat(), "to": until}
    checked = "" if version.verified else f" ({words.label('unverified')})"
    yield from ("", f"## {words.label('version', **span)}{checked}", "")
    if version.note:
        yield from (version.note.strip(), "")
    if version.clock is not None and (drawing := draw(version, version.clock, words)):
        yield from ("```text", *drawing, "```", "")
    yield from (f"- {name}: {value}" for name, value in _parts(version, words))
    for basis in version.bases:
        yield f"- {words.label('bases')}: {words.act(basis.event)}{_where(basis.event, basis.when, words)}"
        yield from (f"  - {line}" for line in draw(version, basis.clock, words))


def _parts(version: Version, words: PageWords) -> Iterator[tuple[str, str]]:
    for name in ("opens", "closes", "first", "then", "act", "requires", "since"):
        if matchers := getattr(version, name):
            yield words.label(name), _acts(matchers, words)
    if version.anchor is not None:
        yield (
            words.label("anchor"),
            words.act(version.anchor.event) + _where(version.anchor.event, version.anchor.when, words),
        )
    for label, state in (("while", version.while_), ("state", version.state)):
        if state is not None:
            yield words.label(f"{label}_from"), _acts(state.from_, words)
            if state.to:
                yield words.label(f"{label}_to"), _acts(state.to, words)
    if version.max is not None:
        yield words.label("max"), str(version.max)
    for name in ("fields", "allowed"):
        if conditions := getattr(version, name):
            acts = {matcher.event for matcher in version.act}
            yield words.label(name), described(conditions, acts.pop() if len(acts) == 1 else "", words)
    if version.documents:
        yield words.label("documents"), ", ".join(version.documents)
    if version.clock is not None:
        yield from _clock_parts(version.clock, words)
    if version.lapses:
        yield words.label("lapses"), "✓"
    if version.warn:
        yield words.label("warn"), ", ".join(words.amount(amount) for amount in version.warn)


def _clock_parts(clock: Clock, words: PageWords) -> Iterator[tuple[str, str]]:
    counting = [words.word("start", clock.start)] if clock.start else []
    counting += [words.word("hours", clock.hours)] if clock.hours else []
    counting += [words.word("roll", clock.roll)] if clock.roll else []
    if counting:
        yield words.label("clock"), words.joined(counting)
    if clock.until:
        yield words.label("until"), _acts(clock.until, words)
    for extension in clock.extend:
        yield words.label("extend"), words.act(extension.event) + _where(extension.event, extension.when, words)
    for suspension in clock.suspend:
        yield words.label("suspend"), f"{words.act(suspension.from_.event)} … {words.act(suspension.to.event)}"
    for name, matchers in (("reset", (*clock.reset, *clock.renew)), ("moot_on", clock.moot_on)):
        if matchers:
            yield words.label(name), _acts(matchers, words)


def _acts(matchers: Sequence[Matcher], words: PageWords) -> str:
    return words.joined([words.act(m.event) + _where(m.event, m.when, words) for m in matchers])


def _where(event: str, conditions: Sequence[Condition], words: PageWords) -> str:
    return f" ({words.label('where')} {described(conditions, event, words)})" if conditions else ""


def _examples(examples: Sequence[Example], words: PageWords) -> Iterator[str]:
    yield from ("", f"## {words.label('examples')}")
    for example in examples:
        title = example.name if example.says is None else words.of(example.says)
        yield from ("", f"### {title}", "", "```text")
        rows = [
            (str(event.on or (event.at or "")[:16].replace("T", " ")), event.id, words.act(event.type).replace("`", ""),
             event.person or "", _data(event.data))
            for event in example.events
        ]  # fmt: skip
        yield from lined_up(rows)
        yield f"— {words.label('now')} {example.now[:16].replace('T', ' ')}"
        for expected in example.expect:
            yield f"⇒ {_expected(expected, words)}"
        if not example.expect:
            yield f"⇒ {words.label('none')}"
        yield "```"


def _data(data: dict[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in data.items())


def _expected(expected: Expectation, words: PageWords) -> str:
    parts = [words.status(expected.status)]
    if expected.trigger:
        parts.append(expected.trigger)
    if expected.due:
        parts.append(f"{words.label('due')} {expected.due[:16].replace('T', ' ')}")
    if expected.decided_by:
        parts.append(f"→ {expected.decided_by}")
    if expected.over_by is not None:
        parts.append(f"+{expected.over_by}")
    if expected.missing:
        parts.append(f"? {', '.join(expected.missing)}")
    return " ".join(parts)
