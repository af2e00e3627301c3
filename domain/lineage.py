"""Cases that belong together: split, merged, carried on elsewhere. Whose history is what.

Which events link cases is data (lifecycle.yaml). Nothing is copied: histories are readings of events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal, NamedTuple

import msgspec

from domain.event import CaseId, Event, EventKey, PersonId, legal_order

LinkKind = Literal["split", "merge", "continue"]


class LinkRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which event links cases, and in which payload field the other case stands.

    split     posted on the old case; `field` names the new one; data.persons move (none named: nobody)
    merge     posted on the surviving case; `field` names the case or cases that go into it
    continue  posted on the old case; `field` names the case that carries all of it on, if there is one
    """

    event: str
    kind: LinkKind
    field: str


class Link(msgspec.Struct, frozen=True):
    """One case leading to another at one event. persons: None means everybody in `origin`."""

    kind: LinkKind
    origin: CaseId
    target: CaseId
    persons: frozenset[PersonId] | None
    event: Event


def links_of(events: Iterable[Event], rules: Sequence[LinkRule]) -> tuple[Link, ...]:
    """The links stated by `events` (an effective history), in legal order."""
    by_type = {rule.event: rule for rule in rules}
    found = []
    for event in sorted((e for e in events if e.type in by_type), key=legal_order):
        rule = by_type[event.type]
        named = getattr(event.data, rule.field, None)
        others = [named] if isinstance(named, str) else list(named or ())
        for other in others:
            if other == event.case:
                continue
            if rule.kind == "merge":
                found.append(Link("merge", CaseId(other), event.case, None, event))
            else:
                persons = frozenset(persons_of(event)) if rule.kind == "split" else None
                found.append(Link(rule.kind, event.case, CaseId(other), persons, event))
    return tuple(found)


def persons_of(event: Event) -> tuple[PersonId, ...]:
    """The persons an event names: data.person, else data.persons; empty for an act on the whole case."""
    if event.person is not None:
        return (event.person,)
    named = getattr(event.data, "persons", None)
    return tuple(PersonId(person) for person in named or ())


def components(links: Iterable[Link]) -> tuple[frozenset[CaseId], ...]:
    """Sets of cases joined by links, directly or not; a case without links is in none of them."""
    parent: dict[CaseId, CaseId] = {}

    def root(case: CaseId) -> CaseId:
        while parent.setdefault(case, case) != case:
            parent[case] = parent[parent[case]]
            case = parent[case]
        return case

    for link in links:
        parent[root(link.origin)] = root(link.target)
    groups: dict[CaseId, set[CaseId]] = {}
    for case in list(parent):
        groups.setdefault(root(case), set()).add(case)
    return tuple(sorted((frozenset(group) for group in groups.values()), key=min))


def subject_histories(
    events: Iterable[Event], links: Sequence[Link], *, ordered: bool = False
) -> dict[PersonId, tuple[Event, ...]]:
    """Each person's own events in any case, and the case-level events of the case the person is in.

    events   effective history of one component, or of one case without links
    ordered  they stand in legal order already, as domain/history.py gives them
    A case-level event that names persons concerns those only. Before a person's first own event the acts
    of that case count as the person's (a case is filed before its suspect is known).
    """
    in_order = list(events) if ordered else sorted(events, key=legal_order)
    return _along_links(in_order, links) if links else _by_person(in_order)


class Membership(NamedTuple):
    """Where the acts of cases that no link joins stand in their common order.

    own      person -> places of the acts that name the person; cases: the cases these stand in
    of_case  case -> places of its acts that name nobody: they are everybody's who is in the case
    """

    own: dict[PersonId, list[int]]
    cases: dict[PersonId, set[CaseId]]
    of_case: dict[CaseId, list[int]]

    def all_cases(self) -> set[CaseId]:
        return set(self.of_case).union(*self.cases.values())


def membership(ordered: Iterable[Event]) -> Membership:
    """Who is named where. ordered: events in legal order, among them no link between cases."""
    found = Membership({}, {}, {})
    for place, event in enumerate(ordered):
        named = persons_of(event)
        for person in named if len(named) < 2 else dict.fromkeys(named):
            found.own.setdefault(person, []).append(place)
            found.cases.setdefault(person, set()).add(event.case)
        if not named:
            found.of_case.setdefault(event.case, []).append(place)
    return found


def _by_person(ordered: Sequence[Event]) -> dict[PersonId, tuple[Event, ...]]:
    """Histories of persons where no case leads to another."""
    members = membership(ordered)
    found = {}
    for person in sorted(members.own):
        shared = [place for case in members.cases[person] for place in members.of_case.get(case, ())]
        found[person] = tuple([ordered[place] for place in sorted(members.own[person] + shared)])
    return found


def _along_links(ordered: Sequence[Event], links: Sequence[Link]) -> dict[PersonId, tuple[Event, ...]]:
    by_event = _by_event(links)
    histories: dict[PersonId, list[Event]] = {person: [] for person in _everybody(ordered, links)}
    members = _first_membership(ordered, by_event)
    for event in ordered:
        here = by_event.get(event.key, ())
        named = persons_of(event)
        if here:
            involved = {p for p, cases in members.items() if cases & {event.case, *(x.origin for x in here)}}
            _move(members, here)
        elif named:
            involved = set(named)
        else:
            involved = {person for person, cases in members.items() if event.case in cases}
        for person in involved | set(named):
            histories[person].append(event)
    return {person: tuple(own) for person, own in sorted(histories.items())}


def case_histories(
    events: Iterable[Event], links: Sequence[Link], *, ordered: bool = False
) -> dict[CaseId, tuple[Event, ...]]:
    """The events that make up each case of a component. events, ordered: as above.

    A case split off inherits the acts on the whole case from before the split, and the moved persons' own
    acts. A case carried on elsewhere stands under the case that carries it on. A case that went into another
    keeps its own history; the merging is its last act. Persons who come by a merger bring their own acts.
    """
    in_order = list(events) if ordered else sorted(events, key=legal_order)
    if not links:
        alone: dict[CaseId, list[Event]] = {}
        for event in in_order:
            alone.setdefault(event.case, []).append(event)
        return {case: tuple(own) for case, own in sorted(alone.items())}
    by_event = _by_event(links)
    cases: dict[CaseId, dict[EventKey, Event]] = {}
    # where acts posted on a case that has gone elsewhere belong too: all of them, or the persons' own
    onward: dict[CaseId, tuple[CaseId, LinkKind]] = {}
    # how many acts of the origin a link of one kind between two cases has looked at: a later one need not again
    looked_at: dict[tuple[LinkKind, CaseId, CaseId, frozenset[PersonId] | None], int] = {}
    for event in in_order:
        case: CaseId | None = event.case
        while case is not None:
            cases.setdefault(case, {})[event.key] = event
            target, kind = onward.get(case, (None, "merge"))
            case = target if kind == "continue" or persons_of(event) else None
        for link in by_event.get(event.key, ()):
            origin = cases.setdefault(link.origin, {})
            origin[event.key] = event
            same = (link.kind, link.origin, link.target, link.persons)
            acts = islice(origin.items(), looked_at.get(same, 0), None)
            looked_at[same] = len(origin)
            cases.setdefault(link.target, {}).update(_inherited(acts, link))
            cases[link.target][event.key] = event
            if link.kind != "split":
                onward[link.origin] = (link.target, link.kind)
                # the target has no way onward now, so following ways onward always ends
                onward.pop(link.target, None)
    return {
        case: tuple(sorted(held.values(), key=legal_order))
        for case, held in sorted(cases.items())
        if onward.get(case, (None, "merge"))[1] != "continue"
    }


def duty_histories(
    events: Iterable[Event], links: Sequence[Link], *, ordered: bool = False
) -> dict[CaseId, tuple[Event, ...]]:
    """What the duties of each case are judged by. events, ordered: as above.

    Its own history; for a case that went into another also what was done there from then on, which settles what the
    case still owed.
    """
    own = case_histories(events, links, ordered=ordered)
    gone = gone_into(links)
    return {case: _with_what_followed(case, own, gone) for case in own} if gone else own


def gone_into(links: Sequence[Link]) -> dict[CaseId, Link]:
    """Cases that stand no more under their own number, and the link by which each went elsewhere for good."""
    gone: dict[CaseId, Link] = {}
    for link in links:
        if link.kind != "split":
            gone[link.origin] = link
        gone.pop(link.target, None)
    return gone


def _with_what_followed(
    case: CaseId, own: Mapping[CaseId, tuple[Event, ...]], gone: Mapping[CaseId, Link]
) -> tuple[Event, ...]:
    acts = own[case]
    link, after = gone.get(case), None
    while link is not None:
        if after is None or link.kind == "merge":
            after = legal_order(link.event)
        later = own.get(link.target, ())
        known = {event.key for event in acts}
        acts += tuple(event for event in later if legal_order(event) > after and event.key not in known)
        link = gone.get(link.target)
    return tuple(sorted(acts, key=legal_order)) if case in gone else acts


def carried_on_by(case: CaseId, links: Sequence[Link]) -> Iterator[CaseId]:
    """Cases that this one carries on under its own number, also at second hand: they have no history of their own."""
    wanted = [case]
    seen = {case}
    while wanted:
        target = wanted.pop()
        for link in links:
            if link.kind == "continue" and link.target == target and link.origin not in seen:
                seen.add(link.origin)
                wanted.append(link.origin)
                yield link.origin


def _inherited(acts: Iterable[tuple[EventKey, Event]], link: Link) -> dict[EventKey, Event]:
    """What the target of a link takes over of these acts of its origin; the linking act is part of it in any case."""
    return {
        key: event
        for key, event in acts
        if link.kind == "continue"
        or (link.kind == "split" and (not persons_of(event) or _concerns(event, link.persons)))
        or (link.kind == "merge" and persons_of(event))
    }


def _concerns(event: Event, persons: frozenset[PersonId] | None) -> bool:
    return persons is None or any(person in persons for person in persons_of(event))


def _by_event(links: Sequence[Link]) -> dict[EventKey, tuple[Link, ...]]:
    found: dict[EventKey, tuple[Link, ...]] = {}
    for link in links:
        found[link.event.key] = (*found.get(link.event.key, ()), link)
    return found


def _everybody(events: Sequence[Event], links: Sequence[Link]) -> set[PersonId]:
    named = {person for event in events for person in persons_of(event)}
    return named | {person for link in links for person in link.persons or ()}


def _first_membership(
    events: Sequence[Event], by_event: Mapping[EventKey, tuple[Link, ...]]
) -> dict[PersonId, set[CaseId]]:
    """The cases each person is in from the start: those entered otherwise than by a link."""
    first: dict[PersonId, set[CaseId]] = {}
    members: dict[PersonId, set[CaseId]] = {}
    for event in events:
        here = by_event.get(event.key, ())
        for link in here:
            for person in link.persons or ():
                if link.origin not in members.setdefault(person, set()):
                    members[person].add(link.origin)
                    first.setdefault(person, set()).add(link.origin)
        if here:
            _move(members, here)
            continue
        for person in persons_of(event):
            if event.case not in members.setdefault(person, set()):
                members[person].add(event.case)
                first.setdefault(person, set()).add(event.case)
    return first


def _move(members: Mapping[PersonId, set[CaseId]], links: Sequence[Link]) -> None:
    for link in links:
        for person, cases in members.items():
            moved = link.persons is None or person in link.persons
            if moved and link.origin in cases:
                cases.discard(link.origin)
                cases.add(link.target)
