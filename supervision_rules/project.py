"""Stage one: events of one scope become integer rows per program. Guards are asked here and nowhere else.

Not the state machine (fold.py). Called by evaluate.py and explain.py for each scope history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Final

from domain.event import Event
from supervision_rules import layout as at
from supervision_rules.fold_clock import base_due
from supervision_rules.fold_time import Calendar
from supervision_rules.guard import FALSE, TRUE, UNKNOWN, Guard, texts_of, value_at
from supervision_rules.program import ANY_EVENT, Entry, Program
from supervision_rules.rule_set import BEFORE_FIRST, NO_DATE, RuleSet
from supervision_rules.scope_history import ScopeHistory

Key = tuple[str, str]
NO_KEY: Final[Key] = ("", "")
UNNAMED: Final = ("",)
_ENDS_DUTY: Final = frozenset({at.DISCHARGE, at.MOOT, at.STATE_TO})
DAY_START = Callable[[int], int]


class Unit:
    """Rows of one program in one scope (and match key), before the fold.

    acts, openers  rows of layout.ROW integers
    doubts         event index -> what is not stated there
    unjudged       opener event index -> BEFORE_FIRST or NO_DATE
    paused         bit s: some act begins suspension s
    unsure         some act may or may not count, or its time of day matters and is not known
    """

    __slots__ = ("acts", "doubts", "key", "openers", "paused", "program", "unjudged", "unsure")

    def __init__(self, program: Program, key: Key) -> None:
        self.program = program
        self.key = key
        self.acts: list[list[int]] = []
        self.openers: list[list[int]] = []
        self.doubts: dict[int, tuple[str, ...]] = {}
        self.unjudged: dict[int, int] = {}
        self.paused = 0
        self.unsure = False

    def sorted_acts(self) -> list[int]:
        """Acts flat, in legal order; an act that ends the duty comes after what it is not ordered against."""
        self.acts.sort(key=place)
        return [number for row in self.acts for number in row]


def place(row: list[int]) -> tuple[int, int, int]:
    """Sort key of a row: an act that ends something stands after what it is not ordered against."""
    moment = row[at.LATEST] if row[at.OP] in _ENDS_DUTY else row[at.EARLIEST]
    return row[at.DAY], moment, row[at.EVENT]


class Projector:
    """Projects one scope history. group: "person", "case" or "all" (see rule_set.scope_group)."""

    def __init__(
        self, rules: RuleSet, history: ScopeHistory, group: str, calendar: Calendar, day_start: DAY_START,
        known_at: int | None,
    ) -> None:  # fmt: skip
        self.rules = rules
        self.history = history
        self.group = group
        self.calendar = calendar
        self.day_start = day_start
        self.known_at = known_at
        self.only: int | None = None  # a single card, to find out which one crashes
        self.units: dict[int, dict[Key, Unit]] = {}
        self._values: dict[str, int] = {}
        self._basis_dues: dict[tuple[int, int, int, int], int] = {}

    def run(self) -> list[Unit]:
        """All units that hold an opener, in the order of programs and keys."""
        self._pass(self.rules.openers.get(self.group, {}), self._open, lambda _: True)
        if self.units:
            # acts change open duties only: programs that no opener of this history started are left out
            self._pass(self.rules.acts.get(self.group, {}), self._act, self.units.__contains__)
        return [unit for number in sorted(self.units) for _, unit in sorted(self.units[number].items())]

    def value_name(self, code: int) -> str:
        """The value behind a code of column A (separation)."""
        return next((name for name, known in self._values.items() if known == code), "")

    def _pass(
        self,
        index: dict[str, list[tuple[Program, Entry]]],
        take: Callable[[int, Event, Program, Entry], None],
        wanted: Callable[[int], bool],
    ) -> None:
        everywhere = index.get(ANY_EVENT, [])
        listed: dict[str, list[tuple[Program, Entry]]] = {}
        for i, event in enumerate(self.history.events):
            entries = listed.get(event.type)
            if entries is None:
                entries = listed[event.type] = [
                    (program, entry)
                    for program, entry in (*index.get(event.type, ()), *everywhere)
                    if wanted(program.number) and (self.only is None or program.card_index == self.only)
                ]
            if entries:
                self.history.point_at(i)
                for program, entry in entries:
                    take(i, event, program, entry)

    def _open(self, i: int, event: Event, program: Program, entry: Entry) -> None:
        version = self.rules.version_for(program.card_index, event.occurred.day, self._first_day, self.known_at)
        early = version in (BEFORE_FIRST, NO_DATE) and program.version_index == 0
        if version != program.version_index and not early:
            return
        missing: list[str] = []
        holds = self._holds(entry, entry.guard, event, missing)
        if holds == FALSE:
            return
        outcome = TRUE
        if entry.test is not None:
            outcome = self._holds(entry, entry.test, event, missing)
        keys, unkeyed = self._keys(event, program)
        missing += unkeyed
        for row in self._rows(i, event, program, entry, holds != UNKNOWN and not unkeyed, missing):
            if entry.test is not None:
                row[at.A] = outcome
                if outcome == UNKNOWN:
                    row[at.SURE] = 0
            for key in keys:
                unit = self.units.setdefault(program.number, {}).setdefault(key, Unit(program, key))
                if unit.openers and unit.openers[-1][at.EVENT] == i and not entry.value:
                    if row[at.SURE] == 1:
                        unit.openers[-1] = row
                    continue
                unit.openers.append(row)
                if early:
                    unit.unjudged[i] = version
                self._doubt(unit, i, row, missing)

    def _act(self, i: int, event: Event, program: Program, entry: Entry) -> None:
        units = self.units[program.number]
        missing: list[str] = []
        holds = self._holds(entry, entry.guard, event, missing)
        if holds == FALSE:
            return
        targets, unkeyed = self._targets(units, event, program)
        missing += unkeyed
        for row in self._rows(i, event, program, entry, holds != UNKNOWN and not unkeyed, missing):
            for unit in targets:
                if entry.op == at.COUNT and unit.acts and unit.acts[-1][at.EVENT] == i:
                    continue
                unit.acts.append(row)
                if entry.op == at.SUSPEND:
                    unit.paused |= 1 << entry.a
                self._doubt(unit, i, row, missing)

    def _holds(self, entry: Entry, guard: Guard | None, event: Event, missing: list[str]) -> int:
        """Guard outcome. Where unordered acts leave a fact open: what eases holds if it can, else as settled."""
        if guard is None:
            return TRUE
        history = self.history
        outcome = guard(event, history, missing)
        if outcome != TRUE and entry.eases and entry.facts and (ways := history.choices(entry.facts)) > 1:
            for way in range(1, ways):
                history.pick(way)
                if guard(event, history, []) == TRUE:
                    outcome = TRUE
                    break
            history.pick(0)
        return outcome

    def _rows(
        self, i: int, event: Event, program: Program, entry: Entry, sure: bool, missing: list[str]
    ) -> list[list[int]]:
        """The rows of one entry on one event: one, or one per value to be compared."""
        row = [*self.history.rows[i], 1 if sure else 0, entry.a, entry.b, 0, 0]
        row[at.OP] = entry.op
        if entry.date:
            self._redate(row, event, entry, missing)
        if program.hours:
            row[at.LOW], row[at.HIGH] = row[at.EARLIEST], row[at.LATEST]
        else:
            row[at.LOW] = row[at.HIGH] = row[at.DAY]
        if entry.amount:
            row[at.B] = _whole(value_at(event.data, entry.amount))
            if row[at.B] < 0:
                missing.append(".".join(entry.amount))
        if entry.op == at.BASIS:
            row[at.B] = self._basis_due(program, entry.a, row[at.LOW])
        if not entry.value:
            return [row]
        values = texts_of(value_at(event.data, entry.value))
        if not values:
            if not event.excerpt and _named_otherwise(event, program, entry):
                return []  # the act names them in the other field
            missing.append(".".join(entry.value))
            row[at.SURE], row[at.A] = 0, -1
            return [row]
        rows = []
        for value in values:
            copy = row.copy()
            copy[at.A] = self._values.setdefault(value, len(self._values))
            rows.append(copy)
        return rows

    def _basis_due(self, program: Program, basis: int, position: int) -> int:
        """End of the base period of a sibling basis: every program of a coverage card asks for it."""
        key = (program.card_index, program.version_index, basis, position)
        if key not in self._basis_dues:
            sibling = self.rules.siblings[program.card_index, program.version_index][basis]
            self._basis_dues[key] = base_due(sibling.params, position, self.calendar)
        return self._basis_dues[key]

    def _redate(self, row: list[int], event: Event, entry: Entry, missing: list[str]) -> None:
        """The day in a data field stands for the act's own: the whole of that day."""
        day = getattr(value_at(event.data, entry.date), "toordinal", None)
        if day is None:
            missing.append(".".join(entry.date))
            row[at.SURE] = 0
            return
        row[at.DAY] = day()
        row[at.EARLIEST], row[at.LATEST] = self.day_start(day()), self.day_start(day() + 1) - 1
        row[at.SEQUENCE] = -1

    def _doubt(self, unit: Unit, i: int, row: list[int], missing: Sequence[str]) -> None:
        if row[at.SURE] == 0 or (row[at.OP] == at.EXTEND and missing):
            unit.unsure = True
            unit.doubts[i] = tuple(dict.fromkeys((*unit.doubts.get(i, ()), *missing)))
        if row[at.LOW] != row[at.HIGH]:
            unit.unsure = True

    def _keys(self, event: Event, program: Program) -> tuple[list[Key], list[str]]:
        """Scope and match values of an opener, and what is not stated of them."""
        if not program.scope_path and not program.match:
            return [NO_KEY], []
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
        if not program.scope_path and not program.match:
            return [units[NO_KEY]], []
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

    def _first_day(self, types: tuple[str, ...]) -> int | None:
        return next((e.occurred.day for e in self.history.events if e.type in types), None)


def _named_otherwise(event: Event, program: Program, entry: Entry) -> bool:
    """Another field of the same role is stated on this act."""
    return any(
        texts_of(value_at(event.data, other.value))
        for other in program.entries.get(event.type, ())
        if other.value and other.value != entry.value and other.opener == entry.opener
    )


def _whole(value: object) -> int:
    """A stated amount as a whole number, -1 where none is stated."""
    if isinstance(value, bool) or value is None:
        return -1
    try:
        return int(str(value))
    except ValueError:
        return -1
