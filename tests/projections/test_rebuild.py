"""Read models: rebuilt beside and compared, resumed after an interruption; a failing case is parked alone."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from sqlalchemy import Connection, select

from app import findings, rebuild, supervise
from app.composition import Platform
from app.health import health
from app.read_case import state_at
from domain.errors import Conflict, LedgerFault, NotFound
from domain.event import Event
from ledger.schema import events
from projections import case_view, findings_queue, parked
from projections.family_view import FamilyView
from projections.registry import MODELS, SUPERVISION
from projections.runner import ReadModel, move, progress
from supervision_rules.evaluate import Evaluation
from supervision_rules.pack import Pack
from tests.platforms import POLICE, SetClock, accepted, detained, found, standing_duties, take, wire

OF_CASES = ("case_view", "custody_register", "timeline")


def some_cases(platform: Platform, clock: SetClock, count: int = 6) -> None:
    clock.set("2026-03-12")
    for number in range(count):
        accepted(platform, *detained("2026-03-02", case=f"C{number}", person=f"p{number}"))
    accepted(
        platform,
        wire("split", "CaseSplit", "2026-03-03", case="C0", new_case="C9", persons=["p0"]),
        wire("requested", "ArrestRequested", "2026-03-09", case="C1", person="p1"),
        wire("c", "EventCorrected", "2026-03-11", case="C1", event={"source": POLICE, "id": "requested"},
             type="ArrestRequested", occurredon="2026-03-04"),
        wire("r", "EventRetracted", "2026-03-11", case="C2", event={"source": POLICE, "id": "C2-detained"}),
    )  # fmt: skip
    platform.drain()


@pytest.mark.parametrize("name", [*OF_CASES, "findings_queue"])
def test_rebuilt_equals_live(platform: Platform, clock: SetClock, name: str) -> None:
    some_cases(platform, clock)
    [finding, *_] = found(platform, "CPL-091-1", case="C3")
    findings.assign(platform, finding.id, to="procurator-7", by="chief")
    platform.drain()
    seen: list[tuple[int, int]] = []
    report = rebuild.rebuild(platform, name, lambda done, total: seen.append((done, total)))
    assert report.equal, report
    assert report.rows > 0
    assert (report.build, report.resumed, report.position) == (2, False, platform.ledger.head())
    with platform.engine.connect() as connection:
        [stand] = progress(connection, name)
        assert (stand.build, stand.active, stand.state) == (2, True, "live")
        assert findings_queue.finding(connection, finding.id, platform.now()) is not None
    take(platform, wire("new", "CaseFiled", "2026-03-05", case="D"))
    with platform.engine.connect() as connection:
        assert case_view.case(connection, "D") is not None, "the new build follows the ledger"
    if name in OF_CASES:
        assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize("name", OF_CASES)
def test_an_interrupted_rebuild_goes_on(
    platform: Platform, clock: SetClock, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_cases(platform, clock)
    monkeypatch.setattr(rebuild, "CASES_AT_ONCE", 2)

    def stop(done: int, total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild(platform, name, stop)
    with platform.engine.connect() as connection:
        shown, building = progress(connection, name)
        assert (shown.active, building.state) == (True, "building")
        assert building.cursor == "C3"
    take(
        platform,
        wire("meanwhile", "CaseFiled", "2026-03-05", case="C1x"),
        wire("later", "CaseFiled", "2026-03-05", case="Z"),
    )
    report = rebuild.rebuild(platform, name)
    assert report.resumed
    assert report.equal, report


def test_a_rebuild_finds_what_somebody_changed(platform: Platform, clock: SetClock) -> None:
    some_cases(platform, clock)
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(case_view.case_view.update().where(case_view.case_view.c.case_id == "C3").values(stage="CX"))
    report = rebuild.rebuild(platform, "case_view")
    assert (report.missing, report.surplus) == (1, 1)
    with platform.engine.connect() as connection:
        row = case_view.case(connection, "C3")
    assert row is not None
    assert row.stage == "C1"


def test_duties_evaluated_again_do_not_differ(platform: Platform, clock: SetClock) -> None:
    some_cases(platform, clock)
    report = rebuild.rebuild(platform, "duties")
    assert report.equal, report
    assert report.rows == len(standing_duties(platform))


def test_an_unknown_name_lists_the_known(on_sqlite: Platform) -> None:
    with pytest.raises(NotFound, match="timeline"):
        rebuild.rebuild(on_sqlite, "no_such_model")


def failing(on: str) -> ReadModel:
    """The case view, but unable to write one case."""

    def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
        case_view.apply(connection, build, views)
        if any(on in view.cases for view in views):
            raise ValueError(f"cannot write {on}")

    return ReadModel("case_view", (case_view.case_view,), "cases", apply)


def test_a_failing_case_is_parked_and_the_rest_goes_on(
    platform: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = dict(MODELS)
    monkeypatch.setattr("app.processing.MODELS", models)
    models["case_view"] = failing("C3")
    some_cases(platform, clock)
    with platform.engine.connect() as connection:
        [row] = parked.rows(connection)
        assert (row.processor, row.case, row.attempts) == ("case_view", "C3", 1)
        assert "cannot write C3" in row.error
        assert case_view.case(connection, "C3") is None
        assert case_view.case(connection, "C4") is not None
    assert "cases-parked" in health(platform).problems

    take(platform, wire("more", "CaseFiled", "2026-03-05", case="C3"))
    with platform.engine.connect() as connection:
        assert [row.attempts for row in parked.rows(connection)] == [2]

    models["case_view"] = MODELS["case_view"]
    clock.set("2026-03-13")  # its next retry has come
    platform.drain()
    with platform.engine.connect() as connection:
        assert parked.rows(connection) == []
        assert case_view.case(connection, "C3") is not None
    assert health(platform).ok
    assert rebuild.rebuild(platform, "case_view").equal


def test_altered_bytes_park_their_case_and_name_the_position(on_sqlite: Platform, clock: SetClock) -> None:
    """Somebody with the database file changes a stored payload; nothing of it is ever decoded."""
    clock.set("2026-03-12")
    accepted(on_sqlite, *detained(case="C0", person="p0"), *detained(case="C1"))
    on_sqlite.ledger.sequence()
    with on_sqlite.ledger.writing_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_no_update")
        payload = connection.scalar(select(events.c.payload).where(events.c.id == "C0-detained"))
        assert payload is not None
        connection.execute(
            events.update().where(events.c.id == "C0-detained").values(payload=payload.replace(b"p0", b"p7"))
        )
    on_sqlite.drain()
    report = health(on_sqlite)
    assert {(row.processor, row.case) for row in report.parked} == {
        (name, "C0") for name in (SUPERVISION, *OF_CASES)
    }  # fmt: skip
    assert standing_duties(on_sqlite, case="C1")
    assert not standing_duties(on_sqlite, case="C0")
    with pytest.raises(LedgerFault) as caught:
        state_at(on_sqlite, "C0")
    fault = on_sqlite.ledger.verify().fault
    assert fault is not None
    assert caught.value.position == fault.position


def test_a_rule_that_crashes_is_seen_and_the_others_go_on(
    on_sqlite: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from supervision_rules import judge

    clock.set("2026-03-12")
    sound = judge.Judge.unit

    def unit(self: judge.Judge, one: object) -> object:
        if one.program.card.id == "CPL-091-1":  # type: ignore[attr-defined]
            raise ZeroDivisionError("a fault in one rule")
        return sound(self, one)  # type: ignore[arg-type]

    monkeypatch.setattr(judge.Judge, "unit", unit)
    take(on_sqlite, *detained())
    report = health(on_sqlite)
    assert (report.rule_failures, report.ok) == (1, False)
    assert standing_duties(on_sqlite, "CPL-085-2")
    monkeypatch.undo()
    take(on_sqlite, wire("more", "CaseFiled", "2026-03-05"))
    assert health(on_sqlite).rule_failures == 0
    assert standing_duties(on_sqlite, "CPL-091-1")


def test_two_workers_cannot_both_move_a_position(platform: Platform) -> None:
    take(platform, wire("1", "CaseFiled", "2026-03-01"))
    head = platform.ledger.head()
    with platform.ledger.writing_engine.begin() as connection:
        move(connection, "timeline", 1, head, head + 1)
    with pytest.raises(Conflict), platform.ledger.writing_engine.begin() as connection:
        move(connection, "timeline", 1, head, head + 1)


def test_health_tells_a_frozen_sequencer_from_a_quiet_day(platform: Platform, clock: SetClock) -> None:
    take(platform, wire("1", "CaseFiled", "2026-03-01"))
    clock.set("2026-03-05")
    quiet = health(platform)
    assert quiet.ok
    assert quiet.quiet_seconds == 86_400
    accepted(platform, wire("2", "CaseFiled", "2026-03-01", case="B"))
    clock.set("2026-03-06")
    frozen = health(platform)
    assert frozen.problems == ("sequencer-late",)
    assert (frozen.unsequenced, frozen.unsequenced_seconds, max(one.lag for one in frozen.projections)) == (
        1,
        86_400,
        0,
    )
    platform.ledger.sequence()
    assert health(platform).problems == ("projections-late",)
    platform.drain()
    assert health(platform).ok
    assert msgspec.json.encode(health(platform))


def test_a_crash_between_supervision_and_read_models_loses_nothing(
    platform: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set("2026-03-12")
    accepted(platform, *detained())
    platform.ledger.sequence()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("app.processing.advance", killed)
        with pytest.raises(KeyboardInterrupt):
            platform.processing.step()
    with platform.engine.connect() as connection:
        stands = {one.name: one.position for one in progress(connection)}
    assert stands["supervision"] == 3
    assert stands["timeline"] == 0
    accepted(platform, wire("more", "ArrestRequested", "2026-03-11", person="p1"))
    platform.drain()
    for name in (*OF_CASES, "findings_queue", "duties"):
        assert rebuild.rebuild(platform, name).equal, name
    assert [finding.status for finding in found(platform, "CPL-091-1")] == ["met_late"]


def test_a_case_that_cannot_be_evaluated_is_parked_and_tried_again(
    platform: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = supervise.evaluate_family

    def evaluate(pack: Pack, family: Sequence[Event], *, now: int) -> Evaluation:
        if any(event.case == "C3" for event in family):
            raise ZeroDivisionError("no rule in particular")
        return sound(pack, family, now=now)

    with monkeypatch.context() as patched:
        patched.setattr(supervise, "evaluate_family", evaluate)
        some_cases(platform, clock)
        platform.drain()
        [row] = health(platform).parked
        assert (row.processor, row.case, row.attempts) == (SUPERVISION, "C3", 1)
        assert not standing_duties(platform, case="C3")
        assert standing_duties(platform, case="C4")
    clock.set("2026-03-13")
    platform.drain()
    assert health(platform).ok
    assert standing_duties(platform, case="C3")
    assert rebuild.rebuild(platform, "duties").equal
