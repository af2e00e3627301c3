"""What follows from an attempt: the stated schedule, Retry-After, 410, the end, and pause by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.webhook_schedule import (
    DELAYS,
    HOUR,
    JITTER,
    LONGEST_REST,
    LONGEST_WAIT,
    MINUTE,
    SECOND,
    Attempt,
    Delivery,
    Endpoint,
    Following,
    Outcome,
    after,
    between,
    next_handshake,
)

NEW, WELL = Delivery("waiting", 0, None, 0), Endpoint(0, None, 0)
FAILED = Attempt("failed", 500)


def failing(times: int, endpoint: Endpoint = WELL, chance: float = 0.0) -> tuple[list[int], Following]:
    """Tries at the very times the schedule says; (when each was, what came of the last)."""
    now, delivery, tried = 0, NEW, []
    for _ in range(times):
        tried.append(now)
        then = after(delivery, endpoint, FAILED, now, chance)
        delivery, endpoint, now = then.delivery, then.endpoint, then.delivery.next_at
    return tried, then


def test_the_schedule_of_standard_webhooks() -> None:
    tried, then = failing(10)
    assert [at // SECOND for at in tried] == [0, 5, 305, 2105, 9305, 27305, 63305, 113705, 185705, 272105]
    assert then.delivery.state == "dead"
    assert then.pause == "failing"


def test_it_is_not_dead_before_its_last_try() -> None:
    _, then = failing(len(DELAYS))
    assert (then.delivery.state, then.pause) == ("waiting", None)


def test_a_dead_letter_among_delivered_ones_pauses_nobody() -> None:
    """The endpoint took others meanwhile: it is this one that it does not want."""
    now, delivery = 0, NEW
    for _ in range(10):
        then = after(delivery, Endpoint(0, None, now), FAILED, now, 0.0)
        delivery, now = then.delivery, then.delivery.next_at
    assert (then.delivery.state, then.pause) == ("dead", None)


@given(chance=st.floats(0, 1, exclude_max=True), tries=st.integers(0, len(DELAYS) - 1))
def test_jitter_makes_later_never_sooner(chance: float, tries: int) -> None:
    then = after(Delivery("waiting", tries, 0, 0), WELL, FAILED, 0, chance)
    assert DELAYS[tries] <= then.delivery.next_at <= DELAYS[tries] * (1 + JITTER)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        (None, 5 * SECOND),
        (1, 5 * SECOND),
        (600, 600 * SECOND),
        (10**9, LONGEST_WAIT),
        (-5, 5 * SECOND),
        (0, 5 * SECOND),
    ],
)
@pytest.mark.parametrize("outcome", ["throttled", "failed", "refused"])
def test_retry_after(asked: int | None, waited: int, outcome: Outcome) -> None:
    then = after(NEW, WELL, Attempt(outcome, 503, asked), 0, 0.0)
    assert then.delivery.next_at == waited
    assert then.endpoint.not_before >= (0 if asked is None else min(max(asked, 0) * SECOND, LONGEST_WAIT))


def test_gone_pauses_and_counts_nothing() -> None:
    then = after(NEW, WELL, Attempt("gone", 410), 7, 0.0)
    assert (then.pause, then.delivery.state, then.delivery.tries, then.delivery.next_at) == ("gone", "waiting", 0, 7)


def test_success_clears_what_was() -> None:
    then = after(Delivery("waiting", 4, 3, 0), Endpoint(9, 3, 99), Attempt("delivered", 204), 100, 0.5)
    assert then.delivery.state == "delivered"
    assert then.endpoint == Endpoint(0, None, 100)
    assert then.pause is None


def test_an_endpoint_that_fails_is_left_alone_longer_and_longer_within_an_hour() -> None:
    endpoint, rests = WELL, []
    for _ in range(40):
        endpoint = after(NEW, endpoint, FAILED, 0, 0.0).endpoint
        rests.append(endpoint.not_before)
    assert rests[:4] == [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert rests == sorted(rests)
    assert rests[-1] == LONGEST_REST


def test_rates() -> None:
    assert [between(rate) for rate in (None, 60, 1, 0)] == [0, SECOND, MINUTE, MINUTE]


def test_a_hand_shake_is_asked_for_some_days() -> None:
    assert next_handshake(1, 0, 0.0) == 5 * SECOND
    assert next_handshake(len(DELAYS), 0, 0.0) == 24 * HOUR
    assert next_handshake(len(DELAYS) + 1, 0, 0.0) is None
