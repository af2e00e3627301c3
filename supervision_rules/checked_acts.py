"""Re-does what a derivation says about acts that a rule looks back on: found, missed, counted, tested.

Part of the checker. Deadlines and other clocks are in checked_clock.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from domain.event import Event, EventKey, legal_order
from supervision_rules.checked_act import Act, Mismatch, any_fits, expect, same
from supervision_rules.checked_card import ActPattern, all_hold, fits, texts_at
from supervision_rules.checked_scene import Scene
from supervision_rules.checked_term import term_holds
from supervision_rules.derivation import Found, Missed, Tested


def patterns_of_role(scene: Scene, role: str) -> tuple[ActPattern, ...]:
    """What the card means by an act in that role."""
    version = scene.version
    state = version.while_ or version.state
    by_role: dict[str, tuple[ActPattern, ...]] = {
        "required": version.requires or version.closes,
        "reset": version.since,
        "first": version.first,
        "state_from": state.from_ if state else (),
        "state_to": state.to if state else (),
        "counted": version.act,
        "basis": tuple(ActPattern(basis.event, basis.when) for basis in version.bases),
    }
    return by_role.get(role, ())


def check_found(scene: Scene, step: Found, trigger: Act) -> Act:
    """The act found stands in the history, is what the card means, and stands where it must."""
    event = scene.event(step.event)
    patterns = patterns_of_role(scene, step.role)
    expect(bool(patterns), f"the card knows no act in the role {step.role}")
    expect(any_fits(patterns, event) is not False, f"the card does not mean {event.type} by {step.role}")
    act = scene.placed(event, patterns)
    same(step.day, event.occurred.day, "the day of the act")
    expect(not trigger.certainly_before(act), "the act comes after the one tested")
    if step.role == "counted":
        expect(earlier(act, trigger), "the act does not come before the one tested")
    if scene.card.kind == "separation" and step.role == "first":
        mine, theirs = compared(scene.version.first, event), compared(scene.version.then, trigger.event)
        expect(bool(mine & theirs) or not mine or not theirs, "the two acts share no value")
    elif scene.card.kind != "minimum_interval":
        # an interval may lie between two dates of one act: when a request was made and what it asks to extend
        expect(event.key != trigger.event.key, "the act tested is not its own evidence")
    return act


def check_missed(scene: Scene, step: Missed, trigger: Act) -> None:
    """The rule looks for these acts, and none of them surely stands there."""
    expect(step.role in ("required", "first"), f"no rule misses an act in the role {step.role}")
    patterns = patterns_of_role(scene, step.role)
    named = tuple(sorted({pattern.event for pattern in patterns}))
    expect(tuple(sorted(step.events)) == named, f"the rule looks for {', '.join(named) or 'no such act'}")
    if scene.derivation.reading != "certain":
        return
    for act in _standing(scene, patterns, trigger):
        if step.role == "required" or act.certainly_before(trigger):
            raise Mismatch(f"such an act stands in the history: {act.event.key.source} {act.event.key.id}")


def compared(patterns: Iterable[ActPattern], event: Event) -> frozenset[str]:
    """Names that stand in the fields that a separation compares."""
    fitting = [p for p in patterns if p.field is not None and fits(p, event) is not False]
    return frozenset(name for p in fitting for name in texts_at(event, p.field or ""))


def earlier(act: Act, trigger: Act) -> bool:
    """Before, or of the same moment and before it in the fixed order of the history."""
    if act.certainly_before(trigger):
        return True
    return not trigger.certainly_before(act) and legal_order(act.event) < legal_order(trigger.event)


class Evidence(msgspec.Struct, frozen=True):
    """What the steps before the result say: acts found by role, roles missed, tests."""

    found: tuple[tuple[Found, Act], ...]
    missed: tuple[Missed, ...]
    tested: tuple[Tested, ...]

    def keys(self, role: str) -> set[EventKey]:
        return {step.event for step, _ in self.found if step.role == role}


def check_status(scene: Scene, status: str, trigger: Act, evidence: Evidence) -> None:
    """Evidence bears the status; where one reading is certain, the history anew gives the same."""
    _BY_KIND[scene.card.kind](scene, status == "violated", trigger, evidence)


def _precedence(scene: Scene, broken: bool, trigger: Act, evidence: Evidence) -> None:
    same(bool(evidence.missed), broken, "whether the act required is missing")
    same(bool(evidence.keys("required")), not broken, "whether the act required is there")
    if broken and scene.derivation.reading == "certain":
        resets = [r for r in scene.certain(scene.version.since, trigger.event) if r.certainly_before(trigger)]
        expect(not resets or bool(evidence.keys("reset")), "the act that made a new one necessary is left out")


def _prohibition(scene: Scene, broken: bool, trigger: Act, evidence: Evidence) -> None:
    if scene.version.while_ is None:
        _tested(scene, not broken, any_fits(scene.version.act, trigger.event), evidence, negated=True)
        return
    same(bool(evidence.keys("state_from")), broken, "whether the state that forbids the act was entered")
    if scene.derivation.reading != "certain":
        return
    state = scene.version.while_
    entered = [act for act in scene.certain(state.from_, trigger.event) if act.certainly_before(trigger)]
    left = [act for act in scene.possible(state.to, trigger.event) if not trigger.certainly_before(act)]
    holds = any(all(leave.certainly_before(act) for leave in left) for act in entered)
    surely_left = [act for act in scene.certain(state.to, trigger.event) if not trigger.certainly_before(act)]
    cited = [act for step, act in evidence.found if step.role == "state_from"]
    expect(broken or not holds, "the state that forbids the act held")
    gone = [leave for leave in surely_left if any(not leave.certainly_before(act) for act in cited)]
    expect(not broken or not gone, "the state that forbids the act had been left")


def _limit(scene: Scene, broken: bool, trigger: Act, evidence: Evidence) -> None:
    counted, most = evidence.keys("counted"), scene.version.max or 0
    same(len(counted) >= most, broken, "whether the number is exceeded")
    if scene.derivation.reading != "certain" or broken:
        return
    resets = [r for r in scene.certain(scene.version.since, trigger.event) if not trigger.certainly_before(r)]
    expect(not resets or bool(evidence.keys("reset")), "the act from which counting starts again is left out")
    surely = {
        act.event.key
        for act in scene.certain(scene.version.act, trigger.event)
        if earlier(act, trigger) and not any(act.certainly_before(reset) for reset in resets)
    }
    if not resets:
        expect(surely <= counted, "an earlier act is left out")


def _separation(scene: Scene, broken: bool, trigger: Act, evidence: Evidence) -> None:
    same(bool(evidence.keys("first")), broken, "whether a name stands in both roles")
    if scene.derivation.reading != "certain" or scene.version.since:
        return
    names = compared(scene.version.then, trigger.event)
    both = [
        act
        for act in scene.certain(scene.version.first, trigger.event)
        if act.certainly_before(trigger) and compared(scene.version.first, act.event) & names
    ]
    expect(broken or not both, "a name stands in both roles")


def _content(scene: Scene, broken: bool, trigger: Act, evidence: Evidence) -> None:
    complete = all_hold(scene.version.fields, trigger.event)
    if scene.version.documents and complete is not False:
        there = _documents(trigger.event) | {
            name
            for pattern in scene.version.dossier
            for act in scene.certain((pattern,), trigger.event)
            for name in texts_at(act.event, pattern.field or "")
            if not trigger.certainly_before(act)
        }
        if set(scene.version.documents) - there:
            complete = None if trigger.event.excerpt else False
    _tested(scene, not broken, complete, evidence)


def _competence(scene: Scene, broken: bool, trigger: Act, evidence: Evidence) -> None:
    _tested(scene, not broken, all_hold(scene.version.allowed, trigger.event), evidence)


def _term(scene: Scene, broken: bool, trigger: Act, evidence: Evidence) -> None:
    term = scene.version.term
    _tested(scene, not broken, None if term is None else term_holds(scene, term, trigger), evidence)


def states_test(scene: Scene) -> bool:
    """The card tests the act by conditions of its own."""
    version, kind = scene.version, scene.card.kind
    if kind == "prohibition":
        return version.while_ is None and any(act.when for act in version.act)
    stated = version.fields or version.documents or version.allowed or version.term is not None
    return kind in ("required_content", "competence", "term") and bool(stated)


def _tested(scene: Scene, kept: bool, holds: bool | None, evidence: Evidence, *, negated: bool = False) -> None:
    """The outcome stated bears the status, and is what the event says. negated: the test names the breach."""
    expect(bool(evidence.tested) or not states_test(scene), "the condition tested is left out")
    for step in evidence.tested:
        same(step.outcome, kept != negated, "the outcome of the test")
    if holds is not None:
        same(kept, holds != negated, "whether the act is in order")


_BY_KIND = {
    "precedence": _precedence,
    "prohibition": _prohibition,
    "limit": _limit,
    "separation": _separation,
    "required_content": _content,
    "competence": _competence,
    "term": _term,
}


def _standing(scene: Scene, patterns: Sequence[ActPattern], trigger: Act) -> list[Act]:
    """Acts that surely fit, not certainly after the trigger, and not cut off by a reset."""
    since = _last_reset(scene, trigger)
    return [
        act
        for act in scene.certain(patterns, trigger.event)
        if not trigger.certainly_before(act) and (since is None or not act.certainly_before(since))
    ]


def _last_reset(scene: Scene, trigger: Act) -> Act | None:
    """The last act that may have reset the rule before the trigger."""
    events = [
        scene.placed(event, scene.version.since)
        for event in scene.events.values()
        if any_fits(scene.version.since, event) is not False and event.key != trigger.event.key
    ]
    before = [act for act in events if act.certainly_before(trigger)]
    return max(before, key=lambda act: (act.latest, act.event.sequence or 0), default=None)


def _documents(event: Event) -> set[str]:
    """Types of all documents that the payload carries, in whatever field."""
    payload = msgspec.to_builtins(event.data)
    items = [item for value in payload.values() for item in (value if isinstance(value, list) else [value])]
    return {str(item["type"]) for item in items if isinstance(item, dict) and "type" in item}
