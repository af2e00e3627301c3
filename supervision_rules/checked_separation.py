"""Whether somebody who acted in one role had acted in the other: the names of two acts compared anew.

Part of the checker; shares no code with fold_lookback.py. An act that should name somebody and does not may mean
anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from supervision_rules.checked_act import Act, Played, in_walking_order
from supervision_rules.checked_card import ActPattern
from supervision_rules.checked_conditions import Holds, texts_at, together
from supervision_rules.checked_lookback import LookBack, Named, Seen
from supervision_rules.checked_scene import Scene
from supervision_rules.derivation import Reading


class Naming(msgspec.Struct, frozen=True):
    """One name on an act (None: not stated), and the field it stands in."""

    played: Played
    name: str | None
    field: str


class Separation:
    """One act tested. Of its names the first counts that stood in both roles, else the first of which it is open."""

    def __init__(self, scene: Scene, trigger: Act, named: Named, *, open_world: bool) -> None:
        self.scene = scene
        self.trigger = trigger
        self.named = named
        self.open_world = open_world
        self.namings = list(namings(scene, scene.version.first, "first"))
        self.own = [n for n in namings(scene, scene.version.then, "") if n.played.key == trigger.key]
        resets = scene.played(scene.version.since, "reset", eases=True)
        self.acts = in_walking_order([*(naming.played for naming in self.namings), *resets])

    def seen(self, reading: Reading) -> Seen:
        best = 2, Seen((), False)
        for naming in self.own:
            rank, seen = self._ranked(naming, reading)
            if rank < best[0]:
                best = rank, seen
        return best[1]

    def _ranked(self, naming: Naming, reading: Reading) -> tuple[int, Seen]:
        """0: in both roles; 1: open; 2: not."""
        if naming.played.holds is Holds.OPEN:
            return 1, Seen((), None)
        seen = self._in_both(naming, reading)
        if not seen.broken:
            return 2, seen
        return int(reading == "least" and not self._in_both(naming, "greatest").broken), seen

    def _in_both(self, own: Naming, reading: Reading) -> Seen:
        look = LookBack(self.scene, self.trigger, self.acts, reading, self.named, open_world=self.open_world)
        since = look.last_reset()
        alike = {id(other.played) for other in self.namings if self._is_other(other, own)}
        both = [
            played
            for played in look.counting("first", against=True)
            if id(played) in alike and (since is None or not played.act.certainly_before(since))
        ]
        if not both:
            return Seen((), look.against)
        return Seen((("first", both[-1].key, ""),), not (look.for_it and bool(self.scene.version.since)))

    def _is_other(self, other: Naming, own: Naming) -> bool:
        """Of the same name, before the act tested or in another field of it; of the same moment is read as later."""
        if other.name not in (own.name, None):
            return False
        if other.played.key == self.trigger.key:
            return other.field != own.field
        return other.played.act.certainly_before(self.trigger)


def namings(scene: Scene, patterns: Sequence[ActPattern], role: str) -> Iterator[Naming]:
    """Every name on every act that the patterns mean."""
    for number, pattern in enumerate(patterns):
        field = pattern.field or ""
        for played in scene.played((pattern,), role, eases=False, number=number):
            event = played.act.event
            names = texts_at(event, field)
            for name in names:
                yield Naming(played, name, field)
            fields = {other.field or "" for other in patterns if other.event == event.type} - {field}
            if not names and (event.excerpt or not any(texts_at(event, other) for other in fields)):
                holds = together((played.holds, Holds.OPEN))
                yield Naming(msgspec.structs.replace(played, holds=holds), None, field)
