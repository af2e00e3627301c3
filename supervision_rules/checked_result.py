"""The last step of a derivation: status, due, lateness and deciding act, worked out anew.

Part of the checker. Also looks for acts that would have changed the outcome and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.event import EventKey
from supervision_rules.checked_act import Act, Mismatch, expect, same
from supervision_rules.checked_acts import Evidence, check_status, states_test
from supervision_rules.checked_card import ActPattern, SuspensionText
from supervision_rules.checked_clock import Clock
from supervision_rules.checked_dates import started_hours
from supervision_rules.checked_scene import Scene
from supervision_rules.derivation import Closed, Result

_BROKEN = frozenset({"met_late", "overdue", "violated"})
_CLOCKED = frozenset({"deadline", "reply", "coverage", "silence"})


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the steps before the result have established.

    since: the act that the clock runs from; first_start: the one it ran from at first
    """

    scene: Scene
    clock: Clock
    trigger: Act
    since: Act
    first_start: Act
    closed: tuple[Closed, Act] | None
    evidence: Evidence
    unstated: bool
    cited: frozenset[EventKey]


def check_result(step: Result, outcome: Outcome) -> None:
    """Raises Mismatch where the result does not follow."""
    kind, reading = outcome.scene.card.kind, outcome.scene.derivation.reading
    if step.status == "undecidable":
        _undecidable(step, outcome)
        return
    expect(not outcome.unstated, "something decided is said to be unknown")
    # read for lawfulness and broken all the same, or read against it and in order all the same
    expect(reading != "greatest" or step.status in _BROKEN, "the other reading decides")
    expect(reading != "least" or step.status not in _BROKEN, "the other reading decides")
    if kind in _CLOCKED:
        _clocked(step, outcome)
    elif kind == "minimum_interval":
        _interval(step, outcome)
    elif kind == "integrity":
        _recorded(step, outcome)
    else:
        _acts(step, outcome)


def _undecidable(step: Result, outcome: Outcome) -> None:
    expect(outcome.unstated, "nothing is named that would have to be known")
    same(step.over_by, None, "lateness of what cannot be decided")
    tested = outcome.evidence.tested
    expect(all(test.outcome is None for test in tested), "the test has been decided")
    expect(bool(tested) or not states_test(outcome.scene), "the condition tested is left out")
    closed = None if outcome.closed is None else outcome.closed[0].event
    deciding = [f.event for f, _ in outcome.evidence.found if f.role in ("required", "first")]
    if outcome.scene.card.kind in ("precedence", "minimum_interval") and deciding:
        closed = deciding[-1]
    same(step.decided_by, closed, "the deciding act")
    due = outcome.clock.due()
    if outcome.scene.card.kind == "coverage" and step.due is None and outcome.clock.origin is None:
        return  # entry into a state that was not judged at all
    same(step.due, due, "the due date")
    if outcome.scene.card.kind in _CLOCKED:
        _looked_up(outcome.clock, due)


def _looked_up(clock: Clock, due: int | None) -> None:
    rolls = due is not None and clock.scale == "day" and clock.card.roll not in (None, "none")
    same(clock.rolled, rolls, "whether the last day was looked up in the calendar")


def _clocked(step: Result, outcome: Outcome) -> None:
    clock, due = outcome.clock, outcome.clock.due()
    if clock.late_reading and step.due != due:
        # an excerpt: what the card permits may have been granted unmentioned
        due = clock.greatest()
    same(step.due, due, "the due date")
    _looked_up(clock, due)
    late_by: int | None = None
    if outcome.closed is not None:
        closed, act = outcome.closed
        expected = {
            ("discharged", True): "met", ("discharged", False): "met_late",
            ("moot", True): "moot", ("moot", False): "overdue",
        }[closed.how, closed.in_time]  # fmt: skip
        same(step.decided_by, closed.event, "the deciding act")
        reached = clock.reached_at(act)
    else:
        expected = "overdue" if due is not None and step.now > due else "pending"
        if expected == "overdue" and outcome.scene.version.lapses:
            expected = "moot"
        same(step.decided_by, None, "the deciding act")
        reached = step.now
    if expected in ("met_late", "overdue") and due is not None:
        late_by = reached - due
    same(step.status, expected, "the status")
    _lateness(step, late_by, clock)
    if outcome.scene.derivation.reading == "certain":
        _nothing_left_out(outcome)


def _lateness(step: Result, late_by: int | None, clock: Clock) -> None:
    if late_by is None:
        same(step.over_by, None, "the lateness")
        return
    value, unit = (late_by, "day") if clock.scale == "day" else (started_hours(late_by), "hour")
    stated = None if step.over_by is None else (step.over_by.value, step.over_by.unit)
    same(stated, (value, unit), "the lateness")


def _interval(step: Result, outcome: Outcome) -> None:
    same(step.over_by, None, "the lateness")
    clock, here = outcome.clock, outcome.clock.start_at(outcome.trigger)
    firsts = [act for found, act in outcome.evidence.found if found.role == "first"]
    same(step.decided_by, firsts[-1].event.key if firsts else None, "the deciding act")
    if firsts:
        earliest = clock.unrolled
        same(step.due, earliest, "the earliest lawful moment")
        kept = earliest is None or here >= earliest
        same(step.status, "met" if kept else "violated", "the status")
        return
    expect(step.status == "met" or outcome.scene.version.if_absent == "violated", "nothing had to come first")
    same(bool(outcome.evidence.missed), step.status == "violated", "whether an act is missing")
    if step.due is not None:
        # the last moment at which the missing act would have been in time
        same(step.due, clock.before(here), "the latest lawful moment")
        same(step.status, "violated" if step.now > step.due else "pending", "the status")


def _recorded(step: Result, outcome: Outcome) -> None:
    due, recorded = outcome.clock.unrolled, outcome.trigger.event.recorded
    same(step.due, due, "the due date")
    same(step.decided_by, None, "the deciding act")
    if recorded is None or due is None:
        expect(step.status in ("met", "met_late"), "an act is recorded in time, or late")
        return
    at = recorded if outcome.clock.scale == "instant" else outcome.clock.calendar.day_of(recorded)
    same(step.status, "met_late" if at > due else "met", "the status")
    _lateness(step, at - due if at > due else None, outcome.clock)


def _acts(step: Result, outcome: Outcome) -> None:
    same(step.due, None, "a due date where no clock runs")
    same(step.over_by, None, "the lateness")
    expect(step.status in ("met", "violated"), f"an act is in order or in breach, not {step.status}")
    required = [f.event for f, _ in outcome.evidence.found if f.role == "required"]
    same(step.decided_by, required[-1] if required else None, "the deciding act")
    check_status(outcome.scene, step.status, outcome.trigger, outcome.evidence)


def _nothing_left_out(outcome: Outcome) -> None:
    """No act that surely ends, extends, stops or restarts the clock stands there uncited."""
    scene, clock, kind = outcome.scene, outcome.clock, outcome.scene.card.kind
    anchor = scene.version.anchor
    if anchor is not None and outcome.first_start is outcome.trigger:
        _uncited(outcome, (anchor,), outcome.trigger, "starts the clock")
    if kind in ("deadline", "reply"):
        _uncited(outcome, (*scene.version.closes, *clock.card.moot_on), outcome.trigger, "ends the duty")
    if kind != "silence" and clock.unrolled is not None:
        _uncited(outcome, (*clock.card.reset, *clock.card.renew), outcome.since, "restarts the clock")
        extensions = tuple(ActPattern(e.event, e.when) for e in clock.card.extend)
        _uncited(outcome, extensions, outcome.since, "extends the period")
        for suspension in clock.card.suspend:
            _unsuspended(outcome, suspension)


def _uncited(outcome: Outcome, patterns: Sequence[ActPattern], after: Act, does: str) -> None:
    for act in outcome.scene.certain(patterns, outcome.trigger.event):
        open_then = outcome.closed is None or act.certainly_before(outcome.closed[1])
        if after.certainly_before(act) and open_then and act.event.key not in outcome.cited:
            key = act.event.key
            raise Mismatch(f"an act that {does} is left out: {key.source} {key.id}")


def _unsuspended(outcome: Outcome, suspension: SuspensionText) -> None:
    """A stretch that surely is not counted stands in the history and in no step."""
    scene, clock, trigger = outcome.scene, outcome.clock, outcome.trigger
    ends = list(scene.certain((suspension.to,), trigger.event))
    for begin in scene.certain((suspension.from_,), trigger.event):
        end = min((e for e in ends if begin.certainly_before(e)), key=lambda act: act.earliest, default=None)
        if end is None or not trigger.certainly_before(begin):
            continue
        if outcome.closed is not None and not end.certainly_before(outcome.closed[1]):
            continue
        covered = any(
            not begin.certainly_before(first) and (last is None or not last.certainly_before(begin))
            for first, last in clock.suspensions
        )
        # a restart in between wipes out what was not counted before it
        between = [act for act in clock.restarts if act.event.key != end.event.key]
        wiped = any(not end.certainly_before(act) and not act.certainly_before(begin) for act in between)
        due = clock.due()
        lapsed = due is not None and clock.reached_at(begin) > due
        started = clock.origin is not None and not begin.certainly_before(outcome.first_start)
        if started and not (covered or wiped or lapsed):
            raise Mismatch(f"time not counted is left out: {begin.event.key.source} {begin.event.key.id}")
