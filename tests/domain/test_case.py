"""The state of a case and its persons, act by act: the main line, the odd turns, and totality."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import CaseState, fold, steps
from domain.errors import Refused
from domain.event import CaseId, Event
from domain.flow import GENERIC
from domain.lineage import case_histories, links_of
from tests.domain.acts import POLICE, act
from tests.domain.packs import cn_criminal, cn_lifecycle

CENTRE = "urn:quancheng:cn-520102:detention_centre:01"
COURT = "urn:quancheng:cn-520102:court:01"
PROCURATORATE = "urn:quancheng:cn-520102:procuratorate:01"


def state_after(*events: Event, case: str = "A") -> CaseState:
    lifecycle = cn_lifecycle()
    histories = case_histories(events, links_of(events, lifecycle.links))
    return fold(CaseId(case), histories[CaseId(case)], cn_criminal(), lifecycle)


MAIN_LINE: list[tuple[Event, str, str, str, bool]] = [
    # act, stage of the case, status, measure, in custody
    (act("01", "ReportReceived", "2026-01-01"), "C0", "-", "-", False),
    (act("02", "CaseFiled", "2026-01-02"), "C1", "-", "-", False),
    (act("03", "SummonsStarted", "2026-01-03T09:00:00+08:00", person="p1"), "C1", "suspect", "M2", False),
    (act("04", "SummonsEnded", "2026-01-03T15:00:00+08:00", person="p1"), "C1", "suspect", "M0", False),
    (act("05", "Detained", "2026-01-04", person="p1"), "C1", "suspect", "M3", True),
    (
        act("06", "DetentionCentreAdmitted", "2026-01-05", person="p1", source=CENTRE),
        "C1",
        "suspect",
        "M4",
        True,
    ),
    (act("07", "ArrestRequested", "2026-01-07", person="p1"), "C1", "suspect", "M4", True),
    (act("08", "Arrested", "2026-01-14", person="p1"), "C1", "suspect", "M5", True),
    (act("09", "TransferredForProsecution", "2026-03-01"), "C1", "suspect", "M5", True),
    (act("10", "ProsecutionCaseAccepted", "2026-03-02", source=PROCURATORATE), "C2", "suspect", "M5", True),
    (
        act("11", "CustodyTransferCompleted", "2026-03-03", person="p1", receiving_kind="procuratorate"),
        "C2",
        "suspect",
        "M6",
        True,
    ),
    (act("12", "ReturnedForSupplementaryInvestigation", "2026-03-20", round=1), "C2s", "suspect", "M6", True),
    (act("13", "SupplementaryInvestigationResubmitted", "2026-04-01", round=1), "C2", "suspect", "M6", True),
    (act("14", "IndictmentFiled", "2026-04-20"), "C3", "accused", "M6", True),
    (
        act("15", "CourtCaseAccepted", "2026-04-24", source=COURT, procedure="ordinary"),
        "C4",
        "accused",
        "M6",
        True,
    ),
    (
        act("16", "CustodyTransferCompleted", "2026-04-25", person="p1", receiving_kind="court"),
        "C4",
        "accused",
        "M7",
        True,
    ),
    (act("17", "JudgmentPronounced", "2026-06-01", person="p1"), "C5", "accused", "M7", True),
    (
        act("18", "JudgmentEffective", "2026-06-15", person="p1", sentence_kind="fixed_term"),
        "C8",
        "convict",
        "M11",
        True,
    ),
    (act("19", "ExecutionDocumentsServed", "2026-06-20", person="p1"), "C9", "convict", "M11", True),
    (act("20", "PrisonAdmitted", "2026-07-01", person="p1"), "C9", "convict", "MS", True),
    (act("21", "SentenceServedReleased", "2026-09-01", person="p1"), "CX", "convict", "M0", False),
]


def test_the_main_line_act_by_act() -> None:
    walk = steps(CaseId("A"), [row[0] for row in MAIN_LINE], cn_criminal(), cn_lifecycle())
    assert next(walk).stage == "none"
    for (event, stage, status, measure, custody), state in zip(MAIN_LINE, walk, strict=True):
        subject = state.subjects.get("p1")
        found = (
            (state.stage, subject.status, subject.measure, subject.custody)
            if subject
            else (state.stage, "-", "-", False)
        )
        assert found == (stage, status, measure, custody), event.type
    assert state.unexpected_moves == ()
    assert state.opened is not None
    assert state.closed is not None
    assert (state.opened.text, state.closed.text, state.count) == ("2026-01-01", "2026-09-01", 21)
    assert state.subjects["p1"].measure_since.text == "2026-09-01"


@pytest.mark.parametrize(
    ("oddity", "events", "stage"),
    [
        (
            "the least advanced person decides",
            ["Detained p1", "Detained p2", "NonProsecutionDecided p1"],
            "C2",
        ),
        (
            "nobody is left",
            ["Detained p1", "Detained p2", "NonProsecutionDecided p1", "NonProsecutionDecided p2"],
            "CX",
        ),
        (
            "one judged, one not yet",
            ["Detained p1", "Detained p2", "IndictmentFiled", "CourtCaseAccepted", "JudgmentPronounced p1"],
            "C4",
        ),
        (
            "one tried apart",
            [
                "Detained p1",
                "Detained p2",
                "IndictmentFiled",
                "CourtCaseAccepted",
                "TrialSuspended p2",
                "JudgmentPronounced p1",
            ],
            "C4p",
        ),
        (
            "who left is not brought back by an act on the case",
            ["Detained p1", "Detained p2", "NonProsecutionDecided p1", "IndictmentFiled"],
            "C3",
        ),
        ("dead at liberty", ["BailDecided p1", "DeathAtLibertyRecorded p1"], "CX"),
    ],
)
def test_stage_is_a_summary_of_the_persons(oddity: str, events: list[str], stage: str) -> None:
    acts = [
        act("a", "CaseFiled", "2026-01-01"),
        act("b", "ProsecutionCaseAccepted", "2026-01-02", persons=["p1", "p2"]),
    ]
    if "p2" not in " ".join(events):
        acts[1] = act("b", "ProsecutionCaseAccepted", "2026-01-02", persons=["p1"])
    for number, line in enumerate(events):
        type_, *person = line.split()
        data = {"person": person[0]} if person else {}
        acts.append(act(f"e{number}", type_, f"2026-02-{number + 1:02d}", **data))
    assert state_after(*acts).stage == stage


def test_an_unlawful_move_is_taken_and_noted() -> None:
    state = state_after(
        act("a", "CaseFiled", "2026-01-01"),
        act("b", "PrisonAdmitted", "2026-01-02", person="p1"),
        act("c", "ReturnedForSupplementaryInvestigation", "2026-01-03", round=1),
    )
    assert state.stage == "C2s"
    assert [(m.track, m.from_state, m.to_state) for m in state.unexpected_moves] == [
        ("sentence", "none", "S2"),
        ("stage", "C1", "C2s"),
    ]


def test_a_summons_of_a_person_on_bail_ends_in_bail() -> None:
    acts = [
        act("a", "BailDecided", "2026-01-01", person="p1"),
        act("b", "SummonsStarted", "2026-01-02", person="p1"),
    ]
    assert state_after(*acts).subjects["p1"].measure == "M2"
    assert state_after(*acts, act("c", "SummonsEnded", "2026-01-03", person="p1")).subjects["p1"].measure == "M8"


def test_split_and_merged_back_keeps_what_holds_for_the_person() -> None:
    acts = [
        act("filed", "CaseFiled", "2026-01-01"),
        act("p1", "Detained", "2026-01-02", person="p1"),
        act("p2", "Detained", "2026-01-02", person="p2"),
        act("split", "CaseSplit", "2026-02-01", new_case="N", persons=["p2"]),
        act("admitted", "DetentionCentreAdmitted", "2026-02-02", case="N", person="p2"),
    ]
    old, new = state_after(*acts), state_after(*acts, case="N")
    assert (old.subjects["p2"].presence, old.stage) == ("elsewhere", "C1")
    assert set(new.subjects) == {"p2"}
    assert (new.subjects["p2"].measure, new.subjects["p2"].presence, new.stage) == ("M4", "present", "C1")
    assert [(link.kind, link.other) for link in new.links] == [("split", "A")]
    back = [*acts, act("back", "CasesMerged", "2026-03-01", cases=["N"])]
    merged = state_after(*back)
    assert (merged.subjects["p2"].presence, merged.subjects["p2"].measure) == ("present", "M4")
    assert state_after(*back, case="N").stage == "CX"


def test_the_agency_in_charge_is_the_last_of_the_stages_kind() -> None:
    acts = [act("a", "CaseFiled", "2026-01-01"), act("b", "Detained", "2026-01-02", person="p1")]
    assert state_after(*acts).agency == "urn:quancheng:cn-520102:police:01"
    accepted = act("c", "ProsecutionCaseAccepted", "2026-02-01", source=PROCURATORATE)
    assert state_after(*acts, accepted).agency == PROCURATORATE
    moved_on_paper = act("c", "ProsecutionCaseAccepted", "2026-02-01", source=CENTRE)
    assert state_after(*acts, moved_on_paper).agency is None


def test_an_act_the_vocabulary_does_not_know_stops_the_fold() -> None:

    stranger = msgspec.structs.replace(act("a", "CaseFiled", "2026-01-01"), type="Teleported")
    with pytest.raises(Refused) as caught:
        fold(CaseId("A"), [stranger], cn_criminal(), cn_lifecycle())
    assert caught.value.code == "unknown-event-type"


NEEDED = {
    "CaseSplit": {"new_case": "N"},
    "CasesMerged": {"cases": ["N"]},
    "TrialProcedureConverted": {"to_procedure": "ordinary"},
}
NEEDED |= {name: {"ground_article": "156"} for name in ("CustodyExtensionRequested", "CustodyExtensionApproved")}
NEEDED |= {"DossierDocumentAdded": {"doc_type": "x"}, "DossierDocumentCorrected": {"corrects": "x"}}
NEEDED |= {name: {"hand_over": {"source": POLICE, "id": "x"}} for name in GENERIC}
FREE = [t.name for t in cn_criminal() if not t.name.startswith("Event")]


@given(
    st.lists(
        st.tuples(st.sampled_from(FREE), st.sampled_from([None, "p1", "p2"]), st.sampled_from("AN")),
        max_size=12,
    )
)
def test_any_acts_in_any_order_have_a_state(course: list[tuple[str, str | None, str]]) -> None:
    events = []
    for number, (type_, person, case) in enumerate(course):
        data = dict(NEEDED.get(type_, {})) | ({"person": person} if person else {})
        events.append(act(f"e{number}", type_, f"2026-01-{number + 1:02d}", case=case, **data))
    lifecycle = cn_lifecycle()
    for case, history in case_histories(events, links_of(events, lifecycle.links)).items():
        *_, last = steps(case, history, cn_criminal(), lifecycle)
        assert last.count == len(history)
        assert last.stage in lifecycle.rank
