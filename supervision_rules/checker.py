"""Re-verifies a derivation against the events, the card and the calendar, with arithmetic of its own.

Knows nothing of the engine but the step types. What it does not see: facts of the pack, ranks of agencies,
and whether silence was vouched for; there it takes the stated steps and checks what follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from domain.errors import QuanchengError
from domain.event import Event, EventKey
from domain.legal_calendar import Calendar
from supervision_rules.checked_acts import check_found, check_missed, check_status
from supervision_rules.checked_card import ActPattern, CardText, ClockText, VersionText, fits, read_card
from supervision_rules.checked_clock import Clock, Mismatch, any_fits, expect, same
from supervision_rules.checked_dates import PlainCalendar, started_hours
from supervision_rules.checked_scene import Act, Scene
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

_CLOCK_KINDS = frozenset({"deadline", "reply", "coverage", "silence"})
_ANY_ACT = ActPattern("*")
_NO_CLOCK = ClockText()


class WrongStep(QuanchengError):
    """The first step that does not hold. number: 0-based; -1 for what stands above the steps."""

    def __init__(self, number: int, step: str, detail: str) -> None:
        super().__init__(
            f"Step {number} ({step}): {detail}.",
            remedy="Do not rely on this derivation; evaluate the case again and compare.",
        )
        self.number = number
        self.step = step


def check(
    derivation: Derivation,
    events: Sequence[Event],
    calendar: Calendar,
    card: Mapping[str, object],
    *,
    now: int,
) -> None:
    """Returns if every step holds; raises WrongStep at the first that does not.

    events  raw events of the lineage component, corrections and retractions included, in any order
    card    the rule card as plain JSON (msgspec.to_builtins)
    now     microseconds at which the verdict was given
    """
    number, name = -1, "derivation"
    try:
        walk = _Walk(derivation, events, calendar, read_card(card), now)
        for number, step in enumerate(derivation.steps):  # noqa: B007 - read where a step fails
            name = str(step.__struct_config__.tag)
            walk.take(step)
        walk.finish()
    except msgspec.ValidationError as error:
        raise WrongStep(-1, "card", f"the card cannot be read: {error}") from None
    except Mismatch as error:
        raise WrongStep(number, name, str(error)) from None


class _Walk:
    """The derivation walked step by step."""

    def __init__(
        self, derivation: Derivation, events: Sequence[Event], calendar: Calendar, card: CardText, now: int
    ) -> None:
        self.derivation = derivation
        self.card = card
        same(derivation.rule, card.id, "the rule")
        same(derivation.kind, card.kind, "the kind of rule")
        same(derivation.calendar, calendar.sha256, "the calendar")
        same(derivation.articles, tuple(f"{c.text}:{c.article}" for c in card.cites), "the articles")
        versions = [v for v in card.versions if v.version == derivation.rule_version]
        expect(len(versions) == 1, f"the card has no version {derivation.rule_version}")
        self.version: VersionText = versions[0]
        self.calendar = PlainCalendar(calendar.days)
        self.scene = Scene(derivation, card, self.version, events, self.calendar)
        self.now = now if derivation.scale == "instant" else self.calendar.day_of(now)
        self.trigger: Act | None = None
        self.opened: Opened | None = None
        self.since: Opened | Anchored | Restarted | None = None
        self.clock: Clock | None = None
        self.closed: Closed | None = None
        self.found: list[tuple[Found, Act]] = []
        self.tested: list[Tested] = []
        self.cited: set[EventKey] = set()
        self.open = False
        self.result: Result | None = None

    def take(self, step: Step) -> None:
        expect(self.result is None, "no step may follow the result")
        if isinstance(step, Opened):
            self._opened(step)
            return
        expect(self.opened is not None, "the first step must say what opened the duty")
        handler: Callable[..., None] = self._HANDLERS[type(step)]
        handler(self, step)

    def finish(self) -> None:
        expect(self.result is not None, "there is no result")

    def _opened(self, step: Opened) -> None:
        expect(self.opened is None, "a duty is opened once")
        event = self.scene.event(step.event)
        patterns = self._openers()
        expect(any_fits(patterns, event) is not False, f"the card is not opened by this {event.type}")
        subject = self.derivation.subject
        expect(self.scene.concerns(event, event), "the act is on another person")
        expect(subject is not None or event.case == self.derivation.case or self.card.scope == "officer", "another case")
        act = self.scene.placed(event, patterns)
        self._at(step, act)
        self._in_force(event)
        self.trigger, self.opened, self.since = act, step, step
        self.clock = self._clock(event)

    def _openers(self) -> tuple[ActPattern, ...]:
        version, kind = self.version, self.card.kind
        if kind in ("deadline", "reply"):
            return version.opens
        if kind == "silence":
            return (_ANY_ACT,)
        if kind == "coverage":
            state = version.state.from_ if version.state else ()
            return (*(ActPattern(b.event, b.when) for b in version.bases), *state)
        if kind == "prohibition" and version.while_ is None:
            # the act's own guard decides whether it is broken, not whether it is tested
            return tuple(ActPattern(p.event) for p in version.act)
        return version.then if kind in ("minimum_interval", "separation") else version.act

    def _clock(self, trigger: Event) -> Clock:
        text = self.version.clock
        if self.card.kind == "coverage":
            fitting = [b for b in self.version.bases if fits(b, trigger) is not False]
            budgets = [s.amount for s in self.derivation.steps if isinstance(s, Budgeted)]
            chosen = [b for b in fitting if not budgets or b.clock.budget == budgets[0]]
            text = chosen[0].clock if chosen else None
        return Clock(
            text or _NO_CLOCK,
            self.calendar,
            self.derivation.scale,
            late_reading=self.derivation.reading == "greatest",
        )

    def _in_force(self, trigger: Event) -> None:
        """The version is law on the date that selects it."""
        version, select = self.version, self.version.select_by
        day: int | None = trigger.occurred.day
        if not isinstance(select, str):
            day = self._first_day(select.first)
        force = version.in_force
        lawful = day is not None and force.from_.toordinal() <= day and (force.to is None or day <= force.to.toordinal())
        saved = any(
            v.savings is not None
            and v.savings.stays_on == version.version
            and (first := self._first_day(v.savings.first)) is not None
            and first < v.savings.before.toordinal()
            for v in self.card.versions
        )
        unjudged = self.derivation.steps[-1:]
        nobody_can_say = any(isinstance(s, Result) and s.status == "undecidable" for s in unjudged)
        expect(lawful or saved or nobody_can_say, "this version is not law on the day that selects it")

    def _first_day(self, types: Sequence[str]) -> int | None:
        return min((e.occurred.day for e in self.scene.events.values() if e.type in types), default=None)

    def _anchored(self, step: Anchored) -> None:
        event, patterns = self._cite(step.event), (self.version.anchor,) if self.version.anchor else ()
        expect(any_fits(patterns, event) is not False, f"the clock of the card does not run from {event.type}")
        act = self.scene.placed(event, patterns)
        self._at(step, act)
        expect(not act.certainly_before(self._trigger()), "the clock starts before the duty was opened")
        self.since = step

    def _budgeted(self, step: Budgeted) -> None:
        clock = self._running()
        since = self.since
        if self.card.kind == "minimum_interval":
            firsts = [act for found, act in self.found if found.role == "first"]
            expect(bool(firsts), "the interval has nothing to be counted from")
            act = firsts[-1]
            late = self.derivation.reading != "greatest"
            position = act.day if self.derivation.scale == "day" else act.latest if late else act.earliest
            same(step.since, position, "the start of the period")
            since = None
        clock.budget(step, since)

    def _extended(self, step: Extended) -> None:
        event = self._cite(step.event)
        same(step.day, event.occurred.day, "the day of the extension")
        self._running().extension(step, event)

    def _suspended(self, step: Suspended) -> None:
        ended = None if step.ended is None else self._cite(step.ended)
        self._running().suspension(step, self._cite(step.began), ended)

    def _restarted(self, step: Restarted) -> None:
        event = self._cite(step.event)
        self._at(step, self.scene.placed(event))
        self._running().restart(step, event)
        self.since = step

    def _rolled(self, step: Rolled) -> None:
        self._running().roll(step)

    def _until(self, step: UntilAct) -> None:
        event = self._cite(step.event)
        self._at(step, self.scene.placed(event))
        self._running().until(event)

    def _closed(self, step: Closed) -> None:
        event = self.scene.event(step.event)
        self.cited.add(step.event)
        patterns = self._closers(step.how)
        expect(any_fits(patterns, event) is not False, f"the card does not end the duty by this {event.type}")
        act = self.scene.placed(event, patterns)
        self._at(step, act)
        expect(not act.certainly_before(self._trigger()), "the act comes before the duty was opened")
        clock = self._running()
        due = clock.due()
        if not self.open:
            same(step.in_time, due is None or self._end_of(act) <= due, "whether the act came in time")
        self.closed = step

    def _closers(self, how: str) -> tuple[ActPattern, ...]:
        version, clock = self.version, self._running().card
        if how == "moot":
            return clock.moot_on
        # a reset that comes too late ends the old clock without saving it
        late = (*clock.reset, *clock.renew)
        if self.card.kind == "silence":
            return (_ANY_ACT,)
        if self.card.kind == "coverage":
            state = version.state.to if version.state else ()
            return (*(ActPattern(b.event, b.when) for b in version.bases), *state, *late)
        return (*version.closes, *late)

    def _found(self, step: Found) -> None:
        self.found.append((step, check_found(self.scene, step, self._trigger())))
        self.cited.add(step.event)

    def _missed(self, step: Missed) -> None:
        if self.card.kind in _CLOCK_KINDS or self.derivation.reading != "certain":
            return
        check_missed(self.scene, step, self._trigger())

    def _test(self, step: Tested) -> None:
        expect((step.outcome is None) == bool(step.missing), "an unknown outcome names what is missing")
        self.tested.append(step)

    def _unstated(self, step: Unstated) -> None:
        expect(bool(step.what), "nothing is named that may be unstated")
        self.open = True

    def _result(self, step: Result) -> None:
        self.result = step
        same(step.now, self.now, "the moment of judging")

    def _at(self, step: Opened | Anchored | Restarted | UntilAct | Closed, act: Act) -> None:
        same((step.day, step.earliest, step.latest), (act.day, act.earliest, act.latest), "the time of the act")

    def _end_of(self, act: Act) -> int:
        if self.derivation.scale == "day":
            return act.day
        return act.earliest if self.derivation.reading == "greatest" else act.latest

    def _cite(self, key: EventKey) -> Event:
        event = self.scene.event(key)
        expect(not self.scene.placed(event).certainly_before(self._trigger()), "the act comes before the trigger")
        self.cited.add(key)
        return event

    def _trigger(self) -> Act:
        if self.trigger is None:
            raise Mismatch("the first step must say what opened the duty")
        return self.trigger

    def _running(self) -> Clock:
        if self.clock is None:
            raise Mismatch("no clock runs")
        return self.clock

    _HANDLERS = {}  # noqa: RUF012
