"""Whether someone is in custody on a day, read anew from the acts that the pack names.

Part of the checker; shares no code with facts.py. In a case history one person in custody is enough.
"""

from __future__ import annotations

from domain.event import PersonId
from supervision_rules.checked_facts import Facts

_FACT = "in_custody"


class Custody:
    """subject None: anybody."""

    def __init__(self, facts: Facts, subject: PersonId | None) -> None:
        self._facts = facts
        people = facts.persons if subject is None else frozenset({subject})
        self._people: frozenset[PersonId | None] = people or frozenset({None})

    def on(self, day: int) -> bool | None:
        """After the acts of that day; None: not known, as where an excerpt may leave measures out."""
        text = self._facts.text(_FACT)
        if text is None or self._facts.excerpt is not None:
            return None
        states = {self._of(person, text.initially, day) for person in self._people}
        return True if True in states else None if None in states else False

    def _of(self, person: PersonId | None, initially: str | None, day: int) -> bool | None:
        value: object = initially
        for change in self._facts.changes(_FACT):
            concerned = person is None or not change.persons or person in change.persons
            if change.event.occurred.day <= day and concerned:
                value = change.value
        return {"true": True, "false": False}.get(value) if isinstance(value, str) else None
