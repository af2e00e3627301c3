"""The custody register with the last custody transfer of each person, and from the transfer back; seen by whom."""

from __future__ import annotations

import pytest

from app import custody, exchanges
from app.composition import Platform
from app.custody import Held
from app.exchanges import Asked
from domain.permission import Principal
from tests.platforms import CENTRE, COURT, POLICE, PROCURATORATE, SetClock, detained, take, wire

AUDITOR = Principal("t", PROCURATORATE, "auditor")


@pytest.fixture
def moved(platform: Platform, clock: SetClock) -> Platform:
    """p1 goes on to the procuratorate, p2 stays with the police."""
    clock.set("2026-04-20")
    take(
        platform,
        *detained(),
        *detained(case="B", person="p2"),
        wire("held", "DetentionCentreAdmitted", "2026-03-02", source=CENTRE, person="p1"),
        wire("arrested", "Arrested", "2026-03-10", person="p1"),
        wire("closed", "TransferredForProsecution", "2026-04-10", organ=PROCURATORATE),
        wire("issued", "CustodyTransferIssued", "2026-04-10", person="p1", to_stage="prosecution_review", organ=CENTRE),
    )
    return platform


def line(platform: Platform, person: str = "p1", actor: Principal = AUDITOR) -> Held | None:
    return next(iter(custody.held(platform, actor, person=person).rows), None)


def test_the_register_shows_the_last_transfer_its_period_and_its_track(moved: Platform) -> None:
    one = line(moved)
    assert one is not None
    assert one.transfer is not None
    assert (one.transfer.state, one.transfer.on_paper) == ("sent", False)
    assert custody.shown(one.transfer) == {"to_stage": "prosecution_review"}
    alone = line(moved, "p2")
    assert alone is not None
    assert alone.transfer is None
    to_stage = {"to_stage": "prosecution_review", "new_expiry": "2026-05-11"}
    take(moved, wire("noted", "CustodyTransferCompleted", "2026-04-12", source=CENTRE, person="p1", single_track=False,
                     **to_stage))  # fmt: skip
    one = line(moved)
    assert one is not None
    assert one.transfer is not None
    assert (one.transfer.state, one.transfer.on_paper) == ("answered", True)
    assert custody.shown(one.transfer) == to_stage


def test_a_later_transfer_takes_its_place_and_only_that_leads_back(moved: Platform) -> None:
    first = line(moved)
    assert first is not None
    assert first.transfer is not None
    assert custody.held_after(moved, AUDITOR, first.transfer) == first
    take(moved, wire("again", "CustodyTransferIssued", "2026-04-15", source=PROCURATORATE, person="p1",
                     to_stage="first_instance", organ=CENTRE))  # fmt: skip
    second = line(moved)
    assert second is not None
    assert second.transfer is not None
    assert custody.shown(second.transfer)["to_stage"] == "first_instance"
    assert custody.held_after(moved, AUDITOR, first.transfer) is None
    assert custody.held_after(moved, AUDITOR, second.transfer) == second
    [other] = exchanges.page(moved, AUDITOR, Asked(flow="transfer-for-prosecution")).rows
    assert custody.held_after(moved, AUDITOR, other) is None, "no transfer of custody"


SEEN_BY = [
    # (agency, role, sees the line, sees the transfer)
    (POLICE, "agency", True, True),
    (CENTRE, "agency", True, True),
    (CENTRE, "clerk", True, True),
    (PROCURATORATE, "clerk", True, False),
    (COURT, "agency", False, False),
]


@pytest.mark.parametrize(("agency", "role", "sees", "transfer"), SEEN_BY)
def test_only_what_the_reader_may_see(moved: Platform, agency: str, role: str, sees: bool, transfer: bool) -> None:
    one = line(moved, actor=Principal("t", agency, role))  # type: ignore[arg-type]
    assert (one is not None) is sees
    assert (one is not None and one.transfer is not None) is transfer


def test_a_transfer_stands_beside_the_person_in_a_case_split_off(moved: Platform) -> None:
    take(moved, wire("split", "CaseSplit", "2026-04-15", new_case="A2", persons=["p1"]))
    held = [one for one in custody.held(moved, AUDITOR, person="p1").rows if one.row.case == "A2"]
    assert [one.transfer.case for one in held if one.transfer is not None] == ["A"]
