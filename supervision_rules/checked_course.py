"""The acts that bear on one clock, passed in their order: those that the derivation names, and those it passes over.

Part of the checker. An act passed over must have changed nothing; that is how a step left out is found.
Roles: discharge, anchor, extend, suspend, resume, until, reset, renew, moot, tick, basis, state_from, state_to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from domain.event import EventKey
from supervision_rules.checked_act import ENDS, Act, Mismatch, Played, expect, in_walking_order
from supervision_rules.checked_card import ActPattern, ClockText
from supervision_rules.checked_clock import Clock
from supervision_rules.checked_conditions import Holds
from supervision_rules.checked_scene import Scene

# what shortens or starts a clock counts where it is read against lawfulness, what eases it where it is read for it
_HARSH = frozenset({"anchor", "until", "resume", "state_from"})
_OWN = frozenset({"anchor", "state_from"})  # roles that the trigger itself can have


class Ending(msgspec.Struct, frozen=True):
    """status: met, met_late, moot or overdue; act: where the duty ended; closers: the act that may be named for it."""

    status: str
    act: Act
    closers: frozenset[EventKey]


class Course:
    """began: acts that the derivation names as having stopped the clock; held: the state to be covered holds."""

    def __init__(self, scene: Scene, clock: Clock, trigger: Act, *, gap: bool, began: frozenset[EventKey]) -> None:
        self.scene = scene
        self.clock = clock
        self.trigger = trigger
        self.began = began
        self.unlimited = clock.unlimited
        acts = in_walking_order(_acts(scene, clock.card, gap=gap))
        # an act that ends the state breaks the silence, and starts no new one
        leaving = {played.key for played in acts if played.role in ENDS}
        self.acts = [played for played in acts if played.role != "tick" or played.key not in leaving]
        self.anchored = False
        self.unclear = False  # whether the clock stands still hangs on what the checker cannot see
        self.void = False  # in this reading there was no duty
        self.held: bool | None = True
        if scene.card.kind == "coverage" and not gap:
            self.held = self._held_before()
        self._stand()
        self.ahead = [played for played in self.acts if played.act.day >= trigger.day]

    def to(self, role: str, key: EventKey, is_it: Callable[[Played], bool] | None = None) -> Played:
        """Goes on to the act named, in this role. is_it: which of several such parts of one act is meant."""
        while self.ahead and not self.void:
            played = self.ahead.pop(0)
            named = played.key == key and played.role == role and self._bears(played) and self._may_count(played)
            if named and (is_it is None or is_it(played)):
                return played
            self._pass(played)
        raise Mismatch("the card looks for no such act here, or an act is named twice or out of order")

    def to_the_end(self, key: EventKey) -> Ending:
        """Goes on to the act that ends the duty; key: the one named."""
        while self.ahead and not self.void:
            played = self.ahead.pop(0)
            if self._bears(played) and (self.counts(played) or (played.key == key and self._may_count(played))):
                unsure = played.role == "state_to" and self.held is None and played.key != key
                status = None if unsure else self._ends(played)
                if status is not None:
                    closers = self._of_moment(played) if played.role == "basis" else frozenset({played.key})
                    return Ending(status, played.act, closers)
            self._pass(played)
        raise Mismatch("the act named does not end the duty")

    def to_now(self) -> None:
        """No act is left that ends or moves the clock."""
        while self.ahead and not self.void:
            self._pass(self.ahead.pop(0))
        self.void = self.void or self.held is False

    def _held_before(self) -> bool | None:
        """Whether the state held before the trigger's day; None: it cannot be seen."""
        changes = [p for p in self.acts if p.role in ("state_from", "state_to") and p.act.day < self.trigger.day]
        if not changes:
            return False
        return None if changes[-1].holds is Holds.UNSEEN else changes[-1].role == "state_from"

    def _stand(self) -> None:
        """Suspensions that stood at the trigger, of those that carry over: the last act on each tells."""
        told: set[int] = set()
        for played in reversed(self.acts):
            on_one = played.role in ("suspend", "resume") and self.clock.card.suspend[played.number].carries
            if not on_one or played.number in told or not played.act.certainly_before(self.trigger):
                continue
            if self.counts(played) or self._began(played):
                told.add(played.number)
                if played.role == "suspend":
                    self.clock.suspend(played)

    def _bears(self, played: Played) -> bool:
        if played.key == self.trigger.key and played.role not in _OWN:
            return False
        return not played.act.certainly_before(self.trigger)

    def counts(self, played: Played) -> bool:
        """Whether the act surely counts in this reading."""
        if played.holds is Holds.OPEN:
            return (played.role in _HARSH) != self.clock.late_reading
        return played.holds is Holds.YES

    def _may_count(self, played: Played) -> bool:
        return played.holds is Holds.UNSEEN or self.counts(played)

    def _pass(self, played: Played) -> None:
        """An act that no step names: it must change nothing."""
        if played.key == self.trigger.key and played.role not in _OWN:
            return
        if not self._bears(played):
            if played.role in ("state_from", "state_to"):
                self.held = played.role == "state_from" if played.holds is not Holds.UNSEEN else None
            return
        if played.holds is Holds.UNSEEN and played.role in ("suspend", "resume"):
            self.unclear = self.unclear or played.key not in self.began
        if self.counts(played) or self._began(played):
            self._passed(played)

    def _began(self, played: Played) -> bool:
        """What the checker cannot place stops the clock where the derivation says so."""
        return played.holds is Holds.UNSEEN and played.role == "suspend" and played.key in self.began

    def _passed(self, played: Played) -> None:
        clock, late = self.clock, self.clock.expired(played.act)
        moves = clock.running and not self.unlimited
        match played.role:
            case "suspend":
                clock.suspend(played)
            case "resume":
                self._leaves(not clock.resumes(played), "time not counted", played)
                clock.resume(played, None)
            case "anchor":
                self._leaves(self.anchored, "an act that starts the clock", played)
            case "until":
                self._leaves(clock.until_act is not None, "the act until which the duty could be done", played)
            case "extend":
                self._leaves(not moves, "an act that extends the period", played)
            case "reset" | "renew" | "tick":
                self._leaves(not moves, "an act that restarts the clock", played)
            case "state_from":
                # a basis that had lapsed before: the entry is judged by itself
                self.void = self.held is False and late
                self.held = True
            case "state_to":
                self._leaves(not self.held, "an act that ends the duty", played)
            case "basis":
                carries_on = self._carries_on(played)
                # replaced before the state began, or in the moment it was given
                self.void = carries_on and (not self.held or not self.trigger.certainly_before(played.act))
                self._leaves(self.void or not carries_on, "a later basis", played)
            case _:
                self._leaves(False, "an act that ends the duty", played)

    def _leaves(self, nothing: bool, what: str, played: Played) -> None:
        expect(nothing, f"{what} is left out: {played.key.source} {played.key.id}")

    def _ends(self, played: Played) -> str | None:
        """The status with which an act ends the duty, None if it does not."""
        late, unlimited = self.clock.expired(played.act), self.unlimited
        if played.role == "discharge" or (played.role == "state_to" and self.held is not False):
            # over an excerpt an earlier discharge may be unmentioned, unless this act can have had none
            return "met" if not late or (unlimited and not played.sole) else "met_late"
        if played.role == "moot":
            return "overdue" if late and not unlimited and not self.scene.version.lapses else "moot"
        if played.role == "basis" and self._carries_on(played):
            if self.held is False or not self.trigger.certainly_before(played.act):
                return None  # the basis was replaced before the state began: passing it says so
            return "met" if not late or unlimited else "met_late"
        if played.role in ("reset", "renew", "tick") and late and not unlimited:
            return "met_late"  # what would have restarted the clock comes too late
        return None

    def _carries_on(self, played: Played) -> bool:
        """The basis takes over from the trigger's: it is later, or of the same moment and carries longer."""
        if self.trigger.certainly_before(played.act):
            return True
        place = self.scene.place(self.trigger.event)
        return _longer(self._basis_end(played), played.place, self.clock.contiguous, place)

    def _basis_end(self, played: Played) -> int | None:
        """Where the base period of a basis ends, None where it ends with an act."""
        text, own = self.scene.version.bases[played.number].clock, self.clock
        other = Clock(text, own.calendar, own.scale, own.custody, late_reading=False, unlimited=False)
        return other.base_end(other.start_at(played.act))

    def _of_moment(self, first: Played) -> frozenset[EventKey]:
        """The basis that carries on after all bases of the moment; several where the checker cannot tell."""
        moment = [first]
        for played in self.ahead:
            if first.act.certainly_before(played.act):
                break
            if played.role == "basis":
                moment.append(played)
        if any(played.holds is Holds.UNSEEN for played in moment):
            return frozenset(played.key for played in moment)
        best = first
        for played in moment[1:]:
            later = best.act.certainly_before(played.act)
            if later or _longer(self._basis_end(played), played.place, self._basis_end(best), best.place):
                best = played
        return frozenset({best.key})


def _longer(end: int | None, place: int, other: int | None, other_place: int) -> bool:
    if end == other:
        return place > other_place
    return end is None or (other is not None and end > other)


def _acts(scene: Scene, clock: ClockText, *, gap: bool) -> Iterator[Played]:
    """All acts in their roles; of one act in the order in which the card's parts are read."""
    version, kind = scene.version, scene.card.kind
    if kind == "coverage":
        if not gap:
            yield from _clock_acts(scene, clock)
        for number, basis in enumerate(version.bases):
            yield from scene.played((basis.given_by,), "basis", eases=False, number=number)
        if version.state is not None:
            yield from scene.played(version.state.from_, "state_from", eases=False)
            yield from scene.played(version.state.to, "state_to", eases=True)
        return
    yield from scene.played(version.closes, "discharge", eases=True)
    if version.anchor is not None and kind != "silence":
        yield from scene.played((version.anchor,), "anchor", eases=False)
    yield from _clock_acts(scene, clock)
    if kind == "silence":
        yield from scene.played((ActPattern("*"),), "tick", eases=False)


def _clock_acts(scene: Scene, clock: ClockText) -> Iterator[Played]:
    for number, extension in enumerate(clock.extend):
        yield from scene.played((extension.granted_by,), "extend", eases=True, number=number)
    for number, suspension in enumerate(clock.suspend):
        yield from scene.played((suspension.from_,), "suspend", eases=True, number=number)
        yield from scene.played((suspension.to,), "resume", eases=False, number=number)
    yield from scene.played(clock.until, "until", eases=False)
    yield from scene.played(clock.reset, "reset", eases=True)
    yield from scene.played(clock.renew, "renew", eases=True)
    yield from scene.played(clock.moot_on, "moot", eases=True)
