"""docs/flows.md: every flow with its acts, rules and names elsewhere, as the pack has them today."""

from __future__ import annotations

import re
from pathlib import Path

from app.rule_pages.flow_page import flow_page
from tests.engine.library import RETURN_IN_3
from tests.engine.library import pack as library
from tests.shipped import cn_criminal

PAGE = Path(__file__).parents[2] / "docs" / "flows.md"


def test_the_page_in_the_repository_is_what_the_pack_says_today() -> None:
    """After a change of the pack: `make pages`."""
    assert PAGE.read_text(encoding="utf-8") == flow_page(cn_criminal())


def test_every_flow_stands_there_with_all_that_it_is() -> None:
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", flow_page(cn_criminal()), re.MULTILINE | re.DOTALL))
    for flow in cn_criminal().flows.by_id.values():
        text = sections[flow.id]
        assert flow.label.zh in text
        assert flow.label.en in text
        assert all(f"`{name}`" in text for name in flow.types), flow.id
        assert all(f"[{rule}]" in text for rule in flow.rules), flow.id
        assert all(f"{alias.standard} {alias.name}" in text for alias in flow.aliases), flow.id
        assert all(kind in text for kind in (*flow.from_, *flow.to)), flow.id


def test_the_provincial_standards_are_a_table_of_their_own() -> None:
    text = flow_page(cn_criminal()).partition("## Names in published standards")[2].partition("\n## ")[0]
    for flow in cn_criminal().flows.by_id.values():
        for alias in flow.aliases:
            [row] = [line for line in text.splitlines() if f"| {alias.standard} | {alias.name} |" in line]
            assert f"[`{flow.id}`](#{flow.id})" in row
    assert "DB37/T 4406.5-2021" in text
    assert "DB33/T 1420.5-2025" in text


def test_every_link_leads_somewhere() -> None:
    text = PAGE.read_text(encoding="utf-8")
    headings = set(re.findall(r"^## (\S+)$", text, re.MULTILINE))
    links = set(re.findall(r"\]\(([^)]+)\)", text))
    assert links
    for link in links:
        assert link[1:] in headings if link.startswith("#") else (PAGE.parent / link).is_file(), link


def test_a_pack_without_flows_gives_a_page_that_says_so() -> None:
    assert "0 flows." in flow_page(library(RETURN_IN_3))
