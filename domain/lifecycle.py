"""The stages and states of a case and its persons, and which act moves which: data of a pack.

Not the folding (case.py) and not law: a lifecycle says what state an act leads to, never that it was lawful.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

import msgspec

from domain.lineage import LinkRule
from domain.payload_types import Label

Track = Literal["stage", "status", "presence", "measure", "sentence", "property"]
TRACKS: Final[tuple[Track, ...]] = get_args(Track)
# where a state is left for the one that held before it (a summons of a person on bail)
PREVIOUS: Final = "previous"


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One state of one track.

    organ    agency kind in charge of the case in this stage
    custody  the person is held
    left     the person no longer takes part in the case (its stage or presence)
    """

    id: str
    label: Label
    organ: str | None = None
    custody: bool = False
    left: bool = False


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"from_": "from"}):
    """An act and where it leads.

    from_      states in which the act is expected; empty: any
    when       payload fields and the values (as text) one of which they must have; an absent field has none
    otherwise  in another state: take the move and note it as unexpected, or stay
    """

    event: str
    to: str
    from_: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = {}
    otherwise: Literal["unexpected", "stay"] = "unexpected"


class TrackDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """initially: state of a person not yet touched; the order of `stage` states is their advancement."""

    label: Label
    initially: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]


class LifecycleDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of lifecycle.yaml."""

    stage: TrackDefinition
    status: TrackDefinition
    presence: TrackDefinition
    measure: TrackDefinition
    sentence: TrackDefinition
    property: TrackDefinition
    links: tuple[LinkRule, ...] = ()


class Lifecycle:
    """Look-ups over a definition. Immutable."""

    def __init__(self, definition: LifecycleDefinition) -> None:
        self.definition = definition
        self.links = definition.links
        self.tracks: Mapping[Track, TrackDefinition] = MappingProxyType(
            {track: getattr(definition, track) for track in TRACKS}
        )
        self.states: Mapping[tuple[Track, str], State] = MappingProxyType(
            {(track, state.id): state for track, d in self.tracks.items() for state in d.states}
        )
        self.rank: Mapping[str, int] = MappingProxyType(
            {state.id: rank for rank, state in enumerate(definition.stage.states)}
        )
        moves: dict[str, dict[Track, list[Move]]] = {}
        for track, track_definition in self.tracks.items():
            for move in track_definition.moves:
                moves.setdefault(move.event, {}).setdefault(track, []).append(move)
        self.moves: Mapping[str, Mapping[Track, list[Move]]] = MappingProxyType(moves)
        self.link_rules: Mapping[str, LinkRule] = MappingProxyType({rule.event: rule for rule in self.links})

    def state(self, track: Track, id_: str) -> State:
        return self.states[track, id_]

    @property
    def closed(self) -> str:
        """The stage in which nobody is left."""
        return next(state.id for state in self.definition.stage.states if state.left)
