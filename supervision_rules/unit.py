"""Rows of one program in one scope and match key: what the fold is given. Filled by project.py, judged by judge.py."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import chain
from operator import itemgetter
from typing import Final

from supervision_rules import layout as at
from supervision_rules.program import Pattern, Program
from supervision_rules.rows import Row, Rows, doubtful

Key = tuple[str, str]
Restart = tuple[int, int, int, int, int, int, int]
"""(lane, open world, act after it, extensions used, suspensions that stand, by which act, anchored)"""
NO_KEY: Final[Key] = ("", "")
UNNAMED: Final = ("",)
_ENDS_DUTY: Final = frozenset({at.DISCHARGE, at.MOOT, at.STATE_TO})
_RESTARTS: Final = frozenset({at.RESET, at.RENEW, at.TICK})
_MOVES_CLOCK: Final = frozenset({at.ANCHOR, at.UNTIL, at.EXTEND, at.SUSPEND, at.RESUME})
_NO_VALUE: Final = -1
_event_of = itemgetter(at.EVENT)


class Told:
    """What is not stated on the acts of a unit, ready to be asked from any act on."""

    __slots__ = ("as_noted", "places")

    def __init__(self, doubts: dict[int, tuple[str, ...]]) -> None:
        self.as_noted = list(dict.fromkeys(text for told in doubts.values() for text in told))
        self.places: dict[str, list[tuple[int, int]]] = {}
        for i in sorted(doubts):
            for number, text in enumerate(doubts[i]):
                self.places.setdefault(text, []).append((i, number))

    def since(self, event: int) -> list[str]:
        """Each text once: first as met from `event` on, then what is met before."""
        first_met = []
        for text, places in self.places.items():
            place = bisect_left(places, (event, 0))
            if place < len(places):
                first_met.append((places[place], text))
        found = [text for _, text in sorted(first_met)]
        return found + [text for text in self.as_noted if text not in found]


class Naming:
    """Acts by the value they name, so that an opener is compared with those only that can name its own."""

    __slots__ = ("_acts", "_flat", "_places")

    def __init__(self, acts: list[Row]) -> None:
        self._acts = acts
        self._places: dict[int, list[int]] = {}
        self._flat: dict[int, list[int]] = {}
        for place, row in enumerate(acts):
            named = row[at.A] if row[at.OP] == at.FIRST and row[at.A] >= 0 else _NO_VALUE
            self._places.setdefault(named, []).append(place)

    def flat(self, value: int) -> list[int]:
        found = self._flat.get(value)
        if found is None:
            places = sorted(self._places.get(value, []) + self._places.get(_NO_VALUE, []))
            found = self._flat[value] = list(chain.from_iterable([self._acts[place] for place in places]))
        return found


class Unit:
    """Rows are shared between units and never changed; the lists of them are a unit's own once it adds to them.

    acts, openers  rows of layout.ROW integers, in legal order
    doubts         event index -> what is not stated there
    unjudged       opener event index -> BEFORE_FIRST or NO_DATE
    paused         bit s: some act begins suspension s
    unsure         some act may or may not count, or its time of day matters and is not known
    """

    __slots__ = (
        "_act_doubts", "_counted", "_flat", "_mixed_acts", "_mixed_openers", "_naming", "_onward", "_place_of",
        "_redated", "_restarted", "_states", "_ties", "_told", "acts", "doubts", "key", "openers", "paused", "program",
        "unjudged", "unsure",
    )  # fmt: skip

    def __init__(self, program: Program, key: Key) -> None:
        self.program = program
        self.key = key
        self.acts: list[Row] = []
        self.openers: list[Row] = []
        self.doubts: dict[int, tuple[str, ...]] = {}
        self.unjudged: dict[int, int] = {}
        self.paused = 0
        self.unsure = False
        self._flat: list[int] | None = None
        self._mixed_openers = False
        self._mixed_acts = False
        self._ties = False
        self._place_of: dict[int, int] | None = None
        self._counted: set[int] | None = None
        self._act_doubts: dict[int, tuple[str, ...]] | None = None
        self._told: Told | None = None
        self._redated = False
        self._onward: dict[bool, tuple[int, list[int]]] | None = None
        self._restarted: dict[Restart, list[int]] | None = None
        self._states: tuple[list[int], list[int]] | None = None
        self._naming: Naming | None = None

    def opened(self, pattern: Pattern, rows: list[Row], found: Rows) -> None:
        """Openers of one pattern, in order."""
        if self.openers:
            if self._place_of is None:
                self.openers = self.openers.copy()  # they may be another unit's too
                self._place_of = {row[at.EVENT]: place for place, row in enumerate(self.openers)}
            for row in rows:
                self.opened_by(row, found.missing(row[at.EVENT]), bool(pattern.entry.value))
            return
        self.openers = rows
        if found.unsure:
            for row in rows:
                self._note_doubt(self.doubts, row, found.missing(row[at.EVENT]))

    def opened_by(self, row: Row, missing: tuple[str, ...], one_of_several: bool) -> None:
        """One opener. Of two on one act the sure one stands, or the later of two sure ones."""
        if self._place_of is None:
            self._place_of = {}
        place = self._place_of.get(row[at.EVENT])
        if place is not None and not one_of_several:
            if row[at.SURE] == 1:
                self.openers[place] = row
            return
        self._mixed_openers = True
        self._place_of[row[at.EVENT]] = len(self.openers)
        self.openers.append(row)
        self._note_doubt(self.doubts, row, missing)

    def acted(self, pattern: Pattern, found: Rows) -> None:
        """Acts of one pattern, in order."""
        if found.unsure or pattern.entry.op == at.COUNT:
            for row in found.rows:
                self.acted_by(pattern, row, found.missing(row[at.EVENT]), found.ties)
            return
        if self.acts:
            self._mixed_acts = True
        if found.ties:
            self._ties = True
        if pattern.entry.date:
            self._redated = True
        self.acts += found.rows
        if pattern.entry.op == at.SUSPEND:
            self.paused |= 1 << pattern.entry.a

    def acted_by(self, pattern: Pattern, row: Row, missing: tuple[str, ...], ties: bool) -> None:
        """One act. Two matchers on one act count it once."""
        if row[at.OP] == at.COUNT:
            if self._counted is None:
                self._counted = set()
            if row[at.EVENT] in self._counted:
                return
            self._counted.add(row[at.EVENT])
        elif row[at.OP] == at.SUSPEND:
            self.paused |= 1 << pattern.entry.a
        self._mixed_acts = True
        self._ties = self._ties or ties
        self._redated = self._redated or bool(pattern.entry.date)
        self.acts.append(row)
        if self._act_doubts is None:
            self._act_doubts = {}
        self._note_doubt(self._act_doubts, row, missing)

    def _note_doubt(self, doubts: dict[int, tuple[str, ...]], row: Row, missing: tuple[str, ...]) -> None:
        if doubtful(row, missing):
            self.unsure = True
            i = row[at.EVENT]
            doubts[i] = tuple(dict.fromkeys((*doubts.get(i, ()), *missing)))
        elif row[at.LOW] != row[at.HIGH]:
            self.unsure = True

    def settle(self) -> None:
        """All rows are there: put them in order."""
        if self._mixed_openers:
            self.openers.sort(key=_event_of)
        if self._ties:
            self.acts = in_walking_order(self.acts)
        elif self._mixed_acts:
            self.acts.sort(key=_event_of)
        if self._act_doubts or (self.doubts and self._mixed_openers):
            doubts = {i: self.doubts[i] for i in sorted(self.doubts)}
            of_acts = self._act_doubts or {}
            for i in sorted(of_acts):
                doubts[i] = tuple(dict.fromkeys((*doubts.get(i, ()), *of_acts[i])))
            self.doubts = doubts

    def not_stated_since(self, event: int) -> list[str]:
        """What is not stated on the acts: first from `event` on, then before it."""
        if self._told is None:
            self._told = Told(self.doubts)
        return self._told.since(event)

    def without_acts(self, unwanted: set[int], op: int) -> None:
        """Leave out the acts with that operation of these events."""
        self.acts = [row for row in self.acts if row[at.OP] != op or row[at.EVENT] not in unwanted]
        self._flat = None
        self._onward = None

    def sorted_acts(self) -> list[int]:
        """Acts flat, in legal order; an act that ends the duty comes after what it is not ordered against."""
        if self._flat is None:
            self._flat = list(chain.from_iterable(self.acts))
        return self._flat

    def onward(self, unlimited: bool) -> tuple[int, list[int]]:
        """Which operations there are, as bits, and for each act where to go on if clocks cannot move any more.

        unlimited  every permitted extension is taken as granted: restarts do nothing either
        """
        if self._onward is None:
            self._onward = {}
        known = self._onward.get(unlimited)
        if known is None:
            idle = _MOVES_CLOCK | _RESTARTS if unlimited else _MOVES_CLOCK
            present = 0
            ahead = [len(self.acts)] * (len(self.acts) + 1)
            for place in range(len(self.acts) - 1, -1, -1):
                row = self.acts[place]
                present |= 1 << row[at.OP]
                ahead[place] = ahead[place + 1] if row[at.OP] in idle and row[at.SURE] == 1 else place
            known = self._onward[unlimited] = (present, ahead)
        return known

    @property
    def restarted(self) -> dict[Restart, list[int]]:
        """Outcomes of duties from a restart on, where they are known."""
        if self._restarted is None:
            self._restarted = {}
        return self._restarted

    @property
    def restarts_alike(self) -> bool:
        """After a restart all duties of the unit go the same way: what they are compared with lies behind."""
        params = self.program.params
        plain = params[at.COVERS_STATE] == 0 and params[at.UNTIL_MODE] == 0
        return plain and self.program.family == at.CLOCK and not self._redated

    def states(self) -> tuple[list[int], list[int]]:
        """Days of the acts that enter or leave a state, in order, and 1 or 0 for each: entered or left."""
        if self._states is None:
            changes = [row for row in self.acts if row[at.OP] == at.STATE_FROM or row[at.OP] == at.STATE_TO]
            self._states = (
                [row[at.DAY] for row in changes],
                [int(row[at.OP] == at.STATE_FROM) for row in changes],
            )
        return self._states

    def acts_naming(self, value: int) -> list[int]:
        """Acts that name a value or may name it, and those that name none by their nature; flat, in legal order."""
        if self._naming is None:
            self._naming = Naming(self.acts)
        return self._naming.flat(value)


def in_walking_order(rows: Iterable[Row]) -> list[Row]:
    """By day; of one moment an act that ends something stands after what it is not ordered against.

    Where the numbers of its source put an act without a time of day, there it stands.
    """
    found = list(rows)
    if not any(_placed_by_number(row) for row in found):
        found.sort(key=_place)
        return found
    numbered: dict[tuple[int, int], list[Row]] = {}
    for row in found:
        if row[at.SEQUENCE] >= 0:
            numbered.setdefault((row[at.DAY], row[at.SOURCE]), []).append(row)

    def placed(row: Row) -> tuple[int, int, int]:
        moment = _moment(row)
        if _placed_by_number(row):
            number = row[at.SEQUENCE]
            of_source = numbered[row[at.DAY], row[at.SOURCE]]
            if row[at.OP] in _ENDS_DUTY:
                moment = min([moment, *(_moment(other) for other in of_source if other[at.SEQUENCE] > number)])
            else:
                timed = (other for other in of_source if other[at.EARLIEST] == other[at.LATEST])
                moment = max([moment, *(other[at.EARLIEST] for other in timed if other[at.SEQUENCE] < number)])
        return row[at.DAY], moment, row[at.EVENT]

    found.sort(key=placed)
    return found


def _placed_by_number(row: Row) -> bool:
    return row[at.SEQUENCE] >= 0 and row[at.EARLIEST] != row[at.LATEST]


def _moment(row: Row) -> int:
    return row[at.LATEST] if row[at.OP] in _ENDS_DUTY else row[at.EARLIEST]


def _place(row: Row) -> tuple[int, int, int]:
    return row[at.DAY], _moment(row), row[at.EVENT]
