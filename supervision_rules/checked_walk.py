"""One derivation walked step by step: each step against the acts it names and the clock so far.

Called by checker.py alone. The arithmetic is checked_clock.py, the last step is checked_result.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.event import Event, EventKey
from domain.legal_calendar import Calendar
from domain.lineage import LinkRule
from supervision_rules.checked_act import Act, any_fits, expect, required, same
from supervision_rules.checked_acts import Evidence, check_found, check_missed
from supervision_rules.checked_card import ActPattern, CardText, ClockText, VersionText, fits
from supervision_rules.checked_clock import Clock
from supervision_rules.checked_custody import Custody
from supervision_rules.checked_dates import PlainCalendar
from supervision_rules.checked_result import Outcome, check_result
from supervision_rules.checked_scene import Scene, in_force, openers
from supervision_rules.derivation import (
    Anchored,
    Budgeted,
    Closed,
    Derivation,
    Extended,
    Found,
    Missed,
    Opened,
    Restarted,
    Result,
    Rolled,
    Step,
    Suspended,
    Tested,
    Unstated,
    UntilAct,
)

_ANY_ACT = ActPattern("*")


class Walk:
    def __init__(
        self, derivation: Derivation, events: Sequence[Event], calendar: Calendar, card: CardText,
        facts: Mapping[str, object], links: Sequence[LinkRule], now: int,
    ) -> None:  # fmt: skip
        self.derivation = derivation
        self.card = card
        same(derivation.rule, card.id, "the rule")
        same(derivation.kind, card.kind, "the kind of rule")
        same(derivation.calendar, calendar.sha256, "the calendar")
        articles = tuple(dict.fromkeys(f"{cite.text}:{cite.article}" for cite in card.cites))
        same(derivation.articles, articles, "the articles")
        versions = [v for v in card.versions if v.version == derivation.rule_version]
        expect(len(versions) == 1, f"the card has no version {derivation.rule_version}")
        self.version: VersionText = versions[0]
        self.calendar = PlainCalendar(calendar.days)
        self.scene = Scene(derivation, card, self.version, events, links, self.calendar)
        subject = derivation.subject if card.scope in ("subject", "measure") else None
        self.custody = Custody(facts, self.scene.events.values(), subject)
        self.now = now if derivation.scale == "instant" else self.calendar.day_of(now)
        self.opened: Act | None = None
        self.since: Act | None = None
        self.anchor: Act | None = None
        self.clock = Clock(ClockText(), self.calendar, derivation.scale, self.custody.on, late_reading=False)
        self.closed: tuple[Closed, Act] | None = None
        self.found: list[tuple[Found, Act]] = []
        self.missed: list[Missed] = []
        self.tested: list[Tested] = []
        self.before: Step | None = None
        self.unstated = False
        self.cited: set[EventKey] = set()
        self.done = False

    @property
    def trigger(self) -> Act:
        return required(self.opened, "the first step must say what opened the duty")

    def take(self, step: Step) -> None:
        """Raises Mismatch where the step does not hold."""
        expect(not self.done, "a step follows the result")
        if not isinstance(step, Opened):
            expect(self.opened is not None, "the first step must say what opened the duty")
        counts_anew = isinstance(self.before, Restarted | Anchored)
        expect(not counts_anew or isinstance(step, Budgeted), "a clock that starts anew states its period")
        self._take(step)
        self.before = step

    def _take(self, step: Step) -> None:
        match step:
            case Opened():
                self._opened(step)
            case Anchored():
                self._anchored(step)
            case Budgeted():
                self._budgeted(step)
            case Extended():
                act = self._cited(step.event)
                same(step.day, act.day, "the day of the extension")
                self.clock.extension(step, act, self._suspended_at(act))
            case Suspended():
                suspensions = self.clock.card.suspend
                began = self._cited(step.began, tuple(s.from_ for s in suspensions))
                ended = None if step.ended is None else self._cited(step.ended, tuple(s.to for s in suspensions))
                self.clock.suspension(step, began, ended)
            case Restarted():
                clock = self.clock.card
                self.since = self._cited(step.event, clock.renew if step.keeps_extensions else clock.reset)
                self._at(step)
                self.clock.restart(step, self.since, self._suspended_at(self.since))
            case Rolled():
                self.clock.roll(step)
            case UntilAct():
                self._at(step)
                expect(step.event != self.trigger.event.key, "an act does not end the period that it opens")
                self.clock.until(self._cited(step.event, self.clock.card.until))
            case Closed():
                self._closed(step)
            case Found():
                self.found.append((step, check_found(self.scene, step, self.trigger)))
            case Missed():
                check_missed(self.scene, step, self.trigger)
                self.missed.append(step)
            case Tested():
                self.tested.append(step)
            case Unstated():
                expect(bool(step.what), "nothing is named that may be unstated")
                self.unstated = True
            case Result():
                self._result(step)

    def finish(self) -> None:
        expect(self.done, "there is no result")

    def _opened(self, step: Opened) -> None:
        expect(self.opened is None, "a duty is opened once")
        event = self.scene.event(step.event)
        patterns = openers(self.card.kind, self.version)
        expect(any_fits(patterns, event) is not False, f"the card is not opened by this {event.type}")
        if self.derivation.subject is not None or self.card.scope == "officer":
            same(self.derivation.case, event.case, "the case")
        self.opened = self.since = self.scene.placed(event, patterns)
        self._at(step)
        unjudged = any(isinstance(s, Result) and s.status == "undecidable" for s in self.derivation.steps)
        expect(in_force(self.scene, event) or unjudged, "this version is not law on the day that selects it")
        clock = self._clock(event)
        late = self.derivation.reading == "greatest"
        self.clock = Clock(
            clock or ClockText(), self.calendar, self.derivation.scale, self.custody.on, late_reading=late
        )
        self.clock.any_act_restarts = self.card.kind == "silence"
        if self.card.kind == "coverage" and clock is None:
            self.clock.entered(self.opened)

    def _clock(self, trigger: Event) -> ClockText | None:
        """The card's clock; for coverage that of the basis, None for an entry into the state."""
        if self.card.kind != "coverage":
            return self.version.clock
        budgets = [s.amount for s in self.derivation.steps if isinstance(s, Budgeted)]
        bases = [b.clock for b in self.version.bases if fits(b, trigger) is not False]
        no_due = any(isinstance(s, Result) and s.due is None for s in self.derivation.steps)
        if any(isinstance(s, UntilAct) for s in self.derivation.steps) or (no_due and not budgets):
            return next((clock for clock in bases if clock.until), None)
        return next((clock for clock in bases if budgets and clock.budget == budgets[0]), None)

    def _anchored(self, step: Anchored) -> None:
        act = self._cited(step.event)
        anchor = required(self.version.anchor, "the clock of the card runs from the trigger itself")
        expect(fits(anchor, act.event) is not False, f"the clock of the card does not run from {act.event.type}")
        running, certain = self.clock.origin is not None, self.derivation.reading == "certain"
        expect(running == (anchor.otherwise is not None) or not certain, "when the clock starts")
        self._at(step)
        self.since = self.anchor = act

    def _budgeted(self, step: Budgeted) -> None:
        if self.card.kind == "minimum_interval":
            expect(isinstance(self.before, Found), "the interval has nothing to be counted from")
            self.clock.budget(step, self._interval_from(self.found[-1][1]))
            return
        expect(isinstance(self.before, Opened | Anchored | Restarted), "a period starts with an act")
        anchor = self.version.anchor
        from_receipt = anchor is not None and anchor.otherwise is None and self.derivation.reading == "certain"
        expect(not (from_receipt and isinstance(self.before, Opened)), "the clock runs from the receipt")
        self.clock.budget(step, self.clock.start_at(required(self.since, "no act starts the clock")))

    def _interval_from(self, first: Act) -> int:
        """The protected time is read long, unless the history is read for lawfulness."""
        if self.derivation.scale == "day":
            return first.day
        return first.earliest if self.derivation.reading == "greatest" else first.latest

    def _closed(self, step: Closed) -> None:
        act = self._cited(step.event, self._closers(step))
        self._at(step)
        # what comes after the due date is in time if a suspension was still going on
        in_time = self.clock.in_time(act) or self._suspended_at(act)
        # a right that has lapsed is not broken by what makes it pointless
        in_time = in_time or (step.how == "moot" and self.version.lapses)
        # an excerpt may hide what the card permits; how late an act then is, the result says
        hidden = self.derivation.reading == "greatest" and not in_time
        expect(step.in_time == in_time or hidden, "whether the act came in time is stated wrongly")
        ends = any_fits(self._closers(step), act.event)
        expect(ends is not False, f"the card ends no duty by this {act.event.type}")
        self.closed = (step, act)

    def _closers(self, step: Closed) -> tuple[ActPattern, ...]:
        version, clock = self.version, self.clock.card
        if step.how == "moot":
            return clock.moot_on
        # an act that would restart the clock, or break the silence, ends a clock that has run out
        lapsed = () if step.in_time else (*clock.reset, *clock.renew)
        if self.card.kind == "silence" and not step.in_time:
            return (_ANY_ACT,)
        if self.card.kind == "coverage":
            state = version.state.to if version.state else ()
            return (*(ActPattern(b.event, b.when) for b in version.bases), *state, *lapsed)
        return (*version.closes, *lapsed)

    def _result(self, step: Result) -> None:
        same(step.now, self.now, "the moment of judging")
        outcome = Outcome(
            scene=self.scene,
            clock=self.clock,
            trigger=self.trigger,
            since=required(self.since, "no act starts the clock"),
            first_start=self.anchor or self.trigger,
            closed=self.closed,
            evidence=Evidence(tuple(self.found), tuple(self.missed), tuple(self.tested)),
            unstated=self.unstated,
            cited=frozenset(self.cited),
        )
        check_result(step, outcome)
        self.done = True

    def _at(self, step: Opened | Anchored | Restarted | UntilAct | Closed) -> None:
        own = self.scene.event(step.event).occurred
        stated = (step.day, step.earliest, step.latest)
        same(stated, (own.day, own.earliest, own.latest), "the time of the act")

    def _cited(self, key: EventKey, patterns: tuple[ActPattern, ...] = ()) -> Act:
        """An act that bears on a duty already open."""
        event = self.scene.event(key)
        act = self.scene.placed(event, patterns)
        expect(not act.certainly_before(self.trigger), "the act comes before the duty was opened")
        self.cited.add(key)
        return act

    def _suspended_at(self, act: Act) -> bool:
        """Counting had surely or possibly stopped when the act was done."""
        for suspension in self.clock.card.suspend:
            began = [
                self.scene.placed(event, (suspension.from_,))
                for event in self.scene.events.values()
                if fits(suspension.from_, event) is not False
            ]
            for start in began:
                stops = not act.certainly_before(start) and not start.certainly_before(self.trigger)
                if stops and not self._resumed(suspension.to, start, act):
                    return True
        return False

    def _resumed(self, pattern: ActPattern, start: Act, act: Act) -> bool:
        ends = self.scene.certain((pattern,), self.trigger.event)
        return any(start.certainly_before(end) and end.certainly_before(act) for end in ends)
