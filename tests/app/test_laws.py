"""Laws of the platform: live equals batch, arrival does not matter, a prefix replays to what was live then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import rebuild
from app.composition import Platform
from app.duty_contents import Organs, content_of
from app.evaluation import evaluate_family, families_of
from app.replay import replay
from app.replay_input import ledger_events
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from domain.cloudevent import parse_wire, to_event
from domain.event import Event
from domain.history import known_at
from domain.occurred import to_micros
from ledger import migrate
from projections import duties
from projections.duty_versions import CONTENT
from tests.platforms import POLICE, SetClock, accepted, detained, instant, open_for_test, take, wire
from tests.shipped import cn_criminal

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CASES = 5


@cache
def simulated() -> list[dict[str, Any]]:
    """All posts of a few simulated cases, in order of arrival."""
    posts = [post for case in simulate(CASES, 7, NOW) for post in posts_of(case, NOW)]
    return [dict(post.wire) for post in sorted(posts, key=lambda post: post.at)]


def live(platform: Platform) -> dict[str, tuple[object, ...]]:
    """Current duties as stored."""
    with platform.engine.connect() as connection:
        rows = connection.execute(duties.standing()).all()
    return {row.duty_id: tuple(getattr(row, name) for name in CONTENT) for row in rows}


def batch(events: Sequence[Event], now: int) -> dict[str, tuple[object, ...]]:
    """The same from the events alone."""
    found = {}
    for family in families_of(cn_criminal(), events):
        organs = Organs(family)
        for verdict in evaluate_family(cn_criminal(), family, now=now).verdicts:
            content = content_of(verdict, organs)
            found[verdict.id] = tuple(getattr(content, name) for name in CONTENT)
    return found


def test_live_equals_batch_on_simulated_cases(platform: Platform, clock: SetClock) -> None:
    clock.now = NOW
    posts = simulated()
    for start in range(0, len(posts), 90):
        accepted(platform, *posts[start : start + 90])
        platform.drain()
    events = list(ledger_events(platform.ledger, platform.pack))
    assert live(platform) == batch(events, to_micros(NOW))
    broken = {row[CONTENT.index("status")] for row in live(platform).values()}
    assert {"met", "moot"} <= broken
    assert platform.ledger.verify().fault is None


def test_any_order_of_arrival_gives_the_same_duties(on_sqlite: Platform, clock: SetClock, tmp_path: Path) -> None:
    clock.now = NOW
    posts = simulated()
    accepted(on_sqlite, *posts)
    on_sqlite.drain()
    shuffled = list(posts)
    Random(3).shuffle(shuffled)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    migrate.upgrade(other)
    with open_for_test(other, clock, tmp_path / "key") as second:
        accepted(second, *shuffled)
        second.drain()
        assert live(second) == live(on_sqlite)


def test_the_clock_passing_a_day_at_a_time_ends_where_a_jump_ends(platform: Platform, clock: SetClock) -> None:
    """Timers bring live duties to what a replay at that time says, every day."""
    clock.set("2026-03-02")
    accepted(platform, *detained("2026-03-02"))
    platform.drain()
    events = list(ledger_events(platform.ledger, platform.pack))
    for _ in range(45):
        clock.now += timedelta(days=1)
        platform.drain()
        assert live(platform) == batch(events, to_micros(clock.now)), clock.now


def test_a_prefix_replays_to_what_was_live_then(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-02")
    course = [
        *detained("2026-03-02"),
        wire("extended", "DetentionPeriodExtended", "2026-03-04", person="p1", days=4),
        wire("requested", "ArrestRequested", "2026-03-09", person="p1"),
        wire("r", "EventRetracted", "2026-03-12", event={"source": POLICE, "id": "requested"}),
        wire("requested-2", "ArrestRequested", "2026-03-06", person="p1"),
    ]
    days = ("02", "03T09:00", "03T10:00", "05", "09", "12", "20")
    then: list[tuple[int, dict[str, tuple[object, ...]]]] = []
    for day, item in zip(days, course, strict=True):
        clock.set(f"2026-03-{day}")
        accepted(platform, item)
        platform.drain()
        then.append((platform.now(), live(platform)))
    events = list(ledger_events(platform.ledger, platform.pack))
    for at, was in then:
        assert batch(known_at(events, at), at) == was


def test_a_prefix_by_position_is_kept_in_the_duties_table(platform: Platform, clock: SetClock) -> None:
    clock.now = NOW
    posts = simulated()
    marks = []
    for start in range(0, len(posts), 120):
        accepted(platform, *posts[start : start + 120])
        platform.drain()
        marks.append(platform.ledger.head())
        clock.now += timedelta(microseconds=1)
    for mark in marks:
        with platform.engine.connect() as connection:
            table = duties.duties
            rows = connection.execute(
                table.select().where(
                    table.c.known_from_position <= mark,
                    table.c.known_to_position.is_(None) | (table.c.known_to_position > mark),
                )
            ).all()
        kept = {row.duty_id: tuple(getattr(row, name) for name in CONTENT) for row in rows}
        events = list(ledger_events(platform.ledger, platform.pack, upto=mark))
        assert kept == batch(events, to_micros(NOW))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(9)))
def test_replay_does_not_see_the_order(order: Sequence[int]) -> None:
    events = _few()
    now = to_micros(NOW)
    expected = sorted(map(repr, replay(cn_criminal(), events, now=now, all_=True)))
    assert sorted(map(repr, replay(cn_criminal(), [events[i] for i in order], now=now, all_=True))) == expected


def test_the_number_of_workers_changes_nothing() -> None:
    posts = [dict(p.wire) for case in simulate(70, 11, NOW) for p in posts_of(case, NOW)]
    pack = cn_criminal()
    known = {(p["source"], p["id"]): p for p in posts}.values()
    events = [to_event(parse_wire(p), pack.vocabulary, pack.zone_info, now=None) for p in known]
    one = list(replay(pack, events, now=to_micros(NOW)))
    assert one
    assert one == list(replay(pack, events, now=to_micros(NOW), workers=2))


def _few() -> list[Event]:
    pack = cn_criminal()
    items = [
        *detained("2026-03-02"),
        wire("centre", "DetentionCentreAdmitted", "2026-03-02", person="p1",
             source="urn:quancheng:cn-520102:detention_centre:01"),
        wire("requested", "ArrestRequested", "2026-03-09", person="p1"),
        wire("c", "EventCorrected", "2026-03-20", event={"source": POLICE, "id": "requested"}, type="ArrestRequested",
             occurredon="2026-03-05"),
        wire("r", "EventRetracted", "2026-03-21", event={"source": POLICE, "id": "c"}),
        wire("split", "CaseSplit", "2026-03-10", new_case="B", persons=["p1"]),
        wire("released", "Released", "2026-03-11", case="B", person="p1"),
    ]  # fmt: skip
    return [to_event(parse_wire(item), pack.vocabulary, pack.zone_info, now=None) for item in items]


@pytest.mark.parametrize("known", ["2026-03-08", "2026-03-30"])
def test_replay_as_known_at_a_time(known: str) -> None:
    """Without a ledger an act is taken as known once it has happened."""
    lines = list(replay(cn_criminal(), _few(), now=to_micros(NOW), known_at=to_micros(instant(known))))
    statuses = {line.status for line in lines if line.rule == "CPL-091-1"}
    assert statuses == ({"overdue"} if known == "2026-03-08" else {"met_late"})


def test_a_split_taken_back_parts_the_cases_again(platform: Platform, clock: SetClock) -> None:
    """The family stays together for loading; lineages, and with them the duties, are read anew."""
    clock.set("2026-03-20")
    take(
        platform,
        *detained("2026-03-02"),
        *detained("2026-03-05", case="B", person="p2"),
        wire("split", "CaseSplit", "2026-03-06", new_case="B", persons=["p1"]),
        wire("requested", "ArrestRequested", "2026-03-07", case="B", person="p1"),
    )
    joined = live(platform)
    take(platform, wire("r", "EventRetracted", "2026-03-20", event={"source": POLICE, "id": "split"}))
    parted = live(platform)
    events = list(ledger_events(platform.ledger, platform.pack))
    assert parted == batch(events, platform.now())
    assert parted != joined
    report = rebuild.rebuild(platform, "case_view")
    assert report.equal, report


@pytest.mark.parametrize("name", ["case_view", "custody_register", "timeline", "findings_queue", "duties"])
def test_read_models_of_simulated_cases_rebuild_to_what_is_live(platform: Platform, clock: SetClock, name: str) -> None:
    clock.now = NOW
    posts = simulated()
    for start in range(0, len(posts), 150):
        take(platform, *posts[start : start + 150])
    report = rebuild.rebuild(platform, name)
    assert report.equal, report
