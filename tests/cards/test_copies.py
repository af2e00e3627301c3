"""One fact written twice is held together here: copied versions, and the periods inside the coverage card."""

from __future__ import annotations

import msgspec
import pytest

from supervision_rules.card import Basis, Card, Clock, Version
from tests.cards.shipped import card, shipped

replace = msgspec.structs.replace
COVERAGE = card("CPL-098-1")
DATED = [c for c in shipped().cards if len(c.versions) > 1]


@pytest.mark.parametrize("dated", DATED, ids=lambda c: c.id)
def test_an_older_version_says_where_it_stands_and_what_differs(dated: Card) -> None:
    """Versions follow one another without a gap in their labels, and each older one has its note."""
    *older, _ = sorted(dated.versions, key=lambda version: version.in_force.from_)
    assert all(version.note for version in older)
    assert all(version.in_force.to is not None for version in older)


def test_most_limits_carried_back_did_not_change() -> None:
    """A guard against a version written out by mistake: what is the same says `like` and stays the same."""
    same = [c for c in DATED if _content(c.versions[0]) == _content(c.versions[-1])]
    assert len(same) > len(DATED) // 2


def _content(version: Version) -> Version:
    first, blank = COVERAGE.versions[0], ""
    return replace(
        version, version=blank, in_force=first.in_force, known_from=first.known_from, verified=True, note=blank,
        select_by="trigger", savings=None,
    )  # fmt: skip


def basis(event: str, *, holding: str = "") -> Clock:
    """Clock of the coverage basis opened by `event`; of several, the one whose guard names `holding`."""
    found: list[Basis] = [
        b for b in COVERAGE.versions[-1].bases if b.event == event and holding in msgspec.json.encode(b.when).decode()
    ]
    assert len(found) == 1, (event, holding)
    return found[0].clock


def period(clock: Clock) -> tuple[object, ...]:
    """What makes the length of a period: base, extensions, what is not counted, what starts it afresh."""
    extensions = tuple(replace(extension, approved_by=None) for extension in clock.extend)
    suspensions = tuple(
        # the person's own suspension counts for custody, that of the whole case for the case
        replace(one, from_=replace(one.from_, when=())) if one.from_.event == "TrialSuspended" else one
        for one in clock.suspend
    )
    return clock.budget, extensions, suspensions, clock.reset


# (basis of custody, rule that states the period)
PERIODS = [
    ("Detained", '"is":"police"', "CPL-091-1"),
    ("Detained", '"is":"procuratorate"', "CPL-167-1"),
    ("DetainedOnLiuzhiConversion", '"not"', "CPL-170-2"),
    ("ArrestRequested", "", "CPL-091-3"),
    ("ArrestReviewAccepted", "", "CPL-091-3"),
    ("Arrested", '"investigation"', "CPL-156-1"),
    ("SupplementaryInvestigationResubmitted", "", "CPL-172-1"),
    ("ProsecutionCaseAccepted", '"is":"false"', "CPL-172-1"),
    ("ProsecutionCaseAccepted", '"expedited_eligible","is":"true"', "CPL-172-1B"),
    ("DossierAccepted", "", "CPL-175-3"),
    ("RemandedForRetrial", "", "CPL-241-1"),
    ("SecondInstanceAccepted", "", "CPL-243-1"),
    ("RetrialOrdered", "", "CPL-258-1"),
    ("CourtCaseAccepted", "ordinary", "CPL-208-1"),
    ("CourtCaseAccepted", "summary", "CPL-220-1"),
    ("CourtCaseAccepted", "expedited", "CPL-225-1"),
    ("TrialProcedureConverted", '"to_procedure","is":"ordinary"', "CPL-208-1"),
    ("TrialProcedureConverted", '"to_procedure","is":"summary"', "CPL-220-1"),
]


@pytest.mark.parametrize(("event", "holding", "rule"), PERIODS)
def test_custody_is_covered_as_long_as_the_single_rule_allows(event: str, holding: str, rule: str) -> None:
    stated = card(rule).versions[-1].clock
    assert stated is not None
    of_basis, of_rule = period(basis(event, holding=holding)), period(stated)
    if rule == "CPL-172-1":  # its reset is the later receipt, a basis of its own here
        of_rule = (*of_rule[:-1], ())
    assert of_basis == of_rule


# (article on where a period starts, rule whose period it is): the cards are shown as one
STARTS = [("SPC-368-2", "CPL-208-1"), ("SPC-376-1", "CPL-220-1")]


@pytest.mark.parametrize(("start", "rule"), STARTS)
def test_a_card_on_the_start_of_a_period_runs_as_the_period_itself(start: str, rule: str) -> None:
    copied, stated = card(start).versions[-1], card(rule).versions[-1]
    assert copied.clock == stated.clock
    assert copied.closes == stated.closes
    assert copied.warn == stated.warn
    assert set(copied.opens) <= set(stated.opens)
    assert rule in card(start).same_duty_as
