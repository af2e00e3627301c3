"""The texts of law a pack keeps: what each is called, and from when to when it is law. law/texts.yaml.

Not their words (law_text.py). A pack without the list has texts without names and dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from domain.errors import PackFault
from domain.payload_types import Label
from supervision_rules.card import Card, InForce
from supervision_rules.located_yaml import Document

FILE = "law/texts.yaml"


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """name: short, as people cite it."""

    name: Label
    in_force: InForce

    def holds_on(self, day: date) -> bool:
        return self.in_force.from_ <= day and (self.in_force.to is None or day <= self.in_force.to)


Laws = Mapping[str, Law]


def unlisted(document: Document, laws: Laws, texts: Mapping[str, str]) -> Iterator[PackFault]:
    """Texts that the list does not name, and names without a text."""
    for text in sorted(texts.keys() - laws.keys()):
        yield document.fault((), f"law/texts/{text}.md is not listed", remedy="Add its name and dates.")
    for name in sorted(laws.keys() - texts.keys()):
        yield document.fault((name,), f"there is no law/texts/{name}.md", remedy="Add the text or take it off.")


def versions_without_law(card: Card, laws: Laws) -> Iterator[tuple[int, str]]:
    """(number, label) of versions that begin when no text cited was law, and do not own up to it (`verified`)."""
    cited = [laws[cite.text] for cite in card.cites if cite.text in laws]
    for number, version in enumerate(card.versions):
        if cited and version.verified and not any(law.holds_on(version.in_force.from_) for law in cited):
            yield number, version.version
