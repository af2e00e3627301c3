"""Facts that a pack declares (in custody, procedure in use), folded from events along the legal order.

Asked by guards at the time of an act and by rolling. Not case state (domain/case.py). Built per history.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from domain.event import Event, PersonId
from domain.lineage import persons_of
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.condition import Condition
from supervision_rules.guard import TRUE, UNKNOWN, Guard, as_text, compile_guard, value_at

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


class Timeline:
    """One fact in one history: its value after each change. entries: (event index, value or None = unknown)."""

    __slots__ = ("entries", "indexes", "initially")

    def __init__(self, facts: Facts, name: str, events: Sequence[Event], person: PersonId | None) -> None:
        self.initially = facts.specs[name].initially
        self.entries: list[tuple[int, str | None]] = []
        by_type = facts.changes[name]
        situation = _FieldsOnly(facts.registry)
        for index, event in enumerate(events):
            changes = by_type.get(event.type)
            if changes is None:
                continue
            if person is not None and (named := persons_of(event)) and person not in named:
                continue
            for change in changes:
                holds = TRUE if change.guard is None else change.guard(event, situation, [])
                if holds == TRUE:
                    # an act that leaves the field out says nothing new about the fact
                    if (value := change.new_value(event)) is not None:
                        self.entries.append((index, value))
                    break
                if holds == UNKNOWN:
                    self.entries.append((index, None))
                    break
        self.indexes = [index for index, _ in self.entries]

    def values_at(self, index: int, tied: Callable[[int, int], bool]) -> tuple[str | None, ...]:
        """Values the fact can have at event `index`, the one as already changed by unordered acts first.

        tied(i, j)  events i and j are unordered. A change by the event itself is certain.
        """
        entries = self.entries
        place = bisect_left(self.indexes, index)
        if place < len(entries) and entries[place][0] == index:
            return (entries[place][1],)
        first = place
        while first > 0 and tied(entries[first - 1][0], index):
            first -= 1
        last = place
        while last < len(entries) and tied(entries[last][0], index):
            last += 1
        values = [entries[first - 1][1] if first > 0 else self.initially]
        values += [value for _, value in entries[first:last]]
        settled = values.pop()
        return (settled, *(value for value in values if value != settled))

    def set_by(self, index: int) -> bool:
        place = bisect_left(self.indexes, index)
        return place < len(self.indexes) and self.indexes[place] == index
