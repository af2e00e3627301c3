"""Who may do what: every role, act and object once, and the edges of reach."""

from __future__ import annotations

import itertools

import pytest

from domain.permission import ACTS, ROLES, Act, OfAgency, OfCase, OfPlatform, Principal, Reach, Role, may, reach

POLICE = "urn:quancheng:cn-520102:police:01"
SIBLING = "urn:quancheng:cn-520102:police:77"
OTHER_POLICE = "urn:quancheng:cn-520103:police:01"
COURT = "urn:quancheng:cn-520102:court:01"
CITY = "urn:quancheng:cn-520100:procuratorate:01"
NEXT_CITY = "urn:quancheng:cn-520200:police:01"
NATION = "urn:quancheng:cn-000000:procuratorate:01"
FORMER = "urn:quancheng:cn-520104:police:01"
FINES = "https://fines.example/office"
BRANCH = "urn:quancheng:it-local:police:01"


def who(role: Role, agency: str = POLICE) -> Principal:
    return Principal("t", agency, role)


def of(*agencies: str) -> OfCase:
    return OfCase(frozenset(agencies))


CASES = [
    # (oddity guarded, who, act, object, allowed)
    ("an agency sees what it acted on", who("agency"), "read_case", of(COURT, POLICE), True),
    ("and what its office acted on", who("agency"), "read_case", of(SIBLING), True),
    ("not what the next district did", who("agency"), "read_case", of(OTHER_POLICE), False),
    ("not what another kind in its district did", who("agency"), "read_case", of(COURT), False),
    ("a case that nobody is concerned with", who("agency"), "read_case", of(), False),
    ("an office of a level above is another office", who("agency", CITY), "read_case", of(POLICE), False),
    ("another pack's URI is an office by itself", who("agency", FINES), "read_case", of(FINES), True),
    ("no matching by beginnings", who("agency", FINES), "read_case", of(FINES + "2"), False),
    ("an agency posts as itself", who("agency"), "post_act", OfAgency(POLICE), True),
    ("not as its sibling", who("agency"), "post_act", OfAgency(SIBLING), False),
    ("its own receipt", who("agency"), "read_receipt", OfAgency(POLICE), True),
    ("its sibling's receipt goes by the case", who("agency"), "read_receipt", OfAgency(SIBLING), False),
    ("what passed between an agency and the platform", who("agency"), "read_exchange", OfAgency(POLICE), True),
    ("is not its sibling's", who("agency"), "read_exchange", OfAgency(SIBLING), False),
    ("a clerk reads it", who("clerk"), "read_exchange", OfAgency(POLICE), True),
    ("a supervisor that of the region", who("supervisor", CITY), "read_exchange", OfAgency(POLICE), True),
    ("not that of the next", who("supervisor", CITY), "read_exchange", OfAgency(NEXT_CITY), False),
    ("an auditor all", who("auditor"), "read_exchange", OfAgency(NEXT_CITY), True),
    ("an agency handles no finding", who("agency"), "handle_finding", of(POLICE), False),
    ("nor sees totals", who("agency"), "read_totals", OfPlatform(), False),
    ("a clerk sees what the own agency acted on", who("clerk"), "read_case", of(POLICE), True),
    ("not what the sibling did", who("clerk"), "read_case", of(SIBLING), False),
    ("a clerk's desk", who("clerk"), "read_desk", OfAgency(POLICE), True),
    ("not the next desk", who("clerk"), "read_desk", OfAgency(SIBLING), False),
    ("a clerk posts nothing", who("clerk"), "post_act", OfAgency(POLICE), False),
    ("a supervisor sees the region", who("supervisor", CITY), "read_case", of(OTHER_POLICE), True),
    ("one agency of the region is enough", who("supervisor", CITY), "read_case", of(NEXT_CITY, COURT), True),
    ("not the next city", who("supervisor", CITY), "read_case", of(NEXT_CITY), False),
    ("a county's supervisor not the county beside it", who("supervisor", COURT), "read_case", of(OTHER_POLICE), False),
    ("nor the level above", who("supervisor", COURT), "read_case", of(CITY), False),
    ("the nation's all regions", who("supervisor", NATION), "read_case", of(NEXT_CITY), True),
    ("but no place outside the code", who("supervisor", NATION), "read_case", of(BRANCH), False),
    ("a region that is no code is itself only", who("supervisor", BRANCH), "read_case",
     of("urn:quancheng:it-local:court:9"), True),
    ("and not what begins alike", who("supervisor", BRANCH), "read_case", of("urn:quancheng:it-local2:court:9"), False),
    ("a supervisor handles findings of the region", who("supervisor", CITY), "handle_finding", of(POLICE), True),
    ("not of another", who("supervisor", CITY), "handle_finding", of(NEXT_CITY), False),
    ("an auditor sees everything", who("auditor"), "read_case", of(NEXT_CITY), True),
    ("even what nobody is concerned with", who("auditor"), "read_case", of(), True),
    ("and posts nothing", who("auditor"), "post_act", OfAgency(POLICE), False),
    ("and handles nothing", who("auditor"), "handle_finding", of(POLICE), False),
    ("an object that does not fit the act", who("agency"), "read_case", OfAgency(POLICE), False),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "actor", "act", "target", "allowed"), CASES, ids=[row[0] for row in CASES])
def test_may(oddity: str, actor: Principal, act: Act, target: OfAgency | OfCase | OfPlatform, allowed: bool) -> None:
    assert may(actor, act, target) is allowed, oddity


WRITING = ("post_act", "handle_finding")


def test_the_whole_table() -> None:
    """Which role ever may do which act: a new act or role that nobody thought of is denied to all."""
    allowed = {(role, act) for role, act in itertools.product(ROLES, ACTS) if may(who(role), act)}  # type: ignore[arg-type]
    assert {(role, act) for role, act in allowed if act in WRITING} == {
        ("agency", "post_act"), ("supervisor", "post_act"), ("supervisor", "handle_finding"),
    }  # fmt: skip
    assert {role for role, act in allowed if act == "read_totals"} == {"supervisor", "auditor"}
    assert {role for role, act in allowed if act == "read_case"} == set(ROLES)


def test_a_successor_sees_what_its_predecessor_handled_and_posts_as_itself() -> None:
    former = [FORMER]
    assert may(who("agency"), "read_case", of(FORMER), former)
    assert may(who("clerk"), "read_case", of(FORMER), former)
    assert may(who("agency"), "read_receipt", OfAgency(FORMER), former)
    assert not may(who("agency"), "post_act", OfAgency(FORMER), former)
    # the rest of its former office may go on without it
    assert not may(who("agency"), "read_case", of("urn:quancheng:cn-520104:police:02"), former)
    assert not may(who("agency"), "read_case", of(FORMER))


def test_nobody_reaches_nothing() -> None:
    assert not Reach().covers([POLICE, FINES, ""])
    assert reach(who("auditor")).covers([])


def test_what_a_person_does_is_kept_under_their_name() -> None:
    assert who("supervisor").signature == f"{POLICE}#t"
    assert Principal("session-1", POLICE, "supervisor", "li.na").signature == f"{POLICE}#li.na"
