"""The list of cases, one case in its four readings, and the replay of its acts."""

from __future__ import annotations

import csv
import io
import re
from typing import Literal
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app import read_case
from app.composition import Platform
from projections import case_view, custody_register, duty_board, rule_failures, timeline
from projections.case_view import CaseRow
from supervision_rules.verdict import RuleFailure
from supervision_rules.wording_names import Names
from tests.web.conftest import ODD_CASE, Reader
from tests.web.html_tree import Node, parse


@pytest.fixture
def rows(platform: Platform) -> tuple[CaseRow, ...]:
    with platform.engine.connect() as connection:
        return case_view.cases(connection, limit=500).rows


@pytest.fixture
def flagged(rows: tuple[CaseRow, ...]) -> CaseRow:
    return next(row for row in rows if row.open_findings and row.acts > 40)


def page(client: TestClient, address: str) -> Node:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return parse(answer.text)


def test_the_list_pages_through_every_case_once(reader: Reader, rows: tuple[CaseRow, ...]) -> None:
    client, address, seen = reader("auditor"), "/cases", []
    while address:
        shown = page(client, address)
        seen += [a.text for a in shown.all("a", class_="open")]
        onward = [a for a in shown.one("nav", class_="pager").all("a") if a.text == "下一页"]
        address = onward[0].attributes["href"] if onward else ""
    assert seen == [row.case for row in rows]


def test_search_and_filters_narrow_the_list(reader: Reader, rows: tuple[CaseRow, ...]) -> None:
    client = reader("auditor")
    for query, wanted in (
        ("search=0001", [r.case for r in rows if "0001" in r.case]),
        ("held=yes", [r.case for r in rows if r.held]),
        ("findings=yes", [r.case for r in rows if r.open_findings]),
        ("stage=C1", [r.case for r in rows if r.stage == "C1"]),
    ):
        shown = [a.text for a in page(client, f"/cases?{query}").all("a", class_="open")]
        assert shown == wanted[:50], query


def test_the_timeline_holds_every_act_that_stands_under_its_stage(
    reader: Reader, platform: Platform, flagged: CaseRow
) -> None:
    steps = [s for s in read_case.steps(platform, flagged.case) if s.event is not None]
    client, address, acts = reader("auditor"), f"/cases/{flagged.case}", 0
    while address:
        shown = page(client, address)
        acts += len(shown.all("li", class_="act"))
        later = [a for a in shown.one("nav", class_="pager").all("a") if a.text == "更晚"]
        address = later[0].attributes["href"] if later else ""
    assert acts == len(steps)


def test_findings_are_marked_at_the_acts_that_opened_them(reader: Reader, flagged: CaseRow) -> None:
    client = reader("auditor")
    shown = page(client, f"/cases/{flagged.case}?only=flagged")
    marked = [a.attributes["href"] for li in shown.all("li", class_="flagged") for a in li.all("a")]
    assert [address for address in marked if address.startswith("/findings/")]
    assert len(shown.all("li", class_="act")) == len(shown.all("li", class_="flagged"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_an_act_states_is_said_in_words_and_exported_in_codes(
    reader: Reader, platform: Platform, rows: tuple[CaseRow, ...], language: Literal["zh", "en"]
) -> None:
    client, pack, told = reader("auditor"), platform.pack, 0
    names = Names(pack, language)
    for row in rows[:12]:
        for number, act in enumerate((s.event for s in read_case.steps(platform, row.case) if s.event is not None), 1):
            fields = pack.vocabulary.types[act.type].fields
            stated = {n: getattr(act.data, n) for n, spec in fields.items() if spec.type == "choice"}
            codes = {n: code for n, code in stated.items() if isinstance(code, str) and "_" in code}
            if not codes:
                continue
            text = page(client, f"/cases/{row.case}/replay?at={number}&lang={language}").one("main").text
            for name, code in codes.items():
                assert code not in text, (act.type, name)
                assert names.value(code, field=name, act=act.type) in text, (act.type, name)
                told += 1
    assert told > 10


def test_an_act_known_by_its_date_only_is_never_shown_at_midnight(reader: Reader) -> None:
    shown = page(reader("auditor"), f"/cases/{quote(ODD_CASE, safe='')}")
    times = [time.text for li in shown.all("li", class_="act") for time in li.one("span", class_="when").all("time")]
    assert times == ["2026-11-20", "2026-11-20"]
    assert "00:00" not in " ".join(times)


def test_a_case_id_with_signs_of_addresses_in_it_is_found_from_the_list_to_the_replay(reader: Reader) -> None:
    client = reader("auditor")
    link = next(a for a in page(client, "/cases?search=立字").all("a", class_="open"))
    case = page(client, link.attributes["href"])
    assert case.one("h1").text == ODD_CASE
    replay = next(a for a in case.all("a") if "replay" in a.attributes.get("class", ""))
    step = page(client, replay.attributes["href"])
    forward = next(a for a in step.all("a") if a.text == "下一步")
    assert "第 2 步" in page(client, forward.attributes["href"]).text


def test_idle_time_is_folded_into_one_line(reader: Reader, rows: tuple[CaseRow, ...]) -> None:
    client = reader("auditor")
    gaps = [g.text for r in rows[5:15] for g in page(client, f"/cases/{r.case}").all("li", class_="gap")]
    assert gaps
    assert all(re.fullmatch(r"其间 \d+ 日无记录", gap) for gap in gaps)


@pytest.mark.parametrize("view", ["timeline", "duties", "findings", "raw"])
def test_every_reading_stands_in_the_address(reader: Reader, flagged: CaseRow, view: str) -> None:
    shown = page(reader("auditor"), f"/cases/{flagged.case}?view={view}")
    current = [
        a for a in shown.all("a") if a.attributes.get("aria-current") == "page" and "view=" in a.attributes["href"]
    ]
    assert [a.attributes["href"].rsplit("=", 1)[1] for a in current] == [view]


def test_the_raw_record_holds_what_was_retracted_and_the_amendments_too(
    reader: Reader, platform: Platform, rows: tuple[CaseRow, ...]
) -> None:
    with platform.engine.connect() as connection:
        recorded = {row.case: timeline.timeline(connection, row.case, limit=500).rows for row in rows}
    case, acts = next((c, acts) for c, acts in recorded.items() if any(a.standing == "retracted" for a in acts))
    body = page(reader("auditor"), f"/cases/{case}?view=raw").all("tbody")[-1]
    assert len(body.all("tr")) == len(acts)
    assert "已撤回" in body.text
    assert "更正或撤回" in body.text


def test_replay_steps_from_the_first_act_to_the_last_and_dead_ways_are_not_links(
    reader: Reader, platform: Platform, flagged: CaseRow
) -> None:
    client = reader("auditor")
    steps = [s for s in read_case.steps(platform, flagged.case) if s.event is not None]
    first = page(client, f"/cases/{flagged.case}/replay").one("nav", class_="stepper")
    assert [n.text for n in first.all("span", aria_disabled="true")] == ["第一步", "上一步"]
    last_address = next(a.attributes["href"] for a in first.all("a") if a.text == "最后一步")
    last = page(client, last_address).one("nav", class_="stepper")
    assert f"第 {len(steps)} 步，共 {len(steps)} 步" in last.text
    assert [n.text for n in last.all("span", aria_disabled="true")] == ["下一步", "最后一步"]


def test_replay_shows_what_an_act_changed(reader: Reader, platform: Platform, flagged: CaseRow) -> None:
    client = reader("auditor")
    steps = [s for s in read_case.steps(platform, flagged.case) if s.event is not None]
    detained = next(s for s in steps if s.event is not None and s.event.type == "CaseFiled")
    shown = page(client, f"/cases/{flagged.case}/replay?at={detained.index}")
    changed = shown.all("table", class_="changes")[0]
    stage = next(
        tr for tr in changed.all("tr") if tr.all("th", scope="row") and tr.one("th", scope="row").text == "诉讼阶段"
    )
    assert stage.one("del").text == "受案审查"
    assert stage.one("ins").text == "侦查"


def test_replay_as_known_earlier_holds_fewer_acts(reader: Reader, platform: Platform, flagged: CaseRow) -> None:
    client = reader("auditor")
    steps = [s.event for s in read_case.steps(platform, flagged.case) if s.event is not None]
    middle = steps[len(steps) // 2].occurred.date
    shown = page(client, f"/cases/{flagged.case}/replay?known_at={middle}")
    all_ = int(re.search(r"共 (\d+) 步", shown.text).group(1))  # type: ignore[union-attr]
    assert 0 < all_ < len(steps)
    assert "known_at=" in next(a.attributes["href"] for a in shown.all("a") if a.text == "下一步")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("at=0", 200),
        ("at=999999999999", 200),
        ("at=-5", 200),
        ("at=x", 200),
        ("on=2026-02-30", 400),
        ("on=0001-01-01", 400),
        ("known_at=yesterday", 400),
        ("known_at=1990-01-01", 404),
        ("known_at=9999-12-31", 400),
        ("known_at=9999-12-31T23:59:59-12:00", 400),
    ],
)
def test_replay_of_odd_addresses(reader: Reader, flagged: CaseRow, query: str, status: int) -> None:
    assert reader("auditor").get(f"/cases/{flagged.case}/replay?{query}").status_code == status


def test_nothing_stands_on_a_list_that_is_not_there(reader: Reader) -> None:
    assert len(reader("auditor").get("/duties.csv").text.strip().splitlines()) > 1
    assert len(reader("auditor").get("/duties.csv?list=xyzzy").text.strip().splitlines()) == 1


def test_duties_and_custody_are_listed_and_exported(reader: Reader, platform: Platform) -> None:
    client = reader("auditor")
    with platform.engine.connect() as connection:
        owed = duty_board.pending(connection, platform.now(), limit=500).rows
        held = custody_register.held(connection, platform.now(), limit=500).rows
    for name, wanted in (("duties", len(owed)), ("custody", len(held))):
        lines = list(csv.reader(io.StringIO(client.get(f"/{name}.csv").content.decode("utf-8-sig"))))
        assert len(lines) == wanted + 1
        assert len(page(client, f"/{name}").one("tbody").all("tr")) == min(wanted, 50)
    covered = [row for row in held if row.duty_id is not None]
    assert covered
    assert all(row.article for row in covered)
    assert "刑事诉讼法" in page(client, "/custody").one("tbody").text, "each basis of custody names its article"


def test_the_overview_counts_what_the_board_lists(reader: Reader, platform: Platform) -> None:
    client = reader("auditor")
    shown = page(client, "/")
    for light in shown.one("ul", class_="lights").all("a"):
        lines = client.get(light.attributes["href"].replace("/duties", "/duties.csv")).text.strip().splitlines()
        assert int(light.one("strong").text) == len(lines) - 1
    assert f"第 {platform.ledger.head()} 号" in shown.text


def test_a_rule_that_crashed_never_looks_like_nothing_to_report(
    reader: Reader, platform: Platform, flagged: CaseRow
) -> None:
    failure = RuleFailure("CPL-091-1", flagged.case, "", "ZeroDivisionError")
    with platform.ledger.writing_engine.begin() as connection:
        rule_failures.replace(connection, [flagged.case], [failure], platform.now())
    client = reader("auditor")
    try:
        assert "运行失败" in page(client, f"/cases/{flagged.case}").one("div", role="alert").text
        assert "1 项规则运行失败" in page(client, "/").one("div", role="alert").text
    finally:
        with platform.ledger.writing_engine.begin() as connection:
            rule_failures.replace(connection, [flagged.case], [], platform.now())
