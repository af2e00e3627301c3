"""The last step of a derivation: status, due, lateness and deciding act, worked out anew.

Part of the checker. What each kind must have stated before is compared here too.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.event import EventKey
from supervision_rules.checked_act import Act, Mismatch, Played, expect, required, same
from supervision_rules.checked_clock import Clock
from supervision_rules.checked_conditions import Holds
from supervision_rules.checked_content import outcome_of, states_test, test_described, tests_alone
from supervision_rules.checked_course import Course, Ending
from supervision_rules.checked_dates import started_hours
from supervision_rules.checked_lookback import LookBack, Named, Seen, acts_looked_at
from supervision_rules.checked_opening import Opening, silence_is_open
from supervision_rules.checked_scene import Scene
from supervision_rules.checked_separation import Separation, namings
from supervision_rules.derivation import Budgeted, Missed, Result, Tested

CLOCKED = frozenset({"deadline", "reply", "coverage", "silence"})
_BROKEN = frozenset({"met_late", "overdue", "violated"})


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What the steps before the result have established or stated.

    clock, course  of a kind that runs one, where the rule was applied
    ending, ended_by  how the duty ended, and the act named for it
    named    acts found, as (role, event, detail)
    period   the period between two acts, or between an act and its record
    """

    scene: Scene
    opening: Opening
    clock: Clock | None
    course: Course | None
    ending: Ending | None
    ended_by: EventKey | None
    rolled: bool
    stopped: bool
    named: tuple[tuple[str, EventKey, str], ...]
    period: Budgeted | None
    missed: Missed | None
    tested: Tested | None
    unstated: bool

    @property
    def parts(self) -> Named:
        return frozenset((role, event) for role, event, _ in self.named)


class Answer(msgspec.Struct, frozen=True):
    """The verdict worked out anew.

    status  None: nobody can say
    absent  the acts that the rule misses, as (role, types)
    acts    all that bear on it; unseen: it hangs on what the checker cannot see; open: on what nobody states
    """

    status: str | None
    due: int | None = None
    decided_by: EventKey | None = None
    late_by: int | None = None
    absent: tuple[str, tuple[str, ...]] | None = None
    acts: Sequence[Played] = ()
    unseen: bool = False
    open: bool = False


def check_result(step: Result, findings: Findings) -> None:
    """Raises Mismatch where the result does not follow."""
    derivation, opening = findings.scene.derivation, findings.opening
    undecided = step.status == "undecidable"
    same(findings.unstated, undecided, "whether something is unknown")
    answer = _answer(step, findings) if opening.judged else _unjudged(findings)
    same(step.due, answer.due, "the due date")
    same(step.decided_by, answer.decided_by, "the deciding act")
    status = "undecidable" if answer.status is None else answer.status
    expect(undecided or step.status == status, f"the status is stated as {step.status}; recomputed it is {status}")
    _lateness(step, None if undecided else answer.late_by, findings)
    missed = answer.absent if step.status == "violated" else None
    stated = None if findings.missed is None else (findings.missed.role, findings.missed.events)
    same(stated, missed, "the acts that are missing")
    _tested(step, findings)
    _reading(step, findings, answer)
    if not opening.judged or answer.status is None:
        same((derivation.reading, derivation.open_world), ("certain", False), "the reading of what is not judged")


def _answer(step: Result, findings: Findings) -> Answer:
    kind = findings.scene.card.kind
    if kind in CLOCKED:
        return _clocked(step, findings)
    expect(findings.clock is None, "no clock runs for this kind of rule")
    if kind == "minimum_interval":
        return _interval(step, findings)
    if kind == "integrity":
        return _recorded(findings)
    same(findings.period, None, "a period where none runs")
    if tests_alone(kind, findings.scene.version):
        return _alone(step, findings)
    return _looked_back(findings)


def _unjudged(findings: Findings) -> Answer:
    same((findings.named, findings.period), ((), None), "what is found where nothing is judged")
    return Answer(None)


def _clocked(step: Result, findings: Findings) -> Answer:
    clock, course = required(findings.clock, "no clock runs"), required(findings.course, "no clock runs")
    version, ending = findings.scene.version, findings.ending
    same(findings.named, (), "acts found where a clock runs")
    if ending is None:
        course.to_now()
        expect(not course.void or step.status == "undecidable", "in this reading there is no duty")
        stands = bool(clock.suspended) and not clock.unlimited and not course.void
        same(findings.stopped, stands, "whether counting has stopped")
    due = clock.due()
    looked_up = due is not None and clock.scale == "day" and clock.card.roll not in (None, "none")
    same(findings.rolled, looked_up, "whether the last day was looked up in the calendar")
    if ending is not None:
        status, reached = ending.status, clock.reached_at(ending.act)
    else:
        ran_out, reached = due is not None and step.now > due, step.now
        status = "pending" if not ran_out else "moot" if version.lapses else "overdue"
        status = "met" if clock.unlimited else status  # it may have been discharged unmentioned
    late_by = reached - due if due is not None and status in ("met_late", "overdue") else None
    return Answer(status, due, findings.ended_by, late_by, acts=course.acts)


def _interval(step: Result, findings: Findings) -> Answer:
    scene, trigger, version = findings.scene, findings.opening.trigger, findings.scene.version
    look, seen = _look_back(findings)
    clock = Clock(
        findings.opening.clock, scene.calendar, scene.derivation.scale, scene.custody.on,
        late_reading=look.late_reading, unlimited=False,
    )  # fmt: skip
    if seen.act is None:
        same(findings.period, None, "a period with nothing to be counted from")
        expect(seen.broken is not None, "nothing had to come first")
        # the last moment at which the missing act would have been in time
        due = clock.latest_start(_low(clock, trigger)) if seen.broken else None
        status = "met" if due is None else "violated" if step.now > due else "pending"
        absent = ("first", tuple(sorted({pattern.event for pattern in version.first})))
        return Answer(status, due, absent=absent, acts=look.acts)
    since = clock.reached_at(seen.act)
    clock.budget(required(findings.period, "the period is left out"), since)
    earliest = required(clock.base_end(since), "the card states no period")
    kept = clock.start_at(trigger) >= earliest
    if look.for_it and version.counted_from == "first":
        kept = True  # an earlier first act may be unmentioned
    elif look.against and version.counted_from != "first":
        kept = False  # a later first act may be unmentioned
    return Answer("met" if kept else "violated", earliest, seen.named[-1][1], acts=look.acts)


def _low(clock: Clock, act: Act) -> int:
    return act.day if clock.scale == "day" else act.earliest


def _recorded(findings: Findings) -> Answer:
    scene, trigger = findings.scene, findings.opening.trigger
    same(findings.named, (), "acts found where none is looked for")
    late = scene.derivation.reading == "greatest"
    clock = Clock(
        findings.opening.clock, scene.calendar, scene.derivation.scale, scene.custody.on, late_reading=late,
        unlimited=False,
    )  # fmt: skip
    since, recorded = clock.start_at(trigger), trigger.event.recorded
    clock.budget(required(findings.period, "the period is left out"), since)
    due = required(clock.base_end(since), "the card states no period")
    if recorded is None:
        return Answer("met" if late else "met_late", due, open=True)
    at = recorded if clock.scale == "instant" else scene.calendar.day_of(recorded)
    return Answer("met_late" if at > due else "met", due, late_by=at - due if at > due else None)


def _alone(step: Result, findings: Findings) -> Answer:
    same(findings.named, (), "acts found where none is looked for")
    outcome = findings.opening.outcome
    if outcome is Holds.UNSEEN:
        expect(step.status in ("met", "violated"), f"an act is in order or in breach, not {step.status}")
        return Answer(step.status, unseen=True)
    passes = (outcome is Holds.YES) != (findings.scene.card.kind == "prohibition")
    return Answer("met" if passes else "violated")


def _looked_back(findings: Findings) -> Answer:
    scene, trigger, derivation = findings.scene, findings.opening.trigger, findings.scene.derivation
    if scene.card.kind == "separation":
        look = Separation(scene, trigger, findings.parts, open_world=derivation.open_world)
        seen = look.seen(derivation.reading)
        same(findings.named, seen.named, "the acts found")
        return Answer(_status(seen), acts=look.acts)
    looked, seen = _look_back(findings)
    required_acts = [event for role, event, _ in seen.named if role == "required"]
    absent = None
    if scene.card.kind == "precedence" and not required_acts:
        absent = ("required", tuple(sorted({pattern.event for pattern in scene.version.requires})))
    decided = required_acts[-1] if required_acts else None
    return Answer(_status(seen), None, decided, absent=absent, acts=looked.acts)


def _look_back(findings: Findings) -> tuple[LookBack, Seen]:
    scene, derivation = findings.scene, findings.scene.derivation
    look = LookBack(
        scene, findings.opening.trigger, acts_looked_at(scene), derivation.reading, findings.parts,
        open_world=derivation.open_world,
    )  # fmt: skip
    seen = look.seen()
    same(findings.named, seen.named, "the acts found")
    return look, seen


def _status(seen: Seen) -> str | None:
    return None if seen.broken is None else "violated" if seen.broken else "met"


def _lateness(step: Result, late_by: int | None, findings: Findings) -> None:
    if late_by is None:
        same(step.over_by, None, "the lateness")
        return
    by_day = findings.scene.derivation.scale == "day"
    value, unit = (late_by, "day") if by_day else (max(1, started_hours(late_by)), "hour")
    stated = None if step.over_by is None else (step.over_by.value, step.over_by.unit)
    same(stated, (value, unit), "the lateness")


def _tested(step: Result, findings: Findings) -> None:
    """The outcome of the test stated is what the act and the status say."""
    kind, tested = findings.scene.card.kind, findings.tested
    same(tested is not None, states_test(kind, findings.scene.version), "whether the act itself is tested")
    if tested is None:
        return
    same(tested.condition, test_described(kind, findings.scene.version), "the condition tested")
    if step.status == "undecidable":
        same(tested.outcome, None, "the outcome of the test")
    else:
        same(tested.outcome, (step.status == "met") != (kind == "prohibition"), "the outcome of the test")


def _reading(step: Result, findings: Findings, answer: Answer) -> None:
    """One reading decides only where it binds the other; a certain one only where nothing is open."""
    derivation, trigger = findings.scene.derivation, findings.opening.trigger
    if not findings.opening.judged or answer.status is None:
        return
    reading, silent = derivation.reading, silence_is_open(findings.scene, trigger.event)
    is_open = answer.open or any(played.holds is Holds.OPEN for played in answer.acts)
    unseen = answer.unseen or any(played.holds is Holds.UNSEEN for played in answer.acts)
    expect(silent is None or derivation.open_world == silent, "whether acts may be unmentioned is stated wrongly")
    if step.status == "undecidable":
        same(reading, "least", "the reading of what is open")
    elif reading != "certain":
        expect((step.status in _BROKEN) == (reading == "greatest"), "the other reading decides")
    if reading == "certain":
        expect(not derivation.open_world, "acts may be unmentioned, so more than one reading is possible")
        expect(not is_open, "something is not stated, so more than one reading is possible")
    elif not (derivation.open_world or is_open or unseen or _hangs_on_more(findings)):
        raise Mismatch("nothing is open, so there is only one reading")


def _hangs_on_more(findings: Findings) -> bool:
    """Something else is open: another act of the card, the time of day, custody, or how long an extension is."""
    scene, clock, kind = findings.scene, findings.opening.clock, findings.scene.card.kind
    if scene.derivation.scale == "instant" or clock.extend or clock.roll == "next_unless_in_custody":
        return True
    others = [*scene.played(findings.opening.patterns, "", eases=False)]
    holds = [played.holds for played in (*others, *(findings.course.acts if findings.course else ()))]
    if tests_alone(kind, scene.version):
        holds += [outcome for played in others if (outcome := outcome_of(scene, played.act)) is not Holds.NO]
    if kind == "separation":
        holds += [naming.played.holds for naming in namings(scene, scene.version.then, "")]
    return any(one is not Holds.YES for one in holds)
