"""The exchange ledger as pages: lists, one hand-over, figures by agency, silence; CSV of exactly the rows shown."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.composition import Platform
from projections import exchanges
from tests.web.conftest import Reader
from tests.web.html_tree import Node, parse


def page(client: TestClient, address: str) -> Node:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return parse(answer.text)


def table(client: TestClient, address: str) -> list[list[str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_the_list_filters_and_its_csv_holds_the_same_rows(reader: Reader, platform: Platform) -> None:
    client = reader("auditor")
    for query in ("", "?flow=custody-transfer", "?state=returned", "?alarm=unacknowledged", "?alarm=recalls"):
        rows: list[str] = []
        address: str | None = f"/exchanges{query}"
        while address:
            tree = page(client, address)
            rows += [a.attributes["href"].removeprefix("/exchanges/") for a in tree.all("a", class_="open")]
            following = [a for a in tree.all("a", class_="button") if "after=" in a.attributes["href"]]
            address = following[-1].attributes["href"] if following and len(rows) % 50 == 0 else None
        assert [line[0] for line in table(client, f"/exchanges.csv{query}")] == rows, query
    with platform.engine.connect() as connection:
        found = exchanges.listed(connection, platform.now(), alarm="unacknowledged", limit=100).rows
    assert len(found) >= 1
    assert len(table(client, "/exchanges.csv?alarm=unacknowledged")) == len(found)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("提请批准逮捕", "DB37/T 4406.2-2021", "约定，非法定期限")), ("en", ("Request for approval", "agreed"))],
)
def test_one_hand_over_shows_its_steps(
    reader: Reader, platform: Platform, language: str, words: tuple[str, ...]
) -> None:
    with platform.engine.connect() as connection:
        row = exchanges.listed(connection, platform.now(), flow="arrest-request", state="answered").rows[0]
    client = reader("auditor")
    tree = page(client, f"/exchanges/{row.id}?lang={language}")
    text = tree.text
    for word in words:
        assert word in text
    assert len(tree.all("tbody")[0].all("tr")) == len(row.steps)
    listed = page(client, f"/cases/{row.case}?view=exchanges&lang={language}")
    assert f"/exchanges/{row.id}" in {a.attributes["href"] for a in listed.all("a", class_="open")}


def test_figures_by_agency_are_in_the_order_of_names(reader: Reader) -> None:
    client = reader("auditor")
    lines = table(client, "/exchanges/agencies.csv")
    assert [line[0] for line in lines] == sorted(line[0] for line in lines), "no ranking"
    assert len(page(client, "/exchanges/agencies").one("tbody").all("tr")) == len(lines)
    assert all(int(line[3]) <= int(line[2]) and int(line[6]) <= int(line[5]) for line in lines)


def test_silence_has_a_page_and_a_csv(reader: Reader, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    later = platform.clock() + timedelta(days=120)
    monkeypatch.setattr(platform, "clock", lambda: later)
    client = reader("auditor")
    tree = page(client, "/exchanges/silent")
    shown = sum(len(body.all("tr")) for body in tree.all("tbody"))
    assert shown == len(table(client, "/exchanges/silent.csv")) > 0


def test_nobody_sees_a_foreign_hand_over(reader: Reader, platform: Platform) -> None:
    with platform.engine.connect() as connection:
        rows = exchanges.listed(connection, platform.now(), limit=500).rows
    stranger = reader("stranger")
    answer = stranger.get(f"/exchanges/{rows[0].id}")
    none = stranger.get(f"/exchanges/{'0' * 32}")
    assert (answer.status_code, none.status_code) == (404, 404)
    assert answer.text.replace(rows[0].id, "X") == none.text.replace("0" * 32, "X")
    assert table(stranger, "/exchanges.csv") == []
    assert table(stranger, "/exchanges/agencies.csv") == []
    assert reader("").get("/exchanges").status_code == 303


@pytest.mark.parametrize(("language", "words"), [("zh", "在押登记"), ("en", "Custody register")])
def test_the_register_leads_to_the_last_transfer_and_back(reader: Reader, language: str, words: str) -> None:
    client = reader("auditor")
    for line in page(client, f"/custody?lang={language}").one("tbody").all("tr"):
        person = line.all("td")[0].text.strip()
        links = [a.attributes["href"] for a in line.all("a") if a.attributes["href"].startswith("/exchanges/")]
        assert len(links) <= 1
        for address in links:
            back = [a for a in page(client, address).all("a") if "&person=" in a.attributes["href"]]
            assert [a.text.strip() for a in back] == [words]
            assert person in page(client, back[0].attributes["href"]).one("tbody").text
    shown = [line[10] for line in table(client, "/custody.csv")]
    assert any(shown), "some line has a transfer"
    assert [bool(cell) for cell in shown[:50]] == [
        any(a.attributes["href"].startswith("/exchanges/") for a in line.all("a"))
        for line in page(client, "/custody").one("tbody").all("tr")
    ]


def test_an_answer_that_is_late_by_law_names_its_article(
    reader: Reader, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = platform.clock() + timedelta(days=120)
    monkeypatch.setattr(platform, "clock", lambda: later)
    client = reader("auditor")
    lines = table(client, "/exchanges.csv?alarm=unanswered")
    assert lines
    assert all("法" in line[12] or "规则" in line[12] or "解释" in line[12] for line in lines), lines
    text = page(client, "/exchanges?alarm=unanswered").one("tbody").text
    assert all(article in text for line in lines[:20] for article in line[12].split("、"))
    assert all(line[12] == "" for line in table(client, "/exchanges.csv"))
