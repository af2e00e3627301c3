"""The acts of cases joined by links, in legal order, as integer rows: read once for the histories of all persons and
cases in them. Not whose history is what (domain/lineage.py, scope_history.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby

from domain.event import CaseId, Event
from domain.lineage import Membership
from supervision_rules.facts import Changed
from supervision_rules.rows import AskedKey, Outcomes, PlainKey, Rows


class Component:
    """events: in legal order, `sequence` of a common source respected among acts of one day.

    rows[i]   the first columns of every row projected from event i (layout.EVENT .. SEQUENCE, OP left 0)
    by_type   indexes of the events of each type, ascending
    excerpts  indexes of excerpts
    triggers  what the ids of duties opened by event i have in common, where it was asked for (read_out.py)
    plain, asked  what is read alike in all histories that share a list of events of a type (act_rows.py)
    changes   fact -> all its changes, as far as they were asked for (scope_history.py)
    of_one_case  all acts stand in one case, and no link moves them
    """

    __slots__ = (
        "_common", "_of_cases", "asked", "by_type", "changes", "events", "excerpts", "membership", "of_one_case",
        "plain", "rows", "triggers",
    )  # fmt: skip

    def __init__(self, events: Sequence[Event], membership: Membership | None = None) -> None:
        self.events = in_sequence(events)
        self.membership = membership
        self.of_one_case = membership is not None and len(membership.all_cases()) == 1
        self.rows: list[list[int]] = []
        self.by_type: dict[str, list[int]] = {}
        self.excerpts: list[int] = []
        self.plain: dict[PlainKey, Rows] = {}
        self.asked: dict[AskedKey, Outcomes] = {}
        self.changes: dict[str, list[Changed]] = {}
        self.triggers: list[str | None] = [None] * len(self.events)
        self._of_cases: dict[CaseId, dict[str, list[int]]] = {}
        codes: dict[str, int] = {}
        for index, event in enumerate(self.events):
            occurred, source, sequence = event.occurred, event.key.source, event.sequence
            code = codes.get(source)
            if code is None:
                code = codes[source] = len(codes)
            number = -1 if sequence is None else sequence
            self.rows.append([0, index, occurred.day, occurred.earliest, occurred.latest, code, number])
            of_type = self.by_type.get(event.type)
            if of_type is None:
                self.by_type[event.type] = [index]
            else:
                of_type.append(index)
            if event.excerpt:
                self.excerpts.append(index)
        self._common = set(map(id, self.by_type.values()))

    def common(self, places: Sequence[int]) -> bool:
        """Whether this is the one list of its events for all histories, and lasts as long as the component."""
        return id(places) in self._common

    def of_case(self, case: CaseId) -> dict[str, list[int]]:
        """Acts of a case that name nobody, by type. The lists are shared by all who have such acts in common."""
        found = self._of_cases.get(case)
        if found is None:
            places = self.membership.of_case.get(case, ()) if self.membership is not None else ()
            found = self._of_cases[case] = self.types_of(places)
            self._common.update(map(id, found.values()))
        return found

    def with_cases(self, own: list[int], cases: Iterable[CaseId]) -> tuple[int, dict[str, list[int]]]:
        """(first place, places by type) of some acts and of those that name nobody in these cases."""
        by_type = self.types_of(own)
        first = own[0]
        for case in cases:
            for name, places in self.of_case(case).items():
                first = min(first, places[0])
                by_type[name] = sorted(by_type[name] + places) if name in by_type else places
        return first, by_type

    def types_of(self, places: Iterable[int]) -> dict[str, list[int]]:
        """Some events by type; a list that holds all of a type is the component's own."""
        found: dict[str, list[int]] = {}
        events = self.events
        for place in places:
            of_type = found.get(events[place].type)
            if of_type is None:
                found[events[place].type] = [place]
            else:
                of_type.append(place)
        return {name: self.by_type[name] if len(own) == len(self.by_type[name]) else own for name, own in found.items()}


def has_placed_dates(events: Iterable[Event]) -> bool:
    """Whether an act without a time of day has a number among the acts of its source: `in_sequence` may move it."""
    return any(event.sequence is not None and event.occurred.date_only for event in events)


def in_sequence(events: Sequence[Event]) -> tuple[Event, ...]:
    """Legally ordered events with date-only acts put where `sequence` of their source places them.

    legal_order sorts a date-only act before every instant of its day; a sequence number can say that it
    came after some of them. Deterministic; acts of different sources keep their places.
    """
    if not has_placed_dates(events):
        return tuple(events)
    ordered: list[Event] = []
    for _, acts in groupby(events, key=lambda event: event.occurred.day):
        ordered += _day_in_sequence(list(acts))
    return tuple(ordered)


def _day_in_sequence(acts: list[Event]) -> list[Event]:
    """The acts of one day; a date-only act goes behind the last timed act of its source with a smaller number."""
    # of each source: timed acts numbered lower than all later ones, latest first, as (number negated, place)
    lower: dict[str, list[tuple[int, int]]] = {}
    for place in range(len(acts) - 1, -1, -1):
        act = acts[place]
        if act.sequence is not None and not act.occurred.date_only:
            known = lower.setdefault(act.key.source, [])
            if not known or -act.sequence > known[-1][0]:
                known.append((-act.sequence, place))
    behind: dict[int, list[Event]] = {}
    moved: set[int] = set()
    for place, act in enumerate(acts):
        if act.sequence is None or not act.occurred.date_only:
            continue
        known = lower.get(act.key.source, [])
        first = bisect_left(known, (1 - act.sequence, -1))
        if first < len(known) and known[first][1] > place:
            behind.setdefault(known[first][1], []).append(act)
            moved.add(place)
    return [one for place, act in enumerate(acts) if place not in moved for one in (act, *behind.get(place, ()))]
