"""Rows of one history by pattern: what an entry makes of each event of its type. Guards are asked here, once an act.

Not which program takes which rows (project.py). A sheet belongs to one history; its rows are shared and never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from typing import Final

from domain.event import Event
from supervision_rules import layout as at
from supervision_rules.comparison import FALSE, TRUE, UNKNOWN, texts_of, whole_number
from supervision_rules.fold_clock import base_due
from supervision_rules.fold_time import Calendar
from supervision_rules.guard import Guard, value_at
from supervision_rules.program import ANY_EVENT, Entry, Pattern, Program
from supervision_rules.rows import NOTHING_TOLD, AskedKey, Outcomes, PlainKey, Row, Rows, doubtful, with_doubt
from supervision_rules.rule_set import RuleSet
from supervision_rules.scope_history import ScopeHistory

DayStart = Callable[[int], int]
NO_ROWS: Final = Rows([], False, False)
# from so many events on it is cheaper to make the rows that a guard chooses than to choose from all rows
_MANY: Final = 64


class Sheet:
    """The rows of one history, pattern by pattern, as far as they are asked for."""

    def __init__(self, rules: RuleSet, history: ScopeHistory, calendar: Calendar, day_start: DayStart) -> None:
        self.rules = rules
        self.history = history
        self.calendar = calendar
        self.day_start = day_start
        self._rows: dict[Pattern, Rows] = {}
        # for events of a type that are all of this history's alone; else what is read stands with the component
        self._plain: dict[PlainKey, Rows] = {}
        self._outcomes: dict[AskedKey, Outcomes] = {}
        self._values: dict[str, int] = {}
        self._basis_dues: dict[tuple[int, int, int, int], int] = {}

    def rows(self, pattern: Pattern, places: Sequence[int]) -> Rows:
        """The rows of a pattern. places: the events of its type, as `events_of` gives them."""
        found = self._rows.get(pattern)
        if found is None:
            found = self._rows[pattern] = self._read(pattern, places)
        return found

    def events_of(self, event_type: str) -> Sequence[int]:
        """Indexes of the events of a type, or of all."""
        if event_type == ANY_EVENT:
            return self.history.places
        return self.history.by_type.get(event_type, ())

    def _read(self, pattern: Pattern, places: Sequence[int]) -> Rows:
        entry = pattern.entry
        if entry.guard is None:
            return self._plainly(pattern, places) if pattern.plain else self._particular(pattern, places, None)
        outcomes = self._asked(places, entry.guard, entry, entry.alone)
        by_place, told = outcomes
        if not any(by_place):
            return NO_ROWS
        if not pattern.plain or (entry.op == at.EXTEND and told):
            return self._particular(pattern, places, outcomes)
        if len(places) > _MANY and by_place.count(FALSE) > len(places) // 2:
            return self._chosen(pattern, places, outcomes)
        plain = self._plainly(pattern, places)
        if UNKNOWN in by_place:
            rows = [
                row if holds == TRUE else with_doubt(row)
                for row, holds in zip(plain.rows, by_place, strict=True)
                if holds != FALSE
            ]
            return Rows(rows, plain.ties, True, told)
        if FALSE in by_place:
            rows = list(compress(plain.rows, by_place))
        elif told:
            rows = plain.rows
        else:
            return plain
        unsure = plain.unsure and any(row[at.LOW] != row[at.HIGH] for row in rows)
        return Rows(rows, plain.ties, unsure, told)

    def _plainly(self, pattern: Pattern, places: Sequence[int]) -> Rows:
        """All events of the type as sure rows: guards filter them, programs share them."""
        entry, hours = pattern.entry, pattern.hours
        component = self.history.component
        known = component.plain if component.common(places) else self._plain
        key = (id(places), entry.op, entry.a, entry.b, hours)
        found = known.get(key)
        if found is None:
            rows = self._sure(pattern, places)
            ties = any(row[at.EARLIEST] != row[at.LATEST] for row in rows)
            found = known[key] = Rows(rows, ties, hours and ties)
        return found

    def _chosen(self, pattern: Pattern, places: Sequence[int], outcomes: Outcomes) -> Rows:
        """The same for the few of many events that a guard chooses."""
        by_place, told = outcomes
        rows = self._sure(pattern, list(compress(places, by_place)))
        doubtful = UNKNOWN in by_place
        if doubtful:
            holds = [outcome for outcome in by_place if outcome != FALSE]
            rows = [row if one == TRUE else with_doubt(row) for row, one in zip(rows, holds, strict=True)]
        ties = any(row[at.EARLIEST] != row[at.LATEST] for row in rows)
        return Rows(rows, ties, doubtful or (pattern.hours and ties), told)

    def _sure(self, pattern: Pattern, places: Sequence[int]) -> list[Row]:
        op, a, b, hours = pattern.entry.op, pattern.entry.a, pattern.entry.b, pattern.hours
        of_event = self.history.rows
        return [
            (op, i, day, first, last, source, number, 1, a, b, first if hours else day, last if hours else day)
            for _, i, day, first, last, source, number in [of_event[i] for i in places]
        ]

    def _particular(self, pattern: Pattern, places: Sequence[int], outcomes: Outcomes | None) -> Rows:
        """Rows that take something from their event, one at a time."""
        entry = pattern.entry
        tests = None if entry.test is None else self._asked(places, entry.test, entry, entry.test_alone)
        plain = self._plainly(pattern, places)
        answers, told_of = outcomes or (None, NOTHING_TOLD)
        tested, told_by_test = tests or (None, NOTHING_TOLD)
        found: list[Row] = []
        guarded: dict[int, tuple[str, ...]] = {}
        stated: dict[int, tuple[str, ...]] = {}
        for place, template in enumerate(plain.rows):
            holds = TRUE if answers is None else answers[place]
            if holds == FALSE:
                continue
            i = template[at.EVENT]
            row = list(template)
            row[at.SURE] = int(holds == TRUE)
            if tested is not None:
                row[at.A] = tested[place]
                if row[at.A] == UNKNOWN:
                    row[at.SURE] = 0
            told = (*told_of.get(i, ()), *told_by_test.get(i, ())) if told_of or told_by_test else ()
            if told:
                guarded[i] = told
            if pattern.tested_only:
                found.append(tuple(row))
                continue
            missing: list[str] = []
            found += self._rows_of(i, pattern, row, missing)
            if missing:
                stated[i] = tuple(missing)
        read = Rows(found, plain.ties or bool(entry.date), False, guarded, stated)
        read.unsure = any(row[at.LOW] != row[at.HIGH] or doubtful(row, read.missing(row[at.EVENT])) for row in found)
        return read

    def _asked(self, places: Sequence[int], guard: Guard, entry: Entry, alone: bool) -> Outcomes:
        component = self.history.component
        known = component.asked if alone and component.common(places) else self._outcomes
        eased = entry.eases and bool(entry.facts)
        key = (id(places), guard, eased)
        found = known.get(key)
        if found is None:
            found = known[key] = self._ask(places, guard, entry.facts if eased else (), alone)
        return found

    def _ask(self, places: Sequence[int], guard: Guard, facts: tuple[str, ...], alone: bool) -> Outcomes:
        """facts: those that may stand in several ways where acts are unordered, and are read for lawfulness."""
        history = self.history
        events = history.events
        missing: list[str] = []
        if alone and not history.component.excerpts:
            by_place = [guard(events[i], history, missing) for i in places]
            if not missing:
                return by_place, NOTHING_TOLD
            missing = []  # some act misses something: find out which
        by_place = []
        told: dict[int, tuple[str, ...]] = {}
        for i in places:
            history.point_at(i)
            outcome = guard(events[i], history, missing)
            if facts and outcome != TRUE:
                outcome = self._eased(guard, events[i], facts, outcome)
            by_place.append(outcome)
            if missing:
                told[i] = tuple(missing)
                missing.clear()
        return by_place, told

    def _eased(self, guard: Guard, event: Event, facts: tuple[str, ...], outcome: int) -> int:
        """Where unordered acts leave a fact open, what eases holds if it can."""
        history = self.history
        for way in range(1, history.choices(facts)):
            history.pick(way)
            if guard(event, history, []) == TRUE:
                outcome = TRUE
                break
        history.pick(0)
        return outcome

    def _rows_of(self, i: int, pattern: Pattern, row: list[int], missing: list[str]) -> list[Row]:
        """The rows of one entry on one event: one, or one per value to be compared."""
        entry, event = pattern.entry, self.history.events[i]
        if entry.date:
            self._redate(row, event, pattern, missing)
        if entry.amount:
            amount = whole_number(value_at(event.data, entry.amount))
            row[at.B] = -1 if amount is None else amount
            if amount is None:
                missing.append(".".join(entry.amount))
        if entry.op == at.BASIS:
            row[at.B] = self._basis_due(pattern.program, entry.a, row[at.LOW])
        if not entry.value:
            return [tuple(row)]
        values = texts_of(value_at(event.data, entry.value))
        if not values:
            if not event.excerpt and _named_otherwise(event, pattern.program, entry):
                return []  # the act names them in the other field
            missing.append(".".join(entry.value))
            row[at.SURE], row[at.A] = 0, -1
            return [tuple(row)]
        rows = []
        for value in values:
            row[at.A] = self._values.setdefault(value, len(self._values))
            rows.append(tuple(row))
        return rows

    def _basis_due(self, program: Program, basis: int, position: int) -> int:
        """End of the base period of a sibling basis: every program of a coverage card asks for it."""
        key = (program.card_index, program.version_index, basis, position)
        if key not in self._basis_dues:
            sibling = self.rules.siblings[program.card_index, program.version_index][basis]
            self._basis_dues[key] = base_due(sibling.params, position, self.calendar)
        return self._basis_dues[key]

    def _redate(self, row: list[int], event: Event, pattern: Pattern, missing: list[str]) -> None:
        """The day in a data field stands for the act's own: the whole of that day."""
        entry = pattern.entry
        day = getattr(value_at(event.data, entry.date), "toordinal", None)
        if day is None:
            missing.append(".".join(entry.date))
            row[at.SURE] = 0
            return
        row[at.DAY] = day()
        row[at.EARLIEST], row[at.LATEST] = self.day_start(day()), self.day_start(day() + 1) - 1
        row[at.SEQUENCE] = -1
        if pattern.hours:
            row[at.LOW], row[at.HIGH] = row[at.EARLIEST], row[at.LATEST]
        else:
            row[at.LOW] = row[at.HIGH] = row[at.DAY]


def _named_otherwise(event: Event, program: Program, entry: Entry) -> bool:
    """Another field of the same role is stated on this act."""
    return any(
        texts_of(value_at(event.data, other.value))
        for other in program.entries.get(event.type, ())
        if other.value and other.value != entry.value and other.opener == entry.opener
    )
