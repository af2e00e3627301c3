"""Derivations: the steps of a verdict, what they end in, and how they read in both languages."""

from __future__ import annotations

import pytest

from domain.errors import NotFound
from domain.event import Event
from supervision_rules import derivation
from supervision_rules.derivation import (
    Budgeted,
    Closed,
    Extended,
    Missed,
    Opened,
    Restarted,
    Result,
    Rolled,
    Step,
    Suspended,
    Unstated,
)
from supervision_rules.evaluate import evaluate
from supervision_rules.explain import explain
from supervision_rules.wording import event_names, render, says
from tests.engine.library import RETURN_IN_3, card, event, micros, pack
from tests.engine.test_acts import AFTER
from tests.engine.test_deadline import EXTENDED, PAUSED, RESET, acts, clock
from tests.engine.test_laws import NOW, RULES, random_history


def steps(rule: str, events: list[Event], now: str) -> list[Step]:
    (verdict,) = evaluate(pack(rule), events, now=micros(now)).verdicts
    return list(explain(pack(rule), events, verdict, now=micros(now)).steps)


def test_a_paused_and_extended_loan() -> None:
    rule = clock(PAUSED + EXTENDED, roll="next")
    events = acts(
        "a Lent 2026-04-20",
        "p Paused 2026-04-21",
        "q Resumed 2026-04-24",
        "x Extended 2026-04-25",
        "y Extended 2026-04-26",
        "b Returned 2026-05-02",
    )
    found = steps(rule, events, "2026-06-01")
    assert [type(step) for step in found] == [
        Opened, Budgeted, Suspended, Extended, Extended, Rolled, Closed, Result,
    ]  # fmt: skip
    _, budget, pause, extension, ignored, roll, closed, result = found
    assert isinstance(budget, Budgeted)
    assert isinstance(pause, Suspended)
    assert isinstance(extension, Extended)
    assert isinstance(ignored, Extended)
    assert isinstance(roll, Rolled)
    assert isinstance(closed, Closed)
    assert isinstance(result, Result)
    assert (pause.first, pause.last, pause.uncounted, pause.due) == (
        budget.since + 2,
        budget.since + 4,
        3,
        budget.due + 3,
    )
    assert (extension.applied, extension.due) == (True, budget.due + 3 + 4)
    assert (ignored.applied, ignored.why, ignored.due) == (False, "granted too often", extension.due)
    assert (roll.mode, roll.unrolled, roll.due) == ("next", extension.due, extension.due)
    assert (closed.how, closed.in_time) == ("discharged", False)
    assert (result.status, result.over_by and result.over_by.value) == ("met_late", 2)


def test_a_restart_counts_afresh() -> None:
    found = steps(clock(RESET), acts("a Lent 2026-03-02", "r Restarted 2026-03-04"), "2026-03-05")
    assert [type(step) for step in found] == [Opened, Budgeted, Restarted, Budgeted, Result]


def test_what_is_missing_is_named() -> None:
    found = steps(AFTER, acts("b Opened 2026-03-02"), "2026-03-05")
    assert found[1] == Missed("required", ("Approved",))
    rule = RETURN_IN_3.replace("{event: Lent}]", "{event: Lent, when: [{field: kind, is: map}]}]", 1)
    assert steps(rule, acts("a Lent 2026-03-02"), "2026-03-05")[1] == Unstated(("kind",))


def test_an_act_before_the_first_version_is_not_tested_by_it() -> None:
    events = [event("a", "Opened", "2019-05-01", {"days": 9})]
    found = steps(
        card("required_content", 'act: [{event: Opened}]\nfields: [{field: days, at_least: "5"}]'), events, NOW
    )
    (test,) = [step for step in found if isinstance(step, derivation.Tested)]
    assert test.outcome is None
    assert isinstance(found[-1], Result)
    assert found[-1].status == "undecidable"


def test_a_duty_that_is_not_there() -> None:
    events, now = acts("a Lent 2026-03-02"), micros("2026-03-05")
    (verdict,) = evaluate(pack(RETURN_IN_3), events, now=now).verdicts
    with pytest.raises(NotFound):
        explain(pack(RETURN_IN_3), acts("b Lent 2026-03-02"), verdict, now=now)


def test_the_same_duty_is_explained_by_the_rule_that_is_shown() -> None:
    strict = RETURN_IN_3.replace("id: R1", "id: B")
    lenient = RETURN_IN_3.replace("id: R1", "id: A\nsame_duty_as: [B]").replace("{value: 3,", "{value: 9,")
    chosen, events, now = pack(strict, lenient), acts("a Lent 2026-03-02"), micros("2026-03-06")
    (verdict,) = evaluate(chosen, events, now=now).verdicts
    assert explain(chosen, events, verdict, now=now).rule == verdict.rule == "B"


def test_sentences_in_both_languages() -> None:
    events = acts("a Lent 2026-03-02", "b Returned 2026-03-07")
    chosen = pack(RETURN_IN_3)
    now = micros("2026-04-01")
    (verdict,) = evaluate(chosen, events, now=now).verdicts
    derivation = explain(chosen, events, verdict, now=now)
    assert render(chosen, derivation, "en", names=event_names(chosen, events, "en")) == [
        "Lent on 2026-03-02 opened this duty.",
        "Under house:1.",
        "3 d from 2026-03-02, the starting day or hour not counted: to 2026-03-05.",
        "Returned on 2026-03-07: done late.",
        "Result: met late. Due 2026-03-05. Over by 2 d.",
    ]
    assert render(chosen, derivation, "zh")[-1] == "结论：逾期完成。期满 2026-03-05。超过 2日。"
    assert (says(chosen, verdict, "zh"), says(chosen, verdict, "en")) == ("2026-03-05逾期2日", "Late by 2 d")


@pytest.mark.parametrize("seed", range(40))
def test_every_verdict_has_a_derivation_that_ends_in_it_and_can_be_said(seed: int) -> None:
    chosen, events = pack(*RULES), random_history(seed, 20)
    for verdict in evaluate(chosen, events, now=micros(NOW)).verdicts:
        derivation = explain(chosen, events, verdict, now=micros(NOW))
        result = derivation.steps[-1]
        assert isinstance(result, Result)
        assert (derivation.rule, result.status, result.over_by) == (verdict.rule, verdict.status, verdict.over_by)
        assert result.decided_by == verdict.decided_by
        for locale in ("zh", "en"):
            spoken = render(chosen, derivation, locale)
            assert all(spoken)
            assert not [text for text in spoken if "{" in text]
