"""Faults in sight.yaml, each named with its place and remedy."""

from __future__ import annotations

import pytest

from domain.sight import ClosingRule
from supervision_rules.located_yaml import parse
from supervision_rules.sight_checks import sight_faults
from tests.shipped import cn_criminal

GOOD = """\
- id: one
  label: {zh: 一, en: One}
  closes: person
  by: [RecordSealed]
  because: [{law: cpl-2018, article: "286", quote: 犯罪记录被封存的}]
  open_to:
  - to: with_part
    kinds: [police]
    because: {law: cpl-2018, article: "286", quote: 犯罪记录被封存的}
"""


def faults(text: str) -> list[tuple[str, str]]:
    document = parse("sight.yaml", text.encode())
    rules = document.convert(tuple[ClosingRule, ...])
    pack = cn_criminal()
    return [(fault.path, fault.fault) for fault in sight_faults(document, rules, pack.vocabulary, pack.texts)]


def test_a_sound_file_has_none() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "fault"),
    [
        ("by: [RecordSealed]", "by: [RecordSeald]", "$[0].by[0]", "is no event type"),
        ('article: "286"', 'article: "285"', "$[0].because[0].quote", "does not stand in article 285"),
        ("law: cpl-2018", "law: cpl-2099", "$[0].because[0].law", "there is no law/texts/cpl-2099.md"),
        ("kinds: [police]", "kinds: [polize]", "$[0].open_to[0].kinds[0]", "is no kind of agency"),
        ("kinds: [police]", "kinds: []", "$[0].open_to[0].kinds", "do not go together"),
        ("to: with_part", "to: who_asked", "$[0].open_to[0].to", "go with who_asked"),
        ("closes: person", "closes: act", "$[0].open_to[0].to", "nobody who closed it"),
        ("because: [{law: cpl-2018, article: \"286\", quote: 犯罪记录被封存的}]", "because: []", "$[0].because",
         "no article says so"),
    ],
)  # fmt: skip
def test_each_fault_names_its_place(old: str, new: str, path: str, fault: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(path == where and fault in what for where, what in found), found


def test_an_id_stands_once() -> None:
    assert any("stands twice" in what for _, what in faults(GOOD + GOOD))
