"""From integers back to words: a judged opener as a Verdict.

No judging here and no sentence. Called by evaluate.py and explain.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.event import CaseId, EventKey, PersonId
from domain.occurred import from_micros
from domain.periods import HOUR
from domain.rest_days import working_days_before
from supervision_rules import layout as at
from supervision_rules.derivation import Amount
from supervision_rules.fold_time import Calendar, advance
from supervision_rules.judge import UNDECIDABLE, Judged
from supervision_rules.program import Program, amount_codes
from supervision_rules.rule_set import BEFORE_FIRST
from supervision_rules.scope_history import ScopeHistory
from supervision_rules.verdict import Lateness, Status, Verdict, duty_id
from supervision_rules.vouching import Vouching

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


class Reader:
    """Reads out the judged openers of one scope history. next_change: earliest later change seen so far."""

    def __init__(
        self, history: ScopeHistory, vouching: Vouching, calendar: Calendar, now: int, now_day: int,
        groups: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.history = history
        self.vouching = vouching
        self.calendar = calendar
        self.now = now
        self.now_day = now_day
        self.groups = groups
        self.next_change: int | None = None

    def verdict(self, judged: Judged) -> Verdict | None:
        """The verdict, or None where the rule has nothing to say."""
        if judged.status == at.NO_VERDICT:
            return None
        unit, out = judged.unit, judged.out
        program = unit.program
        card = program.card
        history = self.history
        event_index = judged.opener[at.EVENT]
        event = history.events[event_index]
        closer = out[at.CLOSER] if judged.status != UNDECIDABLE or judged.other is not None else -1
        subject = history.person or (event.person if card.scope == "flow" else None)
        case = event.case if history.person is not None or card.scope == "officer" else history.case
        status = STATUS_NAME[judged.status]
        due, overdue_from, strict = self._due(program, judged)
        pending = judged.status == at.PENDING
        warn_at = self._warnings(program, out[at.DUE], overdue_from) if pending and due else ()
        self._note_change(program, judged, warn_at)
        return Verdict(
            id=duty_id(self.groups[card.id], self.scope_key(program, judged, case, subject), event.key),
            rule=card.id,
            rule_version=program.version.version,
            kind=card.kind,
            severity=card.severity,
            consequence=card.consequence,
            case=case,
            subject=subject,
            status=status,
            trigger=event.key,
            trigger_day=event.occurred.day,
            holder=event.emitter if card.duty_holder == "emitter" else card.duty_holder,
            due=due,
            strict_due=strict,
            overdue_from=overdue_from,
            decided_by=history.events[closer].key if closer >= 0 else None,
            decided_day=history.events[closer].occurred.day if closer >= 0 else None,
            over_by=self.lateness(judged),
            evidence=self._evidence(judged, event_index, closer),
            missing=self.missing(judged) if judged.status == UNDECIDABLE else (),
            final=self._final(judged),
            provisional_due=out[at.PROVISIONAL] == 1,
            warn_at=warn_at,
        )

    def scope_key(self, program: Program, judged: Judged, case: CaseId, subject: PersonId | None) -> str:
        """What makes two duties of one rule and trigger differ."""
        scope, match = judged.unit.key
        own = f"person:{subject}" if self.history.person is not None else f"case:{case}"
        if program.card.scope == "officer":
            own = "officer"
        # a basis and the entry into the state may be one event
        place = "gap" if program.family == at.GAP else ""
        return "|".join(part for part in (own, scope, match, place) if part)

    def _due(self, program: Program, judged: Judged) -> tuple[str | None, int | None, str | None]:
        """(due as text, first unlawful instant, strict due as text)."""
        due = judged.out[at.DUE]
        if due == at.NONE or (judged.status == UNDECIDABLE and judged.other is None):
            return None, None, None
        point = program.family in (at.INTERVAL,)
        if program.hours:
            strict = judged.out[at.STRICT]
            return (
                self._instant(due),
                None if point else due + 1,
                self._instant(strict) if strict not in (at.NONE, 0) else None,
            )
        return date.fromordinal(due).isoformat(), None if point else self.vouching.day_start(due + 1), None

    def _instant(self, micros: int) -> str:
        return from_micros(micros, self.vouching.zone).isoformat()

    def lateness(self, judged: Judged) -> Lateness | None:
        """How far beyond the due position, for what is late."""
        program, out = judged.unit.program, judged.out
        if judged.status not in (at.MET_LATE, at.OVERDUE) or out[at.DUE] == at.NONE:
            return None
        until = out[at.CLOSED_AT]
        if until == at.NONE:
            until = self.now if program.hours else self.now_day
        if program.hours:
            return Lateness(-(-(until - out[at.DUE]) // HOUR), "hour")
        return Lateness(until - out[at.DUE], "day")

    def _evidence(self, judged: Judged, opener: int, closer: int) -> tuple[EventKey, ...]:
        out = judged.out
        if closer < 0 and out[at.EVIDENCE] == 0:
            return (self.history.events[opener].key,)
        indexes = [opener]
        if out[at.EVIDENCE]:
            indexes += sorted(out[at.EVIDENCE + 1 : at.EVIDENCE + 1 + out[at.EVIDENCE]])
        if closer >= 0:
            indexes.append(closer)
        return tuple(dict.fromkeys(self.history.events[i].key for i in indexes))

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
            found += [text for i, texts in sorted(unit.doubts.items()) if i >= event - 1 for text in texts]
            found += [text for texts in unit.doubts.values() for text in texts]
        if program.hours and not judged.open_world and not found:
            found.append(TIME_OF_DAY)
        stated = self.history.events[event]
        if program.family == at.RECORDED and (stated.excerpt or stated.recorded is None):
            found = ["recorded time"]
        if judged.open_world:
            found += [f"act {name}" for name in program.closers]
            found += [f"act {name}" for name in program.easers]
        if not found and program.params[at.ROLL] == at.ROLL_UNLESS_CUSTODY:
            found.append("fact in_custody")
        return tuple(dict.fromkeys(found))

    def _final(self, judged: Judged) -> bool:
        out = judged.out
        if judged.status == at.MOOTED and out[at.CLOSER] < 0:
            return False  # a right that lapsed unused can still be used, too late
        if judged.status in (at.MET, at.MET_LATE, at.MOOTED, at.VIOLATED):
            return out[at.PROVISIONAL] == 0
        if judged.status == at.OVERDUE:
            return out[at.CLOSER] >= 0 and out[at.PROVISIONAL] == 0
        if judged.status == UNDECIDABLE:
            if judged.unit.program.family > at.SILENCE or judged.opener[at.SURE] == 0 or judged.other is None:
                return True
            return out[at.CLOSER] >= 0 and judged.other[at.CLOSER] >= 0
        return False

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
