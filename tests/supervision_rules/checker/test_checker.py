"""The checker accepts what the engine derives, and names the step in whatever else it is shown."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import msgspec
import pytest

import supervision_rules
from app.packs import shipped_pack
from domain.event import EventKey
from supervision_rules.checker import WrongStep, check
from tests.supervision_rules.checker.derivations import (
    PACKS,
    Explained,
    explained,
    links_in,
    plain_card,
    plain_facts,
    sample,
    shortened,
    simulated,
    survives,
)


@cache
def cases(pack: str) -> tuple[Explained, ...]:
    return tuple(explained(pack))


def one(rule: str, status: str) -> Explained:
    return next(
        case
        for case in cases("cn_criminal")
        if case.derivation.rule == rule and case.derivation.steps[-1].status == status  # type: ignore[union-attr]
    )


@pytest.mark.parametrize("pack", PACKS)
def test_derivations_of_the_cards_examples_hold(pack: str) -> None:
    assert len(cases(pack)) > 40
    for case in cases(pack):
        case.check()


def test_derivations_of_simulated_cases_hold() -> None:
    """Late, doubled and corrected posts; several suspects; whole courses from filing to execution."""
    seen: set[tuple[str, str]] = set()
    for case in simulated("cn_criminal", cases=40, seed=11):
        seen.add((case.derivation.rule, case.derivation.steps[-1].status))  # type: ignore[union-attr]
        case.check()
    assert len(seen) > 40


def test_every_kind_of_rule_and_status_has_been_seen() -> None:
    seen = {(case.derivation.kind) for pack in PACKS for case in cases(pack)}
    assert seen == {card.kind for pack in PACKS for card in shipped_pack(pack).cards}
    statuses = {case.derivation.steps[-1].status for pack in PACKS for case in cases(pack)}  # type: ignore[union-attr]
    assert statuses == {"pending", "met", "met_late", "overdue", "violated", "moot", "undecidable"}


@pytest.mark.parametrize(("pack", "every"), [("cn_criminal", 2), ("road_fines", 1)])
def test_no_falsified_step_passes(pack: str, every: int) -> None:
    """Each number, day, event, flag and word of each step of each derivation, changed alone; of the large pack half."""
    tried = 0
    passed = []
    for case, label, derivation in sample(cases(pack), every):
        tried += 1
        if survives(case, derivation):
            passed.append(f"{case.name}: {label}")
    assert tried > 1_000
    assert passed == []


@pytest.mark.parametrize("pack", PACKS)
def test_no_step_can_be_left_out(pack: str) -> None:
    passed = [
        f"{case.name}: {label}"
        for case in cases(pack)
        for label, derivation in shortened(case)
        if survives(case, derivation)
    ]
    assert passed == []


def test_the_first_wrong_step_is_named() -> None:
    case = one("CPL-091-1", "met")
    steps = list(case.derivation.steps)
    number = next(n for n, step in enumerate(steps) if type(step).__name__ == "Budgeted")
    steps[number] = msgspec.structs.replace(steps[number], due=steps[number].due + 1)  # type: ignore[union-attr,call-arg]
    with pytest.raises(WrongStep) as wrong:
        case.check(msgspec.structs.replace(case.derivation, steps=tuple(steps)))
    assert (wrong.value.number, wrong.value.step) == (number, "budgeted")
    assert wrong.value.remedy


@pytest.mark.parametrize(
    "change",
    [
        {"rule": "CPL-999-9"},
        {"rule_version": "1066"},
        {"kind": "prohibition"},
        {"calendar": "0" * 64},
        {"articles": ("cpl-2018:1",)},
        {"subject": "somebody-else"},
        {"case": "another-case"},
        {"reading": "greatest"},
        {"open_world": True},
        {"duty": "0" * 32},
        {"scale": "instant"},
        {"steps": ()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_stands_above_the_steps_is_checked_too(change: dict[str, object]) -> None:
    case = one("CPL-091-1", "met")
    assert not survives(case, msgspec.structs.replace(case.derivation, **change))


def test_a_step_after_the_result() -> None:
    case = one("CPL-091-1", "met")
    steps = case.derivation.steps
    assert not survives(case, msgspec.structs.replace(case.derivation, steps=(*steps, steps[-1])))


def test_an_event_that_was_retracted_since() -> None:
    """The same derivation over a history without the discharge does not hold any more."""
    case = one("CPL-091-1", "met")
    closer = case.derivation.steps[-1].decided_by  # type: ignore[union-attr]
    left = tuple(event for event in case.events if event.key != closer)
    with pytest.raises(WrongStep, match="no such event"):
        _check(case, left)


def test_an_act_that_came_to_light_since() -> None:
    """An overdue duty, and then an act is recorded that had met it in time."""
    case = one("CPL-091-1", "overdue")
    met = one("CPL-091-1", "met")
    closer = next(e for e in met.events if e.key == met.derivation.steps[-1].decided_by)  # type: ignore[union-attr]
    opener = next(e for e in case.events if e.key == case.derivation.steps[0].event)  # type: ignore[union-attr]
    late = msgspec.structs.replace(
        closer, key=EventKey(closer.key.source, "found-later"), case=opener.case, person=opener.person
    )
    moved = msgspec.structs.replace(
        late,
        occurred=msgspec.structs.replace(
            late.occurred,
            day=opener.occurred.day + 1,
            earliest=opener.occurred.earliest + 86_400_000_000,
            latest=opener.occurred.latest + 86_400_000_000,
        ),
    )
    with pytest.raises(WrongStep, match="found-later"):
        _check(case, (*case.events, moved))


def test_a_card_with_another_number() -> None:
    case = one("CPL-091-1", "met")
    card = dict(plain_card("cn_criminal", "CPL-091-1"))
    versions = msgspec.json.decode(msgspec.json.encode(card["versions"]).replace(b'"value":"3"', b'"value":"4"'))
    with pytest.raises(WrongStep, match="budget"):
        check(
            case.derivation,
            case.events,
            shipped_pack("cn_criminal").calendar,
            card | {"versions": versions},
            plain_facts("cn_criminal"),
            links=links_in(case.pack),
            now=case.now,
        )


def test_something_that_is_no_card() -> None:
    case = one("CPL-091-1", "met")
    calendar = shipped_pack("cn_criminal").calendar
    with pytest.raises(WrongStep, match="cannot be read"):
        check(case.derivation, case.events, calendar, {"id": "CPL-091-1"}, {}, links=links_in(case.pack), now=case.now)


def test_the_checker_shares_no_code_with_the_engine() -> None:
    """Only the domain, the step types and its own modules; of the domain no integer kernels."""
    allowed = {"supervision_rules.derivation"}
    kernels = {"domain.periods", "domain.civil_days", "domain.rest_days", "domain.sentence_terms"}
    folder = Path(next(iter(supervision_rules.__path__)))
    modules = [folder / "checker.py", *folder.glob("checked_*.py")]
    assert len(modules) > 5
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                ours = name.startswith("supervision_rules.checked_")
                assert ours or name in allowed or not name.startswith("supervision_rules"), (module, name)
                assert name not in kernels, (module, name)


def _check(case: Explained, events: tuple[object, ...]) -> None:
    pack = shipped_pack(case.pack)
    card = plain_card(case.pack, case.derivation.rule)
    check(case.derivation, events, pack.calendar, card, plain_facts(case.pack), links=links_in(case.pack), now=case.now)  # type: ignore[arg-type]
