"""The queue, its CSV, and one finding from raised to closed."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest

from app import findings
from app.composition import Platform
from projections import findings_queue
from projections.findings_queue import FindingRow
from supervision_rules.finding import OPEN
from tests.web.conftest import Reader
from tests.web.html_tree import parse
from tests.web.test_forms import form
from web.csv_export import defused


def rows(platform: Platform, *states: str) -> tuple[FindingRow, ...]:
    with platform.engine.connect() as connection:
        return findings_queue.findings(connection, platform.now(), state=states or None, limit=1000).rows


def listed(html: str) -> list[str]:
    return [a.attributes["href"].rsplit("/", 1)[1] for a in parse(html).all("a", class_="open")]


def test_the_queue_lists_every_open_finding_the_gravest_first(reader: Reader, platform: Platform) -> None:
    shown = listed(reader("supervisor").get("/findings").text)
    assert shown == [row.id for row in rows(platform) if row.state in OPEN][:50]
    assert len(shown) > 20


def test_tabs_count_what_they_hold(reader: Reader, platform: Platform) -> None:
    client = reader("auditor")
    for tab in parse(client.get("/findings").text).one("ul", class_="tabs").all("a"):
        count = int(tab.one("span", class_="count").text)
        assert len(listed(client.get(tab.attributes["href"]).text)) == min(count, 50)


def test_filters_stand_in_the_address_and_narrow_the_list(reader: Reader, platform: Platform) -> None:
    row = rows(platform, "raised")[0]
    client = reader("supervisor")
    for query in (f"severity={row.severity}", f"rule={row.rule}", f"case={row.case}", "state=raised"):
        name, value = query.split("=")
        html = client.get(f"/findings?{query}").text
        wanted = [r.id for r in rows(platform, "raised") if str(getattr(r, name)) == value]
        assert [i for i in listed(html) if i in {r.id for r in rows(platform, "raised")}] == wanted
        assert f'value="{value}"' in html


def test_an_empty_list_says_that_the_filter_may_be_why(reader: Reader) -> None:
    page = parse(reader("supervisor").get("/findings?case=no-such-case").text)
    empty = page.one("p", class_="empty")
    assert "筛选" in empty.text
    assert empty.one("a").attributes["href"] == "/findings"


def test_a_bad_cursor_is_told_in_words(reader: Reader) -> None:
    assert reader("supervisor").get("/findings?after=zzz").status_code == 400


def test_the_csv_holds_exactly_the_filtered_rows(reader: Reader, platform: Platform) -> None:
    client = reader("auditor")
    answer = client.get("/findings.csv?severity=critical")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    wanted = [row for row in rows(platform) if row.severity == "critical" and row.state in OPEN]
    assert [(line["规则编号"], line["案件"]) for line in lines] == [(row.rule, row.case) for row in wanted]
    assert {line["严重程度"] for line in lines} == {"严重"}


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("+86", "'+86"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("甲=1", "甲=1"), ("", "")],
)
def test_no_cell_runs_as_a_formula(cell: str, written: str) -> None:
    assert defused(cell) == written


@pytest.mark.parametrize(("language", "word"), [("zh", "推算过程"), ("en", "How it was derived")])
def test_a_finding_says_what_is_wrong_under_which_article_and_how_it_was_derived(
    reader: Reader, platform: Platform, language: str, word: str
) -> None:
    client = reader("auditor")
    for row in rows(platform, "raised"):
        page = parse(client.get(f"/findings/{row.id}?lang={language}").text)
        card = platform.pack.card(row.rule)
        assert card is not None
        assert page.one("p", class_="sentence").text
        assert "{" not in page.one("p", class_="sentence").text
        assert [q.text for q in page.all("blockquote", lang="zh-CN")] == [
            " ".join(cite.quote.split()) for cite in card.cites
        ]
        assert word in [heading.text for heading in page.all("h2")]
        assert len(page.one("ol", class_="derivation").all("li")) >= 2
        assert page.one("ul", class_="evidence").all("a")


def test_evidence_leads_to_the_act_in_the_timeline(reader: Reader, platform: Platform) -> None:
    client = reader("auditor")
    for row in rows(platform, "raised")[:8]:
        page = parse(client.get(f"/findings/{row.id}").text)
        for link in page.one("ul", class_="evidence").all("a"):
            address, _, anchor = link.attributes["href"].partition("#")
            act = [li for li in parse(client.get(address).text).all("li") if li.attributes.get("id") == anchor]
            assert len(act) == 1
            assert act[0].attributes["aria-current"] == "true"


def test_an_auditor_finds_no_form_that_writes(reader: Reader, platform: Platform) -> None:
    client = reader("auditor")
    for address in ("/", "/findings", "/duties", "/custody", "/cases", f"/findings/{rows(platform)[0].id}"):
        page = parse(client.get(address).text)
        assert not [f for f in page.all("form") if f.attributes.get("method") == "post"], address


def test_from_assigned_to_closed_with_every_parameter_on_the_record(reader: Reader, platform: Platform) -> None:
    finding = rows(platform, "raised")[-2].id
    client = reader("supervisor")
    addressee = "urn:quancheng:cn-520102:police:01"
    steps: list[tuple[str, dict[str, str], str]] = [
        ("assign", {"to": "李检察官"}, "李检察官"),
        ("confirm", {"text": "核实无误"}, "核实无误"),
        (
            "send_notice",
            {
                "kind": "correction_notice",
                "number": "纠违〔2026〕3号",
                "addressee": addressee,
                "reply_due": "2026-12-10",
            },
            "纠违〔2026〕3号",
        ),
        ("record_reply", {"text": "已经整改"}, "已经整改"),
        ("record_rectification", {}, "已纠正"),
        ("close", {}, "办结"),
    ]
    for command, typed, on_record in steps:
        answer = client.post(f"/findings/{finding}", data=form(client, finding, command, **typed))
        assert answer.status_code == 303, command
        page = parse(client.get(answer.headers["location"]).text)
        assert page.one("div", role="status").text
        assert on_record in page.one("ol", class_="log").text
    log = parse(client.get(f"/findings/{finding}").text).one("ol", class_="log").text
    assert "纠正违法通知书" in log
    assert "2026-12-10" in log
    assert findings.finding(platform, finding).state == "closed"


def test_a_finding_that_does_not_exist(reader: Reader) -> None:
    answer = reader("supervisor").get(f"/findings/{quote('<script>')}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "找不到" in answer.text
