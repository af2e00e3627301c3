"""Agency URNs: kinds, levels by jurisdiction, and names that only look like one."""

from __future__ import annotations

import pytest

from domain.agency import kind_of, level_of, parse, parts
from domain.errors import Refused


@pytest.mark.parametrize(
    ("jurisdiction", "level"),
    [
        ("cn-000000", "national"),
        ("cn-520000", "province"),
        ("cn-520100", "city"),
        ("cn-520102", "county"),
        ("cn-110101", "county"),
        ("cn-52010", "unknown"),
        ("it-local", "unknown"),
    ],
)
def test_level_of_a_jurisdiction(jurisdiction: str, level: str) -> None:
    assert level_of(jurisdiction) == level


def test_a_urn_and_back() -> None:
    urn = "urn:quancheng:cn-520100:police:0102"
    found = parse(urn)
    assert (found.jurisdiction, found.kind, found.id, found.level) == ("cn-520100", "police", "0102", "city")
    assert str(found) == urn


@pytest.mark.parametrize(
    "urn",
    [
        "",
        "urn:quancheng:cn-520102:police",
        "urn:quancheng:cn-520102:army:1",
        "urn:quancheng:CN-520102:police:1",
        "urn:quancheng:cn-520102:police:1\n",
        "urn:quancheng:cn-520102:police:1:2",
        "urn:quancheng:cn-520102:police:../1",
        "URN:QUANCHENG:cn-520102:police:1",
    ],
)
def test_what_only_looks_like_an_agency_is_refused(urn: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(urn)
    assert caught.value.code == "agency-urn-invalid"


def test_other_packs_may_name_sources_otherwise() -> None:
    assert parts("https://police.example/unit/7") is None
    assert kind_of("https://police.example/unit/7") is None
