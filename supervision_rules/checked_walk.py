"""One derivation walked step by step: each step against the acts it names and the clock so far.

Called by checker.py alone. Acts are passed by checked_course.py, the arithmetic is checked_clock.py, the last step is
checked_result.py.
"""

from __future__ import annotations

from collections.abc import Collection

from domain.event import EventKey
from supervision_rules.checked_act import expect, required, same
from supervision_rules.checked_card import ClockText
from supervision_rules.checked_clock import Clock
from supervision_rules.checked_course import Course, Ending
from supervision_rules.checked_duty import Duty, duty_of
from supervision_rules.checked_gap import check_gap
from supervision_rules.checked_opening import Opening, opening_of
from supervision_rules.checked_result import CLOCKED, Findings, check_result
from supervision_rules.checked_scene import Scene
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

# steps in which a clock is at work: none of them stands where nothing was judged
_MOVES = (Anchored, Budgeted, Closed, Extended, Restarted, Rolled, Suspended, UntilAct)


class Walk:
    """basis: which of a coverage card's bases the derivation is read as being about."""

    def __init__(self, scene: Scene, same_duty: Collection[str], now: int, basis: int) -> None:
        self.scene = scene
        self.derivation: Derivation = scene.derivation
        self.same_duty = same_duty
        self.now = now if self.derivation.scale == "instant" else scene.calendar.day_of(now)
        self.basis = basis
        self.opening: Opening | None = None
        self.clock: Clock | None = None
        self.course: Course | None = None
        self.since: int | None = None  # from where a period has been started that the next step must state
        self.ending: Ending | None = None
        self.ended_by: EventKey | None = None
        self.rolled = self.stopped = self.done = False
        self.named: list[tuple[str, EventKey, str]] = []
        self.period: Budgeted | None = None
        self.missed: Missed | None = None
        self.tested: Tested | None = None
        self.unstated: Unstated | None = None

    def take(self, step: Step) -> None:
        """Raises Mismatch where the step does not hold."""
        expect(not self.done, "a step follows the result")
        if isinstance(step, Opened):
            self._opened(step)
            return
        expect(self.opening is not None, "the first step must say what opened the duty")
        expect(self.since is None or isinstance(step, Budgeted), "a clock that starts anew states its period")
        expect(self.ending is None or not isinstance(step, _MOVES), "a step follows the end of the duty")
        match step:
            case Found():
                same(step.day, self.scene.event(step.event).occurred.day, "the day of the act")
                self.named.append((step.role, step.event, step.detail))
            case Missed():
                expect(self.missed is None, "one thing is missed once")
                self.missed = step
            case Tested():
                expect(self.tested is None, "an act is tested once")
                self.tested = step
            case Unstated():
                expect(bool(step.what) and self.unstated is None, "nothing is named that may be unstated")
                self.unstated = step
            case Result():
                self._result(step)
            case Budgeted() if self.clock is None:
                self._interval(step)
            case _:
                clock, course = self._running()
                expect(not self.rolled or isinstance(step, Closed), "a step follows the last look at the calendar")
                self._move(step, clock, course)

    def finish(self) -> None:
        expect(self.done, "there is no result")

    def _opened(self, step: Opened) -> None:
        expect(self.opening is None, "a duty is opened once")
        event = self.scene.event(step.event)
        self._at(step)
        duty = duty_of(self.scene, event, self.same_duty)
        self.scene.scope_value, self.scene.match_value = duty.scope_value, duty.match_value
        opening = self.opening = opening_of(self.scene, event, duty, self.basis, judged=self._is_judged())
        if self.derivation.subject is not None or self.scene.card.scope == "officer":
            same(self.derivation.case, event.case, "the case")
        if duty.gap:
            check_gap(self.scene, opening.trigger)
        if opening.judged and self.scene.card.kind in CLOCKED:
            self._start(opening, duty)

    def _is_judged(self) -> bool:
        """The derivation applies the rule: what cannot be judged has one reading and no outcome."""
        undecided = any(isinstance(s, Result) and s.status == "undecidable" for s in self.derivation.steps)
        return self.derivation.reading != "certain" or not undecided

    def _start(self, opening: Opening, duty: Duty) -> None:
        derivation, scene = self.derivation, self.scene
        text = ClockText() if duty.gap else opening.clock
        late = derivation.reading == "greatest"
        clock = self.clock = Clock(
            text, scene.calendar, derivation.scale, scene.custody.on, late_reading=late,
            unlimited=late and derivation.open_world,
        )  # fmt: skip
        began = frozenset(s.began for s in derivation.steps if isinstance(s, Suspended))
        self.course = Course(scene, clock, opening.trigger, gap=duty.gap, began=began)
        anchor = scene.version.anchor
        # over an excerpt the receipt may have come on the trigger's own day, or at any time after it
        if anchor is None or anchor.otherwise is not None or (derivation.open_world and not late):
            self._starts(clock.start_at(opening.trigger))

    def _starts(self, since: int) -> None:
        clock, _ = self._running()
        clock.start(since)
        if clock.card.budget is not None:
            self.since = since

    def _running(self) -> tuple[Clock, Course]:
        says = "no clock runs where an act is looked back from, or where nothing is judged"
        return required(self.clock, says), required(self.course, says)

    def _move(self, step: Step, clock: Clock, course: Course) -> None:
        match step:
            case Budgeted():
                clock.budget(step, required(self.since, "a period starts with an act"))
                self.since = None
            case Anchored():
                self._at(step)
                played = course.to("anchor", step.event)
                expect(not course.anchored, "the clock starts with the first such act")
                course.anchored = True
                self._starts(clock.start_at(played.act))
            case UntilAct():
                self._at(step)
                played = course.to("until", step.event)
                expect(clock.until_act is None, "the first such act counts")
                clock.reach(played.act)
            case Extended():
                same(step.day, self.scene.event(step.event).occurred.day, "the day of the extension")
                played = course.to("extend", step.event, lambda one: course.counts(one) or clock.is_meant(one, step))
                self._moving(clock)
                clock.extension(step, played)
            case Suspended():
                self._suspended(step, clock, course)
            case Restarted():
                self._restarted(step, clock, course)
            case Rolled():
                clock.roll(step)
                self.rolled = True
            case Closed():
                self._closed(step, course)

    def _moving(self, clock: Clock) -> None:
        expect(clock.running and not clock.unlimited, "no period runs that an act could move")

    def _suspended(self, step: Suspended, clock: Clock, course: Course) -> None:
        if step.ended is None:
            course.to_now()
            clock.still_suspended(step)
            self.stopped = True
            return
        played = course.to("resume", step.ended, clock.resumes)
        clock.resume(played, step)

    def _restarted(self, step: Restarted, clock: Clock, course: Course) -> None:
        self._at(step)
        again = "tick" if self.scene.card.kind == "silence" else "renew"
        played = course.to(again if step.keeps_extensions else "reset", step.event)
        self._moving(clock)
        expect(course.unclear or not clock.expired(played.act), "a clock that has run out is not restarted")
        if not step.keeps_extensions:
            clock.used = {}
        self._starts(clock.start_at(played.act))

    def _closed(self, step: Closed, course: Course) -> None:
        self._at(step)
        ending = course.to_the_end(step.event)
        expect(step.event in ending.closers, "the duty ends with another act")
        how = "moot" if ending.status in ("moot", "overdue") else "discharged"
        same(step.how, how, "how the duty ended")
        if not course.unclear:
            same(step.in_time, ending.status in ("met", "moot"), "whether the act came in time")
        elif how == "discharged":
            ending = Ending("met" if step.in_time else "met_late", ending.act, ending.closers)
        else:
            ending = Ending("moot" if step.in_time else "overdue", ending.act, ending.closers)
        self.ending, self.ended_by = ending, step.event

    def _interval(self, step: Budgeted) -> None:
        """The period between two acts: what it must be, the result says."""
        expect(self.scene.card.kind in ("minimum_interval", "integrity"), "no clock runs here")
        expect(self.period is None, "the period is stated once")
        self.period = step

    def _result(self, step: Result) -> None:
        same(step.now, self.now, "the moment of judging")
        check_result(
            step,
            Findings(
                scene=self.scene,
                opening=required(self.opening, "the first step must say what opened the duty"),
                clock=self.clock,
                course=self.course,
                ending=self.ending,
                ended_by=self.ended_by,
                rolled=self.rolled,
                stopped=self.stopped,
                named=tuple(self.named),
                period=self.period,
                missed=self.missed,
                tested=self.tested,
                unstated=self.unstated is not None,
            ),
        )
        self.done = True

    def _at(self, step: Opened | Anchored | Restarted | UntilAct | Closed) -> None:
        own = self.scene.event(step.event).occurred
        stated = (step.day, step.earliest, step.latest)
        same(stated, (own.day, own.earliest, own.latest), "the time of the act")
