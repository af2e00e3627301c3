"""Small parts of the fold by themselves: what is remembered of a duty, where room ends, who is in custody when."""

from __future__ import annotations

import pytest

from supervision_rules import layout as at
from supervision_rules.derivation import Extended
from supervision_rules.evaluate import evaluate
from supervision_rules.explain import explain_all
from supervision_rules.fold_clock import cite, in_custody, note
from tests.engine.library import event, micros, pack, verdicts
from tests.engine.test_deadline import BY_FIELD, EXTENDED, PAUSED, acts, clock

EVERY_DAY = "  extend: [{event: Extended, by: {value: 1, unit: day}}]\n"


def test_evidence_is_what_moved_the_clock() -> None:
    (verdict,) = verdicts(
        clock(PAUSED + EXTENDED),
        acts(
            "a Lent 2026-03-02",
            "p Paused 2026-03-03",
            "q Resumed 2026-03-05",
            "x Extended 2026-03-06",
            "y Extended 2026-03-07",  # once only: this one moved nothing
            "b Returned 2026-03-09",
        ),
        "2026-06-01",
    )
    assert [key.id for key in verdict.evidence] == ["a", "p", "q", "x", "b"]


def test_of_many_extensions_the_first_ones_are_remembered() -> None:
    extensions = [f"x{n:02} Extended 2026-03-03" for n in range(20)]
    (verdict,) = verdicts(
        clock(EVERY_DAY), acts("a Lent 2026-03-02", *extensions, "b Returned 2026-03-04"), "2026-06-01"
    )
    remembered = [f"x{n:02}" for n in range(at.EVIDENCE_ROOM)]
    assert [key.id for key in verdict.evidence] == ["a", *remembered, "b"]


def test_evidence_stands_with_its_own_duty() -> None:
    out = [0] * (3 * at.OUT)
    for number in range(at.EVIDENCE_ROOM + 2):
        cite(out, at.OUT, 100 + number)
    first = at.OUT + at.EVIDENCE
    assert out[first : first + 1 + at.EVIDENCE_ROOM] == [at.EVIDENCE_ROOM, *range(100, 100 + at.EVIDENCE_ROOM)]
    assert not any(out[:first])
    assert not any(out[2 * at.OUT :])


@pytest.mark.parametrize(("room", "steps"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_a_step_is_noted_where_there_is_room(room: int, steps: int) -> None:
    trace = [0] * (1 + room * at.TRACE)
    fields = [at.STEP_EXTENDED, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    note(trace, *fields)
    note(trace, *fields)
    assert trace[: 1 + steps * at.TRACE] == [steps, *fields * steps]


@pytest.mark.parametrize(
    ("day", "held"), [(9, -1), (10, 1), (14, 1), (15, 0), (19, 0), (20, -1), (29, -1), (30, 1), (99, 1)]
)
def test_custody_holds_from_the_day_of_its_change(day: int, held: int) -> None:
    assert in_custody([10, 1, 15, 0, 20, -1, 30, 1], day) == held
    assert in_custody([], day) == -1


def test_an_extension_by_nothing_is_granted() -> None:
    events = [event("a", "Lent", "2026-03-02"), event("x", "Extended", "2026-03-03", {"days": 0})]
    chosen, now = pack(clock(BY_FIELD)), micros("2026-03-04")
    (verdict,) = evaluate(chosen, events, now=now).verdicts
    (derivation,) = explain_all(chosen, events, [verdict], now=now)
    (step,) = (s for s in derivation.steps if isinstance(s, Extended))
    assert (step.applied, step.why, step.amount.value) == (True, "", "0")
