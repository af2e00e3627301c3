"""Times at the edges of the calendar, the day and the zone, and words about time that are not the poster's to say."""

from __future__ import annotations

from typing import Any

import pytest

from app.caller import OPERATOR, Caller
from app.composition import Platform
from app.post_acts import Rejected, post
from app.read_case import event as stored
from app.read_case import state_at
from projections import duties
from tests.app.conftest import clock, on_sqlite  # noqa: F401  # fixtures
from tests.platforms import POLICE, SetClock, accepted, detained, instant, standing_duties, take, wire

# what is sent, at half past midnight of 4 March in China (3 March in UTC), and what is said to it
TIMES = [
    ({"occurredon": "2026-03-04"}, "accepted"),  # today in China, tomorrow in UTC
    ({"occurredon": "2026-03-05"}, "time-in-future"),
    ({"time": "2026-03-04T00:30:00+08:00"}, "accepted"),  # this very instant
    ({"time": "2026-03-04T00:30:00.000001+08:00"}, "time-in-future"),
    ({"time": "2026-03-04T06:30:00+14:00"}, "accepted"),  # the same instant, further east
    ({"time": "2026-03-03T04:30:00-12:00"}, "accepted"),  # and further west
    ({"time": "2026-03-03T04:30:01-12:00"}, "time-in-future"),
    ({"time": "2026-03-03T24:00:00+08:00"}, "time-invalid"),
    ({"time": "2016-12-31T23:59:60Z"}, "time-invalid"),  # a leap second: two systems would count it apart
    ({"time": "2026-02-29T10:00:00+08:00"}, "time-invalid"),
    ({"time": "2026-03-01T10:00:00+24:00"}, "time-invalid"),
    ({"time": "2026-03-01T10:00:00"}, "time-without-offset"),
    ({"time": "2026-03-01"}, "time-invalid"),
    ({"time": "２026-03-01T10:00:00Z"}, "time-invalid"),
    ({"occurredon": "2026-3-1"}, "time-invalid"),
    ({"occurredon": "20260301"}, "time-invalid"),
    ({"occurredon": "2026-W10-1"}, "time-invalid"),
    ({"occurredon": "0001-01-01"}, "time-out-of-range"),
    ({"occurredon": "9999-12-31"}, "time-out-of-range"),
    ({"occurredon": "0000-01-01"}, "time-invalid"),
    ({"time": "1900-01-01T00:00:00+14:00"}, "accepted"),
    ({"time": 1772550000}, "wrong-type"),
    ({"time": "2026-03-01T10:00:00Z", "occurredon": "2026-03-01"}, "time-or-occurredon"),
    ({}, "time-or-occurredon"),
]


@pytest.mark.parametrize(("when", "answer"), TIMES)
def test_what_is_taken_for_a_time(on_sqlite: Platform, clock: SetClock, when: dict[str, Any], answer: str) -> None:  # noqa: F811
    clock.set("2026-03-04T00:30")
    item = wire("1", "CaseFiled", "2026-03-01")
    del item["occurredon"]
    assert said(on_sqlite, item | when) == answer
    if answer == "accepted":
        on_sqlite.drain()
        assert stored(on_sqlite, POLICE, "1").event.occurred.text == next(iter(when.values()))


def said(platform: Platform, item: dict[str, Any]) -> str:
    [outcome] = post(platform, [item], Caller(POLICE, "test"))
    return outcome.error.code if isinstance(outcome, Rejected) else "accepted"


def test_a_time_of_recording_made_up_by_the_agency(on_sqlite: Platform, clock: SetClock) -> None:  # noqa: F811
    """It would hide that the act was recorded late; only an import by the operator is believed."""
    clock.set("2026-03-20")
    for case, caller in (("A", Caller(POLICE, "test")), ("B", OPERATOR)):
        items = [item | {"recordedtime": "2026-03-02T10:00:00+08:00"} for item in detained(case=case)]
        accepted(on_sqlite, *items, caller=caller)
    on_sqlite.drain()
    status = {(row.case, row.status) for row in standing_duties(on_sqlite, rule="FLM-014-1")}
    assert {case for case, word in status if word == "met_late"} == {"A"}


def test_an_agency_that_calls_its_own_acts_excerpts(on_sqlite: Platform, clock: SetClock) -> None:  # noqa: F811
    """An excerpt vouches for nothing but itself, whoever posts it (DESIGN 5): what it leaves out is undecidable.

    The word stays on the record and on the page, so that a poster who hides behind it is seen.
    """
    clock.set("2026-05-20")
    plain, copied = detained(case="A"), [item | {"excerpt": True} for item in detained(case="B")]
    accepted(on_sqlite, *plain, *copied, caller=Caller(POLICE, "test"))
    # an old judgment entered by the operator, and by an archive that promised nothing
    accepted(on_sqlite, *(item | {"excerpt": True} for item in detained(case="C")))
    archive = "urn:quancheng:cn-520102:record:01"
    acts = [item | {"excerpt": True, "source": archive} for item in detained(case="D")]
    accepted(on_sqlite, *acts, caller=Caller(archive, "test"))
    on_sqlite.drain()

    def verdicts(case: str) -> list[tuple[str, str]]:
        return sorted((row.rule, row.status) for row in standing_duties(on_sqlite, case=case))

    assert ("CPL-098-1", "undecidable") not in verdicts("A")
    for case in ("B", "C", "D"):
        assert ("CPL-098-1", "undecidable") in verdicts(case)
    assert b'"excerpt":true' in stored(on_sqlite, POLICE, "B-detained").act.payload


# corrections and retractions of the detention of 2 March: what is said, and whether it still stands on that day
AMENDMENTS: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("into the future", {"type": "Detained", "occurredon": "2026-03-21"}, "time-in-future", "2026-03-02"),
    ("to another type", {"type": "Released", "occurredon": "2026-03-03"}, "accepted", "2026-03-02"),
    ("of a correction", {"type": "EventCorrected", "data": {}}, "correction-of-amendment", "2026-03-02"),
    ("to no known type", {"type": "Detaind", "data": {}}, "unknown-event-type", "2026-03-02"),
    ("of nothing", {"type": "Detained"}, "correction-empty", "2026-03-02"),
    ("of a foreign act", {"type": "Detained", "occurredon": "2026-03-03", "event": {"source": "urn:x:y", "id": "z"}},
     "accepted", "2026-03-02"),
    ("of itself", {"type": "Detained", "occurredon": "2026-03-03", "event": {"source": POLICE, "id": "c"}}, "accepted",
     "2026-03-02"),
    ("as it should be", {"type": "Detained", "occurredon": "2026-03-03"}, "accepted", "2026-03-03"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "data", "answer", "day"), AMENDMENTS)
def test_corrections(
    on_sqlite: Platform,  # noqa: F811
    clock: SetClock,  # noqa: F811
    what: str,
    data: dict[str, Any],
    answer: str,
    day: str | None,
) -> None:
    del what
    clock.set("2026-03-20")
    take(on_sqlite, *detained())
    given = {"event": {"source": POLICE, "id": "A-detained"}} | data
    assert said(on_sqlite, wire("c", "EventCorrected", "2026-03-20", **given)) == answer
    on_sqlite.drain()
    assert standing_day(on_sqlite) == day


def test_rings_and_chains_of_amendments(on_sqlite: Platform, clock: SetClock) -> None:  # noqa: F811
    """A retraction taken back restores; a ring has no effect; nothing of it hangs or parks the case."""
    clock.set("2026-03-20")
    take(on_sqlite, *detained())

    def retraction(name: str, of: str) -> dict[str, Any]:
        return wire(name, "EventRetracted", "2026-03-20", event={"source": POLICE, "id": of})

    for number, (name, of, standing) in enumerate(
        [("r0", "A-detained", None), ("r1", "r0", "2026-03-02"), ("r2", "r1", None)]
    ):
        clock.set(f"2026-03-20T13:{number:02}")
        take(on_sqlite, retraction(name, of))
        assert standing_day(on_sqlite) == standing
    take(on_sqlite, retraction("a", "b"), retraction("b", "c"), retraction("c", "a"), retraction("self", "self"))
    chain = [retraction(f"x{n}", "r2" if n == 0 else f"x{n - 1}") for n in range(301)]
    take(on_sqlite, *chain)
    assert standing_day(on_sqlite) == "2026-03-02"
    with on_sqlite.engine.connect() as connection:
        rules = {row.rule for row in duties.all_duties(connection, on_sqlite.now(), case_id="A", limit=500).rows}
    assert "CPL-091-1" in rules


def test_acts_of_today_are_there_when_known(on_sqlite: Platform, clock: SetClock) -> None:  # noqa: F811
    clock.set("2026-03-04T00:30")
    take(on_sqlite, *detained("2026-03-04"))
    assert standing_day(on_sqlite) == "2026-03-04"
    assert state_at(on_sqlite, "A", valid_at=instant("2026-03-04T00:00")).state is not None


def standing_day(platform: Platform) -> str | None:
    events = state_at(platform, "A").events
    return next((event.occurred.text for event in events if event.type == "Detained"), None)
