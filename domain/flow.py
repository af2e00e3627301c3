"""A hand-over between agencies as a pack declares it: which acts send it, receive, accept, return or answer it.

Data only; what became of a single hand-over is folded in exchange.py. Read by supervision_rules/flow_loader.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from domain.payload_types import Label

# generic acts, for a step that has no act of its own in the law; each names the sending act in `hand_over`
RECEIVED: Final = "HandOverReceived"
ACCEPTED: Final = "HandOverAccepted"
RETURNED: Final = "HandOverReturned"
REJECTED: Final = "HandOverRejected"
RECALLED: Final = "HandOverRecalled"
RECALL_CONFIRMED: Final = "HandOverRecallConfirmed"
ON_PAPER: Final = "HandOverClosedOnPaper"
NAMES_IN: Final = "hand_over"

StepKind = Literal["receive", "accept", "reject", "return", "answer", "recall", "confirm", "paper"]
GENERIC: Final[Mapping[str, StepKind]] = {
    RECEIVED: "receive", ACCEPTED: "accept", RETURNED: "return", REJECTED: "reject", RECALLED: "recall",
    RECALL_CONFIRMED: "confirm", ON_PAPER: "paper",
}  # fmt: skip


class ActOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act that makes a step of a flow.

    by       kinds of agency whose act counts; empty: the receivers of the flow (the senders, for sends and recalls)
    to       payload field with the URN of the agency addressed; to_kind: payload field with its kind (sends only)
    when     payload field -> values of which it must state one
    reason   payload field with the reason (returns and rejections)
    shows    payload fields that a reader of the exchange wants to see
    """

    event: str
    by: tuple[str, ...] = ()
    to: str | None = None
    to_kind: str | None = None
    when: dict[str, tuple[str, ...]] = {}
    reason: str | None = None
    shows: tuple[str, ...] = ()


class Alias(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a published standard calls the business that the flow belongs to."""

    standard: str
    name: str


class Flow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}, kw_only=True):
    """One kind of hand-over.

    from, to                 kinds of agency that send and receive
    superior                 the receiver is an organ of another, higher jurisdiction than the sender
    scope                    matched within the case, or within the person's part of it
    match                    payload field that must agree between sending act and step, where both state it
    rules                    cards whose duties run on it; their periods are law and stand there, not here
    moves_custody            custody of a person goes from one organ to the next: shown beside the custody register
    acknowledge_within_hours agreed between the agencies and no law; None: the file's
    An answer is expected where `answers` names any act; by when, the law says (`rules`) or nobody does.
    """

    id: str
    label: Label
    from_: tuple[str, ...]
    to: tuple[str, ...]
    scope: Literal["case", "person"]
    sends: tuple[ActOf, ...]
    receives: tuple[ActOf, ...] = ()
    accepts: tuple[ActOf, ...] = ()
    rejects: tuple[ActOf, ...] = ()
    returns: tuple[ActOf, ...] = ()
    answers: tuple[ActOf, ...] = ()
    recalls: tuple[ActOf, ...] = ()
    match: str | None = None
    superior: bool = False
    rules: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    moves_custody: bool = False
    acknowledge_within_hours: int | None = None
    note: str = ""

    @property
    def steps(self) -> Mapping[StepKind, tuple[ActOf, ...]]:
        return {
            "receive": self.receives, "accept": self.accepts, "reject": self.rejects, "return": self.returns,
            "answer": self.answers, "recall": self.recalls,
        }  # fmt: skip

    @property
    def types(self) -> tuple[str, ...]:
        """Event types of the acts that make it, the sending ones first, each once; without the generic acts."""
        acts = (*self.sends, *(act for step in self.steps.values() for act in step))
        return tuple(dict.fromkeys(act.event for act in acts))


class Agreed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the agencies agree among themselves where no law says anything. All may be changed by a pack.

    acknowledge_within_hours  a receiver says that it has got a hand-over within this
    traffic_at_least          hand-overs of one flow between two agencies, or of one agency, that tell a rhythm
    looked_back_days          those of so many days up to now; of who handed over less in them nothing is expected
    silent_after_gaps         so many times the usual gap without one is silence ...
    silent_after_days         ... and never less than this; also for an agency that says nothing to what it was handed
    """

    acknowledge_within_hours: int
    traffic_at_least: int
    looked_back_days: int
    silent_after_gaps: int
    silent_after_days: int


class Flows:
    """All flows of a pack, by id, by the acts that send, and by the acts that make a later step. Immutable."""

    def __init__(self, flows: Iterable[Flow] = (), agreed: Agreed | None = None) -> None:
        self.by_id: dict[str, Flow] = {flow.id: flow for flow in flows}
        self.agreed = agreed
        self.sent_by: dict[str, tuple[tuple[Flow, ActOf], ...]] = {}
        self.moved_by: dict[str, tuple[tuple[ActOf, StepKind], ...]] = {}
        for flow in self.by_id.values():
            for kind, acts in flow.steps.items():
                for act in acts:
                    self.moved_by[act.event] = (*self.moved_by.get(act.event, ()), (act, kind))
            for act in flow.sends:
                self.sent_by[act.event] = (*self.sent_by.get(act.event, ()), (flow, act))

    def __len__(self) -> int:
        return len(self.by_id)

    @property
    def addressed(self) -> Mapping[str, tuple[str, ...]]:
        """Event type -> payload fields that name the agency to which such an act hands its case."""
        found: dict[str, dict[str, None]] = {}
        for flow in self.by_id.values():
            for act in flow.sends:
                if act.to is not None:
                    found.setdefault(act.event, {})[act.to] = None
        return {event: tuple(fields) for event, fields in found.items()}

    def acknowledge_within_hours(self, flow: Flow) -> int | None:
        if flow.acknowledge_within_hours is not None:
            return flow.acknowledge_within_hours
        return None if self.agreed is None else self.agreed.acknowledge_within_hours
