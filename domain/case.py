"""The state of a case and of each person in it, folded from its effective history.

Not duties and not lawfulness: an unexpected move is taken and noted, never refused. Driven by lifecycle.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

import msgspec

from domain.agency import kind_of
from domain.event import CaseId, Event, EventKey, PersonId
from domain.lifecycle import PREVIOUS, TRACKS, Lifecycle, Move, Track
from domain.lineage import LinkKind, persons_of
from domain.occurred import Occurred
from domain.vocabulary import Vocabulary


class Held(msgspec.Struct, frozen=True):
    """A state, since when, by which act, and the state before it."""

    state: str
    since: Occurred | None = None
    by: EventKey | None = None
    before: str | None = None


class SubjectState(msgspec.Struct, frozen=True, kw_only=True):
    """One person in one case. custody: held in the present measure."""

    person: PersonId
    tracks: Mapping[Track, Held]
    custody: bool = False

    @property
    def stage(self) -> str:
        return self.tracks["stage"].state

    @property
    def status(self) -> str:
        return self.tracks["status"].state

    @property
    def presence(self) -> str:
        return self.tracks["presence"].state

    @property
    def measure(self) -> str:
        return self.tracks["measure"].state

    @property
    def measure_since(self) -> Occurred | None:
        return self.tracks["measure"].since

    @property
    def sentence(self) -> str:
        return self.tracks["sentence"].state


class UnexpectedMove(msgspec.Struct, frozen=True):
    """An act that the lifecycle does not expect in that state. person None: the case as such."""

    event: EventKey
    track: Track
    person: PersonId | None
    from_state: str
    to_state: str


class CaseLink(msgspec.Struct, frozen=True):
    kind: LinkKind
    other: CaseId
    event: EventKey


class CaseState(msgspec.Struct, frozen=True, kw_only=True):
    """A case as of some act.

    stage      the least advanced stage of the persons still in the case; of the case itself if it has none
    agency     URN of the organ in charge: the last of the stage's kind that acted; None before it has acted
    base       stage of the case itself, which persons start from
    opened     first act; closed: the act with which the last person left, None while anybody is in it
    """

    case: CaseId
    stage: str
    base: str
    subjects: Mapping[PersonId, SubjectState] = {}
    agency: str | None = None
    opened: Occurred | None = None
    closed: Occurred | None = None
    last: EventKey | None = None
    count: int = 0
    links: tuple[CaseLink, ...] = ()
    unexpected_moves: tuple[UnexpectedMove, ...] = ()


def start(case: CaseId, lifecycle: Lifecycle) -> CaseState:
    """The state before anything has happened."""
    initially = lifecycle.tracks["stage"].initially
    return CaseState(case=case, stage=initially, base=initially)


def fold(case: CaseId, events: Iterable[Event], vocabulary: Vocabulary, lifecycle: Lifecycle) -> CaseState:
    """State after all of `events`: one of lineage.case_histories, in legal order, at a given time."""
    state = start(case, lifecycle)
    for state in steps(case, events, vocabulary, lifecycle):  # noqa: B007  (the last one is wanted)
        pass
    return state


def steps(case: CaseId, events: Iterable[Event], vocabulary: Vocabulary, lifecycle: Lifecycle) -> Iterator[CaseState]:
    """The state before the first act and after each one: for stepping through a case."""
    state = start(case, lifecycle)
    yield state
    for event in events:
        state = evolve(state, event, vocabulary, lifecycle)
        yield state


def evolve(state: CaseState, event: Event, vocabulary: Vocabulary, lifecycle: Lifecycle) -> CaseState:
    """State after one more act. Total over the vocabulary; Refused("unknown-event-type") beyond it."""
    vocabulary.type_named(event.type)
    subjects = dict(state.subjects)
    unexpected: list[UnexpectedMove] = []
    named = persons_of(event)
    link = _link(state, event, lifecycle)
    if link is None or link.goes_on_here:
        for person in named:
            subjects.setdefault(person, _new_subject(person, state, lifecycle))
    moves = lifecycle.moves.get(event.type, {})
    for person in _concerned(subjects, named, lifecycle):
        subjects[person] = _moved(subjects[person], event, moves, lifecycle, unexpected)
    if link is not None:
        subjects = _passed_on(subjects, state, event, link, lifecycle)
    base = state.base
    if not named and "stage" in moves:
        held = _taken(Held(base), event, "stage", moves["stage"], None if subjects else unexpected, None)
        base = base if held is None else held.state
    stage = _stage_of(subjects, base, lifecycle)
    closed = lifecycle.closed
    return CaseState(
        case=state.case,
        stage=stage,
        base=base,
        subjects=subjects,
        agency=_agency(state, event, stage, lifecycle),
        opened=state.opened or event.occurred,
        closed=(state.closed or event.occurred) if stage == closed else None,
        last=event.key,
        count=state.count + 1,
        links=state.links if link is None else (*state.links, *_case_links(event, link)),
        unexpected_moves=state.unexpected_moves + tuple(unexpected),
    )


def _new_subject(person: PersonId, state: CaseState, lifecycle: Lifecycle) -> SubjectState:
    tracks = {track: Held(lifecycle.tracks[track].initially) for track in TRACKS}
    tracks["stage"] = Held(state.base)
    return SubjectState(person=person, tracks=tracks)


def _concerned(
    subjects: Mapping[PersonId, SubjectState], named: tuple[PersonId, ...], lifecycle: Lifecycle
) -> tuple[PersonId, ...]:
    """Whom an act moves: those it names, else everybody in the case; if nobody is left, everybody."""
    if named:
        return tuple(person for person in named if person in subjects)
    present = tuple(person for person, subject in subjects.items() if not _is_left(subject, lifecycle))
    return present or tuple(subjects)


def _moved(
    subject: SubjectState,
    event: Event,
    moves: Mapping[Track, list[Move]],
    lifecycle: Lifecycle,
    unexpected: list[UnexpectedMove],
) -> SubjectState:
    changed = dict(subject.tracks)
    for track, candidates in moves.items():
        held = _taken(changed[track], event, track, candidates, unexpected, subject.person)
        if held is not None:
            changed[track] = held
    custody = lifecycle.state("measure", changed["measure"].state).custody
    return SubjectState(person=subject.person, tracks=changed, custody=custody)


def _taken(
    held: Held,
    event: Event,
    track: Track,
    candidates: list[Move],
    unexpected: list[UnexpectedMove] | None,
    person: PersonId | None,
) -> Held | None:
    """The state an act leads to from `held`, None where it leads nowhere."""
    applicable = [move for move in candidates if _applies(move, event)]
    expected = next((m for m in applicable if not m.from_ or held.state in m.from_), None)
    move = expected or next((m for m in applicable if m.otherwise == "unexpected"), None)
    if move is None:
        return None
    to = (held.before or held.state) if move.to == PREVIOUS else move.to
    if expected is None and unexpected is not None:
        unexpected.append(UnexpectedMove(event.key, track, person, held.state, to))
    if to == held.state:
        return None
    return Held(to, event.occurred, event.key, held.state)


def _applies(move: Move, event: Event) -> bool:
    return all(_text(getattr(event.data, field, None)) in values for field, values in move.when.items())


def _text(value: object) -> str | None:
    """A payload value as lifecycle.yaml would write it; None for what is absent or no single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | Decimal | date | datetime) else None


class _Link(msgspec.Struct, frozen=True):
    """A linking act as seen from this case: which cases it names, and on which side this case stands."""

    kind: LinkKind
    others: tuple[CaseId, ...]
    goes_on_here: bool


def _link(state: CaseState, event: Event, lifecycle: Lifecycle) -> _Link | None:
    rule = lifecycle.link_rules.get(event.type)
    if rule is None:
        return None
    stated = getattr(event.data, rule.field, None)
    named = tuple(CaseId(c) for c in ([stated] if isinstance(stated, str) else list(stated or ())))
    if state.case in named:
        return _Link(rule.kind, (event.case,), goes_on_here=rule.kind != "merge")
    return _Link(rule.kind, named, goes_on_here=rule.kind == "merge")


def _case_links(event: Event, link: _Link) -> tuple[CaseLink, ...]:
    return tuple(CaseLink(link.kind, other, event.key) for other in link.others)


def _passed_on(
    subjects: Mapping[PersonId, SubjectState],
    state: CaseState,
    event: Event,
    link: _Link,
    lifecycle: Lifecycle,
) -> dict[PersonId, SubjectState]:
    """Persons who go to another case by this act, and those who come back from one."""
    changed = dict(subjects)
    if link.kind == "merge" and link.goes_on_here:
        gone_by = {known.event for known in state.links if known.other in link.others}
        for person, subject in subjects.items():
            presence = subject.tracks["presence"]
            if presence.by in gone_by and lifecycle.state("presence", presence.state).left:
                back = Held(presence.before or presence.state, event.occurred, event.key, presence.state)
                changed[person] = _present(subject, back)
    elif not link.goes_on_here and link.kind != "continue":
        elsewhere = next(known.id for known in lifecycle.tracks["presence"].states if known.left)
        leaving = persons_of(event) if link.kind == "split" else tuple(subjects)
        for person in leaving:
            if person in changed:
                before = changed[person].presence
                gone = Held(elsewhere, event.occurred, event.key, before)
                changed[person] = _present(changed[person], gone)
    return changed


def _present(subject: SubjectState, presence: Held) -> SubjectState:
    """What else holds for the person stays as it was."""
    return msgspec.structs.replace(subject, tracks={**subject.tracks, "presence": presence})


def _is_left(subject: SubjectState, lifecycle: Lifecycle) -> bool:
    stage, presence = lifecycle.state("stage", subject.stage), lifecycle.state("presence", subject.presence)
    return stage.left or presence.left


def _stage_of(subjects: Mapping[PersonId, SubjectState], base: str, lifecycle: Lifecycle) -> str:
    if not subjects:
        return base
    stages = [subject.stage for subject in subjects.values() if not _is_left(subject, lifecycle)]
    return min(stages, key=lambda stage: lifecycle.rank[stage], default=lifecycle.closed)


def _agency(state: CaseState, event: Event, stage: str, lifecycle: Lifecycle) -> str | None:
    kind = lifecycle.state("stage", stage).organ
    if kind is not None and kind_of(event.emitter) == kind:
        return event.emitter
    known = state.agency
    return known if known is not None and kind_of(known) == kind else None
