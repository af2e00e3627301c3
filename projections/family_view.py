"""Everything about one family of cases that read models are written from; computed once, shared by all of them.

Not duties (they need the clock). A family: cases that were ever linked. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from domain.case import CaseState, fold
from domain.event import CaseId, Event, EventKey
from domain.history import Ineffective, read
from domain.lineage import Link, case_histories, links_of
from supervision_rules.pack import Pack


class FamilyView(msgspec.Struct, frozen=True, kw_only=True):
    """cases      all of the family, also those without a state (carried on elsewhere)
    raw        every act as recorded, in order of position
    fresh      acts new since the read model last saw the family; None: take nothing for granted
    standing   effective history of the whole family by key
    states     state of each case that stands; empty for a pack without lifecycle
    onward     case -> the case that carries it on
    """

    cases: frozenset[CaseId]
    raw: tuple[Event, ...]
    fresh: tuple[Event, ...] | None
    standing: Mapping[EventKey, Event]
    ineffective: tuple[Ineffective, ...]
    histories: Mapping[CaseId, tuple[Event, ...]]
    states: Mapping[CaseId, CaseState]
    onward: Mapping[CaseId, CaseId]

    @property
    def key(self) -> CaseId:
        """Name of the family: its first case."""
        return min(self.cases)


def family_view(
    pack: Pack, cases: frozenset[CaseId], raw: Sequence[Event], fresh: Sequence[Event] | None
) -> FamilyView:
    history = read(raw)
    links: tuple[Link, ...] = ()
    states: dict[CaseId, CaseState] = {}
    if pack.lifecycle is not None:
        links = links_of(history.events, pack.lifecycle.links)
    histories = case_histories(history.events, links)
    if pack.lifecycle is not None:
        states = {case: fold(case, own, pack.vocabulary, pack.lifecycle) for case, own in histories.items() if own}
    return FamilyView(
        cases=cases,
        raw=tuple(raw),
        fresh=None if fresh is None else tuple(fresh),
        standing={event.key: event for event in history.events},
        ineffective=history.ineffective,
        histories=histories,
        states=states,
        onward={link.origin: link.target for link in links if link.kind == "continue"},
    )
