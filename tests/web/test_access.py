"""Who sees what: an office sees the cases it took part in; what is not its own does not exist for it."""

from __future__ import annotations

import pytest

from app.access import visible_cases
from app.composition import Platform
from app.tokens import TokenFile
from projections import case_view, findings_queue
from tests.web.conftest import NOW, ODD_CASE, Reader
from tests.web.html_tree import parse


def sorted_out(platform: Platform, token: str) -> tuple[set[str], set[str]]:
    """(cases of the token's office, all others)"""
    principal = TokenFile(platform.settings.token_file).principal(token, NOW)
    assert principal is not None
    with platform.engine.connect() as connection:
        every = {row.case for row in case_view.cases(connection, limit=500).rows}
    own = set(visible_cases(platform, principal, every))
    return own, every - own


def test_a_clerk_lists_only_the_cases_of_the_own_office(
    reader: Reader, platform: Platform, tokens: dict[str, str]
) -> None:
    own, foreign = sorted_out(platform, tokens["clerk"])
    assert ODD_CASE in own
    assert foreign
    client = reader("clerk")
    for address in ("/", "/cases", "/findings", "/duties", "/custody", "/cases.csv", "/findings.csv", "/custody.csv",
                    "/exchanges", "/exchanges.csv"):  # fmt: skip
        text = client.get(address).text
        assert not [case for case in foreign if f">{case}<" in text or f",{case}," in text], address
    listed = {a.text for a in parse(client.get("/cases").text).all("a", class_="open")}
    assert listed == own


@pytest.mark.parametrize("name", ["clerk", "stranger"])
def test_what_is_not_theirs_does_not_exist_for_them(
    reader: Reader, platform: Platform, tokens: dict[str, str], name: str
) -> None:
    _, foreign = sorted_out(platform, tokens[name])
    case = next(iter(sorted(foreign)))
    client = reader(name)
    for address in (f"/cases/{case}", f"/cases/{case}/replay", f"/cases/{case}?view=raw"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.text.replace(case, "no-such") == client.get(address.replace(case, "no-such")).text


def test_a_finding_of_a_foreign_case_looks_like_none_at_all(
    reader: Reader, platform: Platform, tokens: dict[str, str]
) -> None:
    _, foreign = sorted_out(platform, tokens["clerk"])
    with platform.engine.connect() as connection:
        rows = findings_queue.findings(connection, platform.now(), limit=500).rows
    row = next(row for row in rows if row.case in foreign)
    client = reader("clerk")
    answer, none = client.get(f"/findings/{row.id}"), client.get("/findings/no-such")
    assert answer.status_code == none.status_code == 404
    assert row.case not in answer.text
    assert answer.text.replace(row.id, "no-such") == none.text


def test_a_clerk_is_told_no_numbers_of_others(reader: Reader) -> None:
    page = parse(reader("clerk").get("/findings").text)
    assert not page.all("span", class_="count")
    assert not parse(reader("clerk").get("/").text).one("ul", class_="lights").all("strong")


@pytest.mark.parametrize("name", ["supervisor", "auditor"])
def test_supervisors_and_auditors_see_all(reader: Reader, platform: Platform, name: str) -> None:
    with platform.engine.connect() as connection:
        every = {row.case for row in case_view.cases(connection, limit=50).rows}
    assert {a.text for a in parse(reader(name).get("/cases").text).all("a", class_="open")} == every


@pytest.mark.parametrize("address", ["/nothing", "/cases", "/findings/x/y", "/static/nothing.css"])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_page_answers_to_other_methods(reader: Reader, address: str, method: str) -> None:
    assert getattr(reader("supervisor"), method)(address).status_code in (404, 405)


def test_language_is_kept_and_its_switch_keeps_the_address(reader: Reader) -> None:
    client = reader("auditor")
    english = parse(client.get("/findings?tab=closed&lang=en").text)
    assert english.one("html").attributes["lang"] == "en"
    assert parse(client.get("/cases").text).one("html").attributes["lang"] == "en"
    switch = next(a for a in english.all("a") if a.attributes.get("hreflang") == "zh-CN")
    assert switch.attributes["href"] == "/findings?tab=closed&lang=zh"
    assert parse(client.get(switch.attributes["href"]).text).one("html").attributes["lang"] == "zh-CN"
