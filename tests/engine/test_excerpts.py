"""Histories that do not vouch for their silence: a verdict is what holds under every completion (DESIGN §5)."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from domain.event import Event
from tests.engine.library import RETURN_IN_3, SILENT, card, event, shown, verdicts
from tests.engine.test_acts import AFTER, NOT_WHILE, TWICE, WAIT_10
from tests.engine.test_clock_forms import ANCHORED

SOLE = card(
    "deadline",
    """
opens: [{event: Lent}]
closes: [{event: Returned, sole: true}, {event: Lost}]
clock:
  budget: {value: 3, unit: day}
  start: next_day
  roll: none
  extend:
    - {event: Extended, by_field: days, times: 1, total: {value: 7, unit: day}}
    - {event: Prolonged, by: {value: 1, unit: day}, times: 2}
""",
)
SOLE_UNBOUNDED = SOLE.replace(", times: 2}", "}")
SOLE_PAUSED = SOLE.replace(
    "  roll: none", "  roll: none\n      suspend: [{from: {event: Paused}, to: {event: Resumed}}]"
)
OPEN = ", ".join(f"act {name}" for name in ("Lost", "Returned", "Extended", "Prolonged"))


def told(*rows: str) -> list[Event]:
    """`id Type when` each, all taken from an excerpt."""
    return [event(*row.split()[:3], excerpt=True) for row in rows]  # type: ignore[arg-type]


ROWS = [
    # within the least due: met, whatever else happened
    (SOLE, told("a Lent 2026-03-02", "b Returned 2026-03-05"), "met a due 2026-03-05 by b"),
    # beyond the least and within the greatest (7 in all, and 1 + 1 more): an extension may be unmentioned
    (SOLE, told("a Lent 2026-03-02", "b Returned 2026-03-11"), f"undecidable a due 2026-03-05 ? {OPEN}"),
    # beyond the greatest, and this act cannot have had an unmentioned forerunner: certainly late
    (SOLE, told("a Lent 2026-03-02", "b Returned 2026-03-12"), "met_late a due 2026-03-11 by b +1"),
    # another discharge may have come before it: nothing is certain
    (SOLE, told("a Lent 2026-03-02", "b Lost 2026-03-20"), f"undecidable a due 2026-03-05 ? {OPEN}"),
    # silence proves nothing
    (SOLE, told("a Lent 2026-03-02"), f"undecidable a due 2026-03-05 ? {OPEN}"),
    # no ceiling, or a suspension is possible: no greatest due
    (SOLE_UNBOUNDED, told("a Lent 2026-03-02", "b Returned 2026-09-12"), f"undecidable a due 2026-03-05 ? {OPEN}"),
    (SOLE_PAUSED, told("a Lent 2026-03-02", "b Returned 2026-09-12"), "undecidable a due 2026-03-05 ? act Lost, act Returned, act Extended, act Paused, act Prolonged"),
    # the receipt may have come at any time: answered within the period of the request itself is certain
    (ANCHORED, told("a Asked 2026-03-02", "b Approved 2026-03-05"), "met a due 2026-03-05 by b"),
    (ANCHORED, told("a Asked 2026-03-02", "b Approved 2026-03-06"), "undecidable a due 2026-03-05 ? act Approved"),
    # a requirement that is mentioned counts, one that is not may have been there
    (AFTER, told("x Lent 2026-03-01", "b Opened 2026-03-02"), "undecidable b ? act Approved, act Withdrawn"),
    # an interval from the last announcement: a later one may be unmentioned
    (WAIT_10, told("a Announced 2026-03-02", "b Opened 2026-03-05"), "violated b due 2026-03-12 by a"),
    (WAIT_10, told("a Announced 2026-03-02", "b Opened 2026-03-20"), "undecidable b due 2026-03-12 ? act Announced"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "events", "expected"), ROWS)
def test_an_excerpt(rule: str, events: list[Event], expected: str) -> None:
    assert [shown(v) for v in verdicts(rule, events, "2026-12-01")] == [expected]


def test_mentioned_acts_beyond_the_limit_are_beyond_it_under_every_completion() -> None:
    rule = TWICE.replace("since: [{event: Returned}]", "")
    found = verdicts(rule, told("a Renewed 2026-03-01", "b Renewed 2026-03-02", "c Renewed 2026-03-03"), "2026-04-01")
    assert [v.status for v in found] == ["undecidable", "undecidable", "violated"]
    # where a reset may be unmentioned not even that is certain
    found = verdicts(TWICE, told("a Renewed 2026-03-01", "b Renewed 2026-03-02", "c Renewed 2026-03-03"), "2026-04-01")
    assert [v.status for v in found] == ["undecidable"] * 3


def test_a_state_may_have_been_left_or_entered_unmentioned() -> None:
    assert [v.status for v in verdicts(NOT_WHILE, told("x Barred 2026-03-01", "a Lent 2026-03-02"), "2026-04-01")] == [
        "undecidable"
    ]
    assert [v.status for v in verdicts(NOT_WHILE, told("a Lent 2026-03-02"), "2026-04-01")] == ["undecidable"]


def test_a_fact_is_unknown_unless_the_very_act_sets_it() -> None:
    rule = RETURN_IN_3.replace("{event: Lent}]", "{event: Lent, when: [{fact: kind, is: map}]}]", 1)
    stated = event("a", "Lent", "2026-03-02", {"kind": "map"}, excerpt=True)
    silent = event("b", "Lent", "2026-03-02", excerpt=True)
    assert [shown(v) for v in verdicts(rule, [stated, event("c", "Returned", "2026-03-04")], "2026-04-01")] == [
        "met a due 2026-03-05 by c"
    ]
    assert [shown(v) for v in verdicts(rule, [silent], "2026-04-01")] == ["undecidable b ? fact kind"]


@pytest.mark.parametrize(
    ("oddity", "lent", "status"),
    [
        ("the desk reports everything since 2015", event("a", "Lent", "2026-03-02"), "overdue"),
        ("but not before", event("a", "Lent", "2014-12-31"), "undecidable"),
        ("nobody of that kind reports there", event("a", "Lent", "2026-03-02", source="urn:quancheng:yy-1:police:d"), "undecidable"),
    ],
)  # fmt: skip
def test_silence_counts_only_where_someone_promised_to_speak(oddity: str, lent: Event, status: str) -> None:
    rule = RETURN_IN_3.replace("from: 2020-01-01", "from: 2010-01-01")
    assert [v.status for v in verdicts(rule, [lent], "2026-04-01")] == [status], oddity


def test_a_party_owes_no_report() -> None:
    rule = RETURN_IN_3.replace("closes: [{event: Returned}]", "closes: [{event: Told}]")
    lent = event("a", "Lent", "2026-03-02")
    assert [shown(v) for v in verdicts(rule, [lent], "2026-04-01")] == ["undecidable a due 2026-03-05 ? act Told"]
    told_in_time = event("b", "Told", "2026-03-04", source=SILENT)
    assert [v.status for v in verdicts(rule, [lent, told_in_time], "2026-04-01")] == ["met"]


def test_unknown_custody_leaves_open_only_what_rolling_would_change() -> None:
    rule = RETURN_IN_3.replace("roll: none", "roll: next_unless_in_custody")
    jailed_or_not = event("j", "Inspected", "2026-03-01", excerpt=True)
    for back, status in (("2026-05-02", "met"), ("2026-05-06", "undecidable"), ("2026-05-07", "met_late")):
        events = [jailed_or_not, event("a", "Lent", "2026-04-29"), event("b", "Returned", back)]
        (verdict,) = verdicts(rule, events, "2026-06-01")
        assert verdict.status == status
        assert verdict.missing == (("fact in_custody",) if status == "undecidable" else ())
