"""The pages in a real browser: the walk from the queue to the replay, triage, keys, scripts off, print, narrow screens.

Screenshots go to a temporary folder; with QUANCHENG_SCREENSHOTS set, the good ones go to docs/screenshots/.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.composition import Platform
from projections import findings_queue
from tests.web.conftest import ODD_CASE
from web.server import create_app

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DOCS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
KEPT = ("findings", "finding", "timeline", "replay") if os.environ.get("QUANCHENG_SCREENSHOTS") else ()
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site(platform: Platform) -> Iterator[str]:
    config = uvicorn.Config(create_app(platform), host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "The browser tests need Chromium: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(site: str, browser: Browser, tokens: dict[str, str]) -> Iterator[Open]:
    """open_page(reader, ...) -> a signed-in page. Nothing may be asked of another host, and no page may complain."""
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []
    complaints: list[str] = []

    def opened(name: str = "supervisor", address: str = "/", **options: object) -> Page:
        settings: dict[str, object] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "base_url": site}
        context = browser.new_context(**(settings | options))  # type: ignore[arg-type]
        contexts.append(context)
        context.on("request", lambda r: None if r.url.startswith(site) else elsewhere.append(r.url))
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/sign-in?token={tokens[name]}")
        assert "token" not in page.url
        if address != "/":
            page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not elsewhere
    assert not complaints


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[Page, str], None]:
    def taken(page: Page, name: str) -> None:
        file = tmp_path / f"{name}.png"
        page.screenshot(path=file)
        assert file.stat().st_size > 10_000, "an empty page"
        if name in KEPT:
            DOCS.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, DOCS / file.name)

    return taken


def flagged_case(platform: Platform) -> str:
    with platform.engine.connect() as connection:
        return findings_queue.findings(connection, platform.now(), rule="CPL-098-1").rows[0].case


def test_from_the_queue_to_the_derivation_the_evidence_and_the_replay(
    open_page: Open, shot: Callable[[Page, str], None]
) -> None:
    page = open_page()
    shot(page, "overview")
    page.get_by_role("link", name="问题线索", exact=True).click()
    shot(page, "findings")
    page.get_by_role("link", name="羁押须有未届满的法定期限（超期羁押）").first.click()
    expect(page.get_by_role("heading", name="推算过程")).to_be_visible()
    assert page.locator("ol.derivation li").count() >= 3
    shot(page, "finding")
    page.locator("ul.evidence a").first.click()
    act = page.locator("li.act[aria-current]")
    expect(act).to_be_in_viewport()
    shot(page, "timeline")
    act.locator("a.open").click()
    place = page.locator(".place").inner_text()
    shot(page, "replay")
    page.get_by_role("link", name="下一步").click()
    assert page.locator(".place").inner_text() != place
    page.get_by_role("link", name="上一步").click()
    assert page.locator(".place").inner_text() == place
    page.get_by_role("link", name="第一步").click()
    expect(page.locator(".place")).to_contain_text("第 1 步")
    page.go_back()
    assert page.locator(".place").inner_text() == place


def test_a_finding_is_dismissed_with_a_reason(open_page: Open) -> None:
    page = open_page("supervisor", "/findings?severity=minor&state=raised")
    page.locator("a.open").last.click()
    page.get_by_text("排除", exact=True).first.click()
    page.get_by_label("理由").select_option("data_error")
    page.locator("#dismiss-text").fill("录入有误，已电话核实")
    page.get_by_label("何时重新打开").select_option("evidence_changes")
    page.get_by_role("button", name="排除").click()
    expect(page.get_by_role("status").first).to_contain_text("已排除")
    log = page.locator("ol.log")
    for parameter in ("数据有误", "录入有误，已电话核实", "证据变化时"):
        expect(log).to_contain_text(parameter)
    page.goto("/findings?tab=dismissed")
    assert page.locator("a.open").count() >= 1


def test_english_is_complete_on_every_page(open_page: Open, platform: Platform) -> None:
    page = open_page("supervisor", "/?lang=en")
    case = flagged_case(platform)
    for address in (
        "/",
        "/findings",
        "/duties",
        "/cases",
        "/custody",
        "/exchanges",
        "/exchanges/agencies",
        "/exchanges/silent",
        "/reconciliation",
        "/offline-files",
        "/statistics/single-track",
        "/webhooks",
        "/webhooks/dead",
        f"/cases/{case}",
        f"/cases/{case}?view=exchanges",
        f"/cases/{case}/replay",
        "/sign-out",
    ):
        page.goto(address)
        # the switch to the other language, and case ids, are what they are
        text = page.locator("body").inner_text().replace("中文", "").replace(ODD_CASE, "")
        assert not [line for line in text.splitlines() if any("\u4e00" <= c <= "\u9fff" for c in line)], address


def test_keys_walk_the_rows_and_the_steps(open_page: Open, platform: Platform) -> None:
    page = open_page("auditor", "/findings")
    links = page.locator("a.open")
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(row)).to_be_focused()
    address = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    page.goto(f"/cases/{flagged_case(platform)}/replay?at=3")
    page.keyboard.press("]")
    expect(page.locator(".place")).to_contain_text("第 4 步")
    page.keyboard.press("[")
    expect(page.locator(".place")).to_contain_text("第 3 步")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("启用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    expect(page.locator(".place")).to_contain_text("第 3 步")


def test_keys_do_not_steal_letters_from_fields(open_page: Open) -> None:
    page = open_page("auditor", "/cases")
    page.keyboard.press("/")
    page.keyboard.type("SIM7-00001j?")
    assert page.locator("#filter-search").input_value() == "SIM7-00001j?"


def test_everything_works_with_scripts_off(open_page: Open) -> None:
    page = open_page("supervisor", "/findings", java_script_enabled=False)
    page.locator("#filter-severity").select_option("critical")
    page.get_by_role("button", name="筛选").click()
    assert "severity=critical" in page.url
    page.locator("a.open").first.click()
    page.get_by_text("分派", exact=True).first.click()
    page.locator("#assign-to").fill("赵检察官")
    page.get_by_role("button", name="分派").click()
    expect(page.locator("ol.log")).to_contain_text("赵检察官")
    page.get_by_role("link", name="在案件回放中查看起因").click()
    page.get_by_role("link", name="下一步").click()
    expect(page.locator(".place")).to_be_visible()


def test_a_case_prints_on_a4_without_what_only_screens_need(open_page: Open, platform: Platform) -> None:
    page = open_page("auditor", f"/cases/{flagged_case(platform)}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator(".print-only")).to_contain_text("打印：青岩县人民检察院")
    pdf = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in pdf or b"/MediaBox [0 0 595" in pdf
    assert pdf.count(b"/Type /Page\n") < 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_scrolls_in_one_direction_only(open_page: Open, platform: Platform, scheme: str) -> None:
    page = open_page("supervisor", "/", viewport={"width": 360, "height": 700}, color_scheme=scheme)
    case = flagged_case(platform)
    own = (f"/cases/{case}", f"/cases/{case}/replay?at=9", f"/cases/{case}?view=exchanges")
    lists = (
        "/",
        "/findings",
        "/duties",
        "/custody",
        "/cases",
        "/reconciliation",
        "/offline-files",
        "/statistics",
        "/webhooks",
        "/webhooks/dead",
        "/exchanges",
        "/exchanges/agencies",
        "/exchanges/silent",
    )
    for address in (*lists, *own):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{address}: {wide}"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ["supervisor", "clerk"])
def test_the_menu_is_one_line_and_leads_to_every_page_of_the_exchange(
    open_page: Open, shot: Callable[[Page, str], None], language: str, who: str
) -> None:
    page = open_page(who, f"/exchanges?lang={language}", viewport={"width": 1200, "height": 800})
    tops = "(links) => [...new Set(links.map((link) => link.getBoundingClientRect().top))].length"
    assert page.locator("nav.main a").evaluate_all(tops) == 1
    assert page.locator("nav.sub a").evaluate_all(tops) == 1
    assert page.locator("header.site").evaluate("(header) => header.getBoundingClientRect().height") < 70
    section = page.locator("nav.main a[aria-current]")
    expect(section).to_have_attribute("href", "/exchanges")
    addresses = [link.get_attribute("href") for link in page.locator("nav.sub a").all()]
    assert addresses == ["/exchanges", "/statistics", "/webhooks", "/reconciliation", "/offline-files"]
    for address in addresses:
        page.goto(str(address))
        expect(page.locator("nav.sub a[aria-current=page]")).to_have_attribute("href", str(address))
        expect(section).to_have_attribute("href", "/exchanges")
        shot(page, f"{who}-{language}-{str(address)[1:]}")
    page.goto("/cases")
    expect(page.locator("nav.sub")).to_have_count(0)


def test_every_field_has_a_name_and_every_page_one_heading(open_page: Open, platform: Platform) -> None:
    page = open_page("supervisor", "/")
    case = flagged_case(platform)
    addresses = ["/", "/findings", "/duties", "/custody", "/cases", f"/cases/{case}", f"/cases/{case}/replay"]
    addresses += ["/exchanges", "/exchanges/agencies", "/exchanges/silent"]
    addresses += ["/reconciliation", "/offline-files", "/statistics/hand-over-times", "/webhooks", "/webhooks/dead"]
    with platform.engine.connect() as connection:
        addresses.append(
            f"/findings/{findings_queue.findings(connection, platform.now(), state=['raised']).rows[0].id}"
        )
    for address in addresses:
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
                .filter((field) => !field.labels.length).map((field) => field.outerHTML)"""
        )
        assert not unnamed, address
        twice = page.evaluate(
            """() => [...document.querySelectorAll('[id]')].map((e) => e.id)
                .filter((id, n, all) => all.indexOf(id) !== n)"""
        )
        assert not twice, address
