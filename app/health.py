"""How far everything is: read models behind the ledger, and the ledger behind the clock. Both must be looked at.

A frozen sequencer shows no lag at all, only age. Called by the API, the status page and metrics.
"""

from __future__ import annotations

import msgspec

from app.composition import Platform
from ledger import reading_scope
from ledger.tails import queue_state
from projections import parked, rule_failures, timers
from projections.parked import ParkedRow
from projections.runner import progress

SEQUENCING_LATE = 5.0
CLOCK_LATE = 5.0
LAG_LATE = 5.0
"""Seconds beyond which health is not ok."""


class Lag(msgspec.Struct, frozen=True):
    """One processor. lag: acts between it and the head; state: live or building."""

    name: str
    build: int
    active: bool
    state: str
    position: int
    lag: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """ok                  nothing is late and nothing is parked
    head                last position; unsequenced: acts committed and without position
    unsequenced_seconds age of the oldest of them, 0 without any
    quiet_seconds       since the last numbered act was recorded, None for an empty ledger: no fault by itself
    lag_seconds         age of the oldest act that some processor has not seen, 0 where all are at the head
    clock_seconds       age of the oldest timer that is due and has not fired, 0 without any
    """

    ok: bool
    problems: tuple[str, ...]
    head: int
    unsequenced: int
    unsequenced_seconds: float
    quiet_seconds: float | None
    lag_seconds: float
    clock_seconds: float
    projections: tuple[Lag, ...]
    parked: tuple[ParkedRow, ...]
    rule_failures: int


@reading_scope.of_the_platform()
def health(platform: Platform) -> Health:
    now = platform.now()
    with platform.engine.connect() as connection:
        builds = progress(connection)
        queue = queue_state(connection)
        stuck = tuple(parked.rows(connection))
        failed = rule_failures.count(connection)
        late_timer = timers.oldest_waiting(connection, now)
    head = platform.ledger.head()
    lags = tuple(
        Lag(one.name, one.build, one.active, one.state, one.position, max(0, head - one.position)) for one in builds
    )
    behind = min((lag.position for lag in lags if lag.state == "live"), default=head)
    waiting = platform.ledger.read(behind, 1) if behind < head else []
    lag_seconds = _age(waiting[0].recorded_at, now) if waiting else 0.0
    unsequenced_seconds = 0.0 if queue.oldest is None else _age(queue.oldest, now)
    clock_seconds = 0.0 if late_timer is None else _age(late_timer, now)
    problems = []
    if unsequenced_seconds > SEQUENCING_LATE:
        problems.append("sequencer-late")
    if lag_seconds > LAG_LATE:
        problems.append("projections-late")
    if clock_seconds > CLOCK_LATE:
        problems.append("clock-late")
    if stuck:
        problems.append("cases-parked")
    if failed:
        problems.append("rules-failed")
    return Health(
        ok=not problems,
        problems=tuple(problems),
        head=head,
        unsequenced=queue.waiting,
        unsequenced_seconds=unsequenced_seconds,
        quiet_seconds=None if queue.last is None else _age(queue.last, now),
        lag_seconds=lag_seconds,
        clock_seconds=clock_seconds,
        projections=lags,
        parked=stuck,
        rule_failures=failed,
    )


def _age(then: int, now: int) -> float:
    return max(0, now - then) / 1_000_000
