"""What became of each hand-over of a family of cases: sent, received, accepted or returned, answered, recalled.

A pure function of the effective history and the pack's flows, so any order of delivery gives the same answer.
Not the deadlines of the law (cards). An act closes every open hand-over that it can close, as it does with duties.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from domain import agency as agencies
from domain.event import CaseId, Event, EventKey, PersonId, legal_order
from domain.exchange_index import CaseActs, Named, agrees, states
from domain.flow import ActOf, Flow, Flows, StepKind

State = Literal[
    "sent", "received", "accepted", "rejected", "returned", "answered", "recalled", "recall_confirmed", "on_paper"
]
CLOSED: frozenset[str] = frozenset({"rejected", "returned", "answered", "recall_confirmed", "on_paper"})
HOUR = 3_600_000_000
Predecessors = Callable[[str], frozenset[str]]
_STATE_OF: Mapping[str, State] = {"reject": "rejected", "return": "returned", "answer": "answered"}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One act in the course of a hand-over.

    at      microseconds, the earliest instant it can have happened; on: as stated
    reason  as the act states it; shows: the payload fields that the flow wants shown, as text
    """

    kind: StepKind | Literal["send"]
    event: EventKey
    type: str
    agency: str
    at: int
    on: str
    reason: str | None = None
    shows: tuple[tuple[str, str], ...] = ()


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over. id: of flow and sending act, for ever.

    receiver        URN: as addressed, else who took a step, else who of its kind acted in the case; None: unknown
    named           the sending act names the receiver
    acknowledge_by  microseconds by which receipt is agreed to be acknowledged; None: nothing is agreed, or the act
                    comes from an excerpt and vouches for nothing but itself
    acknowledged_at, answered_at, closed_at, recalled_at, confirmed_at
                    microseconds; None: not yet
    on_paper        some step was taken outside the platform
    """

    id: str
    flow: str
    case: CaseId
    person: PersonId | None
    state: State
    sender: str
    receiver: str | None
    receiver_kinds: tuple[str, ...]
    named: bool
    sent_at: int
    sent_day: int
    acknowledge_by: int | None
    answer_expected: bool
    acknowledged_at: int | None
    answered_at: int | None
    closed_at: int | None
    recalled_at: int | None
    confirmed_at: int | None
    on_paper: bool
    steps: tuple[Step, ...]


class Retracted(msgspec.Struct, frozen=True):
    """A sending act that its source took back, and the act that did so."""

    act: Event
    by: Event


def exchanges(
    flows: Flows,
    histories: Mapping[CaseId, Sequence[Event]],
    retracted: Iterable[Retracted] = (),
    predecessors: Predecessors = lambda _: frozenset(),
) -> tuple[Exchange, ...]:
    """All hand-overs in these histories, by time of sending.

    histories     what each case of a family is judged by (lineage.duty_histories), each in legal order
    retracted     taken back after they had been sent; one that nobody acknowledged by name leaves nothing behind
    predecessors  agencies whose work came to the one asked for
    """
    if not flows.by_id:
        return ()
    sends: dict[EventKey, tuple[Event, list[CaseActs]]] = {}
    for acts in [CaseActs(flows, own) for own in histories.values()]:
        for event in acts.sends:
            sends.setdefault(event.key, (event, []))[1].append(acts)
    named = Named(flows, (event for own in histories.values() for event in own))
    found = [
        _Fold(flows, flow, act, event, where, named, predecessors).exchange()
        for event, where in sends.values()
        for flow, act in flows.sent_by[event.type]
        if sent(flow, act, event)
    ]
    for one in retracted:
        for flow, act in flows.sent_by.get(one.act.type, ()):
            if sent(flow, act, one.act) and named.steps(one.act.key):
                found.append(_Fold(flows, flow, act, one.act, [], named, predecessors, taken_back=one.by).exchange())
    return tuple(sorted(found, key=lambda one: (one.sent_day, one.sent_at, one.id)))


def retracted_sends(flows: Flows, raw: Iterable[Event], standing: Mapping[EventKey, Event]) -> tuple[Retracted, ...]:
    """Sending acts among `raw` that do not stand any more, each with the first retraction of its source."""
    acts = {event.key: event for event in raw}
    by: dict[EventKey, Event] = {}
    for event in sorted(acts.values(), key=legal_order):
        if event.amends is not None and event.amends.retract and event.amends.event.source == event.key.source:
            by.setdefault(event.amends.event, event)
    return tuple(
        Retracted(event, by[key])
        for key, event in acts.items()
        if event.amends is None and event.type in flows.sent_by and key not in standing and key in by
    )


def sent(flow: Flow, act: ActOf, event: Event) -> bool:
    """Whether this act sends this flow: by an agency that may, to one that receives it."""
    if agencies.kind_of(event.emitter) not in (act.by or flow.from_):
        return False
    if not states(event, act.when):
        return False
    kind = None if act.to_kind is None else getattr(event.data, act.to_kind, None)
    return kind is None or kind in flow.to


def id_of(flow: str, send: EventKey) -> str:
    text = f"{len(flow)}:{flow}{len(send.source)}:{send.source}{send.id}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _Fold:
    """The course of one hand-over."""

    def __init__(
        self,
        flows: Flows,
        flow: Flow,
        act: ActOf,
        send: Event,
        where: Sequence[CaseActs],
        named: Named,
        predecessors: Predecessors,
        taken_back: Event | None = None,
    ) -> None:
        self._flows, self._flow, self._act, self._send = flows, flow, act, send
        self._where, self._predecessors, self._taken_back = where, predecessors, taken_back
        self._by_name = named.steps(send.key)
        self._events: dict[EventKey, Event] = {}
        address = None if act.to is None else getattr(send.data, act.to, None)
        self._address = address if isinstance(address, str) and agencies.parts(address) is not None else None
        kind = None if act.to_kind is None else getattr(send.data, act.to_kind, None)
        self._kinds: tuple[str, ...] = (kind,) if isinstance(kind, str) else flow.to
        if self._address is not None:
            self._kinds = (agencies.kind_of(self._address) or "",)

    def exchange(self) -> Exchange:
        ends = [step for kind in ("reject", "return", "answer") if (step := self._first(kind)) is not None]
        end = min(ends, key=_order, default=None)
        taken = [self._first("receive"), self._first("accept")]
        steps = [step for step in taken if step is not None and (end is None or _order(step) <= _order(end))]
        if end is not None:
            steps.append(end)
        paper, recall = self._first("paper"), self._recall()
        if recall is not None and end is not None and end.kind != "answer" and end.at < recall.at:
            recall = None
        confirm = None if recall is None else self._first("confirm")
        acknowledged = min((step.at for step in [*steps, paper] if step is not None), default=None)
        all_steps = [step for step in (*steps, paper, recall, confirm) if step is not None]
        on_paper = paper is not None or _left_paper(self._send)
        state = self._state(steps, paper, recall, confirm)
        closing = {"recall_confirmed": confirm, "on_paper": paper}.get(state, end if state in CLOSED else None)
        receiver = self._receiver([*steps, *(step for step in (confirm,) if step is not None)])
        send = self._send
        return Exchange(
            id=id_of(self._flow.id, send.key),
            flow=self._flow.id,
            case=send.case,
            person=send.person,
            state=state,
            sender=send.emitter,
            receiver=receiver,
            receiver_kinds=self._kinds,
            named=self._address is not None,
            sent_at=send.occurred.earliest,
            sent_day=send.occurred.day,
            acknowledge_by=self._acknowledge_by(),
            answer_expected=bool(self._flow.answers),
            acknowledged_at=acknowledged,
            answered_at=end.at if end is not None and end.kind == "answer" else None,
            closed_at=None if closing is None else closing.at,
            recalled_at=None if recall is None else recall.at,
            confirmed_at=None if confirm is None else confirm.at,
            on_paper=on_paper or any(_left_paper(self._events[step.event]) for step in all_steps),
            steps=(_step("send", send, self._act), *sorted(all_steps, key=_order)),
        )

    def _state(self, steps: Sequence[Step], paper: Step | None, recall: Step | None, confirm: Step | None) -> State:
        if recall is not None:
            return "recalled" if confirm is None else "recall_confirmed"
        for step in steps:
            if step.kind in _STATE_OF:
                return _STATE_OF[step.kind]
        if paper is not None:
            return "on_paper"
        kinds = {step.kind for step in steps}
        return "accepted" if "accept" in kinds else "received" if "receive" in kinds else "sent"

    def _acknowledge_by(self) -> int | None:
        hours = self._flows.acknowledge_within_hours(self._flow)
        return None if hours is None or self._send.excerpt else self._send.occurred.latest + hours * HOUR

    # --- the acts that count ----------------------------------------------------------------------

    def _first(self, kind: StepKind) -> Step | None:
        """The first act that makes this step: one that names the sending act, or one that can only mean it."""
        found: list[tuple[Event, ActOf]] = []
        for event, act, its_kind in self._by_name:
            own = act is None or act in self._flow.steps.get(kind, ())
            if its_kind == kind and own and self._may(kind, event, act):
                found.append((event, act or ActOf(event.type, reason="reason_text")))
        for act in self._flow.steps.get(kind, ()):
            for where in self._where:
                later = self._after(where, kind, act)
                if later is not None:
                    found.append((later, act))
        if not found:
            return None
        first, as_act = min(found, key=lambda pair: legal_order(pair[0]))
        return self._taken(kind, first, as_act)

    def _taken(self, kind: StepKind, event: Event, act: ActOf) -> Step:
        self._events[event.key] = event
        return _step(kind, event, act)

    def _after(self, where: CaseActs, kind: StepKind, act: ActOf) -> Event | None:
        send = self._send
        person = send.person if self._flow.scope == "person" else None
        for event in where.from_day(act.event, person, send.occurred.day):
            if event.occurred.latest < send.occurred.earliest or event.key == send.key or _precedes(event, send):
                continue
            if self._flow.match is not None and not agrees(send, event, self._flow.match):
                continue
            if named_elsewhere(self._flow, event, where):
                continue
            if states(event, act.when) and self._may(kind, event, act):
                return event
        return None

    def _may(self, kind: StepKind, event: Event, act: ActOf | None) -> bool:
        """Whether this agency may take the step: the one addressed, or one of the kind that receives."""
        if kind == "recall":
            return self._is(event.emitter, self._send.emitter)
        own = agencies.kind_of(event.emitter)
        by = () if act is None else act.by
        # a sender records a step itself only where the flow says so (a reply that the law has it enter)
        if own not in (by or self._able) or (event.emitter == self._send.emitter and not by):
            return False
        if self._address is None or own != agencies.kind_of(self._address):
            return True
        return self._is(event.emitter, self._address)

    @property
    def _able(self) -> tuple[str, ...]:
        """Kinds that may take a generic step: who is addressed, and whoever the flow knows in a step of its own."""
        others = [kind for acts in self._flow.steps.values() for act in acts for kind in act.by]
        return (*self._kinds, *others)

    def _is(self, agency: str, meant: str) -> bool:
        """The agency meant, one of its office, or the one that came after it."""
        return agencies.office_of(agency) == agencies.office_of(meant) or meant in self._predecessors(agency)

    def _recall(self) -> Step | None:
        found = self._first("recall")
        if self._taken_back is not None:
            back = self._taken("recall", self._taken_back, ActOf(self._taken_back.type, reason="reason"))
            found = back if found is None else min(found, back, key=_order)
        return found

    def _receiver(self, steps: Sequence[Step]) -> str | None:
        if self._address is not None:
            return self._address
        for step in steps:
            if agencies.kind_of(step.agency) in self._kinds and step.agency != self._send.emitter:
                return step.agency
        for where in self._where:
            found = where.nearest_of(self._kinds, self._send, other_region=self._flow.superior)
            if found is not None:
                return found
        return None


def named_elsewhere(flow: Flow, event: Event, where: CaseActs) -> bool:
    """Whether the act says itself which sending act of this flow it answers: then it is found by that."""
    answered = getattr(event.data, "answers", None)
    if answered is None:
        return False
    other = where.send(EventKey(answered.source, answered.id))
    return other is not None and any(one.id == flow.id and sent(one, act, other) for one, act in where.flows_of(other))


def _step(kind: StepKind | Literal["send"], event: Event, act: ActOf) -> Step:
    reason = None if act.reason is None else getattr(event.data, act.reason, None)
    shown = ((name, getattr(event.data, name, None)) for name in act.shows)
    return Step(
        kind=kind, event=event.key, type=event.type, agency=event.emitter, at=event.occurred.earliest,
        on=event.occurred.text, reason=None if reason is None else str(reason),
        shows=tuple((name, str(value)) for name, value in shown if value is not None),
    )  # fmt: skip


def _order(step: Step) -> tuple[int, str, str]:
    return step.at, step.event.source, step.event.id


def _precedes(event: Event, send: Event) -> bool:
    """The common source says that this act came before the sending act."""
    return (
        event.key.source == send.key.source
        and event.sequence is not None
        and send.sequence is not None
        and event.sequence < send.sequence
    )


def _left_paper(event: Event) -> bool:
    return getattr(event.data, "single_track", None) is False
