"""Every rule of the catalogue is a card, a prompt or a reasoned line in NOT_COVERED.md: nothing falls between."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shipped import PACKS, cn_criminal

HERE = Path(__file__).parent
LEAST_COVERED = 450
# - `SPP-049-1` title — reason. Decidable if: ...
LINE = re.compile(r"^- `(?P<rule>[A-Z]+-[0-9A-Z-]+)` (?P<title>.+?) — (?P<reason>.+?)\. Decidable if: (?P<cure>.+)$")


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    rules = yaml.load((HERE / "rules.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["rules"]
    return {rule["id"]: rule for rule in rules}


@cache
def not_covered() -> dict[str, re.Match[str]]:
    lines = (PACKS / "cn_criminal" / "NOT_COVERED.md").read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        if line.startswith("- "):
            match = LINE.match(line)
            assert match, f"not of the form `ID` title — reason. Decidable if: …: {line}"
            assert match["rule"] not in found, f"{match['rule']} is there twice"
            found[match["rule"]] = match
    return found


def entry_of(rule: str) -> str:
    """The catalogue's id of a card: several cards on one entry carry a suffix after a dot."""
    return rule.partition(".")[0]


COVERED = {entry_of(card.id) for card in cn_criminal().cards}


@pytest.mark.parametrize("rule", sorted(catalogue()))
def test_the_entry_is_a_card_or_says_why_not(rule: str) -> None:
    assert (rule in COVERED) != (rule in not_covered()), "neither or both of card and NOT_COVERED.md"


def test_nothing_is_listed_as_missing_that_the_catalogue_does_not_know() -> None:
    assert set(not_covered()) <= set(catalogue())


def test_enough_of_the_catalogue_is_covered() -> None:
    assert len(COVERED & set(catalogue())) >= LEAST_COVERED


JUDGEMENT = sorted(rule for rule, entry in catalogue().items() if entry["evaluation"] == "needs_judgement")


@pytest.mark.parametrize("rule", JUDGEMENT)
def test_what_needs_judgement_is_a_prompt_and_never_a_violation(rule: str) -> None:
    """Its own card is a prompt; a card with a suffix may hold the part that can be decided."""
    card = cn_criminal().card(rule)
    assert card is None or card.consequence == "prompt"
