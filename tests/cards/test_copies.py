"""One fact written twice is held together here: copied versions, and the periods inside the coverage card."""

from __future__ import annotations

import msgspec
import pytest

from supervision_rules.card import Basis, Card, Clock
from tests.cards.shipped import card, shipped

replace = msgspec.structs.replace
COVERAGE = card("CPL-098-1")
COPIED = [c for c in shipped().cards if len(c.versions) > 1]


@pytest.mark.parametrize("copied", COPIED, ids=lambda c: c.id)
def test_the_version_of_2012_differs_from_todays_in_dates_only(copied: Card) -> None:
    """No limit changed in 2018, 2019 or 2021 on the points carried back; a change would need its own note."""
    old, new = copied.versions
    assert old.version == "2012"
    same = replace(
        new,
        version=old.version,
        in_force=old.in_force,
        known_from=old.known_from,
        verified=old.verified,
        note=old.note,
    )
    assert old == same


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
    return clock.budget, extensions, clock.reset


# (basis of custody, rule that states the period)
PERIODS = [
    ("Detained", '"is":"police"', "CPL-091-1"),
    ("ArrestRequested", "", "CPL-091-3"),
    ("ArrestReviewAccepted", "", "CPL-091-3"),
    ("Arrested", '"investigation"', "CPL-156-1"),
    ("SupplementaryInvestigationResubmitted", "", "CPL-172-1"),
    ("ProsecutionCaseAccepted", "", "CPL-172-1"),
    ("DossierAccepted", "", "CPL-175-3"),
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
        of_rule = (*of_rule[:2], ())
    assert of_basis == of_rule
