"""What the examples of the shipped pack do not show is this table, each gap with its reason, and nothing else."""

from __future__ import annotations

from functools import cache

import pytest

from supervision_rules.example_coverage import Coverage, coverage
from tests.cards.shipped import examples, shipped

# rule, what no example of it shows, why none can
GAPS = [
    (
        "TRL-008-1",
        "on the last lawful day",
        "judged is the day that the paper states (`new_expiry`); the paper itself is of months before",
    ),
]


@cache
def shown() -> Coverage:
    return coverage(shipped(), examples())


def test_the_gaps_are_those_of_the_table() -> None:
    table = {**shown().operations, **shown().cases}
    found = {(rule, name) for name, gaps in table.items() for rule in gaps.without}
    assert found == {(rule, name) for rule, name, _ in GAPS}


@pytest.mark.parametrize(("rule", "name", "why"), GAPS, ids=[rule for rule, _, _ in GAPS])
def test_a_gap_is_of_a_rule_that_has_examples_enough(rule: str, name: str, why: str) -> None:
    """A gap excuses one sort of case only: the rule is kept, breached and undecidable in others."""
    others = {sort for sort, gaps in shown().cases.items() if sort != name and rule not in gaps.without}
    assert others == set(shown().cases) - {name}
    assert why


def test_every_kind_that_a_rule_is_of_is_decided_both_ways() -> None:
    for kind, of_kind in shown().kinds.items():
        assert of_kind.statuses["met"], kind
        assert of_kind.statuses["undecidable"], kind
        assert of_kind.cards <= of_kind.examples, kind
