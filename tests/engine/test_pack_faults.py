"""Faults of a pack: each named with file, line, rule and remedy, all of them at once."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from supervision_rules.examples import example_gaps, examples_of, run_examples
from supervision_rules.pack_loader import PackFaults, load_pack
from tests.engine.library import RETURN_IN_3, card, files, pack

CLOCK = "clock: {budget: {value: 3, unit: day}, start: next_day, roll: none}"
BODY = "opens: [{event: Lent}]\ncloses: [{event: Returned}]\n"


def faults(*cards: str, **changed: str) -> list[str]:
    """`line path: detail | remedy` of every fault, path and rule id as shown."""
    try:
        load_pack(files(*cards) | {name: text.encode() for name, text in changed.items()})
    except PackFaults as found:
        return [f"{f.file}:{f.line} {f.fault} | {f.remedy}" for f in found.faults]
    return []


ROWS = [
    ("unknown event type", BODY.replace("Returned", "Retuned") + CLOCK, "`Retuned` is no event type of this pack | Did you mean Returned"),
    ("unknown field", BODY.replace("{event: Lent}", "{event: Lent, when: [{field: kinds, is: map}]}") + CLOCK, "Lent has no field `kinds` | Did you mean kind"),
    ("a value the field never has", BODY.replace("{event: Lent}", "{event: Lent, when: [{field: kind, is: mapp}]}") + CLOCK, "`kind` is never `mapp` | It is one of book, map, film."),
    ("unknown fact", BODY.replace("{event: Lent}", "{event: Lent, when: [{fact: bared, is: 'true'}]}") + CLOCK, "`bared` is no fact of this pack | Did you mean barred?"),
    ("two operators", BODY.replace("{event: Lent}", "{event: Lent, when: [{field: kind, is: map, in: [map]}]}") + CLOCK, "exactly one operator"),
    ("two subjects", BODY.replace("{event: Lent}", "{event: Lent, when: [{field: kind, fact: barred, is: map}]}") + CLOCK, "exactly one of field, fact"),
    ("the roll is not stated", BODY + CLOCK.replace(", roll: none", ""), "the roll is not stated | Write roll: none, next"),
    ("an unknown roll is refused, not defaulted", BODY + CLOCK.replace("roll: none", "roll: forward"), "Invalid enum value 'forward'"),
    ("the start is not stated", BODY + CLOCK.replace("start: next_day, ", ""), "the start is not stated"),
    ("hours without their kind", BODY + CLOCK.replace("unit: day", "unit: hour"), "hours are not stated"),
    ("hours that roll", BODY + CLOCK.replace("unit: day}", "unit: hour}, hours: proc").replace("roll: none", "roll: next"), "hours never roll"),
    ("half a day", BODY + CLOCK.replace("value: 3", 'value: "1.5"'), "`1.5` is no number of days"),
    ("budget and until", BODY + CLOCK.replace("clock: {", "clock: {until: [{event: Opened}], "), "either a budget or `until`"),
    ("an extension by nothing", BODY + CLOCK.replace("clock: {", "clock: {extend: [{event: Extended}], "), "one of by, by_field, to_total"),
    ("a field of another kind", BODY + CLOCK + "\nmax: 2", "kind deadline has no `max`"),
    ("a field that is needed", "opens: [{event: Lent}]\n" + CLOCK, "kind deadline needs `closes`"),
    ("a misspelt key", BODY.replace("closes", "close") + CLOCK, "unknown field `close` | Did you mean `closes`"),
    ("a stray savings clause", BODY + CLOCK + '\nsavings: {first: [Lent], before: 2026-01-01, stays_on: "9"}', "there is no such version"),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "version", "expected"), ROWS)
def test_a_fault(oddity: str, version: str, expected: str) -> None:
    found = faults(card("deadline", version))
    assert any(expected in text for text in found), (oddity, found)
    assert all(text.startswith("rules/r0.yaml:") for text in found)


def test_faults_name_the_line_and_the_rule_and_come_all_at_once() -> None:
    first = card("deadline", BODY.replace("Lent", "Lnt") + CLOCK)
    second = card("limit", "act: [{event: Retruned}]\nmax: 1", id="R2")
    found = faults(first, second)
    line = first.splitlines().index("    opens: [{event: Lnt}]") + 1
    assert [text.partition(" or ")[0] for text in found] == [
        f"rules/r0.yaml:{line} rule R1: `Lnt` is no event type of this pack | Did you mean Lent",
        f"rules/r1.yaml:{second.splitlines().index('    act: [{event: Retruned}]') + 1} "
        "rule R2: `Retruned` is no event type of this pack | Did you mean Returned",
    ]


@pytest.mark.parametrize(
    ("oddity", "cards", "expected"),
    [
        ("the same id twice", (RETURN_IN_3, RETURN_IN_3), "rule R1 is there twice (also rules/r0.yaml)"),
        ("a quotation that is none", (RETURN_IN_3.replace("Books are returned.", "Books may be kept."),), "the quotation does not stand in house"),
        ("a text that is not there", (RETURN_IN_3.replace("text: house", "text: hause"),), "there is no law/texts/hause.md"),
        ("the same duty as nothing", (RETURN_IN_3.replace("id: R1", "id: R1\nsame_duty_as: [R9]"),), "there is no rule R9"),
        ("a duty of nobody", (RETURN_IN_3.replace("duty_holder: emitter", "duty_holder: polic"),), "`polic` is no agency kind"),
        ("a measure without its field", (RETURN_IN_3.replace("scope: subject", "scope: measure"),), "scope measure and scope_field do not fit"),
    ],
)  # fmt: skip
def test_a_fault_between_parts(oddity: str, cards: tuple[str, ...], expected: str) -> None:
    assert any(expected in text for text in faults(*cards)), (oddity, faults(*cards))


def test_overlapping_versions_are_refused() -> None:
    head, _, version = RETURN_IN_3.partition("versions:\n")
    overlapping = f"{head}versions:\n{version}" + version.replace('version: "1"', 'version: "2"')
    assert [text.split(" | ")[0].split(" ", 1)[1] for text in faults(overlapping)] == [
        "rule R1: versions 1 and 2 overlap"
    ]


def test_a_missing_file_and_a_wrong_zone_are_told_together() -> None:
    broken = files(RETURN_IN_3)
    del broken["agencies.yaml"]
    broken["pack.yaml"] = broken["pack.yaml"].replace(b"Asia/Shanghai", b"Asia/Shangai")
    with pytest.raises(PackFaults) as raised:
        load_pack(broken)
    assert [f.file for f in raised.value.faults] == ["agencies.yaml", "pack.yaml"]


EXAMPLES = """
examples:
  - name: kept
    now: 2026-04-01
    events:
      - {id: a, type: Lent, on: 2026-03-02, person: m1, source: police}
      - {id: b, type: Returned, on: 2026-03-05, person: m1, source: police}
    expect: [{status: met, trigger: a, due: 2026-03-05, decided_by: b, subject: m1}]
  - name: wrong on purpose
    now: 2026-04-01
    events:
      - {id: a, type: Lent, on: 2026-03-02, person: m1, source: police}
    expect: [{status: met, trigger: a}]
  - name: more than expected
    now: 2026-04-01
    events:
      - {id: a, type: Lent, on: 2026-03-02, person: m1, source: police}
    expect: []
  - name: unreadable
    now: 2026-04-01
    events:
      - {id: a, type: Lnt, on: 2026-03-02, person: m1, source: police}
    expect: []
"""


def test_examples_are_run_and_differences_told() -> None:
    rule = RETURN_IN_3 + EXAMPLES
    chosen = load_pack(
        files(rule) | {"agencies.yaml": b'reporting: [{pattern: "urn:quancheng:cn-*", from: 2015-01-01}]'}
    )
    results = {r.example: r.problems for r in run_examples(chosen, examples_of(chosen))}
    assert results["kept"] == ()
    assert results["wrong on purpose"] == (
        "expected met on a, found overdue on a due 2026-03-05: status met but overdue",
    )
    assert results["more than expected"] == ("not expected: overdue on a due 2026-03-05",)
    assert results["unreadable"][0].startswith("the example cannot be read: 'Lnt' is no event type")


def test_missing_kinds_of_examples_are_reported() -> None:
    assert example_gaps(examples_of(pack(RETURN_IN_3))["R1"]) == ("kept", "breached", "odd case")
