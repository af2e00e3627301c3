"""Live supervision: what was posted, what the clock brought, and what corrections took back."""

from __future__ import annotations

import pytest

from app import findings, processing
from app.composition import Platform
from app.finding_log import SOURCE
from domain.event import EventKey
from projections import custody_register, duties, timers, worklist
from supervision_rules.finding_events import FindingMoved, FindingRaised, FindingReopened, FindingWithdrawn
from tests.platforms import (
    POLICE,
    PROCURATORATE,
    SetClock,
    accepted,
    detained,
    found,
    standing_duties,
    take,
    wire,
)

REQUEST = "CPL-091-1"  # arrest requested within 3 days of detention


def request(on: str, id_: str = "requested") -> dict[str, object]:
    return wire(id_, "ArrestRequested", on, person="p1")


def test_an_unlawful_act_is_accepted_and_flagged(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-10")
    [*_, receipt] = accepted(platform, *detained("2026-03-02"), request("2026-03-09"))
    assert receipt.position is None or receipt.position > 0
    platform.drain()
    [finding] = found(platform, REQUEST)
    assert (finding.status, finding.due, finding.over_value, finding.over_unit) == ("met_late", "2026-03-05", 4, "day")
    assert finding.holder == POLICE


def test_the_clock_raises_what_silence_breaks(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-03")
    take(platform, *detained("2026-03-02"))
    [duty] = standing_duties(platform, REQUEST)
    assert (duty.status, duty.due, duty.level, duty.days_left) == ("pending", "2026-03-05", "normal", 2)
    assert found(platform, REQUEST) == []

    clock.set("2026-03-04")
    platform.drain()
    [duty] = standing_duties(platform, REQUEST)
    assert duty.status == "pending"
    assert duty.level == "near"

    clock.set("2026-03-06T00:00")
    platform.drain()
    [finding] = found(platform, REQUEST)
    assert (finding.status, finding.over_value) == ("overdue", 1)
    [raised] = findings.finding(platform, finding.id).log
    assert isinstance(raised, FindingRaised)
    assert raised.because_of is None, "no act made it known: the clock did"
    [duty] = standing_duties(platform, REQUEST)
    assert duty.violated_at == duty.overdue_from == platform.now()


def test_each_rung_fires_once(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-03")
    take(platform, *detained("2026-03-02"))
    [duty] = standing_duties(platform, REQUEST)
    clock.set("2026-03-07")
    platform.drain()
    platform.drain()
    with platform.engine.connect() as connection:
        fired = timers.warnings_given(connection, [duty.id])
        assert timers.oldest_waiting(connection, platform.now()) is None
    assert [timer.rung for timer in fired] == ["warning-1", "due"]


def test_a_stale_generation_never_fires(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-03")
    take(platform, *detained("2026-03-02"))
    [duty] = standing_duties(platform, REQUEST)
    with platform.engine.connect() as connection:
        [stale] = [t for t in timers.due(connection, 2**60, 100) if t.duty_id == duty.id and t.rung == "due"]
    take(platform, request("2026-03-03"))  # met: a new version of the duty, the old timers are gone
    with platform.ledger.writing_engine.begin() as connection:
        timers.wind(connection, [stale])  # a clock that had read it before
        assert timers.fire(connection, stale, 2**60) is False
        assert timers.warnings_given(connection, [duty.id]) == []


def test_a_late_report_withdraws_the_finding(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-07")
    take(platform, *detained("2026-03-02"))
    [finding] = found(platform, REQUEST)
    take(platform, request("2026-03-05"))  # it had happened in time, and was reported two days late
    [finding] = found(platform, REQUEST)
    assert finding.state == "withdrawn"
    withdrawn = findings.finding(platform, finding.id).log[-1]
    assert isinstance(withdrawn, FindingWithdrawn)
    assert withdrawn.verdict == "met"
    assert withdrawn.because_of == EventKey(POLICE, "requested")


def test_a_correction_moves_the_finding(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-20")
    take(platform, *detained("2026-03-02"), request("2026-03-09"))
    [before] = found(platform, REQUEST)
    take(
        platform,
        wire("c", "EventCorrected", "2026-03-20", event={"source": POLICE, "id": "requested"}, type="ArrestRequested",
             occurredon="2026-03-11"),
    )  # fmt: skip
    [after] = found(platform, REQUEST)
    assert (before.id, before.over_value, after.over_value) == (after.id, 4, 6)
    assert isinstance(findings.finding(platform, after.id).log[-1], FindingMoved)


def test_a_retraction_reopens_what_it_had_cured(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-07")
    take(platform, *detained("2026-03-02"))
    take(platform, request("2026-03-05"))
    take(platform, wire("r", "EventRetracted", "2026-03-07", event={"source": POLICE, "id": "requested"}))
    [finding] = found(platform, REQUEST)
    assert (finding.state, finding.status) == ("reopened", "overdue")
    kinds = [type(event) for event in findings.finding(platform, finding.id).log]
    assert kinds == [FindingRaised, FindingWithdrawn, FindingReopened]


def test_duties_keep_what_was_known_when(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-03")
    take(platform, *detained("2026-03-02"))
    clock.set("2026-03-07")
    platform.drain()
    clock.set("2026-03-08")
    take(platform, request("2026-03-05"))
    [duty] = standing_duties(platform, REQUEST)
    with platform.engine.connect() as connection:
        versions = duties.history(connection, duty.id, platform.now())
    assert [version.status for version in versions] == ["pending", "overdue", "met"]
    assert [version.known_to for version in versions] == [versions[1].known_from, versions[2].known_from, None]
    assert versions[1].because_of is None
    assert versions[2].because_of == EventKey(POLICE, "requested")


def test_a_finding_is_no_act_on_a_case(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-07")
    take(platform, *detained("2026-03-02"))
    platform.drain()
    head = platform.ledger.head()
    platform.drain()
    assert platform.ledger.head() == head, "supervision does not feed on its own events"
    own = [act for act in platform.ledger.read(0, 100) if act.source == SOURCE]
    assert {act.type for act in own} == {"FindingRaised"}
    assert platform.ledger.verify().fault is None


def test_who_owes_and_who_waits(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-06")
    take(
        platform,
        *detained("2026-03-02"),
        request("2026-03-05"),
        wire("approved", "ArrestApproved", "2026-03-06", source=PROCURATORATE, person="p1"),
    )
    with platform.engine.connect() as connection:
        owed = {row.rule for row in worklist.owed_by(connection, POLICE, platform.now()).rows}
        awaited = {row.rule for row in worklist.owed_to(connection, PROCURATORATE, platform.now()).rows}
        [held] = custody_register.held(connection, platform.now()).rows
    assert "MPS-142-1" in owed, "the police owe the procuratorate the receipt of execution"
    assert "MPS-142-1" in awaited
    assert (held.person, held.basis_type) == ("p1", "ArrestApproved"), "what custody rests on now, not what began it"
    assert (held.basis, held.article) == (EventKey(PROCURATORATE, "approved"), "cpl-2018:156")
    assert (held.rule, held.until) == ("CPL-098-1", "2026-05-06")


def test_batches_of_few_cases_find_the_same(
    platform: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards the cut of a batch by its cases: no act of the next case is skipped, none is read twice."""
    monkeypatch.setattr(processing, "CASES_AT_ONCE", 2)
    clock.set("2026-03-10")
    cases = [f"K{number}" for number in range(5)]
    for case in cases:
        accepted(platform, *detained("2026-03-02", case))
    late = [request("2026-03-09", f"{case}-late") | {"subject": case} for case in cases]
    accepted(platform, *late)
    platform.ledger.sequence()
    read = []
    while moved := platform.processing.step():
        read.append(moved)
    assert len(read) > len(cases) // 2, "one batch held them all, and nothing was cut"
    platform.drain()
    assert [finding.case for case in cases for finding in found(platform, REQUEST, case)] == cases
    assert platform.processing.behind() == platform.ledger.head()
