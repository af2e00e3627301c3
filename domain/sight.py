"""What the law closes inside a case, to whom, and what opens it again. The law is data (the pack's sight.yaml). Pure.

Not whose case it is (domain/permission.py): that comes first. Recorded acts stay where they are, and so do hashes and
proofs; closed is only what is shown. Whose word an act is, its poster tells (`source`): `actor` is a mere statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from domain.agency import kind_of
from domain.event import CaseId, Event, EventKey, PersonId
from domain.hand_overs import HandedTo
from domain.history import effective
from domain.lineage import persons_of
from domain.payload_types import Label
from domain.permission import Principal


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where it stands: name of a text, its article, and the sentence, word for word."""

    law: str
    article: str
    quote: str


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who sees what is closed. `to` says how they are known:

    who_closed  posted the act that closed it
    with_part   agencies of `kinds` that have a part in the case; only `after` an act of that type, `until` one of these
    who_asked   posted an act of type `asked_by`, once who closed it permitted that in an act of type `permitted_by`,
                which names the request in `answers`
    agencies    any reader whose agency is of `kinds`, but auditors
    supervisor  a reader in that role, of `kinds`
    """

    to: Literal["who_closed", "with_part", "who_asked", "agencies", "supervisor"]
    kinds: tuple[str, ...] = ()
    after: str | None = None
    until: tuple[str, ...] = ()
    asked_by: str | None = None
    permitted_by: str | None = None
    because: Source

    @property
    def types(self) -> frozenset[str]:
        """Types of act that this opening asks for and that give nobody a part in a case."""
        return frozenset(kind for kind in (self.after, self.asked_by, self.permitted_by) if kind is not None)


class ClosingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one provision closes.

    closes   person: everything of the person whom an act of these types names, in all cases joined to it;
             act: the acts of these types themselves
    by       types of act; for a person, one posted by an agency that had a part in the case
    lifts    types of act by which who closed it opens it again, to all
    mark     what stands on the cover of a case that holds something closed, for all who see the case
    """

    id: str
    label: Label
    closes: Literal["person", "act"]
    by: tuple[str, ...]
    lifts: tuple[str, ...] = ()
    mark: Label | None = None
    because: tuple[Source, ...]
    open_to: tuple[Opening, ...]

    def by_any(self, types: frozenset[str]) -> bool:
        return not types.isdisjoint(self.by)

    def binds(self, reader: Principal) -> bool:
        """Whether a reader of this role and kind is shut out, unless it is named with the closure itself."""
        return not any(_admits(opening, reader) for opening in self.open_to)


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is closed: a person in a case, an act, or the whole case (neither person nor act).

    open_to  agencies (URIs) to which it is open all the same
    """

    case: CaseId
    rule: str
    person: PersonId | None = None
    act: EventKey | None = None
    open_to: frozenset[str] = frozenset()

    def shuts_out(self, bound: frozenset[str], agencies: frozenset[str]) -> bool:
        """Whether it is closed to a reader whom these rules bind and who reads as these agencies."""
        return self.rule in bound and not self.open_to & agencies


class Sight(msgspec.Struct, frozen=True):
    """What one reader does not see of one case and those joined to it."""

    cases: frozenset[CaseId] = frozenset()
    persons: frozenset[PersonId] = frozenset()
    acts: frozenset[EventKey] = frozenset()

    def shows(self, event: Event) -> bool:
        return event.case not in self.cases and event.key not in self.acts

    def shows_data(self, event: Event) -> bool:
        """Whether what it states may be shown; of an act on several persons, one of them closed, only that it was."""
        return self.shows(event) and not self.persons.intersection(persons_of(event))


def bound(rules: Iterable[ClosingRule], reader: Principal) -> frozenset[str]:
    """Ids of the rules that shut this reader out."""
    return frozenset(rule.id for rule in rules if rule.binds(reader))


def sight(closures: Iterable[Closure], bound_by: frozenset[str], agencies: frozenset[str]) -> Sight:
    """agencies: as which the reader reads, its own and those that it succeeded."""
    closed = [one for one in closures if one.shuts_out(bound_by, agencies)]
    return Sight(
        cases=frozenset(one.case for one in closed if one.person is None and one.act is None),
        persons=frozenset(one.person for one in closed if one.person is not None),
        acts=frozenset(one.act for one in closed if one.act is not None),
    )


def closures(
    rules: Sequence[ClosingRule], raw: Sequence[Event], cases: Iterable[CaseId], handed: HandedTo
) -> tuple[Closure, ...]:
    """All that is closed in a family of cases, by its acts as recorded. cases: all of the family."""
    by_key = {event.key: event for event in raw}
    found: list[Closure] = []
    standing: tuple[Event, ...] | None = None
    for rule in rules:
        if not any(event.type in rule.by for event in raw):
            continue
        if rule.closes == "act":
            acts = (event for event in raw if rule.by_any(_types(event, by_key)))
            found += [Closure(case=event.case, rule=rule.id, act=event.key) for event in acts]
            continue
        standing = tuple(sorted(effective(raw), key=_recorded)) if standing is None else standing
        closed = _closed_persons(rule, standing, handed)
        if closed:
            found += _of_persons(rule, raw, by_key, closed, sorted(cases))
    return tuple(found)


def _of_persons(
    rule: ClosingRule,
    raw: Sequence[Event],
    by_key: Mapping[EventKey, Event],
    closed: Mapping[PersonId, frozenset[str]],
    cases: Sequence[CaseId],
) -> Iterator[Closure]:
    named = {event.key: _named(event, by_key) for event in raw}
    everybody = _joined(named.values())
    for case in cases:
        here = _joined(named[event.key] for event in raw if event.case == case) or everybody
        for person in sorted(here & closed.keys()):
            yield Closure(case=case, rule=rule.id, person=PersonId(person), open_to=closed[PersonId(person)])
        if here <= closed.keys():
            yield Closure(case=case, rule=rule.id, open_to=_openings(here, closed))
    for event in raw:
        persons = named[event.key]
        if persons and persons <= closed.keys():
            yield Closure(case=event.case, rule=rule.id, act=event.key, open_to=_openings(persons, closed))


class _Course:
    """One person's way into closure, act by act in the order in which they were recorded.

    Only who has a part in the case closes it to others, and a part is had by an act from before the closing or by a
    hand-over of one who had it: who comes later, or with nothing but an act about closing, opens nothing to itself.
    """

    def __init__(self, rule: ClosingRule, person: PersonId, handed: HandedTo) -> None:
        self.rule = rule
        self.person = person
        self.handed = handed
        self.concerned: set[str] = set()
        self.closed_by: set[str] = set()
        self.seen: set[str] = set()
        self.asked: dict[EventKey, str] = {}
        self.permitted: set[EventKey] = set()
        self.about = frozenset({*rule.by, *rule.lifts}).union(*(opening.types for opening in rule.open_to))

    def take(self, event: Event) -> None:
        source = event.key.source
        if event.type not in self.about:
            if not self.closed_by or source in self.concerned:
                self.concerned |= {source, *self.handed(event.type, event.data)}
        elif self.person in persons_of(event):
            self._about_closing(event, source)
        if self.person in persons_of(event) and source in self.concerned:
            self.seen.add(event.type)

    def _about_closing(self, event: Event, source: str) -> None:
        if event.type in self.rule.by and source in self.concerned:
            self.closed_by.add(source)
        elif event.type in self.rule.lifts and source in self.closed_by:
            self.closed_by, self.permitted = set(), set()
        for opening in self.rule.open_to:
            if event.type == opening.asked_by:
                # an application is recorded by who receives it: whose it is, who closed the record says truly
                self.asked[event.key] = event.emitter if source in self.closed_by else source
            elif event.type == opening.permitted_by and source in self.closed_by:
                answered = _answered(event)
                if answered is not None and getattr(event.data, "outcome", None) == "permitted":
                    self.permitted.add(answered)

    def open_to(self) -> frozenset[str]:
        found: set[str] = set()
        for opening in self.rule.open_to:
            if opening.to == "who_closed":
                found |= self.closed_by
            elif opening.to == "who_asked":
                found |= {source for key, source in self.asked.items() if key in self.permitted}
            elif opening.to == "with_part" and self._due(opening):
                found |= {one for one in self.concerned if kind_of(one) in opening.kinds}
        return frozenset(found)

    def _due(self, opening: Opening) -> bool:
        begun = opening.after is None or opening.after in self.seen
        return begun and not self.seen.intersection(opening.until)


def _closed_persons(rule: ClosingRule, standing: Sequence[Event], handed: HandedTo) -> dict[PersonId, frozenset[str]]:
    """Persons that are closed now -> the agencies to which they are open. standing: in order of recording."""
    found: dict[PersonId, frozenset[str]] = {}
    for person in sorted({person for event in standing if event.type in rule.by for person in persons_of(event)}):
        course = _Course(rule, person, handed)
        for event in standing:
            course.take(event)
        if course.closed_by:
            found[person] = course.open_to()
    return found


def _admits(opening: Opening, reader: Principal) -> bool:
    if reader.kind not in opening.kinds:
        return False
    return reader.role == opening.to or (opening.to == "agencies" and reader.role != "auditor")


def _openings(persons: Iterable[PersonId], closed: Mapping[PersonId, frozenset[str]]) -> frozenset[str]:
    return frozenset(one for person in persons for one in closed[person])


def _joined(some: Iterable[frozenset[PersonId]]) -> frozenset[PersonId]:
    return frozenset(person for persons in some for person in persons)


def _amended(event: Event, by_key: Mapping[EventKey, Event]) -> Iterator[Event]:
    """The act itself, and where it amends another, that one, and so on."""
    passed: set[EventKey] = set()
    following: Event | None = event
    while following is not None and following.key not in passed:
        yield following
        passed.add(following.key)
        following = None if following.amends is None else by_key.get(following.amends.event)


def _named(event: Event, by_key: Mapping[EventKey, Event]) -> frozenset[PersonId]:
    """Everybody that an act names, also by the act that it amends."""
    found: set[PersonId] = set()
    for one in _amended(event, by_key):
        found |= set(persons_of(one))
        if one.amends is not None:
            found |= {PersonId(person) for person in getattr(one.amends.data, "persons", None) or ()}
            found |= set() if one.amends.person is None else {one.amends.person}
    return frozenset(found)


def _types(event: Event, by_key: Mapping[EventKey, Event]) -> frozenset[str]:
    """Its type, and of an amendment that of the act amended."""
    return frozenset(one.type for one in _amended(event, by_key))


def _answered(event: Event) -> EventKey | None:
    named = getattr(event.data, "answers", None)
    source, id_ = getattr(named, "source", None), getattr(named, "id", None)
    return EventKey(source, id_) if isinstance(source, str) and isinstance(id_, str) else None


def _recorded(event: Event) -> int:
    """Order in which acts became known: the position, where the ledger gave one."""
    return event.position or 0
