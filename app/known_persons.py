"""Which persons a case knows, as of now: asked before an act about a person is taken in.

Not a read model (those lag a little): reads the streams themselves, and remembers up to which version.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, Engine

from app.stored_events import event_of
from domain.event import CaseId, Event, PersonId
from domain.lineage import persons_of
from ledger import tails
from projections import case_links
from supervision_rules.pack import Pack

KEPT_CASES: Final = 50_000


class _Known:
    __slots__ = ("persons", "version")

    def __init__(self) -> None:
        self.version = 0
        self.persons: set[PersonId] = set()


class KnownPersons:
    """Safe to share between threads."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._cases: OrderedDict[CaseId, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def surely(self, case: CaseId, persons: Collection[PersonId]) -> bool:
        """Whether these are known already to have been named in this very case; False says nothing. Asks no database:
        acts stay, so who was named once is known for ever.
        """
        if not persons:
            return True
        with self._lock:
            entry = self._cases.get(case)
            return entry is not None and entry.persons.issuperset(persons)

    def of_acts(
        self, engine: Engine, named: Iterable[tuple[CaseId, frozenset[PersonId]]], *, whole: bool = False
    ) -> Mapping[CaseId, frozenset[PersonId]]:
        """Persons known in cases of which acts name some: all where someone must be looked for, else those named.

        whole  all of every case: its persons may become those of another case too
        """
        found: dict[CaseId, frozenset[PersonId]] = {}
        asked: set[CaseId] = set()
        for case, persons in named:
            if case in asked:
                continue
            if not whole and self.surely(case, persons):
                found[case] = found.get(case, frozenset()) | persons
            else:
                asked.add(case)
        if asked:
            with engine.connect() as connection:
                found |= self.of(connection, asked)
        return found

    def of(self, connection: Connection, cases: Collection[CaseId]) -> Mapping[CaseId, frozenset[PersonId]]:
        """Persons named by any stored act of each case or of a case linked to it."""
        if not cases:
            return {}
        families = case_links.families(connection, cases)
        everything = [case for family in families for case in family]
        with self._lock:
            known = self._refreshed(connection, everything)
        found: dict[CaseId, frozenset[PersonId]] = {}
        for family in families:
            persons = frozenset(person for case in family for person in known[case])
            found |= dict.fromkeys(family, persons)
        return found

    def note(self, stored: Iterable[tuple[CaseId, int, frozenset[PersonId]]]) -> None:
        """Acts that were just stored, as which version of their case, naming whom: the next look need not read them."""
        with self._lock:
            for case, version, persons in stored:
                entry = self._cases.setdefault(case, _Known()) if version == 1 else self._cases.get(case)
                if entry is not None:
                    entry.persons |= persons
                    if entry.version == version - 1:
                        entry.version = version
            self._forget_oldest()

    def _refreshed(self, connection: Connection, cases: Iterable[CaseId]) -> dict[CaseId, frozenset[PersonId]]:
        held = {case: self._cases.setdefault(case, _Known()) for case in cases}
        heads = tails.heads(connection, sorted(held))
        wanted: dict[str, int] = {
            case: entry.version for case, entry in held.items() if heads.get(case, 0) > entry.version
        }
        for case, acts in tails.beyond(connection, wanted).items():
            entry = held[CaseId(case)]
            for act in acts:
                entry.persons.update(named_by(event_of(act, self._pack)))
                entry.version = act.version
        for case in held:
            self._cases.move_to_end(case)
        found = {case: frozenset(entry.persons) for case, entry in held.items()}
        self._forget_oldest()
        return found

    def _forget_oldest(self) -> None:
        while len(self._cases) > KEPT_CASES:
            self._cases.popitem(last=False)


def named_by(event: Event) -> frozenset[PersonId]:
    """Persons an act or its correction names."""
    named = frozenset(persons_of(event))
    if event.amends is None:
        return named
    corrected = [] if event.amends.person is None else [event.amends.person]
    return named.union(corrected, (PersonId(person) for person in getattr(event.amends.data, "persons", None) or ()))
