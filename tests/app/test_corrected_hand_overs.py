"""A hand-over with the wrong receiver, corrected: the right one sees the case from then on, the wrong one no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.access import visible_cases
from app.composition import Platform
from domain.permission import Principal
from tests.platforms import COURT, POLICE, PROCURATORATE, SetClock, open_for_test, take, wire

OTHER_COURT = "urn:quancheng:cn-520103:court:01"
OUTSIDER = "urn:quancheng:cn-520103:police:01"
INDICTED = "2026-03-02"


@pytest.fixture
def platform(database_url: str, tmp_path: Path) -> Iterator[Platform]:
    with open_for_test(database_url, SetClock("2026-03-10"), tmp_path / "key") as opened:
        take(opened, wire("f", "CaseFiled", "2026-03-01"))
        yield opened


def indicted(court: str = OTHER_COURT) -> dict[str, object]:
    return wire("i", "IndictmentFiled", INDICTED, source=PROCURATORATE, court=court)


def corrected(id_: str, court: str, source: str = PROCURATORATE, of: tuple[str, str] = (PROCURATORATE, "i")):  # type: ignore[no-untyped-def]
    event = {"source": of[0], "id": of[1]}
    return wire(
        id_, "EventCorrected", "2026-03-05", source=source, event=event, type="IndictmentFiled", data={"court": court}
    )


def seeing(platform: Platform) -> set[str]:
    agencies = (COURT, OTHER_COURT, OUTSIDER, POLICE)
    return {one for one in agencies if visible_cases(platform, Principal("t", one, "agency"), ["A"])}


def test_the_right_receiver_sees_it_and_the_wrong_one_no_more(platform: Platform) -> None:
    take(platform, indicted())
    assert seeing(platform) == {POLICE, OTHER_COURT}
    take(platform, corrected("c1", COURT))
    assert seeing(platform) == {POLICE, COURT}
    take(platform, corrected("c2", OTHER_COURT, of=(PROCURATORATE, "c1")))
    take(platform, corrected("c3", OTHER_COURT))
    assert seeing(platform) == {POLICE, OTHER_COURT}, "and back again"


def test_in_whichever_order_the_two_arrive(platform: Platform) -> None:
    take(platform, corrected("c1", COURT))
    assert seeing(platform) == {POLICE}, "a correction of nothing hands nothing over"
    take(platform, indicted())
    assert seeing(platform) == {POLICE, COURT}


def test_a_wrong_receiver_that_acted_has_a_part_of_its_own(platform: Platform) -> None:
    take(platform, indicted(), wire("w", "CourtCaseAccepted", "2026-03-03", source=OTHER_COURT))
    take(platform, corrected("c1", COURT))
    assert seeing(platform) == {POLICE, COURT, OTHER_COURT}


def test_a_receiver_named_by_another_hand_over_keeps_its_part(platform: Platform) -> None:
    second = indicted() | {"id": "i2"}
    take(platform, indicted(), second, corrected("c1", COURT))
    assert seeing(platform) == {POLICE, COURT, OTHER_COURT}


def test_a_hand_over_called_back_is_still_seen_by_whom_it_named(platform: Platform) -> None:
    take(platform, indicted())
    take(
        platform,
        wire("r", "EventRetracted", "2026-03-05", source=PROCURATORATE, event={"source": PROCURATORATE, "id": "i"}),
    )
    assert seeing(platform) == {POLICE, OTHER_COURT}


@pytest.mark.parametrize("of", [(PROCURATORATE, "i"), (OUTSIDER, "none"), (POLICE, "f")])
def test_nobody_hands_himself_a_case_by_a_correction(platform: Platform, of: tuple[str, str]) -> None:
    take(platform, indicted(COURT))
    take(platform, corrected("mine", OUTSIDER, OUTSIDER, of))
    assert seeing(platform) == {POLICE, COURT}


def test_hand_overs_from_before_receivers_were_noted(platform: Platform) -> None:
    """What revision 0006 left out: the model of revision 0014 starts at 0 and brings them in."""
    take(platform, indicted(COURT))
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(text("DELETE FROM case_agencies WHERE agency = :court"), {"court": COURT})
        connection.execute(text("UPDATE projections SET position = 0 WHERE name = 'closed_records'"))
    assert seeing(platform) == {POLICE}
    platform.drain()
    assert seeing(platform) == {POLICE, COURT}
