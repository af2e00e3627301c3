"""Whether someone is in custody on a day, read anew from the acts that the pack names.

Part of the checker; shares no code with facts.py. In a case history one person in custody is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from domain.event import Event, PersonId, legal_order
from domain.lineage import persons_of
from supervision_rules.checked_card import all_hold, texts_at

_FACT = "in_custody"


class ChangeText(msgspec.Struct, frozen=True, rename={"set_": "set", "from_": "from"}):
    event: str
    set_: str | None = None
    from_: str | None = None
    when: tuple[dict[str, Any], ...] = ()


class FactText(msgspec.Struct, frozen=True):
    changes: tuple[ChangeText, ...]
    initially: str | None = None


class Custody:
    """facts: the pack's facts as plain JSON; events: the effective history; subject None: anybody."""

    def __init__(self, facts: Mapping[str, object], events: Iterable[Event], subject: PersonId | None) -> None:
        stated = facts.get(_FACT)
        self._fact = None if stated is None else msgspec.convert(stated, FactText, strict=False)
        self._events = sorted(events, key=legal_order)
        people = {person for event in self._events for person in persons_of(event)}
        self._people: set[PersonId | None] = {subject} if subject is not None else {*people} or {None}
        # in an excerpt measures may be unmentioned
        self._open = any(event.excerpt for event in self._events)

    def on(self, day: int) -> bool | None:
        """After the acts of that day; None: not known."""
        if self._fact is None or self._open:
            return None
        states = {self._of(person, self._fact, day) for person in self._people}
        return True if True in states else None if None in states else False

    def _of(self, person: PersonId | None, fact: FactText, day: int) -> bool | None:
        value = fact.initially
        for event in self._events:
            named = persons_of(event)
            if event.occurred.day > day or (person is not None and named and person not in named):
                continue
            for change in fact.changes:
                holds = all_hold(change.when, event) if change.event == event.type else False
                if holds is None:
                    value = None
                elif holds:
                    told = change.set_ or next(iter(texts_at(event, change.from_ or "")), None)
                    value = told if told is not None else value
                if holds is not False:
                    break
        return {"true": True, "false": False}.get(value or "")
