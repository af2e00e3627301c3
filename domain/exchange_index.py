"""Look-ups over the acts of one case that the fold of hand-overs needs, so that long cases cost no more than short.

Not the fold (exchange.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import chain

from domain import agency as agencies
from domain.event import Event, EventKey, PersonId, legal_order
from domain.flow import GENERIC, NAMES_IN, ActOf, Flow, Flows, StepKind
from domain.lineage import persons_of


class CaseActs:
    """The acts of one case in legal order, by type and person, with the sending acts apart."""

    def __init__(self, flows: Flows, events: Sequence[Event]) -> None:
        self._flows = flows
        self.sends = [event for event in events if event.type in flows.sent_by]
        self._sends = {event.key: event for event in self.sends}
        # by type and person; under None the acts on the whole case, and `_all` those of the type whoever they concern
        self._acts: dict[tuple[str, PersonId | None], list[Event]] = {}
        self._all: dict[str, list[Event]] = {}
        self._by_kind: dict[str, list[Event]] = {}
        for event in events:
            kind = agencies.kind_of(event.emitter)
            if kind is not None:
                self._by_kind.setdefault(kind, []).append(event)
            if event.type in flows.moved_by:
                self._all.setdefault(event.type, []).append(event)
                for person in persons_of(event) or (None,):
                    self._acts.setdefault((event.type, person), []).append(event)

    def flows_of(self, send: Event) -> tuple[tuple[Flow, ActOf], ...]:
        return self._flows.sent_by.get(send.type, ())

    def send(self, key: EventKey) -> Event | None:
        return self._sends.get(key)

    def from_day(self, event_type: str, person: PersonId | None, day: int) -> Iterator[Event]:
        """Acts of this type on or after `day` (ordinal); of this person and on the whole case, where one is given."""
        if person is None:
            return _since(self._all.get(event_type, []), day)
        own = _since(self._acts.get((event_type, person), []), day)
        return merge(own, _since(self._acts.get((event_type, None), []), day), key=legal_order)

    def nearest_of(self, kinds: Sequence[str], send: Event, *, other_region: bool) -> str | None:
        """The agency of one of these kinds that acted last by the day of `send`, else first after it."""
        region = agencies.region_of(send.emitter)
        for kind in kinds:
            acts = self._by_kind.get(kind, [])
            place = bisect_left(acts, send.occurred.day + 1, key=lambda event: event.occurred.day)
            for at in chain(range(place - 1, -1, -1), range(place, len(acts))):
                event = acts[at]
                if event.emitter != send.emitter and (not other_region or agencies.region_of(event.emitter) != region):
                    return event.emitter
        return None


class Named:
    """Steps that name the sending act themselves."""

    def __init__(self, flows: Flows, events: Iterable[Event]) -> None:
        self._steps: dict[EventKey, dict[EventKey, list[tuple[Event, ActOf | None, StepKind]]]] = {}
        for event in events:
            generic = GENERIC.get(event.type)
            reference = getattr(event.data, NAMES_IN if generic is not None else "answers", None)
            if reference is None:
                continue
            meant = EventKey(reference.source, reference.id)
            found: list[tuple[Event, ActOf | None, StepKind]] = []
            if generic is not None:
                found.append((event, None, generic))
            else:
                found += [
                    (event, act, kind) for act, kind in flows.moved_by.get(event.type, ()) if states(event, act.when)
                ]
            if found:
                self._steps.setdefault(meant, {})[event.key] = found

    def steps(self, send: EventKey) -> list[tuple[Event, ActOf | None, StepKind]]:
        return [one for found in self._steps.get(send, {}).values() for one in found]


def _since(acts: Sequence[Event], day: int) -> Iterator[Event]:
    start = bisect_left(acts, day, key=lambda event: event.occurred.day)
    return (acts[place] for place in range(start, len(acts)))


def states(event: Event, when: Mapping[str, Sequence[str]]) -> bool:
    """Whether the payload states one of the values wanted, for each field."""
    return all(_text(getattr(event.data, field, None)) in wanted for field, wanted in when.items())


def agrees(send: Event, event: Event, field: str) -> bool:
    """False only where both state the field, and differently."""
    one, other = getattr(send.data, field, None), getattr(event.data, field, None)
    return one is None or other is None or one == other


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
