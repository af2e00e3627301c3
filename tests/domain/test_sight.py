"""What is closed in a family of cases, by its acts: the table of cases that a lawyer would ask about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from domain.cloudevent import parse_wire, to_event
from domain.event import CaseId, Event, EventKey
from domain.permission import Principal
from domain.sight import Closure, bound, closures, sight
from tests.platforms import COURT, POLICE, PROCURATORATE, wire
from tests.shipped import cn_criminal

CENTRE = "urn:quancheng:cn-520102:detention_centre:01"
CORRECTION = "urn:quancheng:cn-520102:community_correction:01"
STRANGER = "urn:quancheng:cn-520103:police:01"
PACK = cn_criminal()


def acts(*given: dict[str, Any]) -> list[Event]:
    """Typed, numbered in the order given."""
    wires = [parse_wire(one) for one in given]
    return [
        to_event(w, PACK.vocabulary, PACK.zone_info, now=None, recorded=n, position=n) for n, w in enumerate(wires, 1)
    ]


def closed(events: Sequence[Event], *cases: str) -> tuple[Closure, ...]:
    named = cases or ("A",)
    return closures(PACK.sight, events, [CaseId(one) for one in named], PACK.agencies.receivers)


def act(id_: str, kind: str, source: str = POLICE, person: str | None = "m", **more: Any) -> dict[str, Any]:
    return wire(id_, kind, "2026-03-01", source=source, person=person, **more)


SUSPECT = act("s", "SuspectIdentified")
SEALED = act("x", "RecordSealed")
NOTICED = act("n", "RecordSealingNoticed", COURT)
JUDGED = act("j", "JudgmentEffective", COURT)
HELD = act("h", "DetentionCentreAdmitted", CENTRE)


@pytest.mark.parametrize(
    ("guards", "given", "open_to"),
    [
        ("who sealed it keeps it", [SUSPECT, JUDGED, SEALED], {POLICE}),
        ("a court that gave no notice and sealed nothing does not", [SUSPECT, JUDGED, SEALED], {POLICE}),
        ("after a notice those who must seal in turn", [SUSPECT, JUDGED, NOTICED, SEALED], {POLICE, COURT}),
        ("the notice of who has no part opens nothing", [SUSPECT, JUDGED, SEALED, act("n", "RecordSealingNoticed",
         STRANGER)], {POLICE}),
        ("the centre while it holds the person", [SUSPECT, HELD, SEALED], {POLICE, CENTRE}),
        ("and not after", [SUSPECT, HELD, SEALED, act("r", "SentenceServedReleased", CENTRE)], {POLICE}),
        ("a centre to which a custodian hands it later", [SUSPECT, SEALED, act("t", "CommunityCorrectionNotified",
         to_organ=CORRECTION)], {POLICE, CORRECTION}),
        ("not one that a stranger hands it to", [SUSPECT, SEALED, act("t", "CommunityCorrectionNotified", STRANGER,
         to_organ=CORRECTION)], {POLICE}),
        ("a second seal has a second keeper", [SUSPECT, JUDGED, SEALED, act("y", "RecordSealed", COURT)],
         {POLICE, COURT}),
    ],
)  # fmt: skip
def test_to_whom_a_sealed_person_is_open(guards: str, given: list[dict[str, Any]], open_to: set[str]) -> None:
    found = {one.person: one for one in closed(acts(*given)) if one.act is None}
    assert found[None].open_to == open_to, guards
    assert {one for one in found if one is not None} == {"m"}


@pytest.mark.parametrize(
    ("guards", "given"),
    [
        ("nothing is sealed", [SUSPECT, JUDGED]),
        ("a stranger seals nothing", [SUSPECT, act("x", "RecordSealed", STRANGER)]),
        ("nor who comes in the name of another", [SUSPECT, act("x", "RecordSealed", STRANGER,
         envelope={"actor": POLICE})]),
        ("retracted", [SUSPECT, SEALED, act("z", "EventRetracted", person=None, event={"source": POLICE, "id": "x"})]),
        ("unsealed by who sealed it", [SUSPECT, SEALED, act("u", "RecordUnsealed")]),
    ],
)  # fmt: skip
def test_what_closes_nothing(guards: str, given: list[dict[str, Any]]) -> None:
    assert closed(acts(*given)) == (), guards


def test_who_did_not_seal_does_not_unseal() -> None:
    assert closed(acts(SUSPECT, JUDGED, SEALED, act("u", "RecordUnsealed", COURT)))
    assert closed(acts(SUSPECT, SEALED, act("u", "RecordUnsealed"), act("x2", "RecordSealed")))


def test_an_act_on_two_persons_is_closed_when_both_are() -> None:
    both = act("b", "IndictmentFiled", PROCURATORATE, None, persons=["m", "o"])
    adult = act("o", "SuspectIdentified", person="o")
    one = closed(acts(SUSPECT, adult, both, SEALED))
    assert EventKey(PROCURATORATE, "b") not in {c.act for c in one}
    assert not [c for c in one if c.person is None and c.act is None], "the case stands for the other"
    two = closed(acts(SUSPECT, adult, both, SEALED, act("x2", "RecordSealed", person="o")))
    assert EventKey(PROCURATORATE, "b") in {c.act for c in two}
    assert [c for c in two if c.person is None and c.act is None]


def test_a_correction_names_whom_the_corrected_act_named() -> None:
    fixes = act("f", "EventCorrected", person=None, event={"source": POLICE, "id": "s"}, type="SuspectIdentified",
                data={"person": "m", "name": "another"})  # fmt: skip
    assert EventKey(POLICE, "f") in {c.act for c in closed(acts(SUSPECT, SEALED, fixes))}


def test_all_cases_of_a_family_close_the_person() -> None:
    split = wire("sp", "CaseSplit", "2026-03-01", source=PROCURATORATE, persons=["m"], new_case="B")
    seal = SEALED | {"subject": "B"}
    found = closed(acts(SUSPECT, act("o", "SuspectIdentified", person="o"), split, seal), "A", "B")
    assert {(c.case, c.person) for c in found if c.act is None} == {("A", "m"), ("B", "m"), ("B", None)}


READERS = [
    ("urn:quancheng:cn-520100:procuratorate:01", "supervisor", False, False),
    ("urn:quancheng:cn-520100:court:01", "supervisor", True, False),
    ("urn:quancheng:cn-520000:system:audit", "auditor", True, True),
    ("urn:quancheng:cn-520000:procuratorate:01", "auditor", True, True),
    (POLICE, "agency", True, False),
    (PROCURATORATE, "clerk", True, False),
    (CENTRE, "agency", True, True),
    ("https://example.org/no-urn", "agency", True, True),
]


@pytest.mark.parametrize(("agency", "role", "sealed", "technical"), READERS)
def test_whom_each_rule_binds_unless_it_is_named(agency: str, role: Any, sealed: bool, technical: bool) -> None:
    found = bound(PACK.sight, Principal("t", agency, role))
    rules = {"sealed_juvenile_record": sealed, "technical_investigation": technical}
    assert found == {rule for rule, binds in rules.items() if binds}


def test_what_one_reader_does_not_see() -> None:
    found = closed(acts(SUSPECT, act("o", "SuspectIdentified", person="o"), SEALED,
                        act("t", "TechnicalMeasureApproved", person=None)))  # fmt: skip
    rules = frozenset({"sealed_juvenile_record", "technical_investigation"})
    centre = sight(found, rules, frozenset({CENTRE}))
    assert centre.persons == {"m"}
    assert {key.id for key in centre.acts} == {"s", "x", "t"}
    keeper = sight(found, rules, frozenset({POLICE}))
    assert (keeper.persons, {key.id for key in keeper.acts}) == (frozenset(), {"t"})
