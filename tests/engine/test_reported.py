"""Engine behaviour that the writing of the cards of cn_criminal brought up, each as a smallest case."""

from __future__ import annotations

import msgspec
import pytest

from supervision_rules.evaluate import evaluate
from supervision_rules.example import Example
from supervision_rules.examples import example_events, example_now
from supervision_rules.verdict import BROKEN
from tests.cards.shipped import card, pack_with


def statuses(rule: str, now: str, *events: dict[str, object]) -> dict[str, str]:
    """Status of each verdict of one shipped card, by trigger id."""
    plain = {"name": rule, "now": now, "events": [{"source": "police", **e} for e in events], "expect": []}
    example = msgspec.convert(plain, Example, strict=False)
    pack = pack_with(card(rule))
    found = evaluate(pack, example_events(pack, example), now=example_now(pack, example))
    assert not found.failures
    return {verdict.trigger.id: verdict.status for verdict in found.verdicts}


RECUSED = {
    "id": "recusal",
    "type": "RecusalDecided",
    "person": "p1",
    "data": {"challenged": "officer-1", "outcome": "granted"},
}
HEARD = {"id": "heard", "type": "InterrogationStarted", "person": "p1", "data": {"officers": ["officer-1"]}}


@pytest.mark.parametrize(
    ("recused", "heard", "status"),
    [
        # two dates of one day are unordered: read as the act before the decision
        ({"on": "2026-03-10"}, {"on": "2026-03-10"}, "met"),
        # the poster's own sequence orders them
        ({"on": "2026-03-10", "sequence": 1}, {"on": "2026-03-10", "sequence": 2}, "violated"),
        ({"at": "2026-03-10T09:00:00+08:00"}, {"at": "2026-03-10T15:00:00+08:00"}, "violated"),
    ],
)
def test_separation_reads_unordered_acts_in_favour_of_lawfulness(
    recused: dict[str, object], heard: dict[str, object], status: str
) -> None:
    assert statuses("MPS-038-2", "2026-04-01", RECUSED | recused, HEARD | heard) == {"heard": status}


def test_superior_of_another_kind_of_organ_stands_where_the_registered_line_does() -> None:
    """County police have a registered superior, the city police; the city procuratorate is above them too."""
    asked = {"id": "asked", "type": "CustodyExtensionRequested", "on": "2026-03-02", "person": "p1"}
    granted = {"id": "granted", "type": "CustodyExtensionApproved", "on": "2026-03-08", "person": "p1"}
    month = {"data": {"ground_article": "156"}}
    for region, status in (("cn-520100", "met"), ("cn-520102", "violated")):
        approver = {"source": f"procuratorate:{region}"}
        found = statuses("CPL-156-2", "2026-04-01", asked | month, granted | month | approver)
        assert found == {"granted": status}


def test_entry_on_an_act_that_may_be_a_basis_is_no_gap() -> None:
    """Detained before filing, so that guards on the case cannot be settled: not at once overdue custody."""
    detained = {"id": "detained", "type": "Detained", "on": "2026-01-28", "person": "p1"}
    released = {"id": "released", "type": "Released", "on": "2026-01-30", "person": "p1"}
    assert not {*statuses("CPL-098-1", "2026-02-20", detained, released).values()} & BROKEN


def test_approval_and_arrest_of_one_day_leave_one_basis() -> None:
    """Neither is known to come first: the arrest carries on, and its end is seen."""
    acts = (
        {"id": "filed", "type": "CaseFiled", "on": "2026-01-28"},
        {"id": "detained", "type": "Detained", "on": "2026-02-05", "person": "p1"},
        {"id": "approved", "type": "ArrestApproved", "on": "2026-02-07", "person": "p1", "source": "procuratorate"},
        {"id": "arrested", "type": "Arrested", "on": "2026-02-07", "person": "p1"},
        {"id": "transferred", "type": "TransferredForProsecution", "on": "2026-04-09"},
    )
    found = statuses("CPL-098-1", "2026-04-20", *acts)
    assert found == {"detained": "met", "arrested": "met_late", "transferred": "pending"}
