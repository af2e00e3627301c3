"""Cards that ask for a word before a period runs out count it exactly as the rule that states it."""

from __future__ import annotations

import msgspec
import pytest

from supervision_rules.card import Clock, Extension, Matcher, Suspension
from tests.cards.shipped import card

replace = msgspec.structs.replace

# (card that asks for the word, rule that states the period)
PERIODS = [
    ("SPP-615-2", "CPL-156-1"),
    ("SPP-615-2.review", "CPL-172-1"),
    ("SPP-615-2.returned", "CPL-175-3"),
    ("SPP-615-2.trial", "CPL-208-1"),
    ("SPP-615-2.appeal", "CPL-243-1"),
    ("SPP-620-1", "CPL-172-1"),
    ("SPP-620-1.arrest", "CPL-091-3"),
    ("SPP-620-1.own", "CPL-156-1"),
]
# cases that came with liuzhi are not watched: their days of deciding play no part
LIUZHI = "DetainedOnLiuzhiConversion"

Period = tuple[object, tuple[Extension, ...], tuple[Suspension, ...], tuple[Matcher, ...]]


def clock_of(rule: str) -> Clock:
    clock = card(rule).versions[-1].clock
    assert clock is not None
    return clock


def period(clock: Clock) -> Period:
    """What makes the length of a period: base, extensions, what is not counted, what starts it afresh."""
    extensions = tuple(replace(one, approved_by=None) for one in clock.extend if one.event != LIUZHI)
    return (clock.budget, clock.start), extensions, clock.suspend, clock.reset


@pytest.mark.parametrize(("asking", "stating"), PERIODS)
def test_the_period_is_that_of_the_rule_that_states_it(asking: str, stating: str) -> None:
    assert period(clock_of(asking)) == period(clock_of(stating))


def test_custody_never_waits_for_a_holiday() -> None:
    assert {clock_of(rule).roll for rule, _ in PERIODS if rule.startswith("SPP-615-2")} == {"none"}
