"""Faults in a pack's event and lifecycle files: each names file, line, place and remedy; all at once."""

from __future__ import annotations

import pytest

from domain.errors import PackFault
from supervision_rules.lifecycle_loader import load_lifecycle
from supervision_rules.vocabulary_loader import load_vocabulary
from tests.domain.packs import PACK, cn_criminal

HEAD = """catalogue:
  amount: {type: money, label: {zh: 金额, en: Amount}}
  outcome: {type: choice, label: {zh: 结果, en: Outcome}}
groups:
  payment: [amount]
common: [amount]
types:
"""
LABEL = "label: {zh: 甲, en: A}"
SECOND = f"- name: A\n  version: 2\n  {LABEL}\n  previous:\n  - fields: {{}}\n    upcast:\n    - "


def faults_of(text: str) -> tuple[PackFault, ...]:
    return load_vocabulary("p", {"events/a.yaml": (HEAD + text).encode()})[1]


def test_a_pack_declares_its_vocabulary_with_no_python() -> None:
    fields = "{outcome: {choices: [sent, lost]}}"
    text = f"- name: Send Fine\n  {LABEL}\n  uses: [payment]\n  fields: {fields}\n"
    vocabulary, faults = load_vocabulary("p", {"events/a.yaml": (HEAD + text).encode()})
    assert faults == ()
    assert vocabulary.decode("Send Fine", 1, {"amount": "35.00", "outcome": "sent"})


@pytest.mark.parametrize(
    ("mistake", "text", "line", "path", "remedy"),
    [
        ("misspelt key", f"- name: A\n  {LABEL}\n  feilds: {{}}", 10, "$.types[0].feilds", "`fields`"),
        ("no label", "- name: A", 8, "$.types[0]", "Add"),
        ("name too long", f"- name: {'A' * 101}\n  {LABEL}", 8, "$.types[0].name", "expected"),
        (
            "unknown agency kind",
            f"- name: A\n  {LABEL}\n  emitters: [army]",
            10,
            "$.types[0].emitters[0]",
            "police",
        ),
        (
            "not in the catalogue",
            f"- name: A\n  {LABEL}\n  uses: [amout]",
            10,
            "$.types[0].uses[0]",
            "amount",
        ),
        ("field without type", f"- name: A\n  {LABEL}\n  fields:\n    x:", 11, "$.types[0].fields.x", "type"),
        (
            "unknown field type",
            f"- name: A\n  {LABEL}\n  fields:\n    x: {{type: float}}",
            11,
            "$.types[0].fields.x.type",
            "text, texts, integer",
        ),
        (
            "choice without choices",
            f"- name: A\n  {LABEL}\n  uses: [outcome]",
            10,
            "$.types[0].uses[0]",
            "both or neither",
        ),
        (
            "reserved word",
            f"- name: A\n  {LABEL}\n  fields:\n    from: {{type: date}}",
            11,
            "$.types[0].fields.from",
            "Python",
        ),
        ("declared twice", f"- name: A\n  {LABEL}\n- name: A\n  {LABEL}", 10, "$.types[1].name", "Keep one"),
        (
            "version without its past",
            f"- name: A\n  version: 2\n  {LABEL}",
            9,
            "$.types[0].version",
            "previous",
        ),
        (
            "upcast of no field",
            SECOND + "{step: rename, field: x, to: y}",
            14,
            "$.types[0].previous[0].upcast[0]",
            "field",
        ),
        (
            "unknown upcast step",
            SECOND + "{step: run, field: x}",
            14,
            "$.types[0].previous[0].upcast[0]",
            "expected",
        ),
    ],
)
def test_mistakes_in_event_files(mistake: str, text: str, line: int, path: str, remedy: str) -> None:
    (fault,) = faults_of(text)
    assert (fault.file, fault.line, fault.path) == ("events/a.yaml", line, path)
    assert remedy in fault.remedy


def test_all_faults_are_found_at_once() -> None:
    text = f"- name: A\n  {LABEL}\n  emitters: [army, navy]\n- name: B\n  {LABEL}\n  uses: [x]"
    assert len(faults_of(text)) == 3


@pytest.mark.parametrize(
    ("mistake", "old", "new", "says", "remedy"),
    [
        ("unknown event", "{event: CaseFiled, from", "{event: CaseFild, from", "no event type", "CaseFiled"),
        ("unknown state", "from: [C2s], to: C2}", "from: [C2s], to: C22}", "no state", "C2s"),
        ("unknown state left", "from: [C2s], to: C2}", "from: [C9s], to: C2}", "no state", "C2s"),
        (
            "unknown field",
            "when: {receiving_kind: [court]}",
            "when: {reciving_kind: [court]}",
            "no field",
            "receiving_kind",
        ),
        (
            "value never taken",
            "when: {receiving_kind: [court]}",
            "when: {receiving_kind: [curt]}",
            "never",
            "court",
        ),
        (
            "link to no field",
            "kind: split, field: new_case",
            "kind: split, field: new_cases",
            "no field",
            "new_case",
        ),
        ("state twice", "{id: M1,", "{id: M0,", "twice", "Keep one"),
    ],
)
def test_mistakes_in_the_lifecycle(mistake: str, old: str, new: str, says: str, remedy: str) -> None:
    text = (PACK / "lifecycle.yaml").read_text()
    assert old in text
    _, faults = load_lifecycle("lifecycle.yaml", text.replace(old, new, 1).encode(), cn_criminal())
    fault = faults[0]
    assert (
        text.splitlines()[fault.line - 1].strip()[:10] == text[text.rindex("\n", 0, text.index(old)) + 1 :].strip()[:10]
    )
    assert says in fault.fault
    assert remedy in fault.remedy
