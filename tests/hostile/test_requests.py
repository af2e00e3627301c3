"""Requests made to break the reading of bodies, addresses, sessions and files."""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.serving import Site
from tests.api.conftest import Api, api, api_on_each_database, detained  # noqa: F401  # fixtures
from web.csv_export import defused


@pytest.fixture
def site(api: Api) -> TestClient:  # noqa: F811
    return signed_in(api)


def signed_in(api: Api) -> TestClient:  # noqa: F811
    api.post(detained())
    api.platform.drain()
    client = TestClient(Site(api.platform), raise_server_exceptions=False, follow_redirects=False)
    client.get(f"/sign-in?token={api.tokens['supervisor']}")
    return client


def test_u0000_in_any_part_of_an_address(api_on_each_database: Api) -> None:  # noqa: F811
    """PostgreSQL refuses to be asked for it: every page with a filter once answered 500."""
    client = signed_in(api_on_each_database)
    names = (
        "search",
        "case",
        "person",
        "agency",
        "rule",
        "severity",
        "stage",
        "holder",
        "state",
        "after",
        "level",
        "lang",
    )
    for page in ("/", "/findings", "/cases", "/duties", "/custody", "/cases.csv", "/findings.csv", "/cases/c1"):
        for name in names:
            assert client.get(f"{page}?{name}=a%00b").status_code == 404, (page, name)
    for path in ("/cases/%00", "/cases/c1%00/replay", "/findings/%00"):
        assert client.get(path).status_code == 404, path
    [finding, *_] = api_on_each_database.get("/v1/findings").json()["findings"]
    form = _form(client, finding["id"]) | {"command": "assign", "to": "a\0b"}
    assert client.post(f"/findings/{finding['id']}", data=form).status_code == 400
    for path in (
        "/v1/cases/%00",
        "/v1/findings?case=%00",
        "/v1/duties?holder=%00",
        "/v1/events/a%00/b",
        "/v1/events/%00/b",
    ):
        assert api_on_each_database.get(path).status_code in (404, 422), path


ODD_ADDRESSES = [
    "/cases/%ff", "/cases/%ED%A0%80", "/cases/a%0d%0aSet-Cookie:%20x=1", "/findings/..%2f..", "/findings?after=AAAA",
    "/findings?after=WzEsMiwzXQ", "/cases?search=" + "x" * 5000, "/cases/c1?view=%00", "/cases/c1/replay?at=999999999",
    "/cases/c1/replay?known_at=9999-12-31", "/cases/c1/replay?known_at=x", "/cases/c1?lang=../../x",
    "/sign-in?next=//evil.example", "/sign-in?next=/%5cevil.example", "/sign-in?next=%0d%0aSet-Cookie:x=1",
]  # fmt: skip


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_odd_addresses(site: TestClient, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code < 500
    assert "evil" not in answer.headers.get("location", "")
    assert set(answer.headers.get("set-cookie", "quancheng_").split("=")[0].split("_")) & {"quancheng"}


def test_a_ready_link_leaves_no_token_behind(api: Api, site: TestClient) -> None:  # noqa: F811
    token = api.tokens["supervisor"]
    answer = site.get(f"/sign-in?token={token}&next=/findings")
    assert answer.headers["location"] == "/findings"
    assert token not in answer.text + answer.headers["set-cookie"]
    flags = answer.headers["set-cookie"].lower()
    for flag in ("httponly", "samesite=strict", "path=/"):
        assert flag in flags
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    secure = TestClient(Site(api.platform), base_url="https://testserver", follow_redirects=False)
    assert "secure" in secure.get(f"/sign-in?token={token}").headers["set-cookie"].lower()
    # another site's link signs nobody in under its own token
    elsewhere = site.get(f"/sign-in?token={token}", headers={"sec-fetch-site": "cross-site"})
    assert "set-cookie" not in elsewhere.headers


def test_sessions_are_made_by_us_only(api: Api) -> None:  # noqa: F811
    client = TestClient(Site(api.platform), follow_redirects=False)
    client.cookies.set("quancheng_session", "chosen-by-the-attacker")
    answer = client.get(f"/sign-in?token={api.tokens['supervisor']}")
    cookie = answer.headers["set-cookie"].split(";")[0].removeprefix("quancheng_session=")
    assert cookie != "chosen-by-the-attacker"
    body, _, mac = cookie.partition(".")
    for forged in ("", ".", body, f"{body}.", f"{body}.{mac[:-1]}x", f"{body[:-2]}AA.{mac}", f"é.{mac}", f"{body}.é"):
        stranger = TestClient(Site(api.platform), follow_redirects=False)
        sent = {"cookie": f"quancheng_session={forged}".encode("latin-1")}
        assert stranger.get("/findings", headers=sent).status_code == 303, forged


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
                {"sec-fetch-site": "same-site"}, {"no": "mark"}]
)  # fmt: skip
def test_forms_that_another_site_sends(api: Api, site: TestClient, headers: dict[str, str]) -> None:  # noqa: F811
    finding = api.get("/v1/findings").json()["findings"][0]["id"]
    form = _form(site, finding) | {"command": "assign", "to": "me"}
    if headers.pop("no", None):
        del form["form_mark"]
    for address in (f"/findings/{finding}", "/sign-out", "/sign-in"):
        assert site.post(address, data=form, headers=headers).status_code == 403, address
    assert api.get(f"/v1/findings/{finding}").json()["finding"]["state"] == "raised"
    assert site.get("/findings").status_code == 200


BOMB = gzip.compress(b"0" * 10**7)
BODIES = [
    # (what, content type, further headers, body, code)
    ("gzip bomb", "application/json", {"Content-Encoding": "gzip"}, BOMB, "media-type-unsupported"),
    ("other charset", "application/json; charset=gbk", {}, b"{}", "media-type-unsupported"),
    ("no type", "", {}, b"{}", "media-type-unsupported"),
    ("byte order mark", "application/json", {}, b"\xef\xbb\xbf{}", "malformed-json"),
    ("utf-16", "application/json", {}, "{}".encode("utf-16"), "invalid-utf8"),
    ("deep", "application/json", {}, b'{"a":' * 150_000, "too-deep"),
    ("many digits", "application/json", {}, b'{"data":{"n":' + b"9" * 500_000 + b"}}", "number-out-of-range"),
    ("1e400", "application/json", {}, b'{"data":{"n":1e400}}', "number-out-of-range"),
    ("key twice, deep inside", "application/json", {}, b'{"data":{"a":[{"x":1,"x":1}]}}', "duplicate-key"),
    ("lone surrogate as a key", "application/json", {}, b'{"data":{"\\ud800":1}}', "lone-surrogate"),
    ("data in a header", "application/json", {"ce-specversion": "1.0", "ce-data": "x"}, b"{}", "duplicate-key"),
    ("attribute in another case", "application/json", {"ce-specversion": "1.0", "ce-datacontenttype": "x"}, b"{}",
     "duplicate-key"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "media", "headers", "body", "code"), BODIES)
def test_bodies(api: Api, what: str, media: str, headers: dict[str, str], body: bytes, code: str) -> None:  # noqa: F811
    del what
    answer = api.client.post(
        "/v1/events", content=body, headers=api.headers("police", {"Content-Type": media} | headers)
    )
    assert answer.json()["code"] == code
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert api.head() == 0


def test_a_body_without_an_end(api: Api) -> None:  # noqa: F811
    """In pieces and with no length announced: reading stops at the limit, however much is still to come."""
    given: list[int] = []
    answered: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        given.append(100_000)
        return {"type": "http.request", "body": b"[" * 100_000, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        answered.append(message)

    headers = [(name.lower().encode(), value.encode()) for name, value in api.headers("police").items()]
    scope = {
        "type": "http", "method": "POST", "path": "/v1/events", "raw_path": b"/v1/events", "query_string": b"",
        "headers": [*headers, (b"content-type", b"application/json")], "http_version": "1.1", "scheme": "http",
        "server": ("x", 80), "client": ("x", 1), "root_path": "",
    }  # fmt: skip
    asyncio.run(api.app(scope, receive, send))  # type: ignore[arg-type]
    assert answered[0]["status"] == 413
    assert sum(given) <= api.platform.settings.max_body_bytes + 100_000


@pytest.mark.parametrize("letter", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u2028", "\u00ad", "\x85", "\t"])
@pytest.mark.parametrize("name", ["id", "subject", "actor"])
def test_ids_that_look_like_others(api: Api, name: str, letter: str) -> None:  # noqa: F811
    """Invisible characters, and those that turn a line round, would show one id as another."""
    event = detained() | {name: f"urn:a:c{letter}1"}
    assert api.post(event).json()["code"] == "attribute-invalid"


@pytest.mark.parametrize(
    "case",
    [
        "a b",
        "a/b",
        "a//b/",
        "../../etc",
        "刑初（2026）1号",
        "قضية-7",
        "a?b#c",
        "<b>",
        "=1+1",
        "x" * 200,
    ],
)
def test_case_ids_of_any_kind(api: Api, case: str) -> None:  # noqa: F811
    assert api.post(detained(case=case)).status_code == 202
    api.platform.drain()
    client = signed_in(api)
    place = quote(case, safe="")
    assert api.get(f"/v1/cases/{place}").json()["case"] == case
    for tail in ("", "/replay", "?view=raw"):
        assert client.get(f"/cases/{place}{tail}").status_code == 200, tail
    links = set(re.findall(r'href="(/cases/[^"?]+)"', client.get("/cases").text))
    assert f"/cases/{place}" in links


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x"])
def test_formulas_in_a_spreadsheet(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "tag", ['W/"1"', '"1", "2"', '"1";', '"x"', '""', "1 OR 1=1", '"-1"', '"99999999999"', "'1'", '"¹"']
)
def test_entity_tags_that_are_none(api: Api, tag: str) -> None:  # noqa: F811
    api.post(detained())
    api.platform.drain()
    finding = api.get("/v1/findings").json()["findings"][0]["id"]
    answer = api.client.post(
        f"/v1/findings/{finding}/confirm",
        json={},
        headers=api.headers("supervisor") | {"If-Match": tag.encode()},
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid-parameter"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "BREW"])
def test_other_methods(api: Api, method: str) -> None:  # noqa: F811
    for path in ("/v1/events", "/v1/findings", "/v1/cases/x", "/v1/checkpoint"):
        answer = api.client.request(method, path, headers=api.headers("police"))
        assert answer.status_code == 405, path
        assert "access-control-allow-origin" not in answer.headers


def _form(client: TestClient, finding: str) -> dict[str, str]:
    page = client.get(f"/findings/{finding}").text
    return {
        name: re.findall(rf'name="{name}" value="([^"]+)"', page)[0] for name in ("form_mark", "expected")
    }  # fmt: skip
