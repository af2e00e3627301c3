"""Generated pages: a page a card in both languages, every link leads somewhere, the law stands word for word."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from app.rule_pages.clock_drawing import draw
from app.rule_pages.index_pages import LOCALES, pages
from app.rule_pages.words import PageWords
from supervision_rules.examples import examples_of
from supervision_rules.wording_names import Names, acts_of
from supervision_rules.wording_texts import Locale
from tests.engine.library import RETURN_IN_3, card
from tests.engine.library import pack as library
from tests.shipped import cn_criminal, shipped

COMMITTED = Path(__file__).parents[2] / "docs" / "rules"
LINK = re.compile(r"\]\(([^)]+\.md)\)")


@cache
def made() -> dict[str, str]:
    return pages(cn_criminal(), examples_of(cn_criminal()))


def test_every_card_has_a_page_in_each_language_and_stands_in_every_index() -> None:
    for locale in LOCALES:
        for index in ("by_stage", "by_agency", "by_article", "by_severity"):
            listed = set(LINK.findall(made()[f"{locale}/{index}.md"]))
            assert listed == {f"{one.id}.md" for one in cn_criminal().cards}, index


def test_every_link_leads_to_a_page() -> None:
    for place, text in made().items():
        folder = PurePosixPath(place).parent
        assert {str(folder / link) for link in LINK.findall(text)} <= set(made()), place


@pytest.mark.parametrize("locale", LOCALES)
def test_every_quotation_stands_on_the_page_and_every_example_too(locale: Locale) -> None:
    examples = examples_of(cn_criminal())
    for one in cn_criminal().cards:
        text = made()[f"{locale}/{one.id}.md"].replace("**", "")
        assert all(cite.quote in text for cite in one.cites), one.id
        assert text.count("⇒") >= len(examples[one.id])
        assert (one.title.zh if locale == "zh" else one.title.en) in text


def test_the_pages_in_the_repository_are_what_the_cards_say_today() -> None:
    """After a change of the pack: `quancheng rules docs docs/rules`."""
    standing = {
        path.relative_to(COMMITTED).as_posix(): path.read_text(encoding="utf-8") for path in COMMITTED.rglob("*.md")
    }
    assert sorted(standing) == sorted(made())
    differing = [name for name, text in made().items() if standing[name] != text]
    assert not differing


def test_another_pack_gives_pages_too() -> None:
    pack = shipped("road_fines")
    assert f"en/{pack.cards[0].id}.md" in pages(pack, examples_of(pack))


CLOCKS = [
    # (oddity, kind, version, drawing)
    (
        "a budget",
        "deadline",
        "clock: {budget: {value: 3, unit: day}, start: next_day, roll: none}",
        ["●━━━━ 3 d ━━━━┥", "Opened by     due"],
    ),
    (
        "hours",
        "deadline",
        "clock: {budget: {value: 24, unit: hour}, start: same_instant, hours: continuous, roll: none}",
        ["●━━━━ 24 h ━━━━┥", "Opened by      due"],
    ),
    (
        "an extension, twice, up to a ceiling",
        "deadline",
        "clock: {budget: {value: 1, unit: month}, start: next_day, roll: none, "
        "extend: [{event: Extended, by: {value: 15, unit: day}, times: 2, total: {value: 3, unit: month}}]}",
        [
            "●━━━━ 1 month(s) ━━━━┥",
            "Opened by            due",
            "                     ├┄┄┄┄ +15 d ×2, 3 month(s) in all at most ┄┄┄┄┥ Extended",
        ],
    ),
    (
        "a new whole length starts where the period starts",
        "deadline",
        "clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, "
        "extend: [{event: Extended, to_total: {value: 30, unit: day}}]}",
        ["●━━━━ 3 d ━━━━┥", "Opened by     due", "●┄┄┄┄ 30 d in all ┄┄┄┄┥ Extended"],
    ),
    (
        "no number",
        "deadline",
        "clock: {until: [{event: ClosedDown}, {event: Opened}]}",
        ["●╌╌╌╌╌╌╌╌┥ when this happens: ClosedDown, Opened", "Opened by"],
    ),
    (
        "a minimum interval",
        "minimum_interval",
        "clock: {budget: {value: 10, unit: day}, start: next_day, roll: none}",
        ["◆━━━━ no less than 10 d ━━━━▶", "First                       Then"],
    ),
]
SIDES = {
    "deadline": "opens: [{event: Lent}]\ncloses: [{event: Returned}]\n",
    "minimum_interval": "first: [{event: Lent}]\nthen: [{event: Returned}]\n",
}


@pytest.mark.parametrize(("oddity", "kind", "clock", "drawing"), CLOCKS)
def test_a_clock_is_drawn(oddity: str, kind: str, clock: str, drawing: list[str]) -> None:
    chosen = library(card(kind, SIDES[kind] + clock))
    version = chosen.cards[0].versions[0]
    assert version.clock is not None
    assert draw(version, version.clock, PageWords(chosen, "en")) == drawing, oddity


def lines(version: str, kind: str = "deadline") -> list[str]:
    """The bullets of a version, in English."""
    text = pages(chosen := library(card(kind, version)), examples_of(chosen))["en/R1.md"]
    part = text.partition("## Version")[2].partition("## Examples")[0]
    return [line for line in part.splitlines() if line.lstrip().startswith("- ")]


CLOCK = "clock: {budget: {value: 3, unit: day}, start: next_day, roll: none}"
LAYOUTS = [
    # (oddity, field of the version, lines)
    ("few acts with their codes", "[{event: Returned}, {event: Lost}]", ["- **Closed by**: Returned `Returned`; Lost `Lost`"]),
    (
        "many acts without",
        "[{event: Returned}, {event: Lost}, {event: Jailed}, {event: Freed}, {event: Cancelled}]",
        ["- **Closed by**: Returned, Lost, Jailed, Freed, Cancelled"],
    ),
    (
        "one condition on the same line",
        "[{event: Returned, when: [{field: kind, is: map}]}]",
        ["- **Closed by**: Returned `Returned`, where kind is “map”"],
    ),
    (
        "several below",
        "[{event: Returned, when: [{field: kind, is: map}, {field: days, at_least: 3}, {fact: barred, is: 'false'}]}]",
        [
            "- **Closed by**: Returned `Returned`, where all of this holds:",
            "  - kind is “map”",
            "  - “days” is at least 3",
            "  - “barred” does not hold",
        ],
    ),
    (
        "acts under equal conditions stand together",
        "[{event: Lost, when: [{fact: barred, is: 'true'}]}, {event: Returned}, {event: Jailed, when: [{fact: barred, is: 'true'}]}]",
        [
            "- **Closed by**: one of these",
            "  - Lost `Lost`; Jailed `Jailed`, each where “barred” holds",
            "  - Returned `Returned`",
        ],
    ),
    (
        "alternatives made of several",
        "[{event: Lost, when: [{not: {any: [{all: [{field: kind, is: map}, {fact: barred, is: 'true'}]}, {field: rare, is: 'true'}]}}]}]",
        [
            "- **Closed by**: Lost `Lost`, where none of these holds:",
            "  - kind is “map”, and “barred” holds",
            "  - “rare” is yes",
        ],
    ),
    (
        "alternatives within alternatives go deeper where they are long",
        "[{event: Lost, when: [{any: [{all: [{any: [{field: kind, in: [map, book, film]}, {field: days, at_least: 3}]}, {field: clerk, present: true}, "
        "{field: copy, present: true}, {field: paper, present: true}, {field: opens_on, present: true}]}, {field: rare, is: 'true'}]}]}]",
        [
            "- **Closed by**: Lost `Lost`, where one of these holds:",
            "  - all of this holds:",
            "    - kind is “map”, “book” or “film”, or “days” is at least 3",
            "    - “clerk” is stated",
            "    - “copy” is stated",
            "    - “paper” is stated",
            "    - “opens_on” is stated",
            "  - “rare” is yes",
        ],
    ),
    (
        "a date that stands for the act's own",
        "[{event: Announced, date_field: opens_on}]",
        ["- **Closed by**: Announced `Announced` (as dated by “opens_on”)"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "closes", "expected"), LAYOUTS)
def test_acts_and_conditions_are_laid_out(oddity: str, closes: str, expected: list[str]) -> None:
    found = lines(f"opens: [{{event: Lent}}]\ncloses: {closes}\n{CLOCK}")
    start = next(number for number, line in enumerate(found) if line.startswith("- **Closed by**"))
    assert found[start : start + len(expected)] == expected, oddity
    assert found[start + len(expected)].startswith("- **"), oddity


def test_bases_that_carry_equally_long_stand_together() -> None:
    version = f"""
state: {{from: [{{event: Lent}}], to: [{{event: Returned}}]}}
bases:
  - {{event: Lent, {CLOCK}}}
  - {{event: Renewed, clock: {{until: [{{event: ClosedDown}}]}}}}
  - {{event: Extended, {CLOCK}}}
"""
    found = lines(version, "coverage")
    assert found[found.index("- **Bases, and how long each carries**:") :] == [
        "- **Bases, and how long each carries**:",
        "  - **3 d; counted from the next day; never moved by a rest day**",
        "    - **From**: Lent `Lent`",
        "    - **From**: Extended `Extended`",
        "  - **until this happens: ClosedDown**",
        "    - **From**: Renewed `Renewed`",
    ]


def test_a_version_that_asks_what_the_last_one_asks_does_not_repeat_it() -> None:
    text = made()["en/CPL-091-1.md"]
    older, newer = text.partition("## Version 2012")[2].split("## Version 2018")
    assert "Asks what version 2018 asks" in older
    assert "Opened by" not in older
    assert "Opened by" in newer.partition("## Examples")[0]
    changed = made()["en/PRL-031-2.md"]
    assert changed.partition("## Version 2012")[2].partition("## Version 2026")[0].count("**Opened by**") == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_no_code_of_the_pack_is_left_on_a_page(locale: Locale) -> None:
    """Names of facts and fields and codes with a `_`, outside notes, titles and what stands in backticks."""
    pack = cn_criminal()
    codes = {code for t in pack.vocabulary for field in t.fields.values() for code in field.choices}
    codes |= pack.facts.specs.keys() | {name for t in pack.vocabulary for name in t.fields}
    codes = {code for code in codes if "_" in code}
    note = PageWords(pack, locale).label("note")
    for one in pack.cards:
        text = made()[f"{locale}/{one.id}.md"].partition(f"## {note}")[0]
        for version in one.versions:
            text = text.replace(version.note.strip() or "\0", "")
        told = re.sub(r"`[^`\n]+`|^### .*$|\]\([^)]*\)|\[[^\]]*\]|^# .*$", "", text, flags=re.MULTILINE)
        assert not codes & set(re.findall(r"\w+", told)), one.id


def test_every_act_a_card_names_stands_on_its_page_in_words() -> None:
    names = Names(cn_criminal(), "zh")
    for one in cn_criminal().cards:
        text = made()[f"zh/{one.id}.md"]
        assert [act for act in acts_of(one) if names.act(act) not in text] == [], one.id


def test_every_word_of_a_card_s_head_is_known() -> None:
    words = PageWords(cn_criminal(), "zh")
    for one in cn_criminal().cards:
        heads = {"kind": one.kind, "stage": one.stage, "scope": one.scope, "severity": one.severity}
        assert all(words.word(group, name) != name for group, name in heads.items()), one.id


def test_a_pack_without_examples_has_pages() -> None:
    chosen = library(RETURN_IN_3)
    assert "Return" not in pages(chosen, examples_of(chosen))["zh/R1.md"].splitlines()[0]
