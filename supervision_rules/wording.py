"""Sentences in Chinese and English: a derivation step by step, and what a card says of a verdict.

Made late, from types and numbers; nothing is stored as a sentence. No judging here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.agency import KINDS, kind_of
from domain.event import Event, EventKey
from domain.occurred import from_micros
from supervision_rules.card import Card
from supervision_rules.derivation import (
    Amount,
    Anchored,
    Budgeted,
    Closed,
    Derivation,
    Extended,
    Found,
    Missed,
    Opened,
    Restarted,
    Result,
    Rolled,
    Step,
    Suspended,
    Tested,
    Unstated,
    UntilAct,
)
from supervision_rules.pack import Pack
from supervision_rules.verdict import Lateness, Verdict
from supervision_rules.wording_conditions import words_of_tested
from supervision_rules.wording_names import Names, acts_of
from supervision_rules.wording_texts import ORGANS, ROLES, STATUSES, TEXTS, UNITS, WHYS, Locale

NO_NAMES: Final[Mapping[EventKey, str]] = MappingProxyType({})


class Words:
    """How a card's events, what they state and days are named. names: of single events, in that locale."""

    def __init__(self, pack: Pack, locale: Locale, names: Mapping[EventKey, str], card: Card | None) -> None:
        self.locale = locale
        self.zone = pack.zone_info
        self.names = names
        self.card = card
        self.terms = Names(pack, locale)
        self.text = TEXTS[locale]

    def event(self, key: EventKey | None) -> str:
        if key is None:
            return ""
        return self.names.get(key) or key.id

    def day(self, ordinal: int) -> str:
        return date.fromordinal(ordinal).isoformat()

    def position(self, value: int, scale: str) -> str:
        if scale == "day":
            return self.day(value)
        return from_micros(value, self.zone).strftime("%Y-%m-%d %H:%M")

    def due(self, due: str | None) -> str:
        """A due date as it is; an instant to the minute (both are local already)."""
        return "" if due is None else due[:16].replace("T", " ")

    def amount(self, amount: Amount) -> str:
        return f"{amount.value}{'' if self.locale == 'zh' else ' '}{UNITS[self.locale][amount.unit]}"

    def lateness(self, late: Lateness) -> str:
        return f"{late.value}{'' if self.locale == 'zh' else ' '}{UNITS[self.locale][late.unit]}"

    def missing(self, what: Sequence[str]) -> str:
        """What is not known, in words: acts, fields and facts by their labels, the engine's own words translated."""
        acts = acts_of(self.card)
        shown = (self.terms.missing(item, acts) for item in what)
        return ("、" if self.locale == "zh" else ", ").join(dict.fromkeys(shown))

    def condition(self, text: str, version: str) -> str:
        """A condition of a derivation under that version of the card, in words."""
        versions = () if self.card is None else self.card.versions
        found = next((one for one in versions if one.version == version), None)
        return text if found is None else words_of_tested(text, found, self.terms)

    def say(self, key: str, **values: str) -> str:
        return self.text[key].format(**values)


def event_names(pack: Pack, events: Sequence[Event], locale: Locale) -> dict[EventKey, str]:
    """Labels of events by the pack's vocabulary, for `render`."""
    found = {}
    for event in events:
        declared = pack.vocabulary.types.get(event.type)
        found[event.key] = getattr(declared.label, locale) if declared else event.type
    return found


def render(
    pack: Pack, derivation: Derivation, locale: Locale, *, names: Mapping[EventKey, str] = NO_NAMES
) -> list[str]:
    """The derivation as sentences, one a step. names: event -> label (event_names), else the event's id is shown."""
    words = Words(pack, locale, names, pack.card(derivation.rule))
    sentences = [_sentence(step, derivation, words) for step in derivation.steps]
    if derivation.articles:
        sentences.insert(1, words.say("articles", articles=", ".join(derivation.articles)))
    if derivation.reading != "certain":
        sentences.insert(1, words.say(f"reading_{derivation.reading}"))
    return sentences


def says(pack: Pack, verdict: Verdict, locale: Locale) -> str:
    """What the card says of this verdict: its `breach` sentence where broken, `kept` where met; else ours."""
    card = pack.card(verdict.rule)
    if card is None:
        return verdict.rule
    spoken = getattr(card.says, locale)
    words = Words(pack, locale, NO_NAMES, card)
    if not verdict.broken and (verdict.status != "met" or not spoken.kept):
        return words.say(
            f"says_{verdict.status}",
            title=getattr(card.title, locale),
            due=words.due(verdict.due) or words.say("no_due"),
            missing=words.missing(verdict.missing),
        )
    values = _Blank(
        due=words.due(verdict.due),
        over_by=words.lateness(verdict.over_by) if verdict.over_by else "",
        trigger_date=words.day(verdict.trigger_day),
        decided_date=words.day(verdict.decided_day) if verdict.decided_day else "",
        holder=holder_name(pack, verdict.holder, locale),
    )
    sentence = str((spoken.breach if verdict.broken else spoken.kept).format_map(values))
    return sentence[:1].upper() + sentence[1:]


def holder_name(pack: Pack, holder: str, locale: Locale) -> str:
    """Who owes the act: the agency's registered name, else its kind in words, else the URI as it is."""
    known = pack.agencies.agencies.get(holder)
    if known is not None and known.name is not None:
        return str(getattr(known.name, locale))
    kind = holder if holder in KINDS else kind_of(holder)
    return ORGANS[locale].get(kind or "", holder)


class _Blank(dict[str, str]):
    """An unknown placeholder stays as written, so that a misspelling in a card is seen and breaks nothing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _sentence(step: Step, derivation: Derivation, words: Words) -> str:
    scale = derivation.scale
    match step:
        case Opened() | Anchored() | UntilAct():
            key = {Opened: "opened", Anchored: "anchored", UntilAct: "until"}[type(step)]
            return words.say(key, event=words.event(step.event), day=words.day(step.day))
        case Budgeted():
            return words.say(
                "budget_first_counts" if _first_counts(step) else "budget",
                amount=words.amount(step.amount),
                since=words.position(step.since, scale),
                due=words.position(step.due, scale),
            )
        case Extended():
            return words.say(
                ("extended_to" if step.mode == "to_total" else "extended_by") if step.applied else "not_extended",
                event=words.event(step.event),
                day=words.day(step.day),
                amount=words.amount(step.amount),
                due=words.position(step.due, scale),
                why=WHYS[words.locale].get(step.why, step.why),
            )
        case Suspended():
            return _suspended(step, scale, words)
        case Restarted():
            return words.say("restarted", event=words.event(step.event), day=words.day(step.day))
        case Rolled():
            return _rolled(step, scale, words)
        case Closed():
            key = "moot" if step.how == "moot" else "discharged"
            if derivation.reading == "least" and _open(derivation):
                key = "closed"
            elif not step.in_time:
                key += "_late"
            return words.say(key, event=words.event(step.event), day=words.day(step.day))
        case Found():
            role = ROLES[words.locale].get(step.role, step.role)
            return words.say(
                "found", event=words.event(step.event), day=words.day(step.day), role=role, detail=step.detail
            ).rstrip()
        case Missed():
            return words.say("missed", events=words.missing([f"act {name}" for name in step.events]))
        case Tested():
            key = {True: "test_true", False: "test_false", None: "test_unknown"}[step.outcome]
            condition = words.condition(step.condition, derivation.rule_version)
            return words.say(key, condition=condition, missing=words.missing(step.missing))
        case Unstated():
            return words.say("unstated", what=words.missing(step.what))
        case Result():
            return _result(step, scale, words)


def _first_counts(step: Budgeted) -> bool:
    """Nothing is left out at the start."""
    return step.hours == "continuous" if step.hours else step.start == "same_instant"


def _open(derivation: Derivation) -> bool:
    last = derivation.steps[-1]
    return isinstance(last, Result) and last.status == "undecidable"


def _suspended(step: Suspended, scale: str, words: Words) -> str:
    first = words.position(step.first, scale)
    if step.last is None:
        return words.say("suspended_still", event=words.event(step.began), first=first)
    unit = UNITS[words.locale]["day"]
    count = str(step.uncounted) if scale == "day" else str(step.uncounted // 3_600_000_000)
    if scale != "day":
        unit = UNITS[words.locale]["hour"]
    return words.say(
        "suspended",
        event=words.event(step.began),
        first=first,
        last=words.position(step.last, scale),
        count=count,
        unit=unit,
        due=words.position(step.due, scale),
    )


def _rolled(step: Rolled, scale: str, words: Words) -> str:
    if step.mode == "next_unless_in_custody" and step.in_custody:
        key = "not_rolled_custody"
    else:
        key = "not_rolled" if step.unrolled == step.due else "rolled"
    text = words.say(key, unrolled=words.position(step.unrolled, scale), due=words.position(step.due, scale))
    return text + (words.say("provisional") if step.provisional else "")


def _result(step: Result, scale: str, words: Words) -> str:
    parts = [words.say("result", status=STATUSES[words.locale][step.status])]
    if step.due is not None:
        parts.append(words.say("result_due", due=words.position(step.due, scale)))
    if step.over_by is not None:
        parts.append(words.say("result_late", late=words.lateness(step.over_by)))
    return "".join(parts)
