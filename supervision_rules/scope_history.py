"""One scope's events as integer rows, and the situation that guards ask while the projector walks them.

A scope is a person's history or a case's (domain/lineage.py). Not the projection itself (project.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.event import CaseId, Event, PersonId
from domain.lineage import persons_of
from supervision_rules import layout as at
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.facts import CUSTODY_FACT, Facts, Timeline
from supervision_rules.fold import before


class ScopeHistory:
    """events: in legal order, `sequence` of a common source respected among acts of one day.

    case, person  whose history it is; person None for a case history
    rows[i]       the first columns of every row projected from event i (layout.EVENT .. SEQUENCE, OP left 0)
    """

    __slots__ = (
        "_by_type",
        "_persons",
        "_picked",
        "_timelines",
        "case",
        "events",
        "excerpt_here",
        "facts",
        "first_excerpt",
        "here",
        "person",
        "registry",
        "rows",
    )

    def __init__(self, case: CaseId, person: PersonId | None, events: Sequence[Event], facts: Facts) -> None:
        self.case = case
        self.person = person
        self.events = in_sequence(events)
        self.facts = facts
        self.registry: AgencyRegistry = facts.registry
        self.here = 0
        self.excerpt_here = False
        self._picked = 0
        self._timelines: dict[tuple[str, PersonId | None], Timeline] = {}
        self._persons: tuple[PersonId, ...] | None = None
        self._by_type: dict[str, list[int]] | None = None
        codes: dict[str, int] = {}
        self.rows: list[list[int]] = []
        self.first_excerpt = len(self.events)
        for index, event in enumerate(self.events):
            occurred = event.occurred
            source = codes.setdefault(event.key.source, len(codes))
            sequence = -1 if event.sequence is None else event.sequence
            self.rows.append([0, index, occurred.day, occurred.earliest, occurred.latest, source, sequence])
            if event.excerpt and index < self.first_excerpt:
                self.first_excerpt = index

    def point_at(self, index: int) -> None:
        """Guards now speak of event `index`; facts have their settled value."""
        self.here = index
        self.excerpt_here = self.events[index].excerpt
        self._picked = 0

    def unordered(self, i: int, j: int) -> bool:
        """Neither of the events i and j is known to come first."""
        first, second = self.rows[i], self.rows[j]
        return not before(first, 0, second, 0) and not before(second, 0, first, 0)

    def open_before(self, index: int) -> bool:
        """An excerpt stands at or before event `index`: earlier acts may be unmentioned."""
        return self.first_excerpt <= index or (
            self.first_excerpt < len(self.events) and self.unordered(index, self.first_excerpt)
        )

    # --- the situation of guards

    def fact(self, name: str) -> str | None:
        values = self._values(name)
        return values[min(self._picked, len(values) - 1)]

    def latest(self, event_type: str) -> Event | None:
        """The latest act of that type not certainly after the event pointed at."""
        found = self.earlier(event_type)
        return found[-1] if found else None

    def earlier(self, event_type: str) -> list[Event]:
        """All acts of that type not certainly after the event pointed at, in order."""
        if self._by_type is None:
            self._by_type = {}
            for index, event in enumerate(self.events):
                self._by_type.setdefault(event.type, []).append(index)
        return [
            self.events[index]
            for index in self._by_type.get(event_type, ())
            if index <= self.here or self.unordered(index, self.here)
        ]

    def pick(self, choice: int) -> None:
        """Facts take their choice-th possible value where an unordered act leaves several."""
        self._picked = choice

    def choices(self, names: Sequence[str]) -> int:
        """In how many ways the named facts can stand at the event pointed at."""
        return max((len(self._values(name)) for name in names), default=1)

    def _values(self, name: str) -> tuple[str | None, ...]:
        spec = self.facts.specs.get(name)
        if spec is None:
            return (None,)
        person = None
        if spec.scope == "subject":
            person = self.person or self.events[self.here].person
            if person is None:
                return self._common(name)
        timeline = self._timeline(name, person)
        if self.open_before(self.here) and not timeline.set_by(self.here):
            return (None,)
        return timeline.values_at(self.here, self.unordered)

    def _common(self, name: str) -> tuple[str | None, ...]:
        """A personal fact asked on an act on the whole case: known only where it is the same for all."""
        everybody = {self._timeline(name, person).values_at(self.here, self.unordered)[0] for person in self.persons()}
        if len(everybody) != 1 or self.open_before(self.here):
            return (None,)
        return (everybody.pop(),)

    def persons(self) -> tuple[PersonId, ...]:
        """Everybody named in this history, sorted."""
        if self._persons is None:
            self._persons = tuple(sorted({p for event in self.events for p in persons_of(event)}))
        return self._persons

    def _timeline(self, name: str, person: PersonId | None) -> Timeline:
        key = (name, person)
        if key not in self._timelines:
            self._timelines[key] = Timeline(self.facts, name, self.events, person)
        return self._timelines[key]

    def custody(self) -> list[int]:
        """Pairs (day, 1 | 0 | -1): whether the person, or in a case anybody, is in custody after that day."""
        if CUSTODY_FACT not in self.facts.specs:
            return []
        if self.first_excerpt < len(self.events):
            return [0, -1]  # measures may be unmentioned: neither rolling nor not rolling is certain
        people: Sequence[PersonId | None] = [self.person] if self.person else (self.persons() or [None])
        code = {"true": 1, "false": 0}
        initially = code.get(self.facts.specs[CUSTODY_FACT].initially or "", -1)
        now = dict.fromkeys(people, initially)
        changes = sorted(
            (index, person or "", value)
            for person in people
            for index, value in self._timeline(CUSTODY_FACT, person).entries
        )
        pairs = [0, _anybody(now.values())]
        for index, person, value in changes:
            now[PersonId(person) if person else None] = code.get(value or "", -1)
            day = self.rows[index][at.DAY]
            if pairs[-2] == day:
                pairs[-1] = _anybody(now.values())
            else:
                pairs += [day, _anybody(now.values())]
        return pairs


def _anybody(states: Iterable[int]) -> int:
    """1 if anyone is in custody, -1 if that is unknown, else 0."""
    known = set(states)
    return 1 if 1 in known else -1 if -1 in known else 0


def in_sequence(events: Sequence[Event]) -> tuple[Event, ...]:
    """Legally ordered events with date-only acts put where `sequence` of their source places them.

    legal_order sorts a date-only act before every instant of its day; a sequence number can say that it
    came after some of them. Deterministic; acts of different sources keep their places.
    """
    ordered = list(events)
    for start in range(len(ordered) - 2, -1, -1):
        event = ordered[start]
        if event.sequence is None or not event.occurred.date_only:
            continue
        place = start
        for later in range(start + 1, len(ordered)):
            other = ordered[later]
            if other.occurred.day != event.occurred.day:
                break
            if other.key.source == event.key.source and other.sequence is not None and other.sequence < event.sequence:
                place = later
        if place > start:
            ordered.insert(place, ordered.pop(start))
    return tuple(ordered)
