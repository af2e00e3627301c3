"""Duties of a case that is split: a running case clock goes on in both halves, what had ended stays where it ended."""

from __future__ import annotations

from datetime import date

from app.packs import shipped_pack
from domain.event import CaseId, Event, EventKey, PersonId
from domain.occurred import on_date
from supervision_rules.evaluate import evaluate
from tests.engine.library import micros

PACK = shipped_pack("cn_criminal")


def act(id: str, type: str, day: str, *, case: str = "c1", person: str | None = None, **data: object) -> Event:
    if person is not None:
        data["person"] = person
    version = PACK.vocabulary.types[type].version
    return Event(
        key=EventKey("urn:quancheng:cn-520102:procuratorate:01", id),
        type=type,
        version=version,
        case=CaseId(case),
        person=PersonId(person) if person else None,
        occurred=on_date(date.fromisoformat(day), PACK.zone_info),
        data=PACK.vocabulary.decode(type, version, data, text_scalars=True),
        recorded=micros(day) + 3_600_000_000,
    )


START = [
    act("a", "ProsecutionCaseAccepted", "2026-03-02"),
    act("s1", "SuspectIdentified", "2026-03-02", person="p1"),
    act("s2", "SuspectIdentified", "2026-03-02", person="p2"),
]


def review(events: list[Event]) -> dict[str, str]:
    found = evaluate(PACK, events, now=micros("2026-04-01"))
    assert not found.failures
    return {v.case: v.status for v in found.verdicts if v.rule == "CPL-172-1"}


def test_a_running_clock_goes_on_in_both_halves() -> None:
    split = act("x", "CaseSplit", "2026-03-10", new_case="c2", persons=["p2"])
    filed = act("f", "IndictmentFiled", "2026-03-20")
    assert review([*START, split, filed]) == {"c1": "met", "c2": "pending"}


def test_what_ended_before_the_split_stays_with_the_case_it_was_of() -> None:
    filed = act("f", "IndictmentFiled", "2026-03-08")
    split = act("x", "CaseSplit", "2026-03-10", new_case="c2", persons=["p2"])
    assert review([*START, filed, split]) == {"c1": "met"}


def test_what_was_breached_before_the_split_is_found_once() -> None:
    split = act("x", "CaseSplit", "2026-04-20", new_case="c2", persons=["p2"])
    filed = act("f", "IndictmentFiled", "2026-04-22")
    not_prosecuted = act("n", "NonProsecutionDecided", "2026-04-22", case="c2", person="p2")
    found = evaluate(PACK, [*START, split, filed, not_prosecuted], now=micros("2026-05-01"))
    assert [(v.case, v.status) for v in found.verdicts if v.rule == "CPL-172-1"] == [("c1", "met_late")]
