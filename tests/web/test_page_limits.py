"""How many pages one person may ask for: who asks too much is told so in words, and nobody else pays for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.composition import Platform
from app.tokens import TokenFile
from tests.web.conftest import NOW, POLICE
from web.server import create_app


@pytest.fixture
def limited(platform: Platform) -> Iterator[Platform]:
    """The platform, where three pages a minute are all that anybody gets."""
    platform.settings.rates = {"pages": "3/minute", "strangers": "4/minute"}
    yield platform
    platform.settings.rates = {}


def signed_in(site: TestClient, token: str) -> TestClient:
    """Another browser at the same site."""
    browser = TestClient(site.app, follow_redirects=False)
    browser.post("/sign-in", data={"token": token})
    return browser


@pytest.mark.parametrize(("language", "title"), [("zh", "请求过于频繁"), ("en", "Too many requests")])
def test_one_person_does_not_take_the_pages_from_another(
    limited: Platform, tokens: dict[str, str], language: str, title: str
) -> None:
    site = TestClient(create_app(limited), follow_redirects=False)
    reader, other = (
        signed_in(site, tokens["clerk"]),
        signed_in(site, TokenFile(limited.settings.token_file).issue(POLICE, "clerk", NOW)),
    )
    assert [reader.get(f"/duties?lang={language}").status_code for _ in range(3)] == [200, 200, 200]
    told = reader.get(f"/duties.csv?lang={language}")
    assert told.status_code == 429, "an export is a page like another"
    assert title in told.text
    assert 1 <= int(told.headers["retry-after"]) <= 60
    assert f"{told.headers['retry-after']}" in told.text
    assert "default-src" in told.headers["content-security-policy"]
    assert other.get("/duties").status_code == 200, "another of the same agency is not touched"
    assert site.get("/static/style.css").status_code == 200


def test_who_is_not_signed_in_is_counted_by_address(limited: Platform, tokens: dict[str, str]) -> None:
    site = TestClient(create_app(limited), follow_redirects=False)
    reader = signed_in(site, tokens["clerk"])
    assert [site.get("/sign-in").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert site.post("/sign-in", data={"token": tokens["clerk"]}).status_code == 429
    assert reader.get("/duties").status_code == 200, "who is signed in already is not touched"


def test_guessing_at_a_token_is_slowed_down(platform: Platform, tokens: dict[str, str]) -> None:
    site = TestClient(create_app(platform), follow_redirects=False)
    right = tokens["clerk"]
    wrong = right[:24] + "A" * 43
    assert [site.post("/sign-in", data={"token": wrong}).status_code for _ in range(6)] == [403] * 5 + [429]
    told = site.get(f"/sign-in?token={right}")
    assert (told.status_code, told.headers["retry-after"]) == (429, "3")
    assert "请在 3 秒后重试" in told.text
    assert site.post("/sign-in", data={"token": tokens["auditor"]}).status_code == 303
