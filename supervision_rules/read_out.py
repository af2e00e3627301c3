"""From integers back to words: a judged opener as a Verdict.

No judging here and no sentence. Called by evaluate.py and explain.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from domain.event import EventKey
from domain.periods import HOUR
from domain.rest_days import working_days_before
from supervision_rules import layout as at
from supervision_rules.derivation import Amount
from supervision_rules.facts import CUSTODY_FACT
from supervision_rules.fold_time import Calendar, advance
from supervision_rules.judge import UNDECIDABLE, Judged
from supervision_rules.program import Program, amount_codes
from supervision_rules.rule_set import BEFORE_FIRST
from supervision_rules.scope_history import ScopeHistory
from supervision_rules.unit import Unit
from supervision_rules.verdict import Lateness, Status, Verdict, duty_digest, duty_part, duty_trigger
from supervision_rules.vouching import Vouching, iso_date

STATUS_NAME: Final[Mapping[int, Status]] = MappingProxyType(
    {
        UNDECIDABLE: "undecidable",
        at.PENDING: "pending",
        at.MET: "met",
        at.MET_LATE: "met_late",
        at.OVERDUE: "overdue",
        at.VIOLATED: "violated",
        at.MOOTED: "moot",
    }
)
NO_VERSION_IN_FORCE: Final = "version in force"
TIME_OF_DAY: Final = "time of day"
# no act and no passing of time changes these
_SETTLED: Final = frozenset({at.MET, at.MET_LATE, at.VIOLATED})


class Reader:
    """Reads out the judged openers of one scope history. next_change: earliest later change seen so far."""

    def __init__(self, history: ScopeHistory, vouching: Vouching, calendar: Calendar, now: int, now_day: int) -> None:
        self.history = history
        self.vouching = vouching
        self.calendar = calendar
        self.now = now
        self.now_day = now_day
        self.next_change: int | None = None
        self._own = f"case:{history.case}" if history.person is None else f"person:{history.person}"
        self._undivided = duty_part(self._own)
        self._triggers = history.component.triggers

    def verdict(self, judged: Judged) -> Verdict | None:
        """The verdict, or None where the rule has nothing to say."""
        status, out = judged.status, judged.out
        if status == at.NO_VERDICT:
            return None
        unit, history = judged.unit, self.history
        program = unit.program
        card = program.card
        index = judged.opener[at.EVENT]
        event = history.events[index]
        key, person = event.key, history.person
        trigger = self._triggers[index]
        if trigger is None:
            trigger = self._triggers[index] = duty_trigger(key)
        # what every verdict says beside the card
        found = replace(
            program.blank,
            id=duty_digest(program.group, self._undivided if program.undivided else self._scope(unit), trigger),
            case=history.case if person is None and card.scope != "officer" else event.case,
            subject=event.person if person is None and card.scope == "flow" else person,
            status=STATUS_NAME[status],
            trigger=key,
            trigger_day=event.occurred.day,
            holder=(event.actor or key.source) if card.duty_holder == "emitter" else card.duty_holder,
            evidence=(key,),
            final=status in _SETTLED,
        )
        if status == UNDECIDABLE and judged.other is None:
            return replace(found, missing=self.missing(judged), final=True)
        if out[at.DUE] == at.NONE and out[at.CLOSER] < 0 and out[at.EVIDENCE] == 0 and status in _SETTLED:
            return found
        return self._in_full(found, judged, index)

    def _in_full(self, found: Verdict, judged: Judged, opener: int) -> Verdict:
        """What hangs on a period or on other acts."""
        status, out = judged.status, judged.out
        program = judged.unit.program
        due = overdue_from = strict = None
        if out[at.DUE] != at.NONE:
            due, overdue_from, strict = self._due(program, out)
        warn_at = self._warnings(program, out[at.DUE], overdue_from) if status == at.PENDING and due else ()
        if status == at.PENDING or judged.other is not None:
            self._note_change(program, judged, warn_at)
        closer = out[at.CLOSER]
        decided = self.history.events[closer] if closer >= 0 else None
        return replace(
            found,
            due=due,
            strict_due=strict,
            overdue_from=overdue_from,
            decided_by=None if decided is None else decided.key,
            decided_day=None if decided is None else decided.occurred.day,
            over_by=self.lateness(judged) if status == at.MET_LATE or status == at.OVERDUE else None,
            evidence=self._evidence(out, opener, closer),
            missing=self.missing(judged) if status == UNDECIDABLE else (),
            final=self._final(judged),
            provisional_due=out[at.PROVISIONAL] == 1,
            warn_at=warn_at,
        )

    def _scope(self, unit: Unit) -> str:
        """What makes two duties of one rule and trigger differ, as part of their ids."""
        program = unit.program
        own = "officer" if program.card.scope == "officer" else self._own
        # a basis and the entry into the state may be one event
        place = "gap" if program.family == at.GAP else ""
        return duty_part("|".join(part for part in (own, *unit.key, place) if part))

    def _due(self, program: Program, out: list[int]) -> tuple[str | None, int | None, str | None]:
        """(due as text, first unlawful instant, strict due as text)."""
        due = out[at.DUE]
        point = program.family == at.INTERVAL
        if program.hours:
            strict, text_of = out[at.STRICT], self.vouching.text_of
            return (
                text_of(due),
                None if point else due + 1,
                text_of(strict) if strict != at.NONE and strict != 0 else None,
            )
        return iso_date(due), None if point else self.vouching.day_start(due + 1), None

    def lateness(self, judged: Judged) -> Lateness | None:
        """How far beyond the due position, for what is late."""
        program, out = judged.unit.program, judged.out
        if judged.status not in (at.MET_LATE, at.OVERDUE) or out[at.DUE] == at.NONE:
            return None
        until = out[at.CLOSED_AT]
        if until == at.NONE:
            until = self.now if program.hours else self.now_day
        if program.hours:
            # late by its number alone, at an hour not known: late by a started hour at the least
            return Lateness(max(1, -(-(until - out[at.DUE]) // HOUR)), "hour")
        return Lateness(until - out[at.DUE], "day")

    def _evidence(self, out: list[int], opener: int, closer: int) -> tuple[EventKey, ...]:
        events = self.history.events
        if out[at.EVIDENCE] == 0:
            if closer < 0 or closer == opener:
                return (events[opener].key,)
            return (events[opener].key, events[closer].key)
        indexes = [opener, *sorted(out[at.EVIDENCE + 1 : at.EVIDENCE + 1 + out[at.EVIDENCE]])]
        if closer >= 0:
            indexes.append(closer)
        return tuple(events[i].key for i in dict.fromkeys(indexes))

    def missing(self, judged: Judged) -> tuple[str, ...]:
        """What would have to be known, in words of the pack."""
        unit = judged.unit
        program = unit.program
        event = judged.opener[at.EVENT]
        if event in unit.unjudged:
            return (NO_VERSION_IN_FORCE if unit.unjudged[event] == BEFORE_FIRST else "date that selects the version",)
        own = unit.doubts.get(event, ())
        if judged.opener[at.SURE] == 0:
            return own
        found: list[str] = []
        doubt = judged.out[at.DOUBT] | (judged.other[at.DOUBT] if judged.other else 0)
        if doubt & at.DOUBT_GUARD:
            found += unit.not_stated_since(self.history.just_before(event))
        if program.hours and not judged.open_world and not found:
            found.append(TIME_OF_DAY)
        stated = self.history.events[event]
        if program.family == at.RECORDED and (stated.excerpt or stated.recorded is None):
            found = ["recorded time"]
        if judged.open_world:
            found += [f"act {name}" for name in program.closers]
            found += [f"act {name}" for name in program.easers]
        if not found and program.params[at.ROLL] == at.ROLL_UNLESS_CUSTODY:
            found.append(f"fact {CUSTODY_FACT}")
        return tuple(dict.fromkeys(found))

    def _final(self, judged: Judged) -> bool:
        status, out = judged.status, judged.out
        if status == at.PENDING:
            return False
        if status == UNDECIDABLE:
            if judged.unit.program.family > at.SILENCE or judged.other is None:
                return True
            return out[at.CLOSER] >= 0 and judged.other[at.CLOSER] >= 0
        if out[at.CLOSER] < 0 and (status == at.OVERDUE or status == at.MOOTED):
            return False  # what is owed may still come; a right that lapsed unused can still be used, too late
        return out[at.PROVISIONAL] == 0

    def _warnings(self, program: Program, due: int, overdue_from: int | None) -> tuple[int, ...]:
        found = {self._lead(program, amount, due, overdue_from) for amount in program.version.warn}
        return tuple(sorted(moment for moment in found if moment is not None))

    def _lead(self, program: Program, amount: Amount, due: int, overdue_from: int | None) -> int | None:
        """The warning instant: so long before the due instant, or the start of the day so long before."""
        unit, whole, _ = amount_codes(amount)
        if unit == at.HOUR:
            return None if overdue_from is None else overdue_from - whole * HOUR
        day = self.vouching.day_of(due) if program.hours else due
        if unit == at.WORKING_DAY:
            day = working_days_before(day, whole, self.calendar[0], self.calendar[5], self.calendar[6])
        else:
            day = advance(day, unit, -whole, 0, 0, self.calendar)
        return self.vouching.day_start(day)

    def _note_change(self, program: Program, judged: Judged, warn_at: tuple[int, ...]) -> None:
        """Remember the earliest later instant at which time alone changes this verdict."""
        moments = list(warn_at)
        for out in (judged.out, judged.other):
            if out is not None and out[at.STATUS] == at.PENDING and out[at.DUE] != at.NONE:
                due = out[at.DUE]
                moments.append(due + 1 if program.hours else self.vouching.day_start(due + 1))
        for moment in moments:
            if moment > self.now and (self.next_change is None or moment < self.next_change):
                self.next_change = moment
