"""The walk over the acts at its edges: bases of one moment, pauses before the opener, what an act does to its own duty.

Rows: oddity, rule, events, now, verdicts.
"""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import BRANCH, card, event, shown, verdicts
from tests.engine.test_clock_edges import CARRIED, DAYS, loan
from tests.engine.test_clock_forms import ANCHORED, COVERED, SILENCE, UNTIL
from tests.engine.test_deadline import acts
from tests.engine.test_excerpts import told
from tests.engine.test_many_acts import until

BY_LENGTH = card(
    "coverage",
    """
state: {from: [{event: Lent}, {event: Jailed}], to: [{event: Returned}]}
bases:
  - {event: Lent, when: [{field: rare, is: "false"}], clock: {budget: {value: 3, unit: day}, start: next_day, roll: none}}
  - {event: Approved, when: [{field: kind, is: map}], clock: {budget: {value: 1, unit: month}, start: next_day, roll: none}}
  - {event: Prolonged, clock: {budget: {value: 10, unit: day}, start: next_day, roll: none}}
""",
)
TWO_CARRIED = loan(
    DAYS,
    "suspend: [{from: {event: Paused}, to: {event: Resumed}, carries: true}, {from: {event: Barred}, to: {event: Unbarred}, carries: true}]",
)
ONE_CARRIED = loan(
    DAYS,
    "suspend: [{from: {event: Paused}, to: {event: Resumed}, carries: true}, {from: {event: Barred, when: [{field: kind, is: map}]}, to: {event: Unbarred}}]",
)
FROM_RECEIPT = card(
    "reply",
    """
opens: [{event: Asked}]
closes: [{event: Returned}]
anchor: {event: Arrived, within: after_trigger}
clock:
  budget: {value: 15, unit: day}
  start: receipt
  roll: none
  suspend: [{from: {event: Paused}, to: {event: Resumed}, carries: true}]
  extend: [{event: Extended, by: {value: 1, unit: day}}]
""",
)
CLOSED_BY_A_DATE = card(
    "deadline",
    """
opens: [{event: Approved}]
closes: [{event: Approved, date_field: opens_on}, {event: Returned}]
clock: {budget: {value: 3, unit: day}, start: next_day, roll: none}
""",
)
UNTIL_THAT_INSTANT = UNTIL.replace("until: [{event: Opened}]", "until: [{event: Opened}], hours: continuous")
TO_TOTAL_IN_ALL = loan(DAYS, "extend: [{event: Extended, by_field: days, total: {value: '1.5', unit: month}}]")

ROWS: list[tuple[str, str, list[Event], str, list[str]]] = [
    # bases of one moment
    ("of two bases of a day the longer one carries on", COVERED, [event("j", "Jailed", "2026-03-01"), event("k", "Lent", "2026-03-04", {"rare": False}, sequence=4), event("l", "Approved", "2026-03-04")], "2026-04-02", ["met_late j due 2026-03-01 by l +3", "pending l due 2026-04-04"]),
    ("of two alike the later", COVERED, [event("k", "Approved", "2026-03-29"), event("l", "Approved", "2026-03-29T10:00", source=BRANCH), event("j", "Jailed", "2026-03-27")], "2026-04-20", ["met_late j due 2026-03-27 by l +2", "pending l due 2026-04-29"]),
    ("of two of which one may be none the sure one", BY_LENGTH, acts("j Lent 2026-03-02 rare=false", "k Approved 2026-03-05", "l Prolonged 2026-03-05"), "2026-03-08", ["met j due 2026-03-05 by l", "undecidable k ? kind", "undecidable l due 2026-03-15 ? kind"]),
    ("a basis after the state was left that day", COVERED, acts("a Lent 2026-03-28 rare=false", "c Returned 2026-03-29T10:00", "b Approved 2026-03-29T10:30"), "2026-05-20", ["met a due 2026-03-31 by c"]),
    # pauses that stood when the duty was opened
    ("paused on the morning of the loan", loan(DAYS, CARRIED), acts("p Paused 2026-03-26T08:00", "a Lent 2026-03-26T10:00"), "2026-07-01", ["pending a"]),
    ("one pause over before, another to come", TWO_CARRIED, acts("p Paused 2026-02-18", "q Resumed 2026-02-20", "a Lent 2026-03-02", "v Barred 2026-03-20", "w Unbarred 2026-03-21"), "2026-03-09", ["overdue a due 2026-03-05 +4"]),
    ("two pauses before, one of them over", TWO_CARRIED, acts("p Paused 2026-02-18", "v Barred 2026-02-19", "q Resumed 2026-02-20", "a Lent 2026-03-02", "w Unbarred 2026-03-21"), "2026-03-09", ["pending a due 2026-03-24"]),
    ("a pause that does not carry is of no interest, whatever it was", ONE_CARRIED, told("p Paused 2026-02-18", "v Barred 2026-02-19", "a Lent 2026-03-02"), "2026-03-09", ["undecidable a ? act Returned, act Barred, act Paused"]),
    # before receipt
    ("paused before receipt", FROM_RECEIPT, acts("a Asked 2026-03-02", "p Paused 2026-03-04", "r Arrived 2026-03-06"), "2026-06-01", ["pending a"]),
    ("paused before receipt, resumed after it", FROM_RECEIPT, acts("a Asked 2026-03-02", "p Paused 2026-03-04", "r Arrived 2026-03-06", "q Resumed 2026-03-10"), "2026-03-11", ["pending a due 2026-03-25"]),
    ("paused and resumed before receipt", FROM_RECEIPT, acts("a Asked 2026-03-02", "p Paused 2026-03-04", "q Resumed 2026-03-05", "r Arrived 2026-03-06"), "2026-06-01", ["overdue a due 2026-03-21 +72"]),
    ("extended before receipt: it neither extends nor pauses", FROM_RECEIPT, acts("a Asked 2026-03-02", "x Extended 2026-03-04", "r Arrived 2026-03-06"), "2026-06-01", ["overdue a due 2026-03-21 +72"]),
    # until an act
    ("until an act on a paused clock", until(""), acts("a Announced 2026-03-28", "p Paused 2026-03-28", "o Opened 2026-05-27"), "2026-06-01", ["pending a due 2026-05-27"]),
    ("after an act of some time that day, by their numbers: that day is in time", UNTIL, [event("o", "Opened", "2026-03-03T10:00", sequence=1), event("a", "Announced", "2026-03-03", source=BRANCH), event("i", "Inspected", "2026-03-03", sequence=2)], "2026-04-20", ["met a due 2026-03-03 by i"]),
    # an act does nothing to a duty of its own
    ("a date stated on the opener closes nothing", CLOSED_BY_A_DATE, acts("a Approved 2026-03-02 opens_on=2026-03-04"), "2026-03-09", ["overdue a due 2026-03-05 +4"]),
    ("one stated on another does", CLOSED_BY_A_DATE, acts("a Approved 2026-03-02 opens_on=2026-03-10", "b Approved 2026-03-03 opens_on=2026-03-04"), "2026-03-09", ["met a due 2026-03-05 by b", "met_late b due 2026-03-06 by a +4"]),
    # over an excerpt what was granted is not all that may have been granted
    ("returned between what was granted and the most there can be", TO_TOTAL_IN_ALL, [event("a", "Lent", "2026-03-02", excerpt=True), event("x", "Extended", "2026-03-05T09:00", {"days": 1}), event("b", "Returned", "2026-03-12")], "2026-04-20", ["undecidable a due 2026-03-06 ? act Returned, act Extended"]),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "rule", "events", "now", "expected"), ROWS)
def test_a_walk(oddity: str, rule: str, events: list[Event], now: str, expected: list[str]) -> None:
    assert [shown(v) for v in verdicts(rule, events, now)] == expected, oddity


def test_to_the_instant_numbers_tell_what_came_too_late() -> None:
    events = [
        event("a", "Announced", "2026-03-06"),
        event("o", "Opened", "2026-03-07T09:00", sequence=2),
        event("i", "Inspected", "2026-03-07", sequence=3),
    ]
    [found] = verdicts(UNTIL_THAT_INSTANT, events, "2026-04-01")
    assert (found.status, found.over_by and found.over_by.value) == ("met_late", 1)


@pytest.mark.parametrize(
    ("oddity", "rule", "events", "evidence"),
    [
        ("before receipt nothing is extended", FROM_RECEIPT, acts("a Asked 2026-03-02", "x Extended 2026-03-03"), ["a"]),
        ("a receipt starts it", ANCHORED, acts("a Asked 2026-03-02", "r Arrived 2026-03-03"), ["a", "r"]),
        ("an act breaks the silence and proves nothing", SILENCE, acts("a Lent 2026-03-02", "b Reminded 2026-03-04"), ["a"]),
        ("a restart does", loan(DAYS, CARRIED), acts("a Lent 2026-03-02", "r Restarted 2026-03-04"), ["a", "r"]),
        ("and the act until which it runs", UNTIL, acts("a Announced 2026-03-02", "o Opened 2026-03-04"), ["a", "o"]),
    ],
)  # fmt: skip
def test_evidence(oddity: str, rule: str, events: list[Event], evidence: list[str]) -> None:
    (verdict,) = verdicts(rule, events, "2026-06-01")
    assert [key.id for key in verdict.evidence] == evidence, oddity
