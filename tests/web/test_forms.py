"""Forms that did not come from our own page, or not from somebody who may send them, change nothing."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app import findings
from app.composition import Platform
from projections import findings_queue
from tests.web.conftest import PROCURATORATE, Reader
from tests.web.html_tree import parse


@pytest.fixture
def finding(platform: Platform) -> str:
    """A finding that nobody has touched."""
    with platform.engine.connect() as connection:
        return findings_queue.findings(connection, platform.now(), state=["raised"]).rows[-1].id


def form(client: TestClient, finding: str, command: str, **typed: str) -> dict[str, str]:
    """The form as a browser would send it."""
    page = parse(client.get(f"/findings/{finding}").text)
    shown = page.one("details", id=f"do-{command}")
    fields = {n.attributes["name"]: n.attributes.get("value", "") for n in shown.all("input")}
    for select in shown.all("select"):
        chosen = [o for o in select.all("option") if "selected" in o.attributes]
        fields[select.attributes["name"]] = chosen[0].attributes["value"] if chosen else ""
    for area in shown.all("textarea"):
        fields[area.attributes["name"]] = area.text
    assert set(typed) <= set(fields)
    return fields | typed


@pytest.mark.parametrize(
    ("attack", "headers", "fields"),
    [
        ("no mark", {}, {"form_mark": ""}),
        ("a made-up mark", {}, {"form_mark": "0" * 64}),
        ("posted by another site", {"sec-fetch-site": "cross-site"}, {}),
        ("posted by a sister site", {"sec-fetch-site": "same-site"}, {}),
        ("another origin, old browser", {"origin": "https://evil.test"}, {}),
        ("origin withheld", {"origin": "null"}, {}),
    ],
)
def test_a_form_from_elsewhere(
    reader: Reader, platform: Platform, finding: str, attack: str, headers: dict[str, str], fields: dict[str, str]
) -> None:
    client = reader("supervisor")
    sent = form(client, finding, "confirm") | fields
    answer = client.post(f"/findings/{finding}", data=sent, headers=headers)
    assert answer.status_code == 403, attack
    assert "表单未被接受" in answer.text
    assert findings.finding(platform, finding).version == 1


def test_the_mark_of_another_session(reader: Reader, platform: Platform, finding: str) -> None:
    sent = form(reader("supervisor"), finding, "confirm")
    assert reader("supervisor").post(f"/findings/{finding}", data=sent).status_code == 403
    assert findings.finding(platform, finding).version == 1


@pytest.mark.parametrize("name", ["auditor", "clerk"])
def test_a_reader_without_the_right_to_handle(reader: Reader, platform: Platform, finding: str, name: str) -> None:
    client = reader(name)
    mark = parse(client.get("/sign-out").text).one("input", name="form_mark").attributes["value"]
    sent = {"command": "confirm", "expected": "1", "form_mark": mark}
    assert client.post(f"/findings/{finding}", data=sent).status_code == 403
    assert findings.finding(platform, finding).version == 1


def test_a_form_after_the_session_is_over(reader: Reader, finding: str) -> None:
    answer = reader("").post(f"/findings/{finding}", data={"command": "confirm"})
    assert answer.status_code == 401
    assert "没有提交" in answer.text


def test_a_form_that_is_far_too_long(reader: Reader, finding: str) -> None:
    client = reader("supervisor")
    sent = form(client, finding, "confirm", text="长" * 70_000)
    assert client.post(f"/findings/{finding}", data=sent).status_code == 413


@pytest.mark.parametrize("fields", [{"command": "erase"}, {"expected": "x"}, {"expected": "-1"}])
def test_a_form_with_a_field_changed_by_hand(
    reader: Reader, platform: Platform, finding: str, fields: dict[str, str]
) -> None:
    client = reader("supervisor")
    sent = form(client, finding, "confirm") | fields
    answer = client.post(f"/findings/{finding}", data=sent)
    assert answer.status_code in (400, 422)
    assert findings.finding(platform, finding).version == 1


def test_another_choice_than_those_offered(reader: Reader, platform: Platform, finding: str) -> None:
    client = reader("supervisor")
    sent = form(client, finding, "dismiss", reason="because", text="x", reopen_when="gets_worse")
    answer = client.post(f"/findings/{finding}", data=sent)
    assert answer.status_code == 422
    assert findings.finding(platform, finding).version == 1


def test_something_required_is_missing(reader: Reader, platform: Platform, finding: str) -> None:
    client = reader("supervisor")
    sent = form(client, finding, "dismiss", reason="data_error", text=" ", reopen_when="gets_worse")
    answer = client.post(f"/findings/{finding}", data=sent)
    assert answer.status_code == 422
    shown = parse(answer.text).one("details", id="do-dismiss")
    assert "open" in shown.attributes
    assert "必填" in shown.one("div", role="alert").text
    chosen = [o.attributes["value"] for o in shown.all("option") if "selected" in o.attributes]
    assert chosen == ["data_error", "gets_worse"], "what was chosen is still there"


def test_somebody_else_was_faster(reader: Reader, platform: Platform, finding: str) -> None:
    client = reader("supervisor")
    sent = form(client, finding, "dismiss", reason="other", text="看过了", reopen_when="verdict_changes")
    findings.assign(platform, finding, to="王某", by=PROCURATORATE, expected=1)
    answer = client.post(f"/findings/{finding}", data=sent)
    assert answer.status_code == 409
    page = parse(answer.text)
    shown = page.one("details", id="do-dismiss")
    assert "他人已处理" in shown.one("div", role="alert").text
    assert shown.one("textarea").text == "看过了"
    assert "王某" in page.one("ol", class_="log").text, "the other person's change is shown"
    assert findings.finding(platform, finding).state == "assigned"
    # asked again, with the version now seen
    again = {"expected": shown.one("input", name="expected").attributes["value"]}
    assert client.post(f"/findings/{finding}", data=sent | again).status_code == 303
    assert findings.finding(platform, finding).state == "dismissed"
