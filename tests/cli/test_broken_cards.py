"""Broken cards: `rules check` names file, line, field, what is wrong and how to mend it. A row, a mistake of an author."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.exit_codes import ExitCode
from tests.cli.conftest import Quancheng
from tests.engine.library import files

CARD = """\
law: house
articles:
- number: "1"
  text: |
    第一条 书应当归还。
  means: {zh: 借书要还, en: Books are returned}
cards:
- id: R1
  title: {zh: 三日内归还, en: Return within 3 days}
  kind: deadline
  scope: subject
  stage: loan
  duty_holder: emitter
  consequence: violation
  severity: major
  cites: [{text: house, article: "1", paragraph: 1, quote: 书应当归还。}]
  says: {zh: {breach: 逾期, kept: 已还}, en: {breach: late, kept: returned}}
  versions:
  - version: "1"
    in_force: {from: 2020-01-01, to: null}
    known_from: 2020-01-01
    verified: true
    opens: [{event: Lent, when: [{field: kind, is: book}]}]
    closes: [{event: Returned}]
    clock:
      budget: {value: 3, unit: day}
      start: next_day
      roll: none
      extend: [{event: Extended, by: {value: 2, unit: day}, times: 1}]
      moot_on:
      - {group: gone}
      - {event: Cancelled}
    warn: [{value: 1, unit: day}]
"""
EXAMPLES = """\
R1:
- name: kept
  now: 2026-04-01
  events:
  - {id: a, type: Lent, on: 2026-03-02, person: m1, source: police, data: {kind: book}}
  - {id: b, type: Returned, on: 2026-03-05, person: m1, source: police}
  expect: [{status: met, trigger: a}]
"""
LAW = "# House rules\n\n---\n第一条 书应当归还。\n"
PLACE = "rules/house/001.yaml"

# (the mistake, what stands in the card, what the author wrote, words on the line that is named, path, fault, remedy)
BROKEN = [
    ("event type misspelt", "closes: [{event: Returned}]", "closes: [{event: Retuned}]", "closes: [{event: Retuned}]", "$.cards[0].versions[0].closes[0].event", "`Retuned` is no event type of this pack", "Did you mean Returned"),
    ("event type like none", "closes: [{event: Returned}]", "closes: [{event: Xyzzy}]", "closes: [{event: Xyzzy}]", "$.cards[0].versions[0].closes[0].event", "`Xyzzy` is no event type of this pack", "Declare it under events/."),
    ("version selected by no act", "    known_from:", "    select_by: {first: [Xyzzy]}\n    known_from:", "select_by:", "$.cards[0].versions[0].select_by.first[0]", "`Xyzzy` is no event type of this pack", "Declare it under events/."),
    ("payload field misspelt", "field: kind", "field: knd", "field: knd", "$.cards[0].versions[0].opens[0].when[0].field", "Lent has no field `knd`", "Did you mean kind"),
    ("a value the field never has", "is: book", "is: boook", "is: boook", "$.cards[0].versions[0].opens[0].when[0]", "`kind` is never `boook`", "It is one of book, map, film."),
    ("fact not declared", "field: kind, is: book", "fact: kindd, is: book", "fact: kindd", "$.cards[0].versions[0].opens[0].when[0].fact", "`kindd` is no fact of this pack", "Did you mean kind"),
    ("two operators in one condition", "is: book}", "is: book, present: true}", "present: true", "$.cards[0].versions[0].opens[0].when[0]", "exactly one operator", "Keep one"),
    ("group not declared", "{group: gone}", "{group: gonne}", "{group: gonne}", "$.cards[0].versions[0].clock.moot_on[0].group", "`gonne` is no group of this pack", "Did you mean gone"),
    ("mistake behind a group in a list", "{event: Cancelled}", "{event: Canceled}", "{event: Canceled}", "$.cards[0].versions[0].clock.moot_on[2].event", "`Canceled` is no event type", "Did you mean Cancelled"),
    ("roll left out", "      roll: none\n", "", "clock:", "$.cards[0].versions[0].clock", "the roll is not stated", "Write roll: none, next"),
    ("start left out", "      start: next_day\n", "", "clock:", "$.cards[0].versions[0].clock", "the start is not stated", "Write start: next_day"),
    ("unit unknown", "budget: {value: 3, unit: day}", "budget: {value: 3, unit: week}", "unit: week", "$.cards[0].versions[0].clock.budget.unit", "Invalid enum value 'week'", "Write one of "),
    ("half a day", "budget: {value: 3,", "budget: {value: 2.5,", "value: 2.5", "$.cards[0].versions[0].clock.budget", "`2.5` is no number of days", "Use a whole number"),
    ("hours and days in one clock", "by: {value: 2, unit: day}", "by: {value: 2, unit: hour}", "unit: hour", "$.cards[0].versions[0].clock.extend[0]", "one clock mixes hours with days", "State all its lengths in hours"),
    ("extension by nothing", ", by: {value: 2, unit: day}", "", "event: Extended", "$.cards[0].versions[0].clock.extend[0]", "one of by, by_field, to_total", "State exactly one"),
    ("key misspelt", "closes:", "close:", "close:", "$.cards[0].versions[0].close", "unknown field `close`", "Did you mean `closes`"),
    ("field of another kind", '    warn: [{value: 1, unit: day}]\n', '    max: 2\n', "max: 2", "$.cards[0].versions[0].max", "kind deadline has no `max`", "Remove it"),
    ("what must be done left out", "    closes: [{event: Returned}]\n", "", '- version: "1"', "$.cards[0].versions[0]", "kind deadline needs `closes`", "Add it"),
    ("quotation changed by a word", "quote: 书应当归还。", "quote: 书必须归还。", "quote: 书必须归还。", "$.cards[0].cites[0].quote", "the quotation does not stand in house", "Quote the sentence word for word"),
    ("quotation of another paragraph", "paragraph: 1, quote", "paragraph: 2, quote", "paragraph: 2", "$.cards[0].cites[0].paragraph", "does not stand in paragraph 2 of article 1", "It stands in paragraph 1"),
    ("placeholder misspelt", "breach: late", "breach: 'late by {overby}'", "overby", "$.cards[0].says.en.breach", "`{overby}` is no placeholder", "Did you mean over_by"),
    ("brace left open", "breach: late", "breach: 'late by {over_by'", "over_by", "$.cards[0].says.en.breach", "the sentence cannot be read", "Pair each { with a }"),
    ("roll misspelt", "roll: none", "roll: following", "roll: following", "$.cards[0].versions[0].clock.roll", "Invalid enum value 'following'", "Write one of none, next"),
    ("one act without a list", "closes: [{event: Returned}]", "closes: Returned", "closes: Returned", "$.cards[0].versions[0].closes", "Expected `array`", "Write a list"),
    ("a name where conditions stand", "when: [{field: kind, is: book}]", "when: [kind]", "when: [kind]", "$.cards[0].versions[0].opens[0].when[0]", "Expected `object`", "Write keys and values"),
    ("a full-width colon", "  kind: deadline\n", "  kind：deadline\n", "scope", "$", "not valid YAML", "A full-width mark"),
    ("text of the law not there", "cites: [{text: house,", "cites: [{text: hause,", "text: hause", "$.cards[0].cites[0].text", "there is no law/texts/hause.md", "Did you mean house"),
    ("article not word for word", "    第一条 书应当归还。", "    第一条 书须归还。", "text: |", "$.articles[0].text", "article 1 does not stand so in house", "Copy it word for word"),
    ("article that the law has not", 'number: "1"', 'number: "7"', 'number: "7"', "$.articles[0].number", "house has no article 7", "Correct the number"),
    ("nobody owes the duty", "duty_holder: emitter", "duty_holder: librarian", "duty_holder: librarian", "$.cards[0].duty_holder", "`librarian` is no agency kind", "Write emitter or one of"),
    ("a version that ends before it begins", "to: null", "to: 2019-12-31", "to: 2019-12-31", "$.cards[0].versions[0].in_force", "the version ends before it begins", "Correct from or to"),
    ("a date that is none", "known_from: 2020-01-01", "known_from: 2020-13-01", "known_from: 2020-13-01", "$.cards[0].versions[0].known_from", "Invalid", "Write a date that exists"),
    ("like a version that is not there", "    known_from:", '    like: "0"\n    known_from:', 'like: "0"', "$.cards[0].versions[0].like", "no written-out version 0", "Name a version of the same card"),
    ("the same duty as no rule", "  severity: major\n", "  severity: major\n  same_duty_as: [R2]\n", "same_duty_as: [R2]", "$.cards[0].same_duty_as[0]", "there is no rule R2", "Name a rule of this pack"),
    ("the same key twice", "  stage: loan\n", "  stage: loan\n  stage: desk\n", "stage: desk", "$.cards[0].stage", "key `stage` occurs twice", "Keep one of the two"),
    ("a tab for indentation", "  stage: loan\n", "\tstage: loan\n", "stage: loan", "$", "not valid YAML", "A tab stands here"),
]  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    content = files() | {PLACE: CARD.encode(), "rules/house/001.examples.yaml": EXAMPLES.encode()}
    content["law/texts/house.md"] = LAW.encode()
    content["pack.yaml"] += b"groups: {gone: [Lost, ClosedDown]}\n"
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_the_card_as_it_stands_is_sound(quancheng: Quancheng, pack: Path) -> None:
    assert quancheng("rules", "check", pack).code == ExitCode.OK
    assert quancheng("rules", "test", pack).code == ExitCode.OK


@pytest.mark.parametrize(
    ("mistake", "old", "new", "line", "path", "fault", "remedy"), BROKEN, ids=[row[0] for row in BROKEN]
)
def test_the_mistake_is_named_with_its_place_and_its_cure(
    quancheng: Quancheng, pack: Path, mistake: str, old: str, new: str, line: str, path: str, fault: str, remedy: str
) -> None:
    assert CARD.count(old) >= 1
    broken = CARD.replace(old, new, 1)
    (pack / PLACE).write_text(broken, encoding="utf-8")
    done = quancheng("rules", "check", pack, "--json")
    assert done.code == ExitCode.REFUSED, mistake
    found = [one for one in done.json["faults"] if one["path"] == path]
    assert found, done.json["faults"]
    first = found[0]
    assert first["file"] == PLACE
    assert line in broken.splitlines()[first["line"] - 1]
    assert fault in first["fault"]
    assert remedy in first["remedy"]


def test_a_mistake_in_an_example_is_named_too(quancheng: Quancheng, pack: Path) -> None:
    path = pack / "rules/house/001.examples.yaml"
    path.write_text(EXAMPLES.replace("status: met", "status: mett"), encoding="utf-8")
    (fault,) = quancheng("rules", "check", pack, "--json").json["faults"]
    assert (fault["file"], fault["line"], fault["path"]) == (
        "rules/house/001.examples.yaml", 7, "$.R1[0].expect[0].status",
    )  # fmt: skip
