"""What a figure needs to know of one hand-over. Told from a fold of the acts; kept beside the exchange ledger as told.

Not the counting (the other files here).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol
from zoneinfo import ZoneInfo

import msgspec

from domain import agency as agencies
from domain.exchange import State, Step
from domain.occurred import from_micros, on_date

_DATE_LENGTH: Final = 10
_TENTH_OF_AN_HOUR: Final = 360_000_000


class HandOver(Protocol):
    """What is asked of domain/exchange.Exchange."""

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


class Passed(msgspec.Struct, frozen=True, gc=False):
    """Tenths of an hour that can have passed, rounded half up: an act known by its day only spans that whole day."""

    least: int
    most: int


class Fact(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One hand-over, or several that are alike. month: YYYY-MM of sending, in the pack's zone.

    received_after, answered_after  since it was sent; None: it was not, or the figure does not ask
    """

    flow: str
    state: State
    sender: str
    receiver: str | None
    month: str
    answer_expected: bool
    on_paper: bool
    received: bool
    answered: bool
    received_after: Passed | None = None
    answered_after: Passed | None = None

    @property
    def region(self) -> str:
        """Region of the sender, e.g. cn-520102; empty for a URI that tells none."""
        return agencies.region_of(self.sender).rstrip(":")


def fact_of(one: HandOver, zone: ZoneInfo) -> Fact:
    return Fact(
        flow=one.flow,
        state=one.state,
        sender=one.sender,
        receiver=one.receiver,
        month=from_micros(one.steps[0].at, zone).strftime("%Y-%m"),
        answer_expected=one.answer_expected,
        on_paper=one.on_paper,
        received=one.acknowledged_at is not None,
        answered=one.answered_at is not None,
        received_after=_until(one.acknowledged_at, one.steps, zone),
        answered_after=_until(one.answered_at, one.steps, zone),
    )


def _until(at: int | None, steps: Sequence[Step], zone: ZoneInfo) -> Passed | None:
    """To the step taken then; of several at one instant the widest, which claims least. An act stated before the one
    it follows took no time.
    """
    if at is None:
        return None
    begin, end = _span(steps[0], zone)
    first, last = max((_span(step, zone) for step in steps[1:] if step.at == at), key=_end, default=(at, at))
    return Passed(_tenths(max(0, first - end)), _tenths(max(0, last - begin)))


def _end(span: tuple[int, int]) -> int:
    return span[1]


def _span(step: Step, zone: ZoneInfo) -> tuple[int, int]:
    """Microseconds: not before, not after."""
    if len(step.on) != _DATE_LENGTH:
        return step.at, step.at
    day = on_date(date.fromisoformat(step.on), zone)
    return day.earliest, day.latest


def _tenths(micros: int) -> int:
    return (2 * micros + _TENTH_OF_AN_HOUR) // (2 * _TENTH_OF_AN_HOUR)
