"""Split, merger and change of jurisdiction keep one lineage: who carries which acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Event
from domain.lineage import LinkRule, case_histories, components, links_of, subject_histories
from tests.domain.acts import act

RULES = (
    LinkRule("CaseSplit", "split", "new_case"),
    LinkRule("CasesMerged", "merge", "cases"),
    LinkRule("CaseTransferredForJurisdiction", "continue", "new_case"),
)
FILED = act("filed", "CaseFiled", "2026-01-01")
P1 = act("p1", "Detained", "2026-01-02", person="p1")
P2 = act("p2", "Detained", "2026-01-03", person="p2")
SPLIT = act("split", "CaseSplit", "2026-02-01", new_case="N", persons=["p2"])
ON_A = act("on-a", "InvestigationClosed", "2026-02-05")
ON_N = act("on-n", "InvestigationClosed", "2026-02-06", case="N")
P2_ON_N = act("p2-on-n", "Released", "2026-02-07", case="N", person="p2")
BACK = act("back", "CasesMerged", "2026-03-01", cases=["N"])
AFTER = act("after", "TransferredForProsecution", "2026-03-02")
TO_B = act("to-b", "CaseTransferredForJurisdiction", "2026-02-01", new_case="B")
ON_B = act("on-b", "InvestigationClosed", "2026-02-05", case="B")


def subjects(*events: Event) -> dict[str, str]:
    found = subject_histories(events, links_of(events, RULES))
    return {person: " ".join(e.key.id for e in history) for person, history in found.items()}


def cases(*events: Event) -> dict[str, str]:
    found = case_histories(events, links_of(events, RULES))
    return {case: " ".join(e.key.id for e in history) for case, history in found.items()}


@pytest.mark.parametrize(
    ("oddity", "events", "by_subject"),
    [
        ("filed before the suspect is known", [FILED, P1], {"p1": "filed p1"}),
        (
            "an act that names persons concerns those only",
            [P1, P2, act("x", "InvestigationClosed", "2026-01-09", persons=["p2"])],
            {"p1": "p1", "p2": "p2 x"},
        ),
        (
            "split: each goes on with the own case",
            [FILED, P1, P2, SPLIT, ON_A, ON_N, P2_ON_N],
            {"p1": "filed p1 split on-a", "p2": "filed p2 split on-n p2-on-n"},
        ),
        (
            "split before the person's first act",
            [FILED, SPLIT, ON_N, P2_ON_N],
            {"p2": "filed split on-n p2-on-n"},
        ),
        (
            "split then merged back",
            [FILED, P1, P2, SPLIT, ON_A, ON_N, BACK, AFTER],
            {"p1": "filed p1 split on-a back after", "p2": "filed p2 split on-n back after"},
        ),
        (
            "an own act posted late on the old case",
            [P2, SPLIT, ON_A, act("late", "Released", "2026-02-08", person="p2")],
            {"p2": "p2 split late"},
        ),
        (
            "a new suspect in the case split off",
            [FILED, P2, SPLIT, ON_N, act("p3", "Detained", "2026-02-09", case="N", person="p3")],
            {"p2": "filed p2 split on-n", "p3": "on-n p3"},
        ),
        ("carried on elsewhere", [FILED, P1, TO_B, ON_B], {"p1": "filed p1 to-b on-b"}),
        (
            "two cases before the merger",
            [P1, act("q", "Detained", "2026-01-05", case="N", person="p1"), ON_N, BACK, AFTER],
            {"p1": "p1 q on-n back after"},
        ),
    ],
)
def test_subject_histories(oddity: str, events: list[Event], by_subject: dict[str, str]) -> None:
    assert subjects(*events) == by_subject


@pytest.mark.parametrize(
    ("oddity", "events", "by_case"),
    [
        (
            "the case split off inherits what came before",
            [FILED, P1, P2, SPLIT, ON_A, ON_N],
            {"A": "filed p1 p2 split on-a", "N": "filed p2 split on-n"},
        ),
        (
            "merged back",
            [FILED, P1, P2, SPLIT, ON_N, P2_ON_N, BACK, AFTER],
            {"A": "filed p1 p2 split p2-on-n back after", "N": "filed p2 split on-n p2-on-n back"},
        ),
        (
            "carried on: one history, under the last case",
            [FILED, P1, TO_B, ON_B],
            {"B": "filed p1 to-b on-b"},
        ),
        ("posted on the old case afterwards: not lost", [FILED, TO_B, ON_A], {"B": "filed to-b on-a"}),
        (
            "carried on and back",
            [
                FILED,
                TO_B,
                ON_B,
                act("ret", "CaseTransferredForJurisdiction", "2026-02-09", case="B", new_case="A"),
            ],
            {"A": "filed to-b on-b ret"},
        ),
        (
            "transferred without a new case",
            [FILED, act("t", "CaseTransferredForJurisdiction", "2026-02-01")],
            {"A": "filed t"},
        ),
    ],
)
def test_case_histories(oddity: str, events: list[Event], by_case: dict[str, str]) -> None:
    assert cases(*events) == by_case


def test_components_join_everything_that_is_linked() -> None:
    events = [SPLIT, act("m", "CasesMerged", "2026-03-01", case="X", cases=["N", "Y"]), FILED]
    other = act("t", "CaseTransferredForJurisdiction", "2026-03-01", case="K", new_case="L")
    links = links_of([*events, other], RULES)
    assert components(links) == (frozenset({"A", "N", "X", "Y"}), frozenset({"K", "L"}))


ACTS = [FILED, P1, P2, SPLIT, ON_A, ON_N, P2_ON_N, BACK, AFTER, TO_B, ON_B]


@given(st.lists(st.sampled_from(ACTS), unique_by=lambda e: e.key), st.randoms())
def test_order_of_arrival_does_not_matter(events: list[Event], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert subjects(*shuffled) == subjects(*events)
    assert cases(*shuffled) == cases(*events)


@given(st.lists(st.sampled_from(ACTS), unique_by=lambda e: e.key))
def test_nothing_is_lost(events: list[Event]) -> None:
    """Every act stands in the history of some case, every person's act in that person's history."""
    held = " ".join(cases(*events).values()).split()
    assert {e.key.id for e in events} <= set(held)
    for event in events:
        if event.person is not None:
            assert event.key.id in subjects(*events)[event.person].split()
