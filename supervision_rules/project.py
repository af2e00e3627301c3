"""Stage one: events of one scope become units, that is the openers and acts of one program as integer rows.

Not the rows themselves (act_rows.py) and not the state machine (fold.py). Called by evaluate.py and explain.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from domain.event import Event
from supervision_rules import layout as at
from supervision_rules.act_rows import DayStart, Sheet
from supervision_rules.comparison import texts_of
from supervision_rules.fold_time import Calendar
from supervision_rules.guard import value_at
from supervision_rules.program import ANY_EVENT, Pattern, Program
from supervision_rules.rows import Row, Rows, with_doubt
from supervision_rules.rule_set import BEFORE_FIRST, NO_DATE, Opening, RuleSet
from supervision_rules.scope_history import ScopeHistory
from supervision_rules.unit import NO_KEY, UNNAMED, Key, Unit


class Projector:
    """Projects one scope history. group: "person", "case" or "all" (see rule_set.scope_group)."""

    def __init__(
        self, rules: RuleSet, history: ScopeHistory, group: str, calendar: Calendar, day_start: DayStart,
        known_at: int | None,
    ) -> None:  # fmt: skip
        self.rules = rules
        self.history = history
        self.group = group
        self.known_at = known_at
        self.only: int | None = None  # a single card, to find out which one crashes
        self.sheet = Sheet(rules, history, calendar, day_start)
        self.units: dict[int, dict[Key, Unit]] = {}
        self._versions: dict[tuple[int, int], int] = {}

    def run(self) -> list[Unit]:
        """All units that hold an opener, in the order of programs and keys."""
        openers = self.rules.openers.get(self.group, {})
        for event_type in (*self.history.by_type, ANY_EVENT):
            if event_type in openers:
                self._open_type(event_type)
        found: list[Unit] = []
        # acts change open duties only: programs that no opener of this history started are left out
        for number in sorted(self.units):
            units = self.units[number]
            self._act(self.rules.programs[number], units)
            found += [units[key] for key in sorted(units)] if len(units) > 1 else units.values()
        return found

    def _open_type(self, event_type: str) -> None:
        indexes = self.sheet.events_of(event_type)
        if self.known_at is None:
            for first, last, era in self._eras(indexes):
                span = None if last - first == len(indexes) else (indexes[first], indexes[last - 1])
                for opening in self.rules.in_force(self.group, event_type, era):
                    self._open(opening, indexes, span)
        for opening in self.rules.selected_otherwise(self.group, event_type, self.known_at):
            self._open_as_selected(opening, indexes)

    def _eras(self, indexes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """(first place, place after the last, era) of each run of events under the same law."""
        rows, era_of = self.history.rows, self.rules.era
        if not indexes:
            return
        first, era = 0, era_of(rows[indexes[0]][at.DAY])
        if era_of(rows[indexes[-1]][at.DAY]) != era:
            for place, index in enumerate(indexes):
                here = era_of(rows[index][at.DAY])
                if here != era:
                    yield first, place, era
                    first, era = place, here
        yield first, len(indexes), era

    def _open(self, opening: Opening, indexes: Sequence[int], span: tuple[int, int] | None) -> None:
        """Openers of one program on the events of one type, or on those of them in `span`."""
        program, patterns, unjudged = opening
        if self.only is not None and program.card_index != self.only:
            return
        rows_of = self.sheet.rows
        for pattern in patterns:
            found = rows_of(pattern, indexes)
            rows = found.rows
            if not rows:
                continue
            if span is not None:
                rows = [row for row in rows if span[0] <= row[at.EVENT] <= span[1]]
            if not rows:
                continue
            if unjudged or program.keyed:
                self._opened(program, pattern, rows, found, {row[at.EVENT]: unjudged for row in rows if unjudged})
                continue
            units = self.units.get(program.number)
            if units is None:
                units = self.units[program.number] = {NO_KEY: Unit(program, NO_KEY)}
            units[NO_KEY].opened(pattern, rows, found)

    def _open_as_selected(self, opening: Opening, indexes: Sequence[int]) -> None:
        """The same where something else than the day of the trigger selects the version."""
        program, patterns, _ = opening
        if self.only is not None and program.card_index != self.only:
            return
        unjudged: dict[int, int] = {}
        governed: set[int] = set()
        for i in indexes:
            version = self._version(program.card_index, self.history.rows[i][at.DAY])
            if version in (BEFORE_FIRST, NO_DATE) and program.version_index == 0:
                unjudged[i] = version
            elif version != program.version_index:
                continue
            governed.add(i)
        for pattern in patterns if governed else ():
            found = self.sheet.rows(pattern, indexes)
            rows = [row for row in found.rows if row[at.EVENT] in governed]
            if rows:
                self._opened(program, pattern, rows, found, unjudged)

    def _version(self, card_index: int, day: int) -> int:
        key = (card_index, day)
        if key not in self._versions:
            first_day = self.history.first_day
            self._versions[key] = self.rules.version_for(card_index, day, first_day, self.known_at)
        return self._versions[key]

    def _opened(
        self, program: Program, pattern: Pattern, rows: list[Row], found: Rows, unjudged: dict[int, int]
    ) -> None:
        units = self.units.setdefault(program.number, {})
        if not program.keyed:
            unit = units.get(NO_KEY)
            if unit is None:
                unit = units[NO_KEY] = Unit(program, NO_KEY)
            unit.opened(pattern, rows, found)
            unit.unjudged.update(unjudged)
            return
        for row in rows:
            i = row[at.EVENT]
            keys, unkeyed = self._keys(self.history.events[i], program)
            missing = found.missing(i, unkeyed)
            for key in keys:
                unit = units.get(key)
                if unit is None:
                    unit = units[key] = Unit(program, key)
                unit.opened_by(with_doubt(row) if unkeyed else row, missing, bool(pattern.entry.value))
                if i in unjudged:
                    unit.unjudged[i] = unjudged[i]

    def _act(self, program: Program, units: dict[Key, Unit]) -> None:
        """Acts of one program, to the duties they bear on."""
        events_of, rows = self.sheet.events_of, self.sheet.rows
        unit = None if program.keyed else units[NO_KEY]
        for event_type, patterns in program.acting.items():
            places = events_of(event_type)
            for pattern in patterns if places else ():
                found = rows(pattern, places)
                if not found.rows:
                    continue
                if unit is not None:
                    unit.acted(pattern, found)
                else:
                    self._act_by_key(program, pattern, units, found)
        for unit in units.values():
            unit.settle()

    def _act_by_key(self, program: Program, pattern: Pattern, units: dict[Key, Unit], found: Rows) -> None:
        for row in found.rows:
            i = row[at.EVENT]
            targets, unkeyed = self._targets(units, self.history.events[i], program)
            missing = found.missing(i, unkeyed)
            if unkeyed:
                row = with_doubt(row)
            for unit in targets:
                unit.acted_by(pattern, row, missing, found.ties)

    def _keys(self, event: Event, program: Program) -> tuple[list[Key], list[str]]:
        """Scope and match values of an opener, and what is not stated of them."""
        unstated: list[str] = []
        scopes: tuple[str, ...] = UNNAMED
        matches: tuple[str, ...] = UNNAMED
        if program.scope_path:
            scopes = texts_of(value_at(event.data, program.scope_path))
            if not scopes:
                unstated.append(".".join(program.scope_path))
        if program.match:
            matches = texts_of(value_at(event.data, program.match))
            if not matches:
                unstated.append(".".join(program.match))
        return [*product(scopes or UNNAMED, matches or UNNAMED)], unstated

    def _targets(self, units: dict[Key, Unit], event: Event, program: Program) -> tuple[Sequence[Unit], list[str]]:
        """Units an act bears on: all of the scope value it names (or of every one), with its match value."""
        scopes = texts_of(value_at(event.data, program.scope_path)) if program.scope_path else UNNAMED
        matches = texts_of(value_at(event.data, program.match)) if program.match else UNNAMED
        if scopes and matches:
            return [units[key] for key in product(scopes, matches) if key in units], []
        found = [
            unit
            for key, unit in units.items()
            if (not scopes or key[0] in scopes) and (not matches or key[1] in matches)
        ]
        # an act that names no measure or flow speaks of all of them; one without the match key may or may not
        return found, [".".join(program.match)] if program.match and not matches else []
