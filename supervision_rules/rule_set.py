"""All programs of a pack, indexed by event type and by scope: what project.py walks.

Compiled once when a pack is loaded; immutable. Which version of a card applies is decided here by date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from supervision_rules import layout as at
from supervision_rules.card import Card, FirstOf
from supervision_rules.compile_card import programs_of
from supervision_rules.program import Entry, Pattern, Program
from supervision_rules.verdict import duty_part

FirstDay: TypeAlias = Callable[[tuple[str, ...]], int | None]

# what `version_for` answers instead of a version number
NOT_LAW: Final = -1  # between or after the versions: no duty
BEFORE_FIRST: Final = -2  # before the first version the card carries: nobody can say
NO_DATE: Final = -3  # the date that selects the version is not known

# whose history a scope is judged on
PERSON_SCOPES: Final = frozenset({"subject", "measure"})
CASE_SCOPES: Final = frozenset({"case", "flow"})


class Opening(NamedTuple):
    """What opens duties of one program on one event type.

    unjudged  BEFORE_FIRST: these openers are named, and nobody can say; 0: the version is in force
    """

    program: Program
    patterns: tuple[Pattern, ...]
    unjudged: int = 0


class RuleSet:
    """Programs of all cards. openers: by scope group ("person", "case", "all"), then by event type."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = tuple(cards)
        self.programs: list[Program] = []
        for number, card in enumerate(self.cards):
            self.programs += programs_of(card, number)
        self.duty_group = _duty_groups(self.cards)
        self.openers: dict[str, dict[str, list[Opening]]] = {}
        patterns: dict[tuple[object, ...], Pattern] = {}
        for number, program in enumerate(self.programs):
            program.number = number
            program.group = duty_part(self.duty_group[program.card.id])
            by_type = self.openers.setdefault(scope_group(program.card), {})
            for event_type, entries in program.entries.items():
                opening = tuple(_pattern(patterns, program, event_type, entry) for entry in entries if entry.opener)
                acting = tuple(_pattern(patterns, program, event_type, entry) for entry in entries if not entry.opener)
                if opening:
                    by_type.setdefault(event_type, []).append(Opening(program, opening))
                if acting:
                    program.acting[event_type] = acting
        self.siblings: dict[tuple[int, int], list[Program]] = {}
        for program in self.programs:
            self.siblings.setdefault((program.card_index, program.version_index), []).append(program)
        self._ranges = [
            [
                (v.in_force.from_.toordinal(), v.in_force.to.toordinal() if v.in_force.to else None)
                for v in card.versions
            ]
            for card in self.cards
        ]
        self._simple = [
            all(v.select_by == "trigger" and v.savings is None for v in card.versions) for card in self.cards
        ]
        # between two of these days no version comes into force or goes out of it
        spans = [span for ranges in self._ranges for span in ranges]
        self._turns = sorted({first for first, _ in spans} | {last + 1 for _, last in spans if last is not None})
        self._in_force: dict[tuple[str, str, int], tuple[Opening, ...]] = {}
        self._otherwise: dict[tuple[str, str], tuple[Opening, ...]] = {}
        sizes = Counter(self.duty_group.values())
        self.shared = frozenset(rule for rule, group in self.duty_group.items() if sizes[group] > 1)

    def era(self, day: int) -> int:
        """Number of the span of days without a change of law in which `day` lies."""
        return bisect_right(self._turns, day)

    def in_force(self, group: str, event_type: str, era: int) -> tuple[Opening, ...]:
        """Openings of a type in an era, of cards whose version the day of the trigger alone selects."""
        key = (group, event_type, era)
        found = self._in_force.get(key)
        if found is None:
            day = self._turns[era - 1] if era else self._turns[0] - 1
            found = self._in_force[key] = tuple(self._selected(group, event_type, day))
        return found

    def selected_otherwise(self, group: str, event_type: str, known_at: int | None) -> Sequence[Opening]:
        """Openings of a type whose version is to be asked for each trigger (`version_for`)."""
        openings = self.openers.get(group, {}).get(event_type, ())
        if known_at is not None:
            return openings
        key = (group, event_type)
        found = self._otherwise.get(key)
        if found is None:
            found = self._otherwise[key] = tuple(o for o in openings if not self._simple[o.program.card_index])
        return found

    def _selected(self, group: str, event_type: str, day: int) -> Iterator[Opening]:
        for opening in self.openers.get(group, {}).get(event_type, ()):
            program = opening.program
            if not self._simple[program.card_index]:
                continue
            version = self.version_for(program.card_index, day, _no_first_day, None)
            if version == program.version_index:
                yield opening
            elif version == BEFORE_FIRST and program.version_index == 0:
                yield opening._replace(unjudged=version)

    def version_for(self, card_index: int, day: int, first_day: FirstDay, known_at: int | None) -> int:
        """Number of the version that governs a trigger on `day`, or NOT_LAW, BEFORE_FIRST, NO_DATE.

        first_day  day of the first act of one of these types in the scope, None if there is none
        known_at   day up to which law is known (what-if on knowledge); None: all of it
        """
        ranges = self._ranges[card_index]
        if self._simple[card_index] and known_at is None:
            if _within(ranges[-1], day):
                return len(ranges) - 1
            return _covering(ranges, day, range(len(ranges)))
        card = self.cards[card_index]
        known = [n for n, v in enumerate(card.versions) if known_at is None or v.known_from.toordinal() <= known_at]
        for number in known:
            savings = card.versions[number].savings
            if savings is None:
                continue
            first = first_day(savings.first)
            selected = _covering(ranges, self._date(card, number, day, first_day) or day, known)
            if selected == number and first is not None and first < savings.before.toordinal():
                return next((n for n in known if card.versions[n].version == savings.stays_on), BEFORE_FIRST)
        dates = {number: self._date(card, number, day, first_day) for number in known}
        for number, date in dates.items():
            if date is not None and _within(ranges[number], date):
                return number
        stated = [date for date in dates.values() if date is not None]
        if len(stated) < len(dates):
            return NO_DATE
        return _covering(ranges, min(stated, default=day), known)

    @staticmethod
    def _date(card: Card, number: int, day: int, first_day: FirstDay) -> int | None:
        select = card.versions[number].select_by
        return first_day(select.first) if isinstance(select, FirstOf) else day


def _pattern(known: dict[tuple[object, ...], Pattern], program: Program, event_type: str, entry: Entry) -> Pattern:
    """The one pattern for equal entries; rows of bases hang on the other bases, those of values on other fields."""
    own: object = None
    if entry.op == at.BASIS:
        own = (program.card_index, program.version_index)
    elif entry.value:
        own = program.number
    key = (event_type, entry, program.hours, own)
    found = known.get(key)
    if found is None:
        found = known[key] = Pattern(event_type, entry, program)
    return found


def _no_first_day(_types: tuple[str, ...]) -> None:
    return None


def scope_group(card: Card) -> str:
    """Whose history: a person's, a case's, or everything in the component (officer)."""
    if card.scope in PERSON_SCOPES:
        return "person"
    return "case" if card.scope in CASE_SCOPES else "all"


def _within(span: tuple[int, int | None], day: int) -> bool:
    return span[0] <= day and (span[1] is None or day <= span[1])


def _covering(ranges: Sequence[tuple[int, int | None]], day: int, among: Sequence[int]) -> int:
    for number in among:
        if _within(ranges[number], day):
            return number
    return BEFORE_FIRST if all(day < ranges[n][0] for n in among) else NOT_LAW


def _duty_groups(cards: Sequence[Card]) -> dict[str, str]:
    """Rule id -> name of its group of cards that state the same duty (the smallest id in it)."""
    group = {card.id: card.id for card in cards}

    def root(rule: str) -> str:
        while group[rule] != rule:
            rule = group[rule]
        return rule

    for card in cards:
        for other in card.same_duty_as:
            if other in group:
                low, high = sorted((root(card.id), root(other)))
                group[high] = low
    return {rule: root(rule) for rule in group}
