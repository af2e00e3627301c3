"""Stage two driven: each opener of a unit through the fold, in one lane or in both extreme ones.

A verdict is what holds under every completion of the history. What is open is bounded by two courses: LEAST reads
it all against lawfulness (shortest lawful period, doubtful discharges away), GREATEST all for it (every permitted
extension granted, unmentioned discharges there). If both end alike that is the verdict, else it is undecidable.
Silence is open where the opener is an excerpt, where an excerpt stands at or before an act that a look-back rule
tests, or where not every agency kind that would report the missing act vouches for its acts at that date.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from supervision_rules import layout as at
from supervision_rules.fold import before, follow, walk
from supervision_rules.fold_lookback import (
    interval,
    limited,
    precedence,
    prohibition,
    recorded,
    separation,
)
from supervision_rules.fold_time import Calendar
from supervision_rules.program import Program
from supervision_rules.rows import Row
from supervision_rules.scope_history import ScopeHistory
from supervision_rules.unit import Restart, Unit, in_walking_order
from supervision_rules.vouching import Vouching

UNDECIDABLE: Final = 0
_BROKEN: Final = frozenset({at.MET_LATE, at.OVERDUE, at.VIOLATED})
_LAWFUL: Final = frozenset({at.MET, at.MOOTED})
_UNTRACED: Final = [0]
_NO_CUSTODY: Final[list[int]] = []
_EVERY_ACT: Final[list[int]] = []
# so many acts of a unit make it worth knowing which of them can still matter, and what follows a restart
_MANY: Final = 64


def _blank() -> list[int]:
    out = [0] * at.OUT
    out[at.CLOSER], out[at.DUE], out[at.CLOSED_AT] = -1, at.NONE, at.NONE
    return out


_BLANK: Final = _blank()


class Judged:
    """One opener judged.

    status   a status of layout.py, or UNDECIDABLE
    out      result of the lane shown; other: the other lane's, None where one lane sufficed
    lane     the lane shown
    open_world  silence did not count here
    """

    __slots__ = ("lane", "open_world", "opener", "other", "out", "status", "unit")

    def __init__(
        self, unit: Unit, opener: Row, status: int, out: list[int], lane: int, other: list[int] | None,
        open_world: bool,
    ) -> None:  # fmt: skip
        self.unit = unit
        self.opener = opener
        self.status = status
        self.out = out
        self.lane = lane
        self.other = other
        self.open_world = open_world


class Judge:
    """Folds the units of one scope history. now: microseconds and the local day they fall on."""

    def __init__(self, history: ScopeHistory, vouching: Vouching, calendar: Calendar, now: int, now_day: int) -> None:
        self.history = history
        self.vouching = vouching
        self.calendar = calendar
        self.now = now
        self.now_day = now_day
        self._custody: list[int] | None = None
        self._custody_unknown = False
        self._scratch = [0] * at.STATE_SIZE
        self._begins = history.begins
        self._excerpts = history.first_excerpt < len(history.events)

    def units(self, units: list[Unit]) -> Iterator[Judged]:
        """All openers of all units; coverage units of one card and key are seen together."""
        bases: dict[tuple[int, int, tuple[str, str]], list[Judged]] = {}
        for unit in units:
            program = unit.program
            if program.family == at.GAP:
                of_card = bases.get((program.card_index, program.version_index, unit.key), [])
                yield from self._gaps(unit, of_card)
                continue
            if program.basis >= 0:
                bases.setdefault((program.card_index, program.version_index, unit.key), []).extend(self.unit(unit))
            else:
                yield from self.unit(unit)
        for of_card in bases.values():
            yield from _one_basis_an_act(of_card)

    def unit(self, unit: Unit) -> Iterator[Judged]:
        """One at a time: of a long case not all are to be kept."""
        family = unit.program.family
        if family == at.SILENCE:
            yield from self._silences(unit)
        elif family == at.SEPARATION:
            yield from _one_per_event([self.opener(unit, unit.acts_naming(row[at.A]), row) for row in unit.openers])
        else:
            acts = unit.sorted_acts()
            for opener in unit.openers:
                yield self.opener(unit, acts, opener)

    def opener(self, unit: Unit, acts: list[int], opener: Row, held: int = 0) -> Judged:
        """One opener through the fold."""
        program = unit.program
        family = program.family
        if opener[at.SURE] == 0 or (unit.unjudged and opener[at.EVENT] in unit.unjudged):
            return Judged(unit, opener, UNDECIDABLE, [0] * at.OUT, at.CERTAIN, None, False)
        if family == at.RECORDED:
            return self._promptness(unit, opener)
        open_world = family != at.TESTED and self.open_world(program, opener)
        if not open_world and not unit.unsure and not (program.rolls_by_custody and self.custody_unknown()):
            out = self.run(unit, acts, opener, at.CERTAIN, False, held, _UNTRACED)
            return Judged(unit, opener, out[at.STATUS], out, at.CERTAIN, None, False)
        least = self.run(unit, acts, opener, at.LEAST, open_world, held, _UNTRACED)
        greatest = self.run(unit, acts, opener, at.GREATEST, open_world, held, _UNTRACED)
        status, lane = _agree(least[at.STATUS], greatest[at.STATUS])
        shown, other = (greatest, least) if lane == at.GREATEST else (least, greatest)
        return Judged(unit, opener, status, shown, lane, other, open_world)

    def _promptness(self, unit: Unit, opener: Row) -> Judged:
        """Whether an act was recorded in time: no other act bears on it."""
        event = self.history.events[opener[at.EVENT]]
        if event.excerpt:  # when it was copied tells nothing of when the agency recorded its act
            return Judged(unit, opener, UNDECIDABLE, [0] * at.OUT, at.CERTAIN, None, False)
        if not unit.unsure and event.recorded is not None:
            out = self.run(unit, [], opener, at.CERTAIN, False, 0, _UNTRACED)
            return Judged(unit, opener, out[at.STATUS], out, at.CERTAIN, None, False)
        least = greatest = self.run(unit, [], opener, at.LEAST, False, 0, _UNTRACED)
        if opener[at.LOW] != opener[at.HIGH] or event.recorded is None:  # else both courses are one
            greatest = self.run(unit, [], opener, at.GREATEST, False, 0, _UNTRACED)
        status, lane = _agree(least[at.STATUS], greatest[at.STATUS])
        shown, other = (greatest, least) if lane == at.GREATEST else (least, greatest)
        return Judged(unit, opener, status, shown, lane, other, False)

    def run(
        self, unit: Unit, acts: list[int], opener: Row, lane: int, open_world: bool, held: int,
        trace: list[int],
    ) -> list[int]:  # fmt: skip
        """OUT integers of one opener in one lane."""
        program = unit.program
        p, family = program.params, program.family
        out = _BLANK.copy()
        if family == at.TESTED:
            out[at.STATUS] = at.MET if opener[at.A] == 1 else at.VIOLATED
            return out
        if family == at.RECORDED:
            recorded(p, opener, 0, lane, self._recorded(program, opener), self.calendar, out, 0, trace)
            return out
        start = list(opener)  # as the acts are: mixed kinds of sequence slow the interpreter down
        count = len(acts) // at.ROW
        now = self.now if program.hours else self.now_day
        opened = 1 if open_world else 0
        if family <= at.SILENCE:
            state = 1 if family != at.CLOCK else held or self._held(unit, opener)
            custody = self.custody() if program.rolls_by_custody else _NO_CUSTODY
            if count > _MANY and len(trace) == 1:
                return self._among_many(unit, acts, start, lane, opened, now, state, custody)
            walk(
                p, acts, count, start, 0, lane, opened, now, state, unit.paused, 0, _EVERY_ACT, 0, custody,
                self.calendar, self._scratch, out, 0, trace,
            )  # fmt: skip
        elif family == at.INTERVAL:
            interval(p, acts, count, start, 0, lane, opened, now, self.calendar, out, 0, trace)
        elif family == at.PRECEDENCE:
            precedence(p, acts, count, start, 0, lane, opened, out, 0, trace)
        elif family == at.PROHIBITION:
            prohibition(p, acts, count, start, 0, lane, opened, out, 0, trace)
        elif family == at.LIMITED:
            limited(p, acts, count, start, 0, lane, opened, out, 0, trace)
        else:
            separation(p, acts, count, start, 0, lane, opened, out, 0, trace)
        return out

    def _among_many(
        self, unit: Unit, acts: list[int], start: list[int], lane: int, opened: int, now: int, state: int,
        custody: list[int],
    ) -> list[int]:  # fmt: skip
        """The same of a clock among many acts: what comes after a restart is folded once for all duties restarted."""
        p, s, count = unit.program.params, self._scratch, len(acts) // at.ROW
        unlimited = lane == at.GREATEST and opened == 1
        present, onward = unit.onward(unlimited)
        halts = int(unit.restarts_alike and not unlimited)
        out = _BLANK.copy()
        place = walk(
            p, acts, count, start, 0, lane, opened, now, state, unit.paused, present, onward, halts, custody,
            self.calendar, s, out, 0, _UNTRACED,
        )  # fmt: skip
        stretches = [out]
        passed: list[Restart] = []
        while place >= 0:
            here = (lane, opened, place, s[at.S_USED], s[at.S_SUSPENDED], s[at.S_SUSPENDED_BY], s[at.S_ANCHORED])
            passed.append(here)
            known = unit.restarted.get(here)
            if known is not None:
                stretches.append(known)
                break
            out = _BLANK.copy()
            place = follow(
                p, acts, count, place, start, 0, lane, 0, now, present, onward, halts, custody,
                self.calendar, s, out, 0, _UNTRACED,
            )  # fmt: skip
            stretches.append(out)
        whole = stretches.pop()
        while passed:
            unit.restarted[passed.pop()] = whole
            whole = _joined(stretches.pop(), whole)
        return whole

    def open_world(self, program: Program, opener: Row) -> bool:
        """Whether silence does not count for this opener, of a family whose verdict hangs on other acts."""
        event = self.history.events[opener[at.EVENT]]
        looks_back = program.family > at.SILENCE
        if self._excerpts and (event.excerpt or (looks_back and self.history.open_before(opener[at.EVENT]))):
            return True
        if not program.speakers:
            return False
        source = event.key.source
        since = self.vouching.since(program.speakers)(event.actor or source, source)
        return since is None or since > (self._begins if looks_back else event.occurred.day)

    def custody(self) -> list[int]:
        """Who is in custody when, as rolling asks it."""
        if self._custody is None:
            self._custody = self.history.custody()
            self._custody_unknown = -1 in self._custody[1::2]
        return self._custody

    def custody_unknown(self) -> bool:
        self.custody()
        return self._custody_unknown

    def _held(self, unit: Unit, opener: Row) -> int:
        """Whether the state that a basis covers holds before the opener's day."""
        if unit.program.params[at.COVERS_STATE] == 0:
            return 1
        days, entered = unit.states()
        place = bisect_left(days, opener[at.DAY])
        return entered[place - 1] if place > 0 else 0

    def _recorded(self, program: Program, opener: Row) -> int:
        recorded_at = self.history.events[opener[at.EVENT]].recorded
        if recorded_at is None:
            return at.NONE
        return recorded_at if program.hours else self.vouching.day_of(recorded_at)

    def _gaps(self, unit: Unit, bases: list[Judged]) -> list[Judged]:
        """Entries into the state that no basis in force covers."""
        acts = unit.sorted_acts()
        leaving = [row for row in unit.acts if row[at.OP] == at.STATE_TO]
        recent_first = bases[::-1]
        found = []
        inside = False
        for row in in_walking_order((*unit.openers, *leaving)):
            if row[at.OP] == at.STATE_TO:
                inside = False
            elif not inside:
                inside = True
                if not any(_covers(basis, row, self.history) for basis in recent_first):
                    found.append(self.opener(unit, acts, row, held=1))
        return found

    def _silences(self, unit: Unit) -> list[Judged]:
        """Every act in the state starts the clock anew; an act after too long a silence opens the next one."""
        leaving = {row[at.EVENT] for row in unit.acts if row[at.OP] in (at.DISCHARGE, at.MOOT)}
        # an act that ends the state breaks the silence, and starts no new one
        unit.without_acts(leaving, at.TICK)
        acts = unit.sorted_acts()
        ticks = {row[at.EVENT]: row for row in unit.acts if row[at.OP] == at.TICK}
        found: list[Judged] = []
        closed = -1
        for opener in unit.openers:
            if opener[at.EVENT] < closed:
                continue  # the state it opens holds already
            start: Row | None = opener
            while start is not None:
                judged = self.opener(unit, acts, start)
                found.append(judged)
                closed = judged.out[at.CLOSER]
                broken = judged.status == at.MET_LATE and closed not in leaving
                start = ticks[closed] if broken else None
            if closed < 0:
                break
        return found


def _joined(first: list[int], rest: list[int]) -> list[int]:
    """Outcome of a duty from what it came by before a restart and how it went on."""
    out = rest.copy()
    out[at.DOUBT] |= first[at.DOUBT]
    cited = first[at.EVIDENCE + 1 : at.EVIDENCE + 1 + first[at.EVIDENCE]]
    cited += rest[at.EVIDENCE + 1 : at.EVIDENCE + 1 + rest[at.EVIDENCE]]
    del cited[at.EVIDENCE_ROOM :]
    out[at.EVIDENCE] = len(cited)
    out[at.EVIDENCE + 1 : at.EVIDENCE + 1 + len(cited)] = cited
    return out


def _agree(least: int, greatest: int) -> tuple[int, int]:
    """(status, lane to show) of two extreme courses."""
    if least == greatest:
        return least, at.GREATEST if least in _BROKEN else at.LEAST
    if least in _BROKEN and greatest in _BROKEN:
        return greatest, at.GREATEST
    if least in _LAWFUL and greatest in _LAWFUL:
        return least, at.LEAST
    if at.NO_VERDICT in (least, greatest) and not {least, greatest} & (_BROKEN | {at.PENDING}):
        return at.NO_VERDICT, at.LEAST
    return UNDECIDABLE, at.LEAST


def _one_per_event(judged: list[Judged]) -> list[Judged]:
    """One verdict an act: broken if any of its values is, else open if any is."""
    rank = {at.VIOLATED: 0, UNDECIDABLE: 1}
    best: dict[int, Judged] = {}
    for one in judged:
        event = one.opener[at.EVENT]
        known = best.get(event)
        if known is None or rank.get(one.status, 2) < rank.get(known.status, 2):
            best[event] = one
    return list(best.values())


def _one_basis_an_act(judged: list[Judged]) -> list[Judged]:
    """One verdict for each basis act: a basis that certainly applies over those of which it is unknown."""
    best: dict[int, Judged] = {}
    for one in judged:
        event = one.opener[at.EVENT]
        known = best.get(event)
        if known is None or (known.opener[at.SURE] == 0 and one.opener[at.SURE] == 1):
            best[event] = one
    return list(best.values())


def _covers(basis: Judged, entry: Row, history: ScopeHistory) -> bool:
    """The basis is in force when the state is entered: not later, not replaced before, not lapsed."""
    if before(entry, 0, basis.opener, 0):
        return False
    event = basis.opener[at.EVENT]
    if event == entry[at.EVENT] and (basis.opener[at.SURE] == 0 or event in basis.unit.unjudged):
        return True  # whether this act is a basis is not known: its own verdict says so
    outs = [basis.out] if basis.other is None else [basis.out, basis.other]
    position = entry[at.EARLIEST] if basis.unit.program.hours else entry[at.DAY]
    for out in outs:
        closer = out[at.CLOSER]
        if closer >= 0 and before(history.rows[closer], 0, entry, 0):
            continue
        if out[at.DUE] == at.NONE or out[at.DUE] >= position:
            return True
    return False
