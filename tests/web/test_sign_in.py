"""Signing in and out; forged, stale and borrowed sessions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.composition import Platform
from app.tokens import TokenFile
from domain.errors import QuanchengError
from domain.permission import Principal
from tests.web.conftest import NOW, POLICE, Reader
from tests.web.html_tree import parse
from web.server import create_app
from web.session import COOKIE, Sessions, session_key


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(reader: Reader, tokens: dict[str, str]) -> None:
    client = reader("")
    answer = client.get("/findings?tab=closed")
    assert answer.headers["location"] == "/sign-in?next=%2Ffindings%3Ftab%3Dclosed"
    form = parse(client.get(answer.headers["location"]).text)
    assert form.one("input", name="next").attributes["value"] == "/findings?tab=closed"
    entered = client.post("/sign-in", data={"token": tokens["auditor"], "next": "/findings?tab=closed"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/findings?tab=closed")
    assert client.get("/findings?tab=closed").status_code == 200


def test_the_ready_link_is_exchanged_at_once_and_the_token_does_not_stay(
    reader: Reader, tokens: dict[str, str]
) -> None:
    client = reader("")
    answer = client.get("/sign-in", params={"token": tokens["supervisor"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert tokens["supervisor"] not in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert tokens["supervisor"] not in client.get("/").text


def test_the_cookie_travels_on_https_only_where_there_is_https(platform: Platform, tokens: dict[str, str]) -> None:
    client = TestClient(create_app(platform), base_url="https://pages.test", follow_redirects=False)
    assert "Secure" in client.post("/sign-in", data={"token": tokens["auditor"]}).headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "qc_", "qc_00000000000000000000_" + "A" * 43, "nonsense", "é" * 50])
def test_a_wrong_token_is_told_so_in_words(reader: Reader, token: str) -> None:
    answer = reader("").post("/sign-in", data={"token": token})
    assert answer.status_code == 403
    assert "令牌不正确" in parse(answer.text).one("div", role="alert").text
    assert "set-cookie" not in answer.headers


def test_another_site_cannot_sign_a_reader_in_under_its_own_token(reader: Reader, tokens: dict[str, str]) -> None:
    client = reader("")
    answer = client.get("/sign-in", params={"token": tokens["clerk"]}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", ["//evil.test/", "/\\evil.test", "https://evil.test/", "javascript:x", "/a\nb"])
def test_sign_in_leads_nowhere_but_to_our_own_pages(reader: Reader, tokens: dict[str, str], address: str) -> None:
    answer = reader("").post("/sign-in", data={"token": tokens["auditor"], "next": address})
    assert answer.headers["location"] == "/"


def test_a_forged_cookie_is_nobody(reader: Reader, platform: Platform) -> None:
    principal = TokenFile(platform.settings.token_file).tokens()
    forger = Sessions(TokenFile(platform.settings.token_file), b"another key")
    client = reader("auditor")
    body, _, mac = client.cookies[COOKIE].partition(".")
    by_another_key = forger.begin(Principal(next(iter(principal)), POLICE, "supervisor"), NOW)
    for cookie in (by_another_key, body, f"{body}.", f"{body}A.{mac}", "é.é", "."):
        nobody = reader("")
        sent = f"{COOKIE}={cookie}".encode()
        assert nobody.get("/", headers={b"cookie": sent}).status_code == 303, cookie


def test_a_revoked_token_ends_its_sessions(reader: Reader, platform: Platform) -> None:
    file = TokenFile(platform.settings.token_file)
    token = file.issue(POLICE, "agency", NOW)
    client = reader("")
    client.post("/sign-in", data={"token": token})
    assert client.get("/").status_code == 200
    file.revoke(token.split("_")[1], NOW)
    assert client.get("/").status_code == 303


def test_a_session_ends_by_itself(platform: Platform, tokens: dict[str, str]) -> None:
    sessions = Sessions(TokenFile(platform.settings.token_file), b"key")
    principal = TokenFile(platform.settings.token_file).principal(tokens["auditor"], NOW)
    assert principal is not None
    cookie = sessions.begin(principal, NOW)
    assert sessions.read(cookie, NOW + timedelta(hours=9)) is not None
    assert sessions.read(cookie, NOW + timedelta(hours=10)) is None


def test_signing_out_asks_first_and_ends_the_session(reader: Reader) -> None:
    client = reader("auditor")
    page = parse(client.get("/sign-out").text)
    mark = page.one("input", name="form_mark").attributes["value"]
    assert client.post("/sign-out", data={"form_mark": mark}).headers["location"] == "/sign-in"
    assert client.get("/").status_code == 303


def test_what_every_page_forbids_the_browser(reader: Reader) -> None:
    for address in ("/", "/sign-in", "/static/style.css", "/no-such-page"):
        headers = reader("auditor").get(address).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_session_key_is_the_owners_alone_and_an_empty_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "var" / "pages.key"
    assert session_key(path) == session_key(path)
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(b"")
    with pytest.raises(QuanchengError, match="holds no key"):
        session_key(path)
