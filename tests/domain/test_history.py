"""Corrections and retractions: what stands, what does not, and in any order of arrival."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Event
from domain.history import effective, known_at, read
from tests.domain.acts import COURT, act, correction, retraction

DETAINED = act("d", "Detained", "2026-03-02", person="p1")
FILED = act("f", "CaseFiled", "2026-03-01")
RETRACTED = retraction("r", DETAINED)
CORRECTED = correction("c", DETAINED, occurredon="2026-03-03", recorded=1)
CORRECTED_AGAIN = correction("c2", DETAINED, occurredon="2026-03-04", recorded=2)


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.key.id, event.occurred.text) for event in effective(events)]


@pytest.mark.parametrize(
    ("oddity", "events", "expected"),
    [
        ("nothing amended", [DETAINED, FILED], [("f", "2026-03-01"), ("d", "2026-03-02")]),
        ("retracted", [FILED, DETAINED, RETRACTED], [("f", "2026-03-01")]),
        ("retraction arrives first", [RETRACTED, DETAINED], []),
        (
            "retraction of the retraction",
            [DETAINED, RETRACTED, retraction("r2", RETRACTED)],
            [("d", "2026-03-02")],
        ),
        (
            "retracted three deep",
            [DETAINED, RETRACTED, (r2 := retraction("r2", RETRACTED)), retraction("r3", r2)],
            [],
        ),
        ("corrected", [DETAINED, CORRECTED], [("d", "2026-03-03")]),
        (
            "corrected twice, the later recorded wins",
            [CORRECTED_AGAIN, DETAINED, CORRECTED],
            [("d", "2026-03-04")],
        ),
        (
            "the correction itself corrected",
            [
                DETAINED,
                CORRECTED_AGAIN,
                correction("c3", CORRECTED_AGAIN, occurredon="2026-03-09", recorded=3),
            ],
            [("d", "2026-03-09")],
        ),
        (
            "last correction retracted",
            [DETAINED, CORRECTED, CORRECTED_AGAIN, retraction("r", CORRECTED_AGAIN)],
            [("d", "2026-03-03")],
        ),
        (
            "only correction retracted",
            [DETAINED, CORRECTED, retraction("r", CORRECTED)],
            [("d", "2026-03-02")],
        ),
        ("corrected and retracted", [DETAINED, CORRECTED, RETRACTED], []),
        ("the same event delivered twice", [FILED, FILED], [("f", "2026-03-01")]),
    ],
)
def test_effective_history(oddity: str, events: list[Event], expected: list[tuple[str, str]]) -> None:
    assert told(events) == expected


@pytest.mark.parametrize(
    ("attack", "events", "fault"),
    [
        ("another agency retracts", [DETAINED, retraction("r", DETAINED, source=COURT)], "other-source"),
        (
            "another agency corrects",
            [DETAINED, correction("c", DETAINED, source=COURT, data={})],
            "other-source",
        ),
        (
            "another agency restores",
            [DETAINED, (r := retraction("r", DETAINED)), retraction("r2", r, source=COURT)],
            "other-source",
        ),
        (
            "another agency corrects its own void correction",
            [
                DETAINED,
                (c := correction("c", DETAINED, source=COURT, data={})),
                correction("c2", c, source=COURT, data={}),
            ],
            "other-source",
        ),
        ("of an event not here", [RETRACTED], "target-unknown"),
        (
            "correction into another act",
            [DETAINED, correction("c", DETAINED, type_="Arrested", data={})],
            "type-differs",
        ),
        (
            "correction of a retraction",
            [DETAINED, RETRACTED, correction("c", RETRACTED, type_="Detained", data={})],
            "names-a-retraction",
        ),
    ],
)
def test_amendments_without_effect_are_reported(attack: str, events: list[Event], fault: str) -> None:
    history = read(events)
    assert {found.fault for found in history.ineffective} == {fault}
    void = {found.key for found in history.ineffective}
    untouched = [e for e in events if e.key not in void]
    assert history.events == effective(untouched)


def test_retractions_in_a_ring_take_back_nothing() -> None:
    first = act("r1", "EventRetracted", "2026-10-01", event={"source": DETAINED.key.source, "id": "r2"})
    second = retraction("r2", first)
    assert [found.fault for found in read([DETAINED, first, second]).ineffective] == ["cycle", "cycle"]
    assert told([DETAINED, first, second]) == [("d", "2026-03-02")]
    itself = act("r1", "EventRetracted", "2026-10-01", event={"source": DETAINED.key.source, "id": "r1"})
    assert [found.fault for found in read([itself]).ineffective] == ["cycle"]


def test_a_correction_replaces_the_whole_payload_and_the_person() -> None:
    amended = correction("c", DETAINED, data={"person": "p2", "warrant_shown": True})
    (event,) = effective([DETAINED, amended])
    assert (event.person, event.occurred.text, event.data.warrant_shown) == ("p2", "2026-03-02", True)


def test_a_long_chain_of_retractions_does_not_exhaust_the_stack() -> None:
    chain = [DETAINED]
    for number in range(3000):
        chain.append(retraction(f"r{number}", chain[-1]))
    assert told(chain) == [("d", "2026-03-02")]


def test_known_at_gives_what_was_recorded_by_then() -> None:
    late = act("x", "Detained", "2026-03-02", person="p1", recorded=50)
    undated = act("y", "CaseFiled", "1970-01-02")
    assert known_at([late, undated], 49) == ()
    assert known_at([late, undated], 50) == (late,)
    assert known_at([late, undated], 200_000_000_000) == (late, undated)


TYPES = ["CaseFiled", "Detained", "Arrested", "BailDecided"]


@st.composite
def records(draw: st.DrawFn) -> list[Event]:
    """Acts, and amendments that name any record before or after them, by either of two agencies."""
    events: list[Event] = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["act", "retract", "correct"]))
        on = f"2026-03-{draw(st.integers(1, 28)):02d}"
        source = draw(st.sampled_from([COURT, "urn:quancheng:cn-520102:police:01"]))
        recorded = draw(st.integers(0, 3))
        if kind == "act" or not events:
            type_ = draw(st.sampled_from(TYPES))
            events.append(act(f"e{number}", type_, on, source=source, recorded=recorded, person="p1"))
            continue
        target = draw(st.sampled_from(events))
        if kind == "retract":
            events.append(retraction(f"e{number}", target, source=source, recorded=recorded))
        else:
            type_ = draw(st.sampled_from(TYPES))
            events.append(
                correction(f"e{number}", target, type_=type_, source=source, recorded=recorded, occurredon=on)
            )
    return events


@given(st.data())
def test_any_order_of_arrival_gives_the_same_history(data: st.DataObject) -> None:
    events = data.draw(records())
    assert read(data.draw(st.permutations(events))) == read(events)


@given(records(), st.data())
def test_inserted_then_retracted_equals_never(events: list[Event], data: st.DataObject) -> None:
    extra = act("extra", data.draw(st.sampled_from(TYPES)), "2026-03-15", person="p1")
    assert read([*events, extra, retraction("undo", extra)]) == read(events)


@given(records(), st.data())
def test_a_retracted_amendment_equals_never(events: list[Event], data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(events))
    undone = data.draw(st.sampled_from([retraction("x", target), correction("x", target, type_="Detained", data={})]))
    assert effective([*events, undone, retraction("undo", undone)]) == effective(events)


@given(records())
def test_no_agency_changes_what_another_has_stated(events: list[Event]) -> None:
    police = [e for e in events if e.key.source != COURT]
    told = [e for e in effective(events) if e.key.source != COURT]
    assert told == list(effective(police))
