"""Nested lists of Markdown, and acts laid out in them: what is alike stands once, long lists are short.

Not the words of single conditions (supervision_rules/wording_conditions.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from app.rule_pages.words import PageWords
from supervision_rules.card import Matcher
from supervision_rules.condition import Condition
from supervision_rules.wording_conditions import ConditionWords

# beyond these a list would drown the page: names without codes; a condition in a line of its own
_FEW_ACTS = 4
_SHORT = 24
_LONG = 120


class Bullet(msgspec.Struct, frozen=True):
    text: str
    below: tuple[Bullet, ...] = ()


class Named(msgspec.Struct, frozen=True):
    """An act as a card names it, and what more must hold. also: what is said of it beside its name."""

    event: str
    when: tuple[Condition, ...] = ()
    also: str = ""


def laid_out(bullets: Sequence[Bullet], depth: int = 0) -> Iterator[str]:
    for bullet in bullets:
        yield f"{'  ' * depth}- {bullet.text}"
        yield from laid_out(bullet.below, depth + 1)


def of_matchers(label: str, matchers: Sequence[Matcher], words: PageWords) -> Bullet:
    return acts(label, [Named(m.event, m.when, _also(m, words)) for m in matchers], words)


def acts(label: str, named: Sequence[Named], words: PageWords) -> Bullet:
    """`label: a; b`, acts under equal conditions together, conditions below where there are more than one."""
    groups: dict[tuple[Bullet, ...], list[Named]] = {}
    for one in named:
        groups.setdefault(conditions(one.when, (one.event,), words), []).append(one)
    shown = [_group(held, members, words) for held, members in groups.items()]
    if len(shown) == 1:
        return Bullet(words.entry(label, shown[0].text), shown[0].below)
    return Bullet(words.entry(label, words.label("one_of")), tuple(shown))


def conditions(when: Sequence[Condition], events: Sequence[str], words: PageWords) -> tuple[Bullet, ...]:
    """One bullet a condition; alternatives that are made of several, or long, stand below."""
    return tuple(_condition(condition, words.conditions(events), words) for condition in when)


def _condition(condition: Condition, spoken: ConditionWords, words: PageWords) -> Bullet:
    text = spoken.one(condition)
    denied = condition.not_.any if condition.not_ is not None else ()
    either, every = condition.any or denied, condition.all
    parts = either or every
    nested = len(either) > 1 and any(inner.all or inner.any for inner in either)
    if len(parts) < 2 or not (nested or len(text) > _LONG):
        return Bullet(text)
    name = "none_holds" if denied else "one_holds" if either else "all_hold"
    return Bullet(words.label(name), tuple(_condition(inner, spoken, words) for inner in parts))


def _group(held: tuple[Bullet, ...], members: Sequence[Named], words: PageWords) -> Bullet:
    coded = len(members) <= _FEW_ACTS
    shared = {m.also for m in members}
    names = dict.fromkeys(
        (words.act(m.event) if coded else words.names.act(m.event)) + (m.also if len(shared) > 1 else "")
        for m in members
    )
    text = (words.joined if coded else words.comma)(list(names)) + (shared.pop() if len(shared) == 1 else "")
    if not held:
        return Bullet(text)
    each = "each_" if len(names) > 1 else ""
    if len(held) == 1:
        return Bullet(words.label(f"{each}only_if", acts=text, condition=held[0].text), held[0].below)
    if sum(len(one.text) for one in held) <= _SHORT and not any(one.below for one in held):
        condition = words.conditions(()).phrases["and"].join(one.text for one in held)
        return Bullet(words.label(f"{each}only_if", acts=text, condition=condition))
    return Bullet(words.label(f"{each}only_if_all", acts=text), held)


def _also(matcher: Matcher, words: PageWords) -> str:
    """Which field of the act counts, where it is not the act's own date or person."""
    found = ""
    for name in ("date_field", "field"):
        field = getattr(matcher, name)
        if field is not None:
            found += words.label(name, field=words.names.field(field, (matcher.event,)))
    return found
