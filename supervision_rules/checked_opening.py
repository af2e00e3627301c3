"""The first step: the act is one that the card looks at, the version is law then, and the rule could be applied to it.

Part of the checker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from domain.event import Event
from supervision_rules.checked_act import Act, expect
from supervision_rules.checked_card import ActPattern, ClockText, VersionText
from supervision_rules.checked_conditions import Holds, any_of, texts_at, together
from supervision_rules.checked_content import outcome_of, tests_alone
from supervision_rules.checked_duty import Duty
from supervision_rules.checked_scene import Scene

_ANY_ACT = ActPattern("*")


class Opening(msgspec.Struct, frozen=True):
    """trigger: where the card puts it; judged: the rule could be applied to it.

    patterns  what opens such a duty
    outcome   kinds that test the act alone: whether it passes
    """

    trigger: Act
    judged: bool
    clock: ClockText
    patterns: tuple[ActPattern, ...]
    outcome: Holds


def opening_of(scene: Scene, event: Event, duty: Duty, basis: int, *, judged: bool) -> Opening:
    """basis: of a coverage card; judged: the derivation applies the rule. Raises Mismatch where it may not, or must."""
    kind, version = scene.card.kind, scene.version
    patterns = _openers(kind, version, duty, basis)
    holds, pattern = _best(scene, patterns, event)
    expect(holds is not Holds.NO, f"the card is not opened by this {event.type}")
    trigger, _ = scene.placed(event, pattern)
    outcome = outcome_of(scene, trigger) if tests_alone(kind, version) else Holds.YES
    doubt = Holds.YES if outcome is Holds.NO else outcome
    sure = together((holds, doubt, _keyed(scene, event)))
    law = in_force(scene, event)
    expect(law or not judged, "this version is not law on the day that selects it")
    expect(law or version.version == scene.card.versions[0].version, "before the law the first version is named")
    if kind == "integrity" and event.excerpt:
        sure = Holds.OPEN  # when it was copied tells nothing of when the agency recorded its act
    if law and kind != "separation":  # of several names one may be known and another not
        expect(judged or sure is not Holds.YES, "what is known is not judged")
        expect(not judged or sure is not Holds.OPEN, "nobody can say whether the rule applies to this act")
    clock = version.clock or ClockText()
    if kind == "coverage":
        clock = ClockText() if duty.gap else version.bases[basis].clock
    return Opening(trigger, judged, clock, patterns, outcome)


def bases_meant(scene: Scene, event: Event) -> list[int]:
    """Numbers of the bases that the act may be: the first that surely applies, and those before it that may."""
    found = []
    for number, basis in enumerate(scene.version.bases):
        holds = scene.reads(basis.given_by, event)
        if holds is not Holds.NO:
            found.append((number, holds))
        if holds is Holds.YES:
            break
    if any(holds is Holds.YES for _, holds in found):
        found = [(number, holds) for number, holds in found if holds is not Holds.OPEN]
    return [number for number, _ in found]


def in_force(scene: Scene, trigger: Event) -> bool:
    """The derivation's version is law on the date that selects it, or kept by a savings clause."""

    def first_day(types: Iterable[str]) -> int | None:
        return min((event.occurred.day for event in scene.of_types(types)), default=None)

    version = scene.version
    select = version.select_by
    day = trigger.occurred.day if isinstance(select, str) else first_day(select.first)
    for other in scene.card.versions:
        if other.savings is not None and other.savings.stays_on == version.version:
            saved = first_day(other.savings.first)
            if saved is not None and saved < other.savings.before.toordinal():
                return True
    first, last = version.in_force.from_, version.in_force.to
    return day is not None and first.toordinal() <= day and (last is None or day <= last.toordinal())


def silence_is_open(scene: Scene, event: Event) -> bool | None:
    """Acts may be unmentioned; None: that hangs on who vouches for them, which the checker cannot see."""
    kind = scene.card.kind
    if kind in ("required_content", "competence", "term", "integrity"):
        return False
    forward = kind in ("deadline", "reply", "coverage", "silence")
    return True if event.excerpt or (not forward and scene.may_hide(event)) else None


def _openers(kind: str, version: VersionText, duty: Duty, basis: int) -> tuple[ActPattern, ...]:
    """Acts that open a duty of this kind, or are tested by it."""
    if kind in ("deadline", "reply", "silence"):
        return version.opens
    if kind == "coverage":
        entered = version.state.from_ if version.state else ()
        return entered if duty.gap else tuple(b.given_by for b in version.bases[basis : basis + 1])
    if kind == "prohibition" and version.while_ is None:
        # the act's own guard decides whether it is broken, not whether it is tested
        return tuple(ActPattern(pattern.event) for pattern in version.act)
    return version.then if kind in ("minimum_interval", "separation") else version.act


def _best(scene: Scene, patterns: Sequence[ActPattern], event: Event) -> tuple[Holds, ActPattern | None]:
    """Of several patterns that mean the act the last sure one stands, else the first."""
    read = [(holds, pattern) for pattern in patterns if (holds := _read(scene, pattern, event)) is not Holds.NO]
    sure = [one for one in read if one[0] is Holds.YES]
    if scene.card.kind == "silence":
        # after too long a silence the act that broke it opens the next one
        if sure or not read:
            return Holds.YES, sure[-1][1] if sure else _ANY_ACT
        return Holds.UNSEEN, read[0][1]
    if sure:
        return sure[-1]
    return (any_of([holds for holds, _ in read]), read[0][1]) if read else (Holds.NO, None)


def _read(scene: Scene, pattern: ActPattern, event: Event) -> Holds:
    holds = scene.reads(pattern, event)
    _, dated = scene.placed(event, pattern)
    return holds if dated or holds is Holds.NO else together((holds, Holds.OPEN))


def _keyed(scene: Scene, event: Event) -> Holds:
    """The act says which measure, flow or item it is about, where the card tells duties apart by them."""
    paths = [path for path in (scene.card.scope_field, scene.version.match) if path is not None]
    return Holds.YES if all(texts_at(event, path) for path in paths) else Holds.OPEN
