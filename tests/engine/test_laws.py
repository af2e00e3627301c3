"""Laws of the engine on random histories: arrival order, retraction, prefixes, and the compiled fold."""

from __future__ import annotations

from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.event import Amendment, Event, EventKey
from domain.history import known_at
from supervision_rules import judge as judge_module
from supervision_rules.evaluate import Evaluation, evaluate
from tests.engine.library import BRANCH, DESK, RETURN_IN_3, card, event, micros, pack
from tests.engine.test_acts import AFTER, NOT_WHILE, OTHER_CLERKS, TWICE, WAIT_10
from tests.engine.test_clock_forms import ANCHORED, COVERED, SILENCE, UNTIL

EVERYTHING = card(
    "deadline",
    """
opens: [{event: Lent}, {event: Asked, when: [{fact: barred, is: "false"}]}]
closes: [{event: Returned, when: [{field: kind, is_not: film}], sole: true}, {event: Lost}]
match: null
clock:
  budget: {value: 1, unit: month}
  start: next_day
  roll: next_unless_in_custody
  extend:
    - {event: Extended, by_field: days, times: 2, total: {value: 2, unit: month}, only_before_expiry: true}
    - {event: Prolonged, by: {value: 1, unit: month}}
    - {event: Reminded, to_total: {value: 50, unit: day}, times: 1}
  suspend: [{from: {event: Paused}, to: {event: Resumed}}, {from: {event: Inspected}, to: {event: Approved}}]
  reset: [{event: Restarted}]
  renew: [{event: Renewed, when: [{field: kind, is: book}]}]
  moot_on: [{event: Cancelled}]
warn: [{value: 2, unit: working_day}, {value: 5, unit: day}]
""",
)
HOURLY = card(
    "deadline",
    """
opens: [{event: Lent}]
closes: [{event: Returned}]
clock:
  budget: {value: 30, unit: hour}
  hours: proc
  start: next_day
  roll: none
  extend: [{event: Extended, by: {value: 12, unit: hour}, times: 2}]
  suspend: [{from: {event: Paused}, to: {event: Resumed}}]
""",
)
RULES = tuple(
    text.replace("id: R1", f"id: R{number}")
    for number, text in enumerate(
        (RETURN_IN_3, EVERYTHING, HOURLY, AFTER, NOT_WHILE, TWICE, WAIT_10, OTHER_CLERKS, ANCHORED, COVERED,
         SILENCE, UNTIL),
    )
)  # fmt: skip
TYPES = (
    "Lent", "Returned", "Lost", "Extended", "Prolonged", "Paused", "Resumed", "Renewed", "Restarted",
    "Cancelled", "Reminded", "Asked", "Arrived", "Inspected", "Approved", "Withdrawn", "Barred", "Unbarred",
    "Announced", "Opened", "Jailed", "Freed",
)  # fmt: skip
NOW = "2026-07-01"


def random_history(seed: int, size: int) -> list[Event]:
    """Dates drawn from few days, so that ties and boundaries are common."""
    rng = Random(seed)
    found = []
    for number in range(size):
        day = f"2026-{rng.choice(('03', '04', '05'))}-{rng.choice((1, 2, 3, 4, 5, 28, 29, 30)):02}"
        when = day if rng.random() < 0.5 else f"{day}T{rng.choice((0, 9, 10, 23)):02}:00"
        data: dict[str, object] = {}
        if rng.random() < 0.7:
            data["kind"] = rng.choice(("book", "map", "film"))
        if rng.random() < 0.6:
            data["days"] = rng.randint(1, 20)
        if rng.random() < 0.6:
            data |= {"clerk": rng.choice("kl"), "clerks": [rng.choice("kl")]}
        if rng.random() < 0.5:
            data["rare"] = rng.random() < 0.5
        found.append(
            event(
                f"e{number}",
                rng.choice(TYPES[:2]) if rng.random() < 0.3 else rng.choice(TYPES),
                when,
                data,
                member=rng.choice(("m1", "m2", None)),
                source=rng.choice((DESK, BRANCH)),
                sequence=rng.randint(0, 5) if rng.random() < 0.5 else None,
                excerpt=rng.random() < 0.03,
                recorded=f"2026-06-{rng.randint(1, 28):02}",
            )
        )
    return found


def judged(events: list[Event], now: str = NOW) -> Evaluation:
    return evaluate(pack(*RULES), events, now=micros(now))


histories = st.builds(random_history, st.integers(0, 10_000_000), st.integers(0, 30))
quick = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(histories, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_verdicts(events: list[Event], rng: Random) -> None:
    shuffled = events.copy()
    rng.shuffle(shuffled)
    assert judged(shuffled) == judged(events)


@quick
@given(histories, st.integers(0, 10_000_000))
def test_an_act_inserted_and_retracted_never_was(events: list[Event], seed: int) -> None:
    mistaken = msgspec.structs.replace(random_history(seed, 1)[0], key=EventKey(DESK, "mistake"))
    retraction = msgspec.structs.replace(
        mistaken,
        key=EventKey(DESK, "retraction"),
        type="EventRetracted",
        amends=Amendment(event=mistaken.key, retract=True),
    )
    assert judged([*events, mistaken, retraction]) == judged(events)


@quick
@given(histories, st.integers(1, 28))
def test_replay_of_what_was_known_is_what_was_live_then(events: list[Event], day: int) -> None:
    then = f"2026-06-{day:02}T12:00"
    live = [e for e in events if e.recorded is not None and e.recorded <= micros(then)]
    assert judged(list(known_at(events, micros(then))), then) == judged(live, then)


@quick
@given(histories)
def test_an_unrelated_case_changes_nothing(events: list[Event]) -> None:
    other = [event("x1", "Lent", "2026-03-02", member="other", case="c2")]
    ours = [v for v in judged([*events, *other]).verdicts if v.case == "c1"]
    assert ours == list(judged(events).verdicts)


@quick
@given(histories, st.integers(1, 60))
def test_nothing_changes_before_the_next_change(events: list[Event], hours: int) -> None:
    first = judged(events, "2026-05-30")
    later = micros("2026-05-30") + hours * 3_600_000_000
    if first.next_change is not None and first.next_change <= later:
        return
    second = evaluate(pack(*RULES), events, now=later)
    assert {v.id: v.status for v in first.verdicts} == {v.id: v.status for v in second.verdicts}


class Compiled:
    """The fold functions as judge.py calls them, over int64 arrays and compiled."""

    def __init__(self, functions: SimpleNamespace) -> None:
        self.functions = functions

    def named(self, name: str) -> Any:
        function = getattr(self.functions, name)

        def call(*arguments: object) -> None:
            given = [_array(a) for a in arguments]
            function(*given)
            for before, after in zip(arguments, given, strict=True):
                if isinstance(before, list):
                    before[:] = after.tolist()  # type: ignore[attr-defined]

        return call


def _array(value: object) -> object:
    if isinstance(value, list):
        return np.array(value, dtype=np.int64)
    if isinstance(value, tuple):
        return tuple(np.asarray(v) if isinstance(v, memoryview) else v for v in value)
    return value


@cache
def _compiled() -> Compiled:
    from supervision_rules.compiled_fold import compiled

    return Compiled(compiled())


FOLDS = ("walk", "precedence", "prohibition", "limited", "interval", "separation", "recorded")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.builds(random_history, st.integers(0, 10_000_000), st.integers(5, 30)))
def test_the_compiled_fold_gives_the_same_verdicts(events: list[Event]) -> None:
    interpreted = judged(events)
    plain = {name: getattr(judge_module, name) for name in FOLDS}
    try:
        for name in FOLDS:
            setattr(judge_module, name, _compiled().named(name))
        assert judged(events) == interpreted
    finally:
        for name, function in plain.items():
            setattr(judge_module, name, function)


def test_the_random_histories_reach_every_status() -> None:
    # else the laws above would hold of nothing
    found = {v.status for seed in range(60) for v in judged(random_history(seed, 25)).verdicts}
    assert found == {"pending", "met", "met_late", "overdue", "violated", "moot", "undecidable"}
