"""Everything about one family of cases that read models are written from; computed when first asked, then shared.

Not duties (they need the clock). A family: cases that were ever linked. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from domain.case import CaseState, fold
from domain.event import CaseId, Event, EventKey
from domain.history import History, read
from domain.lineage import Link, case_histories, links_of
from domain.sight import Closure, closures
from supervision_rules.pack import Pack


class FamilyView:
    """cases  all of the family, also those without a state (carried on elsewhere)
    raw    every act as recorded, in order of position
    fresh  acts new since the read model last saw the family; None: take nothing for granted
    """

    def __init__(
        self, pack: Pack, cases: frozenset[CaseId], raw: Sequence[Event], fresh: Sequence[Event] | None
    ) -> None:
        self.pack = pack
        self.cases = cases
        self.raw = tuple(raw)
        self.fresh = None if fresh is None else tuple(fresh)

    @property
    def key(self) -> CaseId:
        """Name of the family: its first case."""
        return min(self.cases)

    @cached_property
    def history(self) -> History:
        """Effective history of the whole family, and the amendments without effect."""
        return read(self.raw)

    @cached_property
    def standing(self) -> Mapping[EventKey, Event]:
        return {event.key: event for event in self.history.events}

    @cached_property
    def links(self) -> tuple[Link, ...]:
        lifecycle = self.pack.lifecycle
        return () if lifecycle is None else links_of(self.history.events, lifecycle.links)

    @cached_property
    def histories(self) -> Mapping[CaseId, tuple[Event, ...]]:
        """The acts that make up each case that stands."""
        return case_histories(self.history.events, self.links)

    @cached_property
    def states(self) -> Mapping[CaseId, CaseState]:
        """State of each case that stands; empty for a pack without lifecycle."""
        lifecycle, vocabulary = self.pack.lifecycle, self.pack.vocabulary
        if lifecycle is None:
            return {}
        return {case: fold(case, own, vocabulary, lifecycle) for case, own in self.histories.items() if own}

    @cached_property
    def closures(self) -> tuple[Closure, ...]:
        """What the law closes of these cases, and to whom it is open all the same."""
        return closures(self.pack.sight, self.raw, self.cases, self.pack.agencies.receivers)

    @cached_property
    def onward(self) -> Mapping[CaseId, CaseId]:
        """Case -> the case that carries it on."""
        return {link.origin: link.target for link in self.links if link.kind == "continue"}
