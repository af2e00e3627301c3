"""Acts of one day: what their numbers say of their order is kept, what nothing orders is read for lawfulness."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import BRANCH, event, shown, verdicts
from tests.engine.test_acts import AFTER, NOT_WHILE
from tests.engine.test_clock_forms import COVERED
from tests.engine.test_deadline import acts


def numbered(*rows: str) -> list[Event]:
    """`id Type when number` each, all of one source."""
    return [event(*row.split()[:3], sequence=int(row.split()[3])) for row in rows]


ROWS: list[tuple[str, str, list[Event], list[str]]] = [
    (
        "left in the morning, entered again at nine: by their numbers",
        NOT_WHILE,
        [*numbered("y Unbarred 2026-03-02 1", "x Barred 2026-03-02T09:00 2"), event("a", "Lent", "2026-03-03")],
        ["violated a"],
    ),
    (
        "entered at nine, left later that day: by their numbers",
        NOT_WHILE,
        [*numbered("x Barred 2026-03-02T09:00 1", "y Unbarred 2026-03-02 2"), event("a", "Lent", "2026-03-03")],
        ["met a"],
    ),
    (
        "numbers of two offices order nothing between them",
        NOT_WHILE,
        [
            event("y", "Unbarred", "2026-03-02", sequence=1),
            event("x", "Barred", "2026-03-02T09:00", sequence=2, source=BRANCH),
            event("a", "Lent", "2026-03-03"),
        ],
        ["met a"],
    ),
    (
        "a state left and entered again on one day is held from then on",
        COVERED,
        numbered("c Returned 2026-03-02 1", "d Jailed 2026-03-02 2", "e Returned 2026-03-09 3"),
        ["met_late d due 2026-03-02 by e +7"],
    ),
    (
        "a basis given on the day on which an older stay ended",
        COVERED,
        [
            *numbered("z Jailed 2026-02-20 1", "b Approved 2026-02-20 2", "c Returned 2026-03-02 3"),
            *numbered("d Jailed 2026-03-02 4", "f Approved 2026-03-02 5", "e Returned 2026-03-09 6"),
        ],
        ["met b due 2026-03-20 by c", "met z due 2026-02-20 by b", "met d due 2026-03-02 by f", "met f due 2026-04-02 by e"],
    ),
    (
        "left at half past nine, entered again some time that day: by their numbers",
        COVERED,
        numbered("c Returned 2026-03-02T09:30 1", "d Jailed 2026-03-02 2", "e Returned 2026-03-09 3"),
        ["met_late d due 2026-03-02 by e +7"],
    ),
    (
        "required on a day with a reset at nine and nothing that says which came first",
        AFTER,
        acts("r Approved 2026-03-02", "s Approved 2026-03-02T08:00", "w Withdrawn 2026-03-02T09:00", "b Opened 2026-03-03"),
        ["met b by r"],
    ),
    (
        "required before the reset of that day",
        AFTER,
        acts("s Approved 2026-03-02T08:00", "w Withdrawn 2026-03-02T09:00", "b Opened 2026-03-03"),
        ["violated b"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "rule", "events", "expected"), ROWS)
def test_acts_of_one_day(oddity: str, rule: str, events: list[Event], expected: list[str]) -> None:
    assert [shown(v) for v in verdicts(rule, events, "2026-04-01")] == expected, oddity
