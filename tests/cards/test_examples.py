"""Every card's examples hold, every card has the three it should, and none of them is vacuous."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from supervision_rules.card import Card
from supervision_rules.evaluate import evaluate
from supervision_rules.example import Example, ExampleEvent
from supervision_rules.examples import ExampleResult, example_events, example_gaps, example_now, run_examples
from supervision_rules.verdict import Verdict
from tests.cards.mutants import mutants
from tests.cards.shipped import card, examples, pack_with, shipped

CARDS = shipped().cards
replace = msgspec.structs.replace


def verdicts(judged: Card, example: Example) -> dict[str, Verdict]:
    """Verdicts of one card on an example, by the id of the trigger."""
    pack = pack_with(judged)
    found = evaluate(pack, example_events(pack, example), now=example_now(pack, example))
    assert not found.failures
    return {verdict.trigger.id: verdict for verdict in found.verdicts}


@pytest.mark.parametrize("result", run_examples(shipped(), examples()), ids=lambda r: f"{r.rule}: {r.example}")
def test_the_example_holds(result: ExampleResult) -> None:
    assert result.passed, "\n".join(result.problems)


@pytest.mark.parametrize("judged", CARDS, ids=lambda c: c.id)
def test_kept_breached_and_odd_case_are_there(judged: Card) -> None:
    assert not example_gaps(examples()[judged.id])


def _hours(judged: Card) -> bool:
    clock = judged.versions[-1].clock
    return clock is not None and clock.hours is not None


LATE = [
    pytest.param(c, example, expected.trigger, id=f"{c.id}: {example.name}")
    for c in CARDS
    if c.kind in ("deadline", "reply")
    for example in examples()[c.id]
    for expected in example.expect
    if expected.status == "met_late" and expected.decided_by
    # on an hour clock two bare dates leave open what an hour would decide
    if not (_hours(c) and any(event.on for event in example.events))
]


@pytest.mark.parametrize(("judged", "example", "trigger"), LATE)
def test_the_late_act_moved_to_the_last_lawful_day_is_in_time(judged: Card, example: Example, trigger: str) -> None:
    late = verdicts(judged, example)[trigger]
    assert late.status == "met_late"
    assert late.due
    assert late.decided_by
    moved = tuple(_moved(event, late.due) if event.id == late.decided_by.id else event for event in example.events)
    assert verdicts(judged, replace(example, events=moved))[trigger].status == "met"


def _moved(event: ExampleEvent, due: str) -> ExampleEvent:
    return replace(event, at=due, on=None) if "T" in due else replace(event, on=date.fromisoformat(due), at=None)


# (rule, example, event, what is changed about it, verdicts that are left on that trigger or None)
MENDED = [
    ("MPS-174-2", "detained three days before filing", "e3", {"on": date(2026, 3, 1)}, "e2", "met"),
    ("CPL-080-1", "approved only the day after the arrest", "e2", {"on": date(2026, 3, 9)}, "e1", "met"),
    ("CPL-085-1", "warrant not shown", "e1", {"data": {"warrant_shown": "true"}}, "e1", "met"),
    ("CPL-118-2", "in the police case area three days after committal", "e2",
     {"data": {"place_kind": "detention_centre"}}, "e2", None),
    ("CPL-156-2", "the county procuratorate approves it itself", "e2",
     {"source": "procuratorate:cn-520100"}, "e2", "met"),
    ("MPS-038-2", "the recused officer interrogates again", "e2",
     {"data": {"officers": ["officer-2"]}}, "e2", "met"),
    ("CPL-187-1", "served nine days before the hearing", "e3", {"on": date(2026, 6, 5)}, "e4", "met"),
    ("CPL-239-1", "one judge sits again", "e5", {"data": {"panel": ["judge-4", "judge-5"]}}, "e5", "met"),
    ("CPL-175-3B", "a third return", "e1", {"type": "DossierAccepted"}, "e3", "met"),
    ("DCR-015-1", "indicted without any custody transfer", "e3",
     {"type": "DossierAccepted"}, "e2", "pending"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "name", "event", "change", "trigger", "status"), MENDED, ids=[m[0] for m in MENDED])
def test_the_breach_mended_is_none(
    rule: str, name: str, event: str, change: dict[str, object], trigger: str, status: str | None
) -> None:
    judged = card(rule)
    example = next(e for e in examples()[judged.id] if e.name == name)
    assert verdicts(judged, example)[trigger].broken
    mended = tuple(replace(e, **change) if e.id == event else e for e in example.events)
    found = verdicts(judged, replace(example, events=mended)).get(trigger)
    assert (found.status if found else None) == status


MUTANTS = [pytest.param(mutant, id=f"{c.id}: {name}") for c in CARDS for name, mutant in mutants(c)]


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_number_in_the_card_breaks_an_example(mutant: Card) -> None:
    assert not all(result.passed for result in run_examples(pack_with(mutant), examples()))
