"""Lists that should be empty: what stands on them, in the database, over the API and on the command line."""

from __future__ import annotations

import pytest

from app.composition import Platform
from projections import duty_board
from tests.platforms import CENTRE, COURT, SetClock, detained, take, wire
from tests.shipped import cn_criminal

LISTS = cn_criminal().lists


def sentenced(case: str = "A") -> list[dict[str, object]]:
    data = {"result": "guilty", "sentence_kind": "fixed_term"}
    return [
        *detained(case=case),
        wire(f"{case}-accepted", "CourtCaseAccepted", "2026-04-01", case=case, source=COURT, person="p1"),
        wire(f"{case}-pronounced", "JudgmentPronounced", "2026-05-06", case=case, source=COURT, person="p1", **data),
        wire(f"{case}-effective", "JudgmentEffective", "2026-05-18", case=case, source=COURT, person="p1", **data),
    ]


def lines(platform: Platform, name: str) -> list[str]:
    """Case of each line of the list now."""
    with platform.engine.connect() as connection:
        rules = LISTS[name].rules
        page = duty_board.pending(connection, platform.now(), level="overdue", rules=rules)
        assert len(page.rows) == duty_board.overdue_of(connection, platform.now(), rules)
        return sorted({row.case for row in page.rows})


def test_sentenced_and_not_delivered_stands_on_its_list_until_delivered(platform: Platform, clock: SetClock) -> None:
    name = "sentenced_not_delivered"
    clock.set("2026-05-28")
    take(platform, *sentenced())
    assert lines(platform, name) == [], "the tenth day is still in time"
    clock.set("2026-05-29T00:01")
    platform.drain()
    assert lines(platform, name) == ["A"], "nothing was posted: time alone brought it about"
    served = wire("A-served", "ExecutionDocumentsServed", "2026-05-29", source=COURT, person="p1")
    take(platform, served, wire("A-prison", "PrisonAdmitted", "2026-05-29", source=PRISON, person="p1"))
    assert lines(platform, name) == []


PRISON = "urn:quancheng:cn-520000:prison:01"


def test_returned_and_not_sent_again(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-05-07")
    take(
        platform,
        wire("A-filed", "CaseFiled", "2026-03-01"),
        wire("A-accepted", "ProsecutionCaseAccepted", "2026-03-02", source="urn:quancheng:cn-520102:procuratorate:01"),
        wire("A-returned", "ReturnedForSupplementaryInvestigation", "2026-04-01",
             source="urn:quancheng:cn-520102:procuratorate:01"),
        wire("A-papers", "DossierAccepted", "2026-04-02"),
    )  # fmt: skip
    assert lines(platform, "returned_not_resent") == ["A"]
    take(platform, wire("A-again", "SupplementaryInvestigationResubmitted", "2026-05-06"))
    assert lines(platform, "returned_not_resent") == []


def test_held_and_claimed_by_no_one(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-05")
    take(platform, *detained(), wire("A-in", "DetentionCentreAdmitted", "2026-03-02", source=CENTRE, person="p1"))
    assert lines(platform, "held_without_basis") == []
    clock.set("2026-03-06T00:01")
    platform.drain()
    assert lines(platform, "held_without_basis") == ["A"]
    take(platform, wire("A-free", "Released", "2026-03-06", person="p1"))
    assert lines(platform, "held_without_basis") == []


@pytest.mark.parametrize("name", LISTS)
def test_every_list_names_rules_and_has_a_name_in_both_languages(name: str) -> None:
    assert LISTS[name].rules
    assert LISTS[name].label.zh != LISTS[name].label.en
