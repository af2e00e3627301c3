"""Facts that a pack declares (in custody, procedure in use), folded from events along the legal order.

Asked by guards at the time of an act and by rolling. Not case state (domain/case.py). Built per history.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

import msgspec

from domain.event import Event, PersonId
from domain.lineage import persons_of
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.comparison import TRUE, UNKNOWN, as_text
from supervision_rules.condition import Condition
from supervision_rules.guard import Guard, compile_guard, value_at

Tied: TypeAlias = Callable[[int, int], bool]
"""Whether two events of the history are unordered."""
SameDay: TypeAlias = Callable[[int, int], bool]
# the fact that `roll: next_unless_in_custody` asks; a pack that uses the roll declares it
CUSTODY_FACT: Final = "in_custody"


class FactChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from", "set_": "set"}):
    """An act that sets the fact: to a fixed value, or to what stands in its data field."""

    event: str
    set_: str | None = None
    from_: str | None = None
    when: tuple[Condition, ...] = ()


class FactSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """scope subject: each person has the fact; case: the whole case has. initially: None is unknown."""

    scope: Literal["case", "subject"]
    changes: tuple[FactChange, ...]
    initially: str | None = None


class _Change:
    __slots__ = ("guard", "path", "value")

    def __init__(self, change: FactChange) -> None:
        self.guard: Guard | None = compile_guard(change.when)
        self.value = change.set_
        self.path = tuple((change.from_ or "").split("."))

    def new_value(self, event: Event) -> str | None:
        return self.value if self.value is not None else as_text(value_at(event.data, self.path))


class Facts:
    """All facts of a pack, ready to be asked. Facts are guarded by fields and emitters, not by other facts."""

    def __init__(self, specs: Mapping[str, FactSpec], registry: AgencyRegistry) -> None:
        self.specs = specs
        self.registry = registry
        self.fields_only = _FieldsOnly(registry)
        self.changes: dict[str, dict[str, tuple[_Change, ...]]] = {}
        for name, spec in specs.items():
            by_type: dict[str, tuple[_Change, ...]] = {}
            for change in spec.changes:
                by_type[change.event] = (*by_type.get(change.event, ()), _Change(change))
            self.changes[name] = by_type


class _FieldsOnly:
    """The situation a fact's own guard sees: the event and who acted, nothing else."""

    def __init__(self, registry: AgencyRegistry) -> None:
        self.registry = registry
        self.excerpt_here = False

    def fact(self, name: str) -> str | None:  # noqa: ARG002
        return None

    def latest(self, event_type: str) -> Event | None:  # noqa: ARG002
        return None

    def earlier(self, event_type: str) -> list[Event]:  # noqa: ARG002
        return []

    def stated(self, event_type: str, path: tuple[str, ...], text: str) -> bool:  # noqa: ARG002
        return False


class Changed(NamedTuple):
    """A change of one fact: at which event of the history, for whom (empty: everybody), to what (None: unknown)."""

    at_event: int
    persons: tuple[PersonId, ...]
    value: str | None


def changes_in(facts: Facts, name: str, events: Sequence[Event], by_type: Mapping[str, Sequence[int]]) -> list[Changed]:
    """All changes of one fact in a history, in order. by_type: indexes of the events of each type."""
    by_event = facts.changes[name]
    indexes: list[int] = []
    for event_type in by_event:
        if event_type in by_type:
            indexes += by_type[event_type]
    indexes.sort()
    situation = facts.fields_only
    found = []
    for index in indexes:
        event = events[index]
        for change in by_event[event.type]:
            holds = TRUE if change.guard is None else change.guard(event, situation, [])
            if holds == TRUE:
                # an act that leaves the field out says nothing new about the fact
                if (value := change.new_value(event)) is not None:
                    found.append(Changed(index, persons_of(event), value))
                break
            if holds == UNKNOWN:
                found.append(Changed(index, persons_of(event), None))
                break
    return found


class Timeline:
    """One fact of one person, or of the case: its value after each change, in order."""

    __slots__ = ("indexes", "settled")

    def __init__(self, initially: str | None, changes: Sequence[Changed]) -> None:
        self.indexes = [change.at_event for change in changes]
        # before the first change, after the first, ..., as answers of values_at
        self.settled = [(initially,), *[(change.value,) for change in changes]]

    def values_at(self, index: int, tied: Tied) -> tuple[str | None, ...]:
        """Values the fact can have at event `index`, the one as already changed by unordered acts first.

        tied(i, j)  events i and j are unordered. A change by the event itself is certain.
        """
        indexes = self.indexes
        place = bisect_left(indexes, index)
        if place < len(indexes) and indexes[place] == index:
            return self.settled[place + 1]
        first = last = place
        while first > 0 and tied(indexes[first - 1], index):
            first -= 1
        while last < len(indexes) and tied(indexes[last], index):
            last += 1
        if first == last:
            return self.settled[place]
        values = [value for (value,) in self.settled[first : last + 1]]
        settled = values.pop()
        return (settled, *(value for value in values if value != settled))

    def set_by(self, index: int) -> bool:
        place = bisect_left(self.indexes, index)
        return place < len(self.indexes) and self.indexes[place] == index


class Everybody:
    """A personal fact of all persons of a history at once: the one value it has for all of them.

    Walks along the changes and back, so that asking at each act in turn costs each change once.
    """

    __slots__ = ("_changes", "_holders", "_persons", "_place", "_undo", "_values")

    def __init__(self, initially: str | None, persons: Sequence[PersonId], changes: Sequence[Changed]) -> None:
        self._persons = persons
        self._changes = changes
        self._values: dict[PersonId, str | None] = dict.fromkeys(persons, initially)
        self._holders: Counter[str | None] = Counter(self._values.values())
        self._place = 0  # so many changes are applied
        self._undo: list[list[tuple[PersonId, str | None]]] = []

    def values_at(self, index: int, same_day: SameDay, tied: Tied) -> set[str | None]:
        """The values that the fact has for anybody at event `index`, as already changed by unordered acts."""
        changes = self._changes
        while self._place < len(changes) and changes[self._place].at_event <= index:
            self._apply(changes[self._place])
        while self._place > 0 and changes[self._place - 1].at_event > index:
            self._take_back()
        adjusted = self._ahead(index, same_day, tied)
        if not adjusted:
            return set(self._holders)
        holders = self._holders.copy()
        for person, value in adjusted.items():
            holders[self._values[person]] -= 1
            holders[value] += 1
        return {value for value, number in holders.items() if number > 0}

    def _ahead(self, index: int, same_day: SameDay, tied: Tied) -> dict[PersonId, str | None]:
        """Persons for whom acts unordered with `index`, later in the walk, already changed the fact."""
        changes = self._changes
        adjusted: dict[PersonId, str | None] = {}
        place = self._place
        if place >= len(changes) or not same_day(changes[place].at_event, index):
            return adjusted
        settled: set[PersonId] = set()
        if place > 0 and changes[place - 1].at_event == index:
            settled.update(changes[place - 1].persons or self._persons)  # a change by the event itself is certain
        while place < len(changes) and same_day(changes[place].at_event, index):
            change = changes[place]
            counts = tied(change.at_event, index)
            for person in change.persons or self._persons:
                if person in settled or person not in self._values:
                    continue
                if counts:
                    adjusted[person] = change.value
                else:
                    settled.add(person)
            place += 1
        return adjusted

    def _apply(self, change: Changed) -> None:
        before = []
        for person in change.persons or self._persons:
            if person in self._values:
                before.append((person, self._values[person]))
                self._set(person, change.value)
        self._undo.append(before)
        self._place += 1

    def _take_back(self) -> None:
        for person, value in reversed(self._undo.pop()):
            self._set(person, value)
        self._place -= 1

    def _set(self, person: PersonId, value: str | None) -> None:
        old = self._values[person]
        self._values[person] = value
        self._holders[old] -= 1
        if self._holders[old] == 0:
            del self._holders[old]
        self._holders[value] += 1
