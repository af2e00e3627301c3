"""The facts that a pack declares, read anew from the acts that change them.

Part of the checker; shares no code with facts.py and scope_history.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from domain.event import Event, EventKey, PersonId
from domain.lineage import persons_of
from supervision_rules.checked_conditions import FactValue, Holds, Unseen, all_hold, as_text, value_at

Tied = Callable[[Event, Event], bool]


class ChangeText(msgspec.Struct, frozen=True, rename={"set_": "set", "from_": "from"}):
    event: str
    set_: str | None = None
    from_: str | None = None
    when: tuple[dict[str, Any], ...] = ()


class FactText(msgspec.Struct, frozen=True):
    changes: tuple[ChangeText, ...]
    scope: str = "subject"
    initially: str | None = None


class Change(msgspec.Struct, frozen=True):
    """An act that sets a fact of some persons (none named: of everybody)."""

    event: Event
    persons: tuple[PersonId, ...]
    value: FactValue


class Facts:
    """plain: the pack's facts as plain JSON; history: of the scope, in its fixed order; subject None: a case's.

    Raises msgspec.ValidationError where what is asked for is no fact.
    """

    def __init__(
        self, plain: Mapping[str, object], history: Sequence[Event], subject: PersonId | None, tied: Tied
    ) -> None:
        self._plain = plain
        self._texts: dict[str, FactText | None] = {}
        self._history = history
        self._places = {event.key: place for place, event in enumerate(history)}
        self._subject = subject
        self._tied = tied
        self._changes: dict[str, tuple[Change, ...]] = {}
        self._known: dict[tuple[str, EventKey], tuple[FactValue, ...]] = {}
        self.persons = frozenset(person for event in history for person in persons_of(event))
        self.excerpt = next((event for event in history if event.excerpt), None)

    def at(self, name: str, event: Event, way: int = 0) -> FactValue:
        """The fact as the act finds it, already changed by acts of the same moment; further ways: before them."""
        values = self.ways(name, event)
        return values[way] if way < len(values) else values[-1]

    def ways(self, name: str, event: Event) -> tuple[FactValue, ...]:
        """All values that the fact may have at the act, the settled one first."""
        key = (name, event.key)
        if key not in self._known:
            self._known[key] = self._ways(name, event)
        return self._known[key]

    def text(self, name: str) -> FactText | None:
        """The fact as the pack declares it, None where it declares none of that name."""
        if name not in self._texts:
            plain = self._plain.get(name)
            self._texts[name] = None if plain is None else msgspec.convert(plain, FactText, strict=False)
        return self._texts[name]

    def changes(self, name: str) -> tuple[Change, ...]:
        """All acts that change the fact, in the order of the history."""
        text = self.text(name)
        if name not in self._changes and text is not None:
            found = [change for event in self._history if (change := _change(text, event)) is not None]
            self._changes[name] = tuple(found)
        return self._changes.get(name, ())

    def may_hide(self, event: Event) -> bool:
        """An excerpt stands at the act or before it: earlier acts may be unmentioned."""
        if self.excerpt is None:
            return False
        return self._places[self.excerpt.key] <= self._places[event.key] or self._tied(self.excerpt, event)

    def _ways(self, name: str, event: Event) -> tuple[FactValue, ...]:
        text = self.text(name)
        if text is None:
            return (None,)
        if text.scope != "subject":
            return self._of(text.initially, self.changes(name), event)
        person = self._subject or event.person
        if person is not None:
            return self._of(text.initially, self._concerning(name, person), event)
        if self.may_hide(event):
            return (None,)
        # asked of an act on the whole case: known where it is the same for all
        everybody = {self._of(text.initially, self._concerning(name, one), event)[0] for one in self.persons}
        if Unseen.VALUE in everybody:
            return (Unseen.VALUE,)
        return (everybody.pop() if len(everybody) == 1 else None,)

    def _concerning(self, name: str, person: PersonId) -> Sequence[Change]:
        return [change for change in self.changes(name) if not change.persons or person in change.persons]

    def _of(self, initially: str | None, changes: Sequence[Change], event: Event) -> tuple[FactValue, ...]:
        values: list[FactValue] = [initially, *(change.value for change in changes)]
        here = self._places[event.key]
        before = [change for change in changes if self._places[change.event.key] <= here]
        if before and before[-1].event.key == event.key:
            return (values[len(before)],)
        if self.may_hide(event):
            return (None,)
        first = last = len(before)
        while first > 0 and self._tied(changes[first - 1].event, event):
            first -= 1
        while last < len(changes) and self._tied(changes[last].event, event):
            last += 1
        return (values[last], *values[first:last])


def _change(text: FactText, event: Event) -> Change | None:
    """What an act does to a fact: the first change of its type that holds, or of which it is not known."""
    plainly = msgspec.structs.replace(event, excerpt=False)
    for change in text.changes:
        outcome = all_hold(change.when, plainly, lambda _: None) if change.event == event.type else Holds.NO
        if outcome is Holds.NO:
            continue
        if outcome is not Holds.YES:
            return Change(event, persons_of(event), None if outcome is Holds.OPEN else Unseen.VALUE)
        told = change.set_ if change.set_ is not None else value_at(event, change.from_ or "")
        if told is None or isinstance(told, list):
            return None  # an act that leaves the field out says nothing new
        return Change(event, persons_of(event), as_text(told))
    return None
