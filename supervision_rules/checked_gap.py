"""An entry into a state that no basis covered: neither inside it already, nor under a basis still running.

Part of the checker; shares no code with judge.py. Of the bases it sees those that surely apply, each with its base
period only: enough to refuse a gap where there is plainly none.
"""

from __future__ import annotations

from collections.abc import Iterator

from supervision_rules.checked_act import Act, Played, expect, in_walking_order
from supervision_rules.checked_card import BasisText
from supervision_rules.checked_clock import Clock
from supervision_rules.checked_conditions import Holds
from supervision_rules.checked_opening import in_force
from supervision_rules.checked_scene import Scene


def check_gap(scene: Scene, trigger: Act) -> None:
    """Raises Mismatch where the trigger plainly enters no state uncovered."""
    for basis in scene.version.bases:
        # whether an act is a basis may be open: its own verdict says so
        itself = scene.reads(basis.given_by, trigger.event) in (Holds.YES, Holds.OPEN)
        expect(not itself, "the act is itself a basis of the state")
    expect(_entered(scene, trigger), "the state held already")
    others = [*_leaving(scene), *(played for basis in _bases(scene) for played in basis[1])]
    for text, given in _bases(scene):
        for played in given:
            expect(not _covers(scene, text, played, trigger, others), f"{played.key.id} still carried the state")


def _entered(scene: Scene, trigger: Act) -> bool:
    """Not inside before, as far as the checker can see."""
    state = scene.version.state
    inside = False
    entering = scene.played(state.from_ if state else (), "state_from", eases=False)
    for played in in_walking_order([*entering, *_leaving(scene)]):
        if played.role == "state_from" and played.key == trigger.key:
            return not inside
        if played.holds is Holds.UNSEEN:
            return True
        inside = played.role == "state_from"
    return False


def _leaving(scene: Scene) -> Iterator[Played]:
    state = scene.version.state
    return scene.played(state.to if state else (), "state_to", eases=True)


def _bases(scene: Scene) -> Iterator[tuple[BasisText, list[Played]]]:
    for number, basis in enumerate(scene.version.bases):
        yield basis, list(scene.played((basis.given_by,), "basis", eases=False, number=number))


def _covers(scene: Scene, text: BasisText, played: Played, trigger: Act, others: list[Played]) -> bool:
    """The basis surely applied, its base period reached the entry, and nothing can have ended it before."""
    clock = text.clock
    if played.holds is not Holds.YES or trigger.certainly_before(played.act) or not in_force(scene, played.act.event):
        return False
    if clock.moot_on or clock.hours is not None or (clock.budget is not None and clock.budget.unit == "hour"):
        return False
    between = [other for other in others if not trigger.certainly_before(other.act) and other.key != played.key]
    if any(not other.act.certainly_before(played.act) for other in between):
        return False
    end = Clock(clock, scene.calendar, "day", scene.custody.on, late_reading=False, unlimited=False)
    reached = end.base_end(played.act.day)
    return reached is None or reached >= trigger.day
