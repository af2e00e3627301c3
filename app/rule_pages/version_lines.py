"""One version of a rule as lines of Markdown: when in force, the clock drawn, what it asks of which acts.

Not the page around it (card_page.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from app.rule_pages.bullets import Bullet, Named, acts, conditions, laid_out, of_matchers
from app.rule_pages.clock_drawing import draw, more
from app.rule_pages.term_bullet import term_bullet
from app.rule_pages.words import PageWords
from supervision_rules.card import Clock, Extension, Suspension, Version


def version_lines(version: Version, same_as: Version | None, words: PageWords) -> Iterator[str]:
    """same_as: a later version that asks the same, so that this one need not repeat it."""
    until = words.label("today") if version.in_force.to is None else version.in_force.to.isoformat()
    span = {"version": version.version, "from": version.in_force.from_.isoformat(), "to": until}
    checked = "" if version.verified else words.label("in_brackets", text=words.label("unverified"))
    yield from ("", f"## {words.label('version', **span)}{checked}", "")
    if version.note:
        yield from (version.note.strip(), "")
    if same_as is not None:
        yield words.label("same_version", version=same_as.version)
        return
    if version.clock is not None and (drawing := draw(version, version.clock, words)):
        yield from ("```text", *drawing, "```", "")
    yield from laid_out(list(_parts(version, words)))


def repeated_by(version: Version, versions: tuple[Version, ...]) -> Version | None:
    """The last version, where it asks what this one asks and is another."""
    last = versions[-1]
    return last if version is not last and _asked(version) == _asked(last) else None


def _asked(version: Version) -> Version:
    model = {"version": "", "in_force": None, "known_from": None, "verified": True, "note": "", "savings": None}
    return msgspec.structs.replace(version, **model)


def _parts(version: Version, words: PageWords) -> Iterator[Bullet]:
    for name in ("opens", "closes", "first", "then", "act", "requires", "dossier", "since"):
        if matchers := getattr(version, name):
            yield of_matchers(words.label(name), matchers, words)
    if version.anchor is not None:
        also = "" if version.anchor.otherwise is None else words.label("otherwise_trigger")
        yield acts(words.label("anchor"), [Named(version.anchor.event, version.anchor.when, also)], words)
    for label, state in (("while", version.while_), ("state", version.state)):
        if state is not None:
            yield of_matchers(words.label(f"{label}_from"), state.from_, words)
            if state.to:
                yield of_matchers(words.label(f"{label}_to"), state.to, words)
    if version.max is not None:
        yield Bullet(words.entry(words.label("max"), str(version.max)))
    yield from _asks(version, words)
    if version.clock is not None:
        yield from _clock_parts(version, version.clock, words)
    if version.lapses:
        yield Bullet(words.strong(words.label("lapses")))
    if version.warn:
        yield Bullet(words.entry(words.label("warn"), words.comma([words.amount(amount) for amount in version.warn])))
    if version.savings is not None:
        named = words.comma([words.names.act(name) for name in version.savings.first])
        day, stays = version.savings.before.isoformat(), version.savings.stays_on
        yield Bullet(words.label("savings", acts=named, day=day, version=stays))
    if not isinstance(version.select_by, str):
        named = words.comma([words.names.act(name) for name in version.select_by.first])
        yield Bullet(words.label("select_by", acts=named))
    yield from _bases(version, words)


def _asks(version: Version, words: PageWords) -> Iterator[Bullet]:
    """What the act itself must hold, and how two acts are set side by side."""
    events = tuple(dict.fromkeys(matcher.event for matcher in version.act))
    for name in ("fields", "allowed"):
        if asked := getattr(version, name):
            held = conditions(asked, events, words)
            if len(held) == 1:
                yield Bullet(words.entry(words.label(name), held[0].text), held[0].below)
            else:
                yield Bullet(words.entry(words.label(name), words.label("all_hold")), held)
    if version.documents:
        yield Bullet(words.entry(words.label("documents"), words.comma(list(version.documents))))
    if version.term is not None:
        yield term_bullet(version.term, events, words)
    if version.match is not None:
        every = [m.event for m in (*version.opens, *version.closes, *version.act, *version.first, *version.then)]
        yield Bullet(words.label("match", field=words.names.field(version.match, every)))
    if version.first and version.then and version.clock is not None:
        yield Bullet(words.label(f"counted_from_{version.counted_from}"))
        yield Bullet(words.label(f"if_absent_{version.if_absent}"))


def _clock_parts(version: Version, clock: Clock, words: PageWords) -> Iterator[Bullet]:
    if counting := _counting(clock, words):
        yield Bullet(words.entry(words.label("gap" if version.first else "clock"), counting))
    if clock.until:
        yield of_matchers(words.label("until"), clock.until, words)
    yield from _moves(clock, words)


def _moves(clock: Clock, words: PageWords) -> Iterator[Bullet]:
    """What lengthens a running clock, stops it, starts it afresh or ends it."""
    for extension in clock.extend:
        yield _extension(extension, words)
    for suspension in clock.suspend:
        yield _suspension(suspension, words)
    for name, matchers in (("reset", (*clock.reset, *clock.renew)), ("moot_on", clock.moot_on)):
        if matchers:
            yield of_matchers(words.label(name), matchers, words)


def _counting(clock: Clock, words: PageWords) -> str:
    counting = [words.word("start", clock.start)] if clock.start else []
    counting += [words.word("hours", clock.hours)] if clock.hours else []
    counting += [words.word("roll", clock.roll)] if clock.roll else []
    return words.joined(counting)


def _extension(extension: Extension, words: PageWords) -> Bullet:
    limits = [more(extension, words)]
    if extension.by_field:
        limits.append(words.label("by_field", field=words.names.field(extension.by_field, (extension.event,))))
    if extension.times:
        limits.append(words.label("times", times=extension.times))
    if extension.only_before_expiry:
        limits.append(words.label("only_before_expiry"))
    if extension.approved_by:
        limits.append(words.label("approved_by", organ=extension.approved_by))
    also = words.label("in_brackets", text=words.joined(limits))
    return acts(words.label("extend"), [Named(extension.event, extension.when, also)], words)


def _suspension(suspension: Suspension, words: PageWords) -> Bullet:
    end = suspension.to
    held = words.conditions((end.event,)).all_of(end.when)
    until = words.label("until_act", act=words.act(end.event))
    until += words.label("in_brackets", text=held) if held else ""
    return acts(words.label("suspend"), [Named(suspension.from_.event, suspension.from_.when, until)], words)


def _bases(version: Version, words: PageWords) -> Iterator[Bullet]:
    """Acts that carry the state, those that carry it equally long together."""
    groups: dict[Clock, list[Named]] = {}
    for basis in version.bases:
        article = words.label("in_brackets", text=words.article(basis.article)) if basis.article else ""
        groups.setdefault(basis.clock, []).append(Named(basis.event, basis.when, article))
    if groups:
        below = tuple(_carried(clock, named, words) for clock, named in groups.items())
        yield Bullet(words.entry(words.label("bases"), ""), below)


def _carried(clock: Clock, named: list[Named], words: PageWords) -> Bullet:
    """How long, then from which acts."""
    if clock.until:
        ends = words.comma(list(dict.fromkeys(words.names.act(m.event) for m in clock.until)))
        length = words.label("until_acts", acts=ends)
    elif clock.budget is not None:
        length = words.joined([words.amount(clock.budget), _counting(clock, words)])
    else:
        length = ""
    below = [acts(words.label("from_act"), [one], words) for one in named]
    return Bullet(words.strong(length), (*below, *_moves(clock, words)))
