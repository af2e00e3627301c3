"""Hand-overs as data of a pack: each has an example that holds, and what a pack may not say of them."""

from __future__ import annotations

import pytest
import yaml

from app.packs import SHIPPED, read_pack_files
from domain.flow import GENERIC
from supervision_rules.flow_examples import flow_examples_of, run_flow_examples
from supervision_rules.flow_loader import FlowFiles
from supervision_rules.pack_loader import PackFaults, load_pack
from tests.shipped import cn_criminal

HEAD = "flows:\n- {id: x-y, label: {zh: 甲, en: A}, from: [police], to: [court], scope: case, "

FAULTS = [
    # (what is wrong, the flow, path, words of the fault)
    ("no such act", "sends: [Handed]}", "sends[0].event", "no event type"),
    ("an act of somebody else", "sends: [ArrestApproved]}", "sends[0].event", "no act of police"),
    ("nobody sends it", "sends: []}", "sends", "nothing sends"),
    ("an address that is no organ", "sends: [{event: ArrestRequested, to: charges}]}", "sends[0].to", "no organ"),
    ("a field that is not there", "sends: [{event: ArrestRequested, to: court}]}", "sends[0].to", "no field"),
    ("a value that is not there",
     "sends: [{event: NonProsecutionReconsiderationRequested, when: {review_level: [x]}}]}",
     "sends[0].when", "no value"),
    ("a reason that is not there", "sends: [ArrestRequested], returns: [{event: CourtCaseReturned, reason: x}]}",
     "returns[0].reason", "no field"),
    ("a kind that is not there", "sends: [ArrestRequested], receives: [{event: CourtFileReceived, by: [x]}]}",
     "receives[0].event", "no act of x"),
    ("matched by nothing", "sends: [CaseFiled], match: round}", "", "match by"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "text", "path", "words"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_names_its_place(wrong: str, text: str, path: str, words: str) -> None:
    read = FlowFiles({"flows/x.yaml": (HEAD + text).encode()}, cn_criminal().vocabulary)
    assert any(fault.path.endswith(path) and words in fault.fault for fault in read.faults), list(map(str, read.faults))
    assert all(fault.remedy and fault.line == 2 for fault in read.faults)


def test_a_flow_of_a_rule_that_the_pack_does_not_hold() -> None:
    files = read_pack_files(SHIPPED / "cn_criminal")
    files["flows/filing.yaml"] = files["flows/filing.yaml"].replace(b"[MPS-175-1]", b"[MPS-175-9]")
    with pytest.raises(PackFaults, match="there is no rule MPS-175-9"):
        load_pack(files)


def test_flows_need_the_acts_of_receipt_and_recall() -> None:
    """A pack with hand-overs whose receipts nobody could post would raise alarms for ever."""
    files = read_pack_files(SHIPPED / "cn_criminal")
    del files["events/q_hand_overs.yaml"]
    with pytest.raises(PackFaults) as caught:
        load_pack(files)
    assert all(any(name in fault.fault for fault in caught.value.faults) for name in GENERIC)


def test_every_example_of_every_flow_holds() -> None:
    results = run_flow_examples(cn_criminal())
    assert [(one.rule, one.example, one.problems) for one in results if not one.passed] == []
    assert set(flow_examples_of(cn_criminal())) == set(cn_criminal().flows.by_id)


def test_an_example_that_does_not_hold_says_so() -> None:
    files = read_pack_files(SHIPPED / "cn_criminal")
    name = "flows/filing.examples.yaml"
    files[name] = files[name].replace(b"state: answered", b"state: returned", 1)
    failed = [one for one in run_flow_examples(load_pack(files)) if not one.passed]
    assert len(failed) == 1
    assert "state returned expected, answered found" in failed[0].problems[0]


def test_who_is_handed_a_case_is_said_by_the_flows() -> None:
    pack = cn_criminal()
    assert dict(pack.agencies.hand_overs) == dict(pack.flows.addressed)
    assert all(
        pack.vocabulary.types[event].fields[field].type == "organ"
        for event, fields in pack.flows.addressed.items()
        for field in fields
    )


OTHER_TERMS = {
    # (flow, card): opened by an act of the flow, and no term of this receiver for answering this sender
    **dict.fromkeys([("arrest-request", f"SPP-297-1{part}") for part in ("", ".liberty", ".major")],
                    "opinions of the procuratorate's own investigators"),
    **dict.fromkeys([("community-commutation", f"SPC-534-1{part}") for part in ("", ".short")], "of prisons"),
    ("commutation", "CCL-033-2"): "of persons in community corrections",
    ("non-prosecution-objection", "SPP-379-2.supervisory"): "objections of a supervisory organ",
    ("non-prosecution-objection-by-commission", "SPP-379-2"): "objections of the police",
    ("non-prosecution-objection-by-commission", "SPP-379-2.review"): "objections of the police",
    ("resubmission", "CPL-172-1"): "begins anew by CPL-175-3C",
    ("resubmission", "CPL-172-1B"): "begins anew by CPL-175-3C",
    ("resubmission", "CPL-175-4"): "what is to be decided, not by when",
}  # fmt: skip


def test_every_term_of_law_for_an_answer_runs_on_its_flow() -> None:
    """Else an answer that the law wants by a day would be on no list of unanswered hand-overs."""
    pack = cn_criminal()
    missing = []
    for name, content in read_pack_files(SHIPPED / "cn_criminal").items():
        if not name.startswith("rules/") or name.endswith(".examples.yaml"):
            continue
        for card in yaml.safe_load(content).get("cards", []):
            opens = {one for version in card["versions"] for one in _events(version.get("opens", []))}
            closes = {one for version in card["versions"] for one in _events(version.get("closes", []))}
            for flow in pack.flows.by_id.values():
                starts = {act.event for act in (*flow.sends, *flow.receives, *flow.accepts)}
                ends = {act.event for act in flow.answers}
                owed = card.get("duty_holder") in flow.to and opens & starts and closes & ends
                if owed and card["id"] not in flow.rules and (flow.id, card["id"]) not in OTHER_TERMS:
                    missing.append((flow.id, card["id"]))
    assert missing == []


def _events(stated: list[object]) -> list[str]:
    return [one if isinstance(one, str) else one["event"] for one in stated if isinstance(one, (str, dict)) and one]
