"""Generated pages: a page a card in both languages, every link leads somewhere, the law stands word for word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from app.rule_pages.clock_drawing import draw
from app.rule_pages.index_pages import LOCALES, pages
from app.rule_pages.words import PageWords
from supervision_rules.examples import examples_of
from supervision_rules.wording import Locale
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
    # (oddity, clock, drawing)
    ("a budget", "clock: {budget: {value: 3, unit: day}, start: next_day, roll: none}", ["●━━━━ 3 d ━━━━┥"]),
    (
        "an extension, twice",
        "clock: {budget: {value: 1, unit: month}, start: next_day, roll: none, "
        "extend: [{event: Extended, by: {value: 15, unit: day}, times: 2}]}",
        ["●━━━━ 1 month(s) ━━━━┥┄┄┄┄ +15 d ×2 ┄┄┄┄┥"],
    ),
    (
        "a new whole length",
        "clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, "
        "extend: [{event: Extended, to_total: {value: 30, unit: day}}]}",
        ["●━━━━ 3 d ━━━━┥┄┄┄┄ to 30 d in all ┄┄┄┄┥"],
    ),
    ("no number", "clock: {until: [{event: ClosedDown}]}", ["●╌╌╌╌╌╌╌╌ ClosedDown `ClosedDown` ╌╌┥"]),
]


@pytest.mark.parametrize(("oddity", "clock", "drawing"), CLOCKS)
def test_a_clock_is_drawn(oddity: str, clock: str, drawing: list[str]) -> None:
    chosen = library(card("deadline", f"opens: [{{event: Lent}}]\ncloses: [{{event: Returned}}]\n{clock}"))
    version = chosen.cards[0].versions[0]
    assert version.clock is not None
    assert draw(version, version.clock, PageWords(chosen, "en")) == drawing, oddity


def test_a_pack_without_examples_has_pages() -> None:
    chosen = library(RETURN_IN_3)
    assert "Return" not in pages(chosen, examples_of(chosen))["zh/R1.md"].splitlines()[0]
