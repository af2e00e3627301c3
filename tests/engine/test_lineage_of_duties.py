"""Duties of a case that is split or merged: a running case clock goes on, what had ended stays where it ended."""

from __future__ import annotations

from datetime import date

from app.packs import shipped_pack
from domain.event import CaseId, Event, EventKey, PersonId
from domain.occurred import on_date
from supervision_rules.evaluate import evaluate
from supervision_rules.explain import explain
from tests.engine.library import micros
from tests.supervision_rules.checker.derivations import Explained

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


OTHER = act("b", "ProsecutionCaseAccepted", "2026-03-05", case="c2")


def merged(day: str) -> Event:
    return act("m", "CasesMerged", day, case="c2", cases=["c1"])


def test_what_a_merged_case_owed_is_settled_by_the_case_that_it_went_into() -> None:
    filed = act("f", "IndictmentFiled", "2026-03-30", case="c2")
    assert review([*START, OTHER, merged("2026-03-10"), filed]) == {"c1": "met", "c2": "met"}
    assert review([*START, OTHER, merged("2026-03-10")]) == {"c1": "pending", "c2": "pending"}


def test_and_that_case_owes_what_is_opened_after_the_merger() -> None:
    again = act("r", "SupplementaryInvestigationResubmitted", "2026-03-20", case="c2")
    found = evaluate(PACK, [*START, OTHER, merged("2026-03-10"), again], now=micros("2026-03-25"))
    assert not [v for v in found.verdicts if v.case == "c1" and v.trigger.id == "r"]
    assert [v for v in found.verdicts if v.case == "c2" and v.trigger.id == "r" and v.rule == "CPL-172-1"]


def test_what_was_overdue_at_the_merger_stays_a_breach() -> None:
    filed = act("f", "IndictmentFiled", "2026-04-21", case="c2")
    found = evaluate(PACK, [*START, OTHER, merged("2026-04-20"), filed], now=micros("2026-05-01"))
    late = [(v.case, v.trigger.id, v.due) for v in found.verdicts if v.rule == "CPL-172-1" and v.status == "met_late"]
    assert late == [("c1", "a", "2026-04-02"), ("c2", "b", "2026-04-07")]


def test_the_derivation_of_a_settled_duty_holds() -> None:
    filed = act("f", "IndictmentFiled", "2026-03-30", case="c2")
    events, now = [*START, OTHER, merged("2026-03-10"), filed], micros("2026-04-01")
    [verdict] = [v for v in evaluate(PACK, events, now=now).verdicts if (v.case, v.rule) == ("c1", "CPL-172-1")]
    Explained("c1", explain(PACK, events, verdict, now=now), tuple(events), "cn_criminal", now).check()


def test_a_merged_case_follows_the_other_where_it_is_carried_on() -> None:
    moved = act("x", "ProsecutionJurisdictionChanged", "2026-03-12", case="c2", new_case="c3")
    # another procuratorate counts its own period
    assert review([*START, OTHER, merged("2026-03-10"), moved]) == {"c1": "moot", "c3": "moot"}
    early = act("f", "IndictmentFiled", "2026-03-11", case="c2")
    assert review([*START, OTHER, merged("2026-03-10"), early, moved]) == {"c1": "met", "c3": "met"}
