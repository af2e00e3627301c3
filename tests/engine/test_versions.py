"""Which version of a rule governs, which rules state one duty, whose history counts, and a rule that crashes."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import msgspec
import pytest

from domain.event import Event
from supervision_rules.evaluate import evaluate
from supervision_rules.rule_set import RuleSet
from supervision_rules.verdict import duty_id
from tests.engine.library import RETURN_IN_3, card, event, files, micros, pack, shown, verdicts
from tests.engine.test_deadline import acts

HEAD, _, ONE_VERSION = RETURN_IN_3.partition("versions:\n")
OLD = ONE_VERSION.replace("in_force: {from: 2020-01-01, to: null}", "in_force: {from: 2020-01-01, to: 2026-03-09}")
NEW = (
    ONE_VERSION.replace('version: "1"', 'version: "2"')
    .replace("in_force: {from: 2020-01-01, to: null}", "in_force: {from: 2026-03-10, to: null}")
    .replace("known_from: 2020-01-01", "known_from: 2026-04-01")
    .replace("{value: 3, unit: day}", "{value: 5, unit: day}")
)
TWO = f"{HEAD}versions:\n{OLD}{NEW}"
BY_FIRST_ASKED = TWO.replace("verified: true", "verified: true\n    select_by: {first: [Asked]}")
SAVED = f"{HEAD}versions:\n{OLD}{NEW}".replace(
    "known_from: 2026-04-01", 'known_from: 2026-04-01\n    savings: {first: [Asked], before: 2026-03-10, stays_on: "1"}'
)

ROWS = [
    # the date of the trigger selects
    (TWO, acts("a Lent 2026-03-09"), ("1", "pending a due 2026-03-12")),
    (TWO, acts("a Lent 2026-03-10"), ("2", "pending a due 2026-03-15")),
    # before the first version that the card carries nobody can say
    (TWO, acts("a Lent 2019-12-31"), ("1", "undecidable a ? version in force")),
    # another date selects: the first request of the reader
    (BY_FIRST_ASKED, acts("q Asked 2026-03-01", "a Lent 2026-03-12"), ("1", "pending a due 2026-03-15")),
    (BY_FIRST_ASKED, acts("q Asked 2026-03-10", "r Asked 2026-03-11", "a Lent 2026-03-12"), ("2", "pending a due 2026-03-17")),
    (BY_FIRST_ASKED, acts("a Lent 2026-03-12"), ("1", "undecidable a ? date that selects the version")),
    # a savings clause keeps those who had begun under the old version
    (SAVED, acts("q Asked 2026-03-01", "a Lent 2026-03-12"), ("1", "pending a due 2026-03-15")),
    (SAVED, acts("q Asked 2026-03-10", "a Lent 2026-03-12"), ("2", "pending a due 2026-03-17")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "events", "expected"), ROWS)
def test_the_version_that_governs(rule: str, events: list[Event], expected: tuple[str, str]) -> None:
    (verdict,) = verdicts(rule, events, "2026-03-12")
    assert (verdict.rule_version, shown(verdict)) == expected


def test_a_rule_that_is_no_longer_law_opens_nothing() -> None:
    ended = f"{HEAD}versions:\n{OLD}"
    assert verdicts(ended, acts("a Lent 2026-03-10"), "2026-03-12") == ()


def test_law_that_was_not_known_yet_does_not_count() -> None:
    events = acts("a Lent 2026-03-12")
    then = evaluate(pack(TWO), events, now=micros("2026-03-12"), law_known_at=_day(2026, 3, 15))
    assert then.verdicts == ()  # version 1 had ended, version 2 was not known
    now = evaluate(pack(TWO), events, now=micros("2026-03-12"), law_known_at=_day(2026, 4, 1))
    assert [v.rule_version for v in now.verdicts] == ["2"]


def _day(year: int, month: int, day: int) -> int:
    from datetime import date

    return date(year, month, day).toordinal()


def test_one_omission_gives_one_verdict_with_several_bases() -> None:
    strict = RETURN_IN_3.replace("id: R1", "id: B")
    lenient = RETURN_IN_3.replace("id: R1", "id: A\nsame_duty_as: [B]").replace("{value: 3,", "{value: 9,")
    found = verdicts((strict, lenient), acts("a Lent 2026-03-02"), "2026-03-12")
    assert [(v.rule, v.bases, shown(v)) for v in found] == [("B", ("A",), "overdue a due 2026-03-05 +7")]
    # the identity does not hang on which of them is worse today
    before = verdicts((strict, lenient), acts("a Lent 2026-03-02"), "2026-03-04")
    assert [v.id for v in before] == [v.id for v in found] == [duty_id("A", "person:m1", found[0].trigger)]


def test_a_rule_that_is_kept_or_open_is_no_basis_of_a_breach() -> None:
    strict = RETURN_IN_3.replace("id: R1", "id: B")
    lenient = RETURN_IN_3.replace("id: R1", "id: A\nsame_duty_as: [B]").replace("{value: 3,", "{value: 9,")
    lent = "a Lent 2026-03-02"
    for events, today, shown_as in (
        (acts(lent), "2026-03-06", "overdue a due 2026-03-05 +1"),  # A still runs
        (acts(lent, "b Returned 2026-03-09"), "2026-04-01", "met_late a due 2026-03-05 by b +4"),  # A was kept
    ):
        found = verdicts((strict, lenient), events, today)
        assert [(v.rule, v.bases, shown(v)) for v in found] == [("B", (), shown_as)]
    # nothing is broken: both state the duty that was kept
    found = verdicts((strict, lenient), acts(lent, "b Returned 2026-03-04"), "2026-04-01")
    assert [(v.status, v.rule, v.bases) for v in found] == [("met", "B", ("A",))]


def test_a_rule_without_a_version_hides_no_doubt_of_another() -> None:
    new = RETURN_IN_3.replace("id: R1", "id: A\nsame_duty_as: [B]").replace("2020-01-01", "2026-06-01")
    old = RETURN_IN_3.replace("id: R1", "id: B").replace(
        "{event: Lent}", "{event: Lent, when: [{field: rare, is: 'true'}]}"
    )
    lent = [msgspec.structs.replace(one, excerpt=True) for one in acts("a Lent 2026-03-02")]
    found = verdicts((new, old), lent, "2026-04-01")
    assert [(v.status, v.rule, v.bases, v.missing) for v in found] == [("undecidable", "B", ("A",), ("rare",))]


def test_a_crashing_rule_is_recorded_and_the_others_go_on() -> None:
    good = RETURN_IN_3.replace("id: R1", "id: GOOD")
    # a condition of its own, else both cards would read the act by one pattern
    bad = card("limit", "act: [{event: Lent, when: [{field: rare, present: false}]}]\nmax: 1", id="BAD")
    chosen = pack(good, bad)

    def crash(*_: object) -> int:
        raise ZeroDivisionError("no such shelf")

    rules = RuleSet(chosen.cards)
    (opening,) = [o for table in rules.openers.values() for o in table["Lent"] if o.program.card.id == "BAD"]
    (pattern,) = opening.patterns
    pattern.entry = pattern.entry._replace(guard=crash)
    damaged = msgspec.structs.replace(chosen, rules=rules)
    found = evaluate(damaged, acts("a Lent 2026-03-02"), now=micros("2026-03-06"))
    assert [v.rule for v in found.verdicts] == ["GOOD"]
    assert [(f.rule, f.subject, f.error) for f in found.failures] == [("BAD", "m1", "ZeroDivisionError: no such shelf")]


def test_case_level_acts_concern_everybody_and_named_persons_only_themselves() -> None:
    events = [
        event("a", "Lent", "2026-03-02", member="m1"),
        event("b", "Lent", "2026-03-02", member="m2"),
        event("c", "Returned", "2026-03-04", {"persons": ["m1"]}, member=None),
    ]
    found = {v.subject: v.status for v in verdicts(RETURN_IN_3, events, "2026-04-01")}
    assert found == {"m1": "met", "m2": "overdue"}
    everybody = event("c", "Returned", "2026-03-04", member=None)
    found = {v.subject: v.status for v in verdicts(RETURN_IN_3, [*events[:2], everybody], "2026-04-01")}
    assert found == {"m1": "met", "m2": "met"}


def test_a_case_rule_sees_the_acts_of_all_persons() -> None:
    rule = card("limit", "act: [{event: Lent}]\nmax: 1", scope="case")
    events = [event("a", "Lent", "2026-03-02", member="m1"), event("b", "Lent", "2026-03-03", member="m2")]
    assert [(v.status, v.subject, v.case) for v in verdicts(rule, events, "2026-04-01")] == [
        ("met", None, "c1"),
        ("violated", None, "c1"),
    ]


def test_an_officer_rule_looks_across_the_cases_of_the_component() -> None:
    rule = card("limit", "act: [{event: Approved}]\nmax: 1", scope="officer", head="scope_field: clerk")
    events = [
        event("a", "Approved", "2026-03-02", {"clerk": "k1"}, case="c1"),
        event("b", "Approved", "2026-03-03", {"clerk": "k2"}, case="c2"),
        event("c", "Approved", "2026-03-04", {"clerk": "k1"}, case="c2"),
    ]
    assert {v.trigger.id: v.status for v in verdicts(rule, events, "2026-04-01")} == {
        "a": "met", "b": "met", "c": "violated",
    }  # fmt: skip


def test_the_pack_digest_covers_every_file() -> None:
    from supervision_rules.pack_loader import digest_of

    base = files(RETURN_IN_3)
    digests = {digest_of({**base, name: data + b"\n"}) for name, data in base.items()}
    assert len(digests | {digest_of(base)}) == len(base) + 1
