"""Kinds that judge an act by what stands before it, or by itself. Rows: oddity, rule, events, verdicts."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import BRANCH, card, event, shown, verdicts
from tests.engine.test_deadline import acts

AFTER = card("precedence", "act: [{event: Opened}]\nrequires: [{event: Approved}]\nsince: [{event: Withdrawn}]")
NOT_WHILE = card("prohibition", "act: [{event: Lent}]\nwhile: {from: [{event: Barred}], to: [{event: Unbarred}]}")
NO_MAPS = card("prohibition", "act: [{event: Lent, when: [{field: kind, is: map}]}]")
TWICE = card("limit", "act: [{event: Renewed}]\nmax: 2\nsince: [{event: Returned}]")
WAIT_10 = card(
    "minimum_interval",
    "first: [{event: Announced}]\nthen: [{event: Opened}]\nclock: {budget: {value: 10, unit: day}, start: next_day, roll: none}",
)
TEN_DAYS_BEFORE = card(
    "minimum_interval",
    """
first: [{event: Announced}]
then: [{event: Approved, date_field: opens_on}]
counted_from: first
if_absent: violated
clock: {budget: {value: 10, unit: day}, start: next_day, roll: none}
""",
)
PAPERS = card(
    "required_content",
    """
act: [{event: Opened}]
fields: [{field: copy, present: true}, {field: clerks, count_at_least: "2"}]
documents: [permit]
dossier: [{event: PaperFiled, field: paper}]
""",
)
OTHER_CLERKS = card(
    "separation",
    "first: [{event: Inspected, field: clerks}]\nthen: [{event: Approved, field: clerk}]\nsince: [{event: Restarted}]",
)
ONLY_HEAD = card(
    "competence",
    """
act: [{event: Approved}]
allowed: [{any: [{emitter: level, is: city}, {emitter_is: superior_of, of: {event: Asked}}]}]
""",
)

ROWS = [
    # precedence
    (AFTER, acts("a Approved 2026-03-01", "b Opened 2026-03-02"), ["met b by a"]),
    (AFTER, acts("b Opened 2026-03-02", "a Approved 2026-03-03"), ["violated b"]),
    (AFTER, acts("b Opened 2026-03-02T09:00", "a Approved 2026-03-02T10:00"), ["violated b"]),
    # of the same day or the same instant: as already there
    (AFTER, acts("b Opened 2026-03-02", "a Approved 2026-03-02"), ["met b by a"]),
    (AFTER, acts("b Opened 2026-03-02T10:00", "a Approved 2026-03-02T10:00"), ["met b by a"]),
    # not after a reset
    (AFTER, acts("a Approved 2026-03-01", "w Withdrawn 2026-03-02", "b Opened 2026-03-03"), ["violated b"]),
    (AFTER, acts("a Approved 2026-03-01", "w Withdrawn 2026-03-01", "b Opened 2026-03-03"), ["met b by a"]),
    (AFTER, acts("a Approved 2026-03-01", "w Withdrawn 2026-03-03", "b Opened 2026-03-03"), ["met b by a"]),
    # prohibition: while the state holds; entered or left on the very day: for lawfulness
    (NOT_WHILE, acts("x Barred 2026-03-01", "a Lent 2026-03-02"), ["violated a"]),
    (NOT_WHILE, acts("x Barred 2026-03-02", "a Lent 2026-03-02"), ["met a"]),
    (NOT_WHILE, acts("x Barred 2026-03-01", "y Unbarred 2026-03-02", "a Lent 2026-03-02"), ["met a"]),
    (NOT_WHILE, acts("x Barred 2026-03-01", "y Unbarred 2026-03-02", "z Barred 2026-03-03", "a Lent 2026-03-04"), ["violated a"]),
    # prohibition by the act's own field; a field not stated is never a breach
    (NO_MAPS, acts("a Lent 2026-03-02 kind=map", "b Lent 2026-03-03 kind=book", "c Lent 2026-03-04"), ["violated a", "met b", "undecidable c ? kind"]),
    # limit: the third offends; a reset starts the count again
    (TWICE, acts("a Renewed 2026-03-01", "b Renewed 2026-03-02", "c Renewed 2026-03-03"), ["met a", "met b", "violated c"]),
    (TWICE, acts("a Renewed 2026-03-01", "b Renewed 2026-03-02", "r Returned 2026-03-02", "c Renewed 2026-03-03"), ["met a", "met b", "met c"]),
    # three on one day: only one of them can be the third
    (TWICE, acts("a Renewed 2026-03-01", "b Renewed 2026-03-01", "c Renewed 2026-03-01"), ["met a", "met b", "violated c"]),
    # interval: the tenth day after is the first lawful one
    (WAIT_10, acts("a Announced 2026-03-02", "b Opened 2026-03-12"), ["met b due 2026-03-12 by a"]),
    (WAIT_10, acts("a Announced 2026-03-02", "b Opened 2026-03-11"), ["violated b due 2026-03-12 by a"]),
    # counted from the last act before it
    (WAIT_10, acts("a Announced 2026-03-02", "c Announced 2026-03-08", "b Opened 2026-03-12"), ["violated b due 2026-03-18 by c"]),
    # nothing to wait for
    (WAIT_10, acts("b Opened 2026-03-12"), []),
    # so many days before a day fixed by an act: what was in time for the first day stays in time
    (TEN_DAYS_BEFORE, acts("a Approved 2026-03-01 opens_on=2026-03-20", "b Announced 2026-03-10"), ["met a due 2026-03-20 by b"]),
    (TEN_DAYS_BEFORE, acts("a Approved 2026-03-01 opens_on=2026-03-20", "b Announced 2026-03-11"), ["violated a due 2026-03-21 by b"]),
    (TEN_DAYS_BEFORE, acts("a Approved 2026-03-01 opens_on=2026-03-20"), ["violated a due 2026-03-10"]),
    (TEN_DAYS_BEFORE, acts("a Approved 2026-03-30 opens_on=2026-04-30"), ["pending a due 2026-04-20"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "events", "expected"), ROWS)
def test_an_act(rule: str, events: list[Event], expected: list[str]) -> None:
    assert [shown(v) for v in verdicts(rule, events, "2026-04-01")] == expected


def test_required_content_on_the_act_or_in_the_dossier() -> None:
    full = {"copy": "x", "clerks": ["k1", "k2"]}
    events = [
        event("a", "Opened", "2026-03-01", {**full, "papers": [{"type": "permit"}]}),
        event("b", "Opened", "2026-03-02", full),
        event("p", "PaperFiled", "2026-03-03", {"paper": "permit"}),
        event("c", "Opened", "2026-03-04", full),
        event("d", "Opened", "2026-03-05", {"copy": "x", "clerks": ["k1"]}),
        event("e", "Opened", "2026-03-06", {"clerks": ["k1", "k2"]}),
    ]
    assert [shown(v) for v in verdicts(PAPERS, events, "2026-04-01")] == [
        "met a",
        "violated b",
        "met c",
        "violated d",
        "violated e",
    ]


def test_an_excerpt_that_leaves_a_field_out_says_nothing_about_it() -> None:
    events = [event("a", "Opened", "2026-03-01", {"clerks": ["k1", "k2"]}, excerpt=True)]
    (verdict,) = verdicts(PAPERS, events, "2026-04-01")
    assert (verdict.status, set(verdict.missing)) == ("undecidable", {"copy", "document permit"})


@pytest.mark.parametrize(
    ("oddity", "events", "expected"),
    [
        ("one of the inspectors approves", [("i", "Inspected", 1, {"clerks": ["k1", "k2"]}), ("a", "Approved", 2, {"clerk": "k2"})], "violated a"),
        ("somebody else does", [("i", "Inspected", 1, {"clerks": ["k1", "k2"]}), ("a", "Approved", 2, {"clerk": "k3"})], "met a"),
        ("nobody says who", [("i", "Inspected", 1, {"clerks": ["k1"]}), ("a", "Approved", 2, {})], "undecidable a ? clerk"),
        ("nobody says who inspected", [("i", "Inspected", 1, {}), ("a", "Approved", 2, {"clerk": "k3"})], "undecidable a ? clerks"),
        ("a new start in between", [("i", "Inspected", 1, {"clerks": ["k1"]}), ("r", "Restarted", 2, {}), ("a", "Approved", 3, {"clerk": "k1"})], "met a"),
    ],
)  # fmt: skip
def test_separation(oddity: str, events: list[tuple[str, str, int, dict[str, object]]], expected: str) -> None:
    history = [event(name, kind, f"2026-03-0{day}", data) for name, kind, day, data in events]
    assert [shown(v) for v in verdicts(OTHER_CLERKS, history, "2026-04-01")] == [expected], oddity


@pytest.mark.parametrize(
    ("oddity", "approver", "expected"),
    [
        ("the registered superior", "urn:quancheng:xx-9:police:head", "met a"),
        ("the same office", "urn:quancheng:xx-1:police:desk", "violated a"),
        ("an office whose level nobody registered", BRANCH, "undecidable a ? emitter level"),
    ],
)
def test_competence(oddity: str, approver: str, expected: str) -> None:
    events = [event("q", "Asked", "2026-03-01"), event("a", "Approved", "2026-03-02", source=approver)]
    assert [shown(v) for v in verdicts(ONLY_HEAD, events, "2026-04-01")] == [expected], oddity
