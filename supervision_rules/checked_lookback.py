"""Kinds that look back from an act: what stands before it, found anew in one reading of the history.

Part of the checker; shares no code with fold_lookback.py. Roles: required, reset, first, counted, state_from, state_to.
Of acts that nothing orders the last one in the fixed order of the history is the one to be named.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from domain.event import EventKey
from supervision_rules.checked_act import Act, Played
from supervision_rules.checked_card import ActPattern
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
    """One act tested in one reading. open_world: acts may be unmentioned."""

    def __init__(self, scene: Scene, trigger: Act, reading: Reading, named: Named, *, open_world: bool) -> None:
        self.scene = scene
        self.trigger = trigger
        self.late_reading = reading == "greatest"
        self.against = open_world and reading == "least"
        self.for_it = open_world and reading == "greatest"
        self.named = named
        self.open = self.unseen = False

    def acts(self, patterns: Iterable[ActPattern], role: str, *, against: bool, eases: bool) -> list[Played]:
        """Acts that count in this reading and are not certainly after the one tested, in the order of the history.

        against  such an act tells against lawfulness
        """
        found = [
            played
            for played in self.scene.played(patterns, role, eases=eases)
            if self.counts(played, against=against) and not self.trigger.certainly_before(played.act)
        ]
        return sorted(found, key=lambda played: played.order)

    def counts(self, played: Played, *, against: bool) -> bool:
        self.open = self.open or played.holds is Holds.OPEN
        self.unseen = self.unseen or played.holds is Holds.UNSEEN
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
        resets = self._before(self.acts(self.scene.version.since, "reset", against=False, eases=True))
        return resets[-1].act if resets else None

    def _others(self, acts: Iterable[Played]) -> list[Played]:
        return [played for played in acts if played.key != self.trigger.key]

    def _before(self, acts: Iterable[Played]) -> list[Played]:
        return [played for played in acts if played.act.certainly_before(self.trigger)]

    def _precedence(self) -> Seen:
        version = self.scene.version
        resets = self._before(self._others(self.acts(version.since, "reset", against=True, eases=False)))
        since = resets[-1] if resets else None
        there = [
            played
            for played in self._others(self.acts(version.requires, "required", against=False, eases=True))
            if since is None or not played.act.certainly_before(since.act)
        ]
        found = there[-1] if there else None
        named = []
        if since is not None and (found is None or found.order <= since.order):
            named.append(("reset", since.key, ""))
        if found is not None:
            named.append(("required", found.key, ""))
        broken = found is None
        if self.for_it or (self.against and version.since):
            broken = self.against
        return Seen(tuple(named), broken)

    def _prohibition(self) -> Seen:
        state = self.scene.version.while_
        if state is None:
            raise ValueError("a prohibition without a state is tested on the act alone")
        entered = self._before(self._others(self.acts(state.from_, "state_from", against=True, eases=False)))
        left = self._others(self.acts(state.to, "state_to", against=False, eases=True))
        held = entered[-1] if entered else None
        if held is not None and not any(not leave.act.certainly_before(held.act) for leave in left):
            return Seen((("state_from", held.key, ""),), not self.for_it)
        return Seen((), self.against)

    def _limit(self) -> Seen:
        version, here = self.scene.version, self.scene.place(self.trigger.event)
        counted: dict[EventKey, Played] = {}
        for played in self.acts(version.act, "counted", against=True, eases=False):
            earlier = played.act.certainly_before(self.trigger) or played.place < here
            if earlier and played.key != self.trigger.key:
                counted.setdefault(played.key, played)
        resets = self._others(self.acts(version.since, "reset", against=False, eases=True))
        most = version.max or 0
        named: list[tuple[str, EventKey, str]] = []
        # of one moment a reset is read as having come first: what stands before the last one is not counted
        for played in sorted((*resets, *counted.values()), key=lambda played: played.order, reverse=True):
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
        firsts = self._before(self.acts(version.first, "first", against=not eases, eases=eases))
        if not firsts:
            return Seen((), not self.for_it if eases else None)
        first = firsts[0] if version.counted_from == "first" else firsts[-1]
        return Seen((("first", first.key, ""),), None, first.act)
