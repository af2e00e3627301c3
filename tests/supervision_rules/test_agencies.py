"""Agencies as dated data: successors, ends, hand-overs, and what a pack may not say of them."""

from __future__ import annotations

from datetime import date

import pytest

from supervision_rules.agencies import AgenciesFile, AgencyRegistry
from supervision_rules.agency_checks import agency_faults
from supervision_rules.located_yaml import parse
from tests.shipped import cn_criminal

A, B, C = (f"urn:quancheng:cn-52010{n}:police:01" for n in (2, 3, 4))
CHAIN = f"""
agencies:
- {{urn: "{A}", successor: "{B}", valid_to: 2010-12-31}}
- {{urn: "{B}", successor: "{C}", valid_from: 2011-01-01, valid_to: 2019-12-31}}
- {{urn: "{C}"}}
"""


def registry(text: str) -> AgencyRegistry:
    content = parse("agencies.yaml", text.encode()).convert(AgenciesFile)
    return AgencyRegistry(content, addressed={"IndictmentFiled": ("court",)})


def test_predecessors_however_far_back() -> None:
    found = registry(CHAIN)
    assert found.predecessors(C) == {A, B}
    assert found.predecessors(B) == {A}
    assert found.predecessors(A) == frozenset()
    assert found.predecessors("urn:quancheng:cn-520109:police:01") == frozenset()


def test_the_last_day() -> None:
    found = registry(CHAIN)
    assert found.ended_on(B) == date(2019, 12, 31)
    assert found.ended_on(C) is None
    assert found.ended_on("https://elsewhere.example") is None


@pytest.mark.parametrize(
    ("event", "named", "receivers"),
    [
        ("IndictmentFiled", A, (A,)),
        ("IndictmentFiled", "第一人民法院", ()),
        ("IndictmentFiled", None, ()),
        ("CaseFiled", A, ()),
    ],
)
def test_who_is_handed_the_case(event: str, named: object, receivers: tuple[str, ...]) -> None:
    assert registry(CHAIN).handed_to(event, {"court": named}) == receivers


FAULTS = [
    # (what is wrong, agencies.yaml, path, words of the fault)
    ("a successor nobody knows", f'agencies: [{{urn: "{A}", successor: "{B}", valid_to: 2010-12-31}}]',
     "agencies[0].successor", "is not listed"),
    ("a parent nobody knows", f'agencies: [{{urn: "{A}", parent: "{B}"}}]', "agencies[0].parent", "is not listed"),
    ("a successor of one that goes on", f'agencies: [{{urn: "{A}", successor: "{B}"}}, {{urn: "{B}"}}]',
     "agencies[0].successor", "no last day"),
    ("it ends before it begins", f'agencies: [{{urn: "{A}", valid_from: 2012-01-01, valid_to: 2011-01-01}}]',
     "agencies[0].valid_to", "before it begins"),
    ("a circle", CHAIN.replace(f'{{urn: "{C}"}}', f'{{urn: "{C}", successor: "{A}", valid_to: 2020-01-01}}'),
     "agencies[0].successor", "succeeds itself"),
    ("the same twice", f'agencies: [{{urn: "{A}"}}, {{urn: "{A}"}}]', "agencies[1].urn", "twice"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "text", "path", "words"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_names_its_place(wrong: str, text: str, path: str, words: str) -> None:
    document = parse("agencies.yaml", text.encode())
    faults = agency_faults(document, document.convert(AgenciesFile))
    assert any(fault.path.endswith(path) and words in fault.fault for fault in faults), [str(f) for f in faults]
    assert all(fault.remedy and fault.line for fault in faults)


def test_the_shipped_pack_has_a_predecessor_and_hand_overs() -> None:
    agencies = cn_criminal().agencies
    assert agencies.predecessors("urn:quancheng:cn-520102:police:01") == {"urn:quancheng:cn-520104:police:01"}
    assert agencies.hand_overs["IndictmentFiled"] == ("court",)
    assert agencies.hand_overs["PrisonerDelivered"] == ("delivered_to",)
