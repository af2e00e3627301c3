"""Kinds that look back from an act: what stands before it, found anew in one reading of the history.

Part of the checker; shares no code with fold_lookback.py. Roles: required, reset, first, counted, state_from, state_to.
Of acts that nothing orders the last one in the fixed order of the history is the one to be named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from domain.event import EventKey
from supervision_rules.checked_act import Act, Played, in_walking_order
from supervision_rules.checked_card import StateText
from supervision_rules.checked_conditions import Holds
from supervision_rules.checked_scene import Scene
from supervision_rules.derivation import Reading

Named = frozenset[tuple[str, EventKey]]
"""(role, event) of what the derivation names: acts that the checker cannot place count as it says."""


class Seen(msgspec.Struct, frozen=True):
    """What a look back finds: the acts to be named, in order, as (role, event, detail), and whether the law is broken.

    broken  None: the rule has nothing to say, or nobody can
    act     the act from which an interval is counted
    """

    named: tuple[tuple[str, EventKey, str], ...]
    broken: bool | None
    act: Act | None = None


class LookBack:
    """One act tested in one reading. open_world: acts may be unmentioned.

    acts  all acts that have a part in it, in the order in which the history is walked
    """

    def __init__(
        self, scene: Scene, trigger: Act, acts: Sequence[Played], reading: Reading, named: Named, *, open_world: bool
    ) -> None:  # fmt: skip
        self.scene = scene
        self.trigger = trigger
        self.acts = acts
        self.late_reading = reading == "greatest"
        self.against = open_world and reading == "least"
        self.for_it = open_world and reading == "greatest"
        self.named = named

    def counting(self, role: str, *, against: bool) -> list[Played]:
        """Acts in a role that count in this reading and are not certainly after the one tested.

        against  such an act tells against lawfulness
        """
        return [
            played
            for played in self.acts
            if played.role == role and self._counts(played, against) and not self.trigger.certainly_before(played.act)
        ]

    def _counts(self, played: Played, against: bool) -> bool:
        if played.holds is Holds.OPEN:
            return against != self.late_reading
        return played.holds is Holds.YES or (played.role, played.key) in self.named

    def seen(self) -> Seen:
        look = {
            "precedence": self._precedence, "prohibition": self._prohibition, "limit": self._limit,
            "minimum_interval": self._interval,
        }  # fmt: skip
        return look[self.scene.card.kind]()

    def last_reset(self) -> Act | None:
        """The last act before the one tested from which a separation starts anew."""
        resets = self._before(self.counting("reset", against=False))
        return resets[-1].act if resets else None

    def _place(self, played: Played) -> int:
        return next(place for place, one in enumerate(self.acts) if one is played)

    def _others(self, acts: Iterable[Played]) -> list[Played]:
        return [played for played in acts if played.key != self.trigger.key]

    def _before(self, acts: Iterable[Played]) -> list[Played]:
        return [played for played in acts if played.act.certainly_before(self.trigger)]

    def _precedence(self) -> Seen:
        resets = self._before(self._others(self.counting("reset", against=True)))
        since = resets[-1] if resets else None
        there = [
            played
            for played in self._others(self.counting("required", against=False))
            if since is None or not played.act.certainly_before(since.act)
        ]
        found = there[-1] if there else None
        named = []
        if since is not None and (found is None or self._place(found) < self._place(since)):
            named.append(("reset", since.key, ""))
        if found is not None:
            named.append(("required", found.key, ""))
        broken = found is None
        if self.for_it or (self.against and self.scene.version.since):
            broken = self.against
        return Seen(tuple(named), broken)

    def _prohibition(self) -> Seen:
        entered = self._before(self._others(self.counting("state_from", against=True)))
        left = self._others(self.counting("state_to", against=False))
        held = entered[-1] if entered else None
        if held is not None and not any(not leave.act.certainly_before(held.act) for leave in left):
            return Seen((("state_from", held.key, ""),), not self.for_it)
        return Seen((), self.against)

    def _limit(self) -> Seen:
        version, here = self.scene.version, self.scene.place(self.trigger.event)
        most = version.max or 0
        earlier = [
            played
            for played in self._others(self.counting("counted", against=True))
            if played.act.certainly_before(self.trigger) or played.place < here
        ]
        series = [*earlier, *self._others(self.counting("reset", against=False))]
        named: list[tuple[str, EventKey, str]] = []
        # what stands before the last reset is not counted; one of the same moment is read as having come first
        for played in sorted(series, key=self._place, reverse=True):
            if len(named) >= max(most, 1):
                break
            if played.role == "reset":
                named.append(("reset", played.key, ""))
                break
            named.append(("counted", played.key, str(len(named) + 2)))
        broken = sum(role == "counted" for role, _, _ in named) >= most
        if self.for_it and version.since:
            broken = False
        return Seen(tuple(named), broken or self.against)

    def _interval(self) -> Seen:
        version = self.scene.version
        eases = version.if_absent == "violated"
        firsts = self._before(self.counting("first", against=not eases))
        if not firsts:
            return Seen((), not self.for_it if eases else None)
        first = firsts[0] if version.counted_from == "first" else firsts[-1]
        return Seen((("first", first.key, ""),), None, first.act)


def acts_looked_at(scene: Scene) -> list[Played]:
    """All acts that have a part in the card's look back, in the order in which the history is walked."""
    version = scene.version
    state = version.while_ or StateText(())
    parts = {
        "precedence": (("required", version.requires, True), ("reset", version.since, False)),
        "prohibition": (("state_from", state.from_, False), ("state_to", state.to, True)),
        "limit": (("counted", version.act, False), ("reset", version.since, True)),
        "minimum_interval": (("first", version.first, version.if_absent == "violated"),),
    }[scene.card.kind]
    found = [played for role, patterns, eases in parts for played in scene.played(patterns, role, eases=eases)]
    seen: set[tuple[str, EventKey]] = set()
    once = []
    for played in found:
        # an act that two patterns mean is counted once
        if played.role != "counted" or (played.role, played.key) not in seen:
            once.append(played)
        seen.add((played.role, played.key))
    return in_walking_order(once)
