"""Re-does what a derivation says about acts that a rule looks back on: found, missed, counted, tested.

Part of the checker. Deadlines and other clocks are in checked_clock.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from domain.event import Event
from supervision_rules.checked_card import ActPattern, all_hold, fits, texts_at
from supervision_rules.checked_clock import Mismatch, any_fits, expect
from supervision_rules.checked_scene import Act, Scene
from supervision_rules.derivation import Found, Missed


def patterns_of_role(scene: Scene, role: str) -> tuple[ActPattern, ...]:
    """What the card means by an act in that role."""
    version = scene.version
    state = version.while_ or version.state
    by_role: dict[str, tuple[ActPattern, ...]] = {
        "required": version.requires or version.closes,
        "reset": version.since,
        "first": version.first,
        "same_value": version.first,
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
    expect(step.day == act.day, f"the act is of day {act.day}, not {step.day}")
    if step.role != "state_to":
        expect(not trigger.certainly_before(act), "the act comes after the one tested")
    if step.role == "same_value" or (step.role == "first" and scene.card.kind == "separation"):
        expect(bool(shared_values(scene, act.event, trigger.event)), "the two acts share no value")
    return act


def check_missed(scene: Scene, step: Missed, trigger: Act) -> None:
    """The rule looks for these acts, and none of them surely stands there."""
    patterns = patterns_of_role(scene, step.role)
    named = tuple(sorted({pattern.event for pattern in patterns}))
    expect(tuple(sorted(step.events)) == named, f"the rule looks for {', '.join(named) or 'no such act'}")
    there = _standing(scene, patterns, trigger)
    if there:
        key = there[0].event.key
        raise Mismatch(f"such an act stands in the history: {key.source} {key.id}")


def shared_values(scene: Scene, first: Event, then: Event) -> frozenset[str]:
    """Names that stand in the fields that a separation compares."""

    def names(patterns: Iterable[ActPattern], event: Event) -> frozenset[str]:
        fitting = [p for p in patterns if p.field is not None and fits(p, event) is not False]
        return frozenset(name for p in fitting for name in texts_at(event, p.field or ""))

    return names(scene.version.first, first) & names(scene.version.then, then)


def check_status(scene: Scene, status: str, trigger: Act, found: Sequence[tuple[Found, Act]]) -> None:
    """Whether the act tested is broken, worked out anew from the history. Certain readings only."""
    broken = _BROKEN_BY_KIND[scene.card.kind](scene, trigger, found)
    if broken is not None:
        expect((status == "violated") == broken, f"the act is {'not ' if not broken else ''}in breach")


def _precedence(scene: Scene, trigger: Act, found: Sequence[tuple[Found, Act]]) -> bool | None:
    standing = _standing(scene, scene.version.requires, trigger)
    if standing:
        return False
    return not any(step.role == "required" for step, _ in found)


def _prohibition(scene: Scene, trigger: Act, found: Sequence[tuple[Found, Act]]) -> bool | None:
    if scene.version.while_ is None:
        return any_fits(scene.version.act, trigger.event)
    state = scene.version.while_
    entered = [
        act for act in scene.certain(state.from_, trigger.event) if act.certainly_before(trigger)
    ]
    left = [act for act in scene.certain(state.to, trigger.event) if not trigger.certainly_before(act)]
    surely = [act for act in entered if all(leave.certainly_before(act) for leave in left)]
    stated = any(step.role == "state_from" for step, _ in found)
    return True if surely and stated else None if surely or stated else False


def _limit(scene: Scene, trigger: Act, found: Sequence[tuple[Found, Act]]) -> bool | None:
    since = _last_reset(scene, trigger)
    earlier = [
        act
        for act in scene.certain(scene.version.act, trigger.event)
        if act.certainly_before(trigger) and (since is None or not act.certainly_before(since))
    ]
    most = scene.version.max or 0
    if len(earlier) >= most:
        return None if since is not None else True
    counted = sum(1 for step, _ in found if step.role == "counted")
    return counted >= most


def _separation(scene: Scene, trigger: Act, found: Sequence[tuple[Found, Act]]) -> bool | None:
    stated = any(step.role in ("same_value", "first") for step, _ in found)
    if scene.version.since:
        return True if stated else None
    same = [
        act
        for act in scene.certain(scene.version.first, trigger.event)
        if not trigger.certainly_before(act) and shared_values(scene, act.event, trigger.event)
    ]
    return bool(same) or stated


def _content(scene: Scene, trigger: Act, found: Sequence[tuple[Found, Act]]) -> bool | None:
    complete = all_hold(scene.version.fields, trigger.event)
    if scene.version.documents:
        there = _documents(trigger.event) | {
            name
            for pattern in scene.version.dossier
            for act in scene.certain((pattern,), trigger.event)
            for name in texts_at(act.event, pattern.field or "")
            if not trigger.certainly_before(act)
        }
        lacking = set(scene.version.documents) - there
        if lacking:
            return False if complete is False else None if trigger.event.excerpt else True
    return None if complete is None else not complete


def _competence(scene: Scene, trigger: Act, found: Sequence[tuple[Found, Act]]) -> bool | None:
    allowed = all_hold(scene.version.allowed, trigger.event)
    return None if allowed is None else not allowed


_BROKEN_BY_KIND = {
    "precedence": _precedence,
    "prohibition": _prohibition,
    "limit": _limit,
    "separation": _separation,
    "required_content": _content,
    "competence": _competence,
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
