"""One scope's events as integer rows, and the situation that guards ask while the projector walks them.

A scope is a person's history or a case's (domain/lineage.py). Not the projection itself (project.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from domain.event import CaseId, Event, PersonId
from domain.lineage import persons_of
from supervision_rules import layout as at
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.comparison import texts_of
from supervision_rules.component import Component
from supervision_rules.facts import CUSTODY_FACT, Changed, Everybody, Facts, Timeline, changes_in
from supervision_rules.fold import before
from supervision_rules.guard import value_at

_CUSTODY_CODE = {"true": 1, "false": 0}


class ScopeHistory:
    """A selection of the acts of a component. Indexes of events are those of the component.

    case, person  whose history it is; person None for a case history
    by_type       indexes of the events of each type, ascending; lists are shared and never changed
    first_excerpt index of the first excerpt, beyond all events if there is none
    """

    __slots__ = (
        "_changes",
        "_everybody",
        "_first_days",
        "_persons",
        "_picked",
        "_places",
        "_possible",
        "_stated",
        "_timelines",
        "by_type",
        "case",
        "component",
        "ends",
        "events",
        "excerpt_here",
        "facts",
        "first_excerpt",
        "here",
        "own_cases",
        "person",
        "registry",
        "rows",
    )

    def __init__(
        self, case: CaseId, person: PersonId | None, component: Component, by_type: dict[str, list[int]], facts: Facts
    ) -> None:
        self.case = case
        self.own_cases = frozenset((case,))
        self.ends = len(component.events)  # place of the act by which the case went into another
        self.person = person
        self.component = component
        self.events = component.events
        self.rows = component.rows
        self.by_type = by_type
        self.facts = facts
        self.registry: AgencyRegistry = facts.registry
        self.here = 0
        self.excerpt_here = False
        self.first_excerpt = self._first_excerpt()
        self._picked = 0
        self._places: Sequence[int] | None = range(len(self.events)) if by_type is component.by_type else None
        self._changes: dict[str, list[Changed]] = {}
        self._timelines: dict[tuple[str, PersonId | None], Timeline] = {}
        self._everybody: dict[str, Everybody] = {}
        self._possible: dict[str, dict[int, tuple[str | None, ...]]] = {}
        self._stated: dict[tuple[str, tuple[str, ...]], dict[str, list[int]]] = {}
        self._first_days: dict[tuple[str, ...], int | None] = {}
        self._persons: tuple[PersonId, ...] | None = None

    @classmethod
    def of(cls, case: CaseId, person: PersonId | None, events: Sequence[Event], facts: Facts) -> ScopeHistory:
        """A history that shares nothing with others. events: in legal order."""
        component = Component(events)
        return cls(case, person, component, component.by_type, facts)

    @property
    def places(self) -> Sequence[int]:
        """Indexes of all events of this history, ascending."""
        if self._places is None:
            self._places = sorted(chain.from_iterable(self.by_type.values()))
        return self._places

    @property
    def begins(self) -> int:
        """Local day of the first act."""
        return self.rows[min(indexes[0] for indexes in self.by_type.values())][at.DAY]

    def _first_excerpt(self) -> int:
        excerpts = self.component.excerpts
        if not excerpts:
            return len(self.events)
        if self.by_type is self.component.by_type:
            return excerpts[0]
        events = self.events
        own = (next((i for i in indexes if events[i].excerpt), len(events)) for indexes in self.by_type.values())
        return min(own, default=len(events))

    def point_at(self, index: int) -> None:
        """Guards now speak of event `index`; facts have their settled value."""
        self.here = index
        self.excerpt_here = self.events[index].excerpt
        self._picked = 0

    def unordered(self, i: int, j: int) -> bool:
        """Neither of the events i and j is known to come first."""
        first, second = self.rows[i], self.rows[j]
        if first[at.DAY] != second[at.DAY]:
            return False
        return not before(first, 0, second, 0) and not before(second, 0, first, 0)

    def just_before(self, index: int) -> int:
        """Index of the act before this one in this history, below all where it is the first."""
        place = bisect_left(self.places, index)
        return self.places[place - 1] if place > 0 else -1

    def same_day(self, i: int, j: int) -> bool:
        return self.rows[i][at.DAY] == self.rows[j][at.DAY]

    def open_before(self, index: int) -> bool:
        """An excerpt stands at or before event `index`: earlier acts may be unmentioned."""
        return self.first_excerpt <= index or (
            self.first_excerpt < len(self.events) and self.unordered(index, self.first_excerpt)
        )

    def first_day(self, types: tuple[str, ...]) -> int | None:
        """Local day of the first act of one of these types, None if there is none."""
        if types not in self._first_days:
            first = [self.by_type[name][0] for name in types if name in self.by_type]
            self._first_days[types] = self.rows[min(first)][at.DAY] if first else None
        return self._first_days[types]

    # --- the situation of guards

    def fact(self, name: str) -> str | None:
        values = self._values(name)
        return values[self._picked if self._picked < len(values) else -1]

    def latest(self, event_type: str) -> Event | None:
        """The latest act of that type not certainly after the event pointed at."""
        indexes = self.by_type.get(event_type, ())
        place = bisect_right(indexes, self.here)
        tied = self._tied_with_here(indexes, place)
        if tied:
            return self.events[tied[-1]]
        return self.events[indexes[place - 1]] if place > 0 else None

    def earlier(self, event_type: str) -> list[Event]:
        """All acts of that type not certainly after the event pointed at, in order."""
        indexes = self.by_type.get(event_type, ())
        place = bisect_right(indexes, self.here)
        return [self.events[index] for index in (*indexes[:place], *self._tied_with_here(indexes, place))]

    def stated(self, event_type: str, path: tuple[str, ...], text: str) -> bool:
        """Whether an act of that type not certainly after the event pointed at states `text` at `path`."""
        key = (event_type, path)
        if key not in self._stated:
            known: dict[str, list[int]] = {}
            for index in self.by_type.get(event_type, ()):
                for found in texts_of(value_at(self.events[index].data, path)):
                    known.setdefault(found, []).append(index)
            self._stated[key] = known
        indexes = self._stated[key].get(text, ())
        place = bisect_right(indexes, self.here)
        return place > 0 or bool(self._tied_with_here(indexes, place))

    def _tied_with_here(self, indexes: Sequence[int], place: int) -> list[int]:
        """Those of the indexes from `place` on, all behind the event pointed at, that are unordered with it."""
        tied = []
        while place < len(indexes) and self.same_day(indexes[place], self.here):
            if self.unordered(indexes[place], self.here):
                tied.append(indexes[place])
            place += 1
        return tied

    def pick(self, choice: int) -> None:
        """Facts take their choice-th possible value where an unordered act leaves several."""
        self._picked = choice

    def choices(self, names: Sequence[str]) -> int:
        """In how many ways the named facts can stand at the event pointed at."""
        return max((len(self._values(name)) for name in names), default=1)

    def _values(self, name: str) -> tuple[str | None, ...]:
        known = self._possible.get(name)
        if known is None:
            known = self._possible[name] = {}
        values = known.get(self.here)
        if values is None:
            values = known[self.here] = self._values_here(name)
        return values

    def _values_here(self, name: str) -> tuple[str | None, ...]:
        spec = self.facts.specs.get(name)
        if spec is None:
            return (None,)
        person = None
        if spec.scope == "subject":
            person = self.person or self.events[self.here].person
            if person is None:
                return self._common(name)
        timeline = self._timelines.get((name, person))
        if timeline is None:
            timeline = self._timelines[name, person] = self._timeline(name, spec.initially, person)
        if self.component.excerpts and self.open_before(self.here) and not timeline.set_by(self.here):
            return (None,)
        return timeline.values_at(self.here, self.unordered)

    def _common(self, name: str) -> tuple[str | None, ...]:
        """A personal fact asked on an act on the whole case: known only where it is the same for all."""
        if self.open_before(self.here):
            return (None,)
        if name not in self._everybody:
            initially = self.facts.specs[name].initially
            self._everybody[name] = Everybody(initially, self.persons(), self._changes_of(name))
        values = self._everybody[name].values_at(self.here, self.same_day, self.unordered)
        return (values.pop(),) if len(values) == 1 else (None,)

    def persons(self) -> tuple[PersonId, ...]:
        """Everybody named in this history, sorted."""
        if self._persons is None:
            events = self.events
            self._persons = tuple(sorted({person for place in self.places for person in persons_of(events[place])}))
        return self._persons

    def _changes_of(self, name: str) -> list[Changed]:
        found = self._changes.get(name)
        if found is None:
            found = self._changes[name] = self._read_changes(name)
        return found

    def _read_changes(self, name: str) -> list[Changed]:
        component, person = self.component, self.person
        whole = self.by_type is component.by_type
        if not whole and not (person is not None and component.of_one_case):
            return changes_in(self.facts, name, self.events, self.by_type)
        found = component.changes.get(name)
        if found is None:
            found = component.changes[name] = changes_in(self.facts, name, self.events, component.by_type)
        # of one case a person has the acts that name the person, and those that name nobody
        return found if whole else [change for change in found if not change.persons or person in change.persons]

    def _timeline(self, name: str, initially: str | None, person: PersonId | None) -> Timeline:
        changes = self._changes_of(name)
        if person is not None:
            changes = [change for change in changes if not change.persons or person in change.persons]
        return Timeline(initially, changes)

    def custody(self) -> list[int]:
        """Pairs (day, 1 | 0 | -1): whether the person, or in a case anybody, is in custody after that day."""
        if CUSTODY_FACT not in self.facts.specs:
            return []
        if self.first_excerpt < len(self.events):
            return [0, -1]  # measures may be unmentioned: neither rolling nor not rolling is certain
        people: Sequence[PersonId | None] = [self.person] if self.person else (self.persons() or [None])
        initially = _CUSTODY_CODE.get(self.facts.specs[CUSTODY_FACT].initially or "", -1)
        now = dict.fromkeys(people, initially)
        holders = Counter(now.values())
        pairs = [0, _anybody(holders)]
        for change in self._changes_of(CUSTODY_FACT):
            value = _CUSTODY_CODE.get(change.value or "", -1)
            for person in change.persons or people:
                if person in now:
                    holders[now[person]] -= 1
                    holders[value] += 1
                    now[person] = value
            day = self.rows[change.at_event][at.DAY]
            if pairs[-2] == day:
                pairs[-1] = _anybody(holders)
            else:
                pairs += [day, _anybody(holders)]
        return pairs


def _anybody(holders: Counter[int]) -> int:
    """1 if anyone is in custody, -1 if that is unknown, else 0. holders: of how many persons each is true."""
    return 1 if holders[1] else -1 if holders[-1] else 0
