"""Signing in at an identity provider: a provider that keeps to the protocol, and every way in which one may not."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from app.composition import Platform
from app.settings import Settings
from tests.web.conftest import NOW, PROVINCE, Reader
from tests.web.html_tree import parse
from web.server import create_app
from web.session import COOKIE, UNDER_WAY_COOKIE

SECOND = int(NOW.timestamp())
CLIENT, SECRET = "quancheng-console", "s3cret"
CALLBACK = "http://127.0.0.1:8000/sign-in/callback"


class Provider(http.server.ThreadingHTTPServer):
    """A provider on loopback. change(claims) and header: what a test makes it say otherwise."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = ECKey.generate_key("P-256", auto_kid=True)
        self.signs_with = self.key
        self.codes: dict[str, dict[str, str]] = {}
        self.changes: dict[str, Any] = {}
        self.names_itself = self.issuer
        self.answer_status = 200

    def grant(self, address: str) -> str:
        """What the provider does after the person has signed in there: the code for this request."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid")
        assert (asked["redirect_uri"], asked["code_challenge_method"]) == (CALLBACK, "S256")
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return code

    def identity(self, nonce: str) -> str:
        claims = {
            "iss": self.issuer, "sub": "248289761001", "aud": CLIENT, "iat": SECOND, "exp": SECOND + 300,
            "nonce": nonce, "agency": PROVINCE, "role": "supervisor", "preferred_username": "li.na",
        } | self.changes  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": str(self.key.kid)}, kept, self.signs_with, algorithms=["ES256"])


class _Pages(http.server.BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        issuer = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": self.server.names_itself, "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token", "jwks_uri": f"{issuer}/jwks",
                }
            )  # fmt: skip
        else:
            self.answer({"keys": [self.server.key.as_dict(private=False)]})

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        asked = self.server.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        right = (
            asked is not None
            and asked["code_challenge"] == challenge
            and form["redirect_uri"] == asked["redirect_uri"]
            and self.headers["Authorization"] == f"Basic {known}"
        )
        if not right or self.server.answer_status != 200:
            self.answer({"error": "invalid_grant"}, 400)
            return
        assert asked is not None
        self.answer({"id_token": self.server.identity(asked["nonce"]), "token_type": "Bearer", "access_token": "x"})

    def answer(self, body: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def client(platform: Platform, provider: Provider, tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "secret").write_text(SECRET + "\n")
    before = platform.settings
    platform.settings = before.model_copy(
        update={
            "oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret_file": tmp_path / "secret"
        }
    )  # fmt: skip
    yield TestClient(create_app(platform), base_url="http://127.0.0.1:8000", follow_redirects=False)
    platform.settings = before


def leave(client: TestClient, following: str = "/findings") -> str:
    link = parse(client.get(f"/sign-in?next={following}").text).one("p", class_="panel").one("a")
    answer = client.get(link.attributes["href"])
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert UNDER_WAY_COOKIE in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    return str(answer.headers["location"])


def come_back(client: TestClient, code: str, state: str):  # type: ignore[no-untyped-def]
    return client.get(
        "/sign-in/callback", params={"code": code, "state": state}, headers={"sec-fetch-site": "cross-site"}
    )


def state_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def refused(client: TestClient, answer: Any) -> None:
    assert answer.status_code == 403
    assert "统一身份认证登录未成功" in parse(answer.text).one("div", role="alert").text
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert client.get("/findings").status_code == 303


def test_a_person_comes_back_signed_in(client: TestClient, provider: Provider) -> None:
    address = leave(client)
    answer = come_back(client, provider.grant(address), state_of(address))
    assert answer.status_code == 200
    # the session's cookie is strict: the way on begins on our own page
    assert "SameSite=strict" in answer.headers.get_list("set-cookie")[0]
    assert parse(answer.text).one("meta", http_equiv="refresh").attributes["content"] == "0; url=/findings"
    page = parse(client.get("/findings").text)
    assert "li.na" in page.one("div", class_="who").text


def test_without_a_provider_there_is_none(reader: Reader) -> None:
    client = reader("")
    assert not parse(client.get("/sign-in").text).all("p", class_="panel")
    for address in ("/sign-in/provider", "/sign-in/callback?code=x&state=y"):
        assert client.get(address).status_code == 404


def test_a_code_is_of_the_browser_that_began(client: TestClient, provider: Provider, platform: Platform) -> None:
    """An attacker's own code, sent to a victim, would sign the victim in as the attacker."""
    address = leave(client)
    code = provider.grant(address)
    victim = TestClient(create_app(platform), base_url="http://127.0.0.1:8000", follow_redirects=False)
    refused(victim, come_back(victim, code, state_of(address)))
    leave(victim)
    refused(victim, come_back(victim, code, state_of(address)))


def test_a_code_works_once(client: TestClient, provider: Provider) -> None:
    address = leave(client)
    code = provider.grant(address)
    first = come_back(client, code, state_of(address))
    assert first.status_code == 200
    client.cookies.clear()
    refused(client, come_back(client, code, state_of(address)))


def test_a_stolen_code_is_worth_nothing_without_the_verifier(client: TestClient, provider: Provider) -> None:
    code = provider.grant(leave(client))
    own = leave(client)
    refused(client, come_back(client, code, state_of(own)))


FALSE = [
    ("another sign-in's token", {"nonce": "another"}),
    ("no nonce", {"nonce": None}),
    ("another client's token", {"aud": "another"}),
    ("made out for another among several", {"aud": [CLIENT, "another"], "azp": "another"}),
    ("several and no party named", {"aud": [CLIENT, "another"]}),
    ("another issuer", {"iss": "https://evil.example"}),
    ("an old token", {"exp": SECOND - 31}),
    ("a token of tomorrow", {"iat": SECOND + 86400, "exp": SECOND + 90000}),
    ("no agency", {"agency": None}),
    ("an agency that is none", {"agency": "police"}),
    ("a role of its own", {"role": "operator"}),
    ("a name with a line feed", {"preferred_username": "li\nna"}),
]


@pytest.mark.parametrize(("falsehood", "changes"), FALSE, ids=[row[0] for row in FALSE])
def test_a_false_identity_is_refused(
    client: TestClient, provider: Provider, falsehood: str, changes: dict[str, Any]
) -> None:
    provider.changes = changes
    address = leave(client)
    refused(client, come_back(client, provider.grant(address), state_of(address)))


def test_a_token_signed_by_somebody_else(client: TestClient, provider: Provider) -> None:
    provider.signs_with = ECKey.generate_key("P-256")
    address = leave(client)
    refused(client, come_back(client, provider.grant(address), state_of(address)))


def test_a_provider_that_refuses_the_code(client: TestClient, provider: Provider) -> None:
    address = leave(client)
    provider.answer_status = 400
    refused(client, come_back(client, provider.grant(address), state_of(address)))


def test_a_provider_that_says_it_is_another(client: TestClient, provider: Provider) -> None:
    provider.names_itself = "https://evil.example"
    refused(client, client.get("/sign-in/provider"))


def test_a_provider_that_is_gone(client: TestClient, provider: Provider) -> None:
    provider.shutdown()
    provider.server_close()
    refused(client, client.get("/sign-in/provider"))


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=x", "?state=y"])
def test_coming_back_with_nothing(client: TestClient, query: str) -> None:
    leave(client)
    refused(client, client.get(f"/sign-in/callback{query}"))


def test_an_open_line_to_the_provider_is_refused_by_name(tmp_path: Path) -> None:
    from app.oidc import IdentityProvider
    from domain.errors import QuanchengError

    with pytest.raises(QuanchengError, match="https"):
        IdentityProvider("http://login.example", CLIENT, SECRET, CALLBACK)
    with pytest.raises(ValueError, match="set together"):
        Settings(oidc_issuer="https://login.example")
