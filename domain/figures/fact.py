"""What a figure needs to know of one hand-over. Made from a fold of the acts or from the exchange ledger, which agree.

Not the counting (the other files here). Times in microseconds; an act known by its day only spans that whole day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from domain import agency as agencies
from domain.exchange import State, Step
from domain.occurred import from_micros, on_date

_DATE_LENGTH = 10


class HandOver(Protocol):
    """domain/exchange.Exchange, and projections/exchanges.ExchangeRow."""

    @property
    def flow(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def sender(self) -> str: ...
    @property
    def receiver(self) -> str | None: ...
    @property
    def answer_expected(self) -> bool: ...
    @property
    def acknowledged_at(self) -> int | None: ...
    @property
    def answered_at(self) -> int | None: ...
    @property
    def on_paper(self) -> bool: ...
    @property
    def steps(self) -> Sequence[Step]: ...


class Span(msgspec.Struct, frozen=True, gc=False):
    """When something happened: not before `earliest`, not after `latest`."""

    earliest: int
    latest: int


class Fact(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One hand-over. month: YYYY-MM of sending, in the pack's zone; received, answered: None where it was not."""

    flow: str
    state: State
    sender: str
    receiver: str | None
    month: str
    answer_expected: bool
    on_paper: bool
    sent: Span
    received: Span | None
    answered: Span | None

    @property
    def region(self) -> str:
        """Region of the sender, e.g. cn-520102; empty for a URI that tells none."""
        return agencies.region_of(self.sender).rstrip(":")


def fact_of(one: HandOver, zone: ZoneInfo) -> Fact:
    send = one.steps[0]
    return Fact(
        flow=one.flow,
        state=one.state,
        sender=one.sender,
        receiver=one.receiver,
        month=from_micros(send.at, zone).strftime("%Y-%m"),
        answer_expected=one.answer_expected,
        on_paper=one.on_paper,
        sent=_span(send, zone),
        received=_span_at(one.acknowledged_at, one.steps, zone),
        answered=_span_at(one.answered_at, one.steps, zone),
    )


def _span_at(at: int | None, steps: Sequence[Step], zone: ZoneInfo) -> Span | None:
    """Span of the step taken then; of several at one instant the widest, which claims least."""
    if at is None:
        return None
    spans = [_span(step, zone) for step in steps[1:] if step.at == at]
    return max(spans, key=lambda span: span.latest, default=Span(at, at))


def _span(step: Step, zone: ZoneInfo) -> Span:
    if len(step.on) != _DATE_LENGTH:
        return Span(step.at, step.at)
    day = on_date(date.fromisoformat(step.on), zone)
    return Span(day.earliest, day.latest)
