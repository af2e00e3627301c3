"""On random histories too the checker accepts what the engine derives, and refuses whatever differs in one thing."""

from __future__ import annotations

from random import Random

import pytest

from tests.supervision_rules.checker.derivations import falsified, shortened, survives
from tests.supervision_rules.checker.library_rules import RULES, Told, random_acts, told

# how many of the acts are taken from excerpts
EXCERPTS = (0.0, 0.05, 0.3)


def derived(seeds: range, excerpts: float) -> list[Told]:
    return [one for seed in seeds for one in told(RULES, random_acts(seed, excerpts))]


@pytest.mark.parametrize("excerpts", EXCERPTS)
def test_what_the_engine_derives_holds(excerpts: float) -> None:
    cases = derived(range(300), excerpts)
    assert len(cases) > 10_000
    for case in cases:
        case.check()


def test_the_histories_reach_every_kind_reading_and_status() -> None:
    # else the tests beside this one would hold of little
    found = {case.derivation for case in derived(range(90), 0.05)}
    assert len({one.kind for one in found}) == 13
    assert {one.reading for one in found} == {"certain", "least", "greatest"}
    assert {one.open_world for one in found} == {False, True}
    statuses = {one.steps[-1].status for one in found}  # type: ignore[union-attr]
    assert statuses == {"pending", "met", "met_late", "overdue", "violated", "moot", "undecidable"}


@pytest.mark.parametrize("excerpts", EXCERPTS)
def test_whatever_differs_in_one_thing_is_refused(excerpts: float) -> None:
    """One in six of all ways to change one field, and every way to leave one step out."""
    rng, tried, passed = Random(11), 0, []
    for case in derived(range(1_000, 1_040), excerpts):
        changed = [one for one in falsified(case) if rng.random() < 0.17]
        for label, derivation in (*changed, *shortened(case)):
            tried += 1
            if survives(case, derivation):
                passed.append(f"{case.name}: {label}")
    assert tried > 10_000
    assert passed == []
