"""The embedded issuer as a client meets it: RFC 6749 answers, tokens that work, rotation, binding, revocation."""

from __future__ import annotations

import base64
import stat
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.testclient import TestClient

from api.server import create_app
from app.issuer import SigningKeys
from app.issuers import signing_keys
from app.tokens import TokenFile
from domain.errors import QuanchengError
from tests.api.conftest import POLICE, Api, detained
from tests.api.test_access_tokens import certificate

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def client_of(api: Api, name: str = "police") -> tuple[str, str]:
    token = api.tokens[name]
    return token[3:23], token[24:]


def ask(api: Api, name: str = "police", headers: dict[str, str] | None = None, **form: str):  # type: ignore[no-untyped-def]
    return api.client.post(
        "/oauth/token", data={"grant_type": "client_credentials"} | form, auth=client_of(api, name), headers=headers
    )


def bearer(api: Api, token: str, path: str = "/v1/packs", **headers: str):  # type: ignore[no-untyped-def]
    return api.client.get(path, headers={"Authorization": f"Bearer {token}", "Accept-Language": "en", **headers})


def test_from_credentials_to_an_accepted_act(api: Api) -> None:
    answer = ask(api)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    api.tokens["by access token"] = body["access_token"]
    assert api.post(detained(), "by access token").status_code == 202
    assert api.post(detained("x", source="urn:quancheng:cn-520102:court:01"), "by access token").status_code == 403
    api.platform.drain()
    assert api.get("/v1/cases/c1", "by access token").status_code == 200


def test_credentials_may_stand_in_the_form(api: Api) -> None:
    client_id, secret = client_of(api)
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    assert api.client.post("/oauth/token", data=form).status_code == 200
    both = api.client.post("/oauth/token", data=form, auth=(client_id, secret))
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")


ODD = [
    # (what is odd, body, headers, status, error)
    ("no grant type", "", {}, 400, "invalid_request"),
    ("another grant", "grant_type=password", {}, 400, "unsupported_grant_type"),
    ("a scope", "grant_type=client_credentials&scope=all", {}, 400, "invalid_scope"),
    ("a parameter twice", "grant_type=client_credentials&grant_type=x", {}, 400, "invalid_request"),
    ("JSON", '{"grant_type": "client_credentials"}', {"Content-Type": "application/json"}, 400, "invalid_request"),
    ("no form", "%ff&&&=", {}, 400, "invalid_request"),
    ("no credentials", "grant_type=client_credentials", {"Authorization": ""}, 401, "invalid_client"),
    ("a bearer", "grant_type=client_credentials", {"Authorization": "Bearer x"}, 401, "invalid_client"),
    ("no base64", "grant_type=client_credentials", {"Authorization": "Basic é"}, 401, "invalid_client"),
    ("no colon", "grant_type=client_credentials", {"Authorization": "Basic YWJj"}, 401, "invalid_client"),
    ("unknown client", "grant_type=client_credentials", {"Authorization": "Basic YTpi"}, 401, "invalid_client"),
]


@pytest.mark.parametrize(("oddity", "body", "headers", "status", "error"), ODD, ids=[row[0] for row in ODD])
def test_errors_are_those_of_rfc_6749(
    api: Api, oddity: str, body: str, headers: dict[str, str], status: int, error: str
) -> None:
    own = base64.b64encode(":".join(client_of(api)).encode()).decode()
    sent = {
        name: value.encode() for name, value in ({"Authorization": f"Basic {own}"} | FORM | headers).items() if value
    }
    answer = api.client.post("/oauth/token", content=body.encode(), headers=sent)
    assert (answer.status_code, answer.json()["error"]) == (status, error), oddity
    assert answer.json()["error_description"]
    assert answer.headers["cache-control"] == "no-store"
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Basic")


def test_a_wrong_secret_and_an_unknown_client_look_alike(api: Api) -> None:
    client_id, secret = client_of(api)
    answers = [
        api.client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
        for auth in ((client_id, "A" * 43), ("0" * 20, secret))
    ]
    assert answers[0].json() == answers[1].json()


def guess(api: Api, client_id: str, peer: str = "testclient", secret: str = "A" * 43):  # type: ignore[no-untyped-def]
    """A wrong secret, from a peer that the test client claims to be."""
    elsewhere = TestClient(api.app, client=(peer, 50000))
    return elsewhere.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret))


@pytest.mark.parametrize("known", [True, False])
def test_guessing_at_a_client_is_slowed_down_whether_it_exists_or_not(api: Api, known: bool) -> None:
    client_id = client_of(api)[0] if known else "0" * 20
    assert [guess(api, client_id).status_code for _ in range(6)] == [401] * 5 + [429]
    told = guess(api, client_id)
    assert (told.headers["content-type"], told.json()["code"]) == ("application/problem+json", "too-many-attempts")
    assert told.json()["type"] == "urn:quancheng:problem:too-many-attempts"
    assert told.headers["retry-after"] == "3"
    api.now += timedelta(seconds=3)
    assert guess(api, client_id).status_code == 401, "one more, and then a longer pause"
    assert int(guess(api, client_id).headers["retry-after"]) > 3


def test_a_right_secret_does_not_pass_while_guesses_wait_and_nobody_elsewhere_is_shut_out(api: Api) -> None:
    client_id, secret = client_of(api)
    for _ in range(5):
        guess(api, client_id, "192.0.2.7")
    assert guess(api, client_id, "192.0.2.7", secret).status_code == 429, "else a guesser would learn that it is right"
    assert guess(api, client_id, "198.51.100.1", secret).status_code == 200, "the agency itself, from where it works"


def test_one_address_does_not_try_every_client(api: Api) -> None:
    codes = [guess(api, f"{number:020x}", "192.0.2.7").status_code for number in range(51)]
    assert codes == [401] * 50 + [429]
    assert guess(api, "f" * 20, "198.51.100.1").status_code == 401


def test_a_client_may_ask_for_so_many_tokens_only(api: Api) -> None:
    api.platform.settings.rates = {"tokens": "2/minute"}
    api.platform.settings.rates_of = {"urn:quancheng:cn-520102:court:01": {"tokens": "3/minute"}}
    api = Api(api.platform, TokenFile(api.platform.settings.token_file))
    assert [ask(api).status_code for _ in range(3)] == [200, 200, 429]
    assert [ask(api, "court").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [api.get("/v1/health", None).status_code, api.client.get("/metrics").status_code] == [200, 200]


def test_what_fails_is_counted_by_address(api: Api) -> None:
    api.platform.settings.rates = {"strangers": "2/minute"}
    api = Api(api.platform, TokenFile(api.platform.settings.token_file))
    odd = [api.client.post("/oauth/token", data={"grant_type": "x"}).status_code for _ in range(3)]
    assert odd == [401, 401, 429]
    assert ask(api).status_code == 200, "a client behind the same address is not touched"


def test_what_clients_read_to_find_it(api: Api) -> None:
    metadata = api.client.get("/.well-known/oauth-authorization-server").json()
    assert metadata["token_endpoint"] == metadata["issuer"] + "/oauth/token"
    keys = api.client.get(metadata["jwks_uri"].removeprefix(metadata["issuer"])).json()["keys"]
    assert [sorted(key) for key in keys] == [["alg", "crv", "kid", "kty", "use", "x", "y"]], "no private part"


def test_an_access_token_ends_by_itself_and_with_its_client(api: Api) -> None:
    token = ask(api).json()["access_token"]
    assert bearer(api, token).status_code == 200
    api.now += timedelta(seconds=631)
    assert bearer(api, token).status_code == 401
    token = ask(api).json()["access_token"]
    TokenFile(api.platform.settings.token_file).revoke(client_of(api)[0], api.now)
    answer = bearer(api, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
    assert "revoked" in answer.json()["detail"]
    assert ask(api).status_code == 401


def test_tokens_live_through_a_rotation_and_end_with_their_key(api: Api) -> None:
    keys = signing_keys(api.platform.settings)
    old = ask(api).json()["access_token"]
    keys.rotate()
    new = ask(api).json()["access_token"]
    assert [bearer(api, token).status_code for token in (old, new)] == [200, 200]
    keys.rotate()
    keys.rotate()
    assert bearer(api, old).status_code == 401
    assert len(api.client.get("/oauth/jwks").json()["keys"]) == 3


def test_the_key_file_is_the_owners_alone_and_a_spoilt_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    SigningKeys(path).newest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for spoilt in (b"", b"[]", b"{}", b'[{"kty":"EC"}]'):
        path.write_bytes(spoilt)
        with pytest.raises(QuanchengError, match="no signing key"):
            SigningKeys(path).newest()


def test_another_issuer_puts_the_embedded_one_away(api: Api) -> None:
    settings = api.platform.settings.model_copy(
        update={"issuer": "https://login.example", "issuer_jwks_url": "http://127.0.0.1:9/jwks"}
    )
    own = ask(api).json()["access_token"]
    api.platform.settings = settings
    client = TestClient(create_app(api.platform))
    for path in ("/oauth/jwks", "/.well-known/oauth-authorization-server"):
        assert client.get(path).status_code == 404
    answer = client.get("/v1/packs", headers={"Authorization": f"Bearer {own}"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), "its keys were never to be had"


# -- certificates: the test client is the peer "testclient", which no network holds


@pytest.fixture
def behind_proxy(api: Api) -> Api:
    api.platform.settings = api.platform.settings.model_copy(
        update={"client_certificate_header": "Client-Cert", "trusted_proxies": (ip_network("10.0.0.0/8"),)}
    )
    return api


def seen_from(api: Api, peer: str) -> Api:
    api.client = TestClient(create_app(api.platform), client=(peer, 1), raise_server_exceptions=False)
    return api


def test_a_token_asked_for_with_a_certificate_is_bound_to_it(behind_proxy: Api) -> None:
    api = seen_from(behind_proxy, "10.1.2.3")
    own, other = (quote(certificate(name).public_bytes(Encoding.PEM).decode()) for name in ("a", "b"))
    token = ask(api, headers={"Client-Cert": own}).json()["access_token"]
    assert bearer(api, token, **{"Client-Cert": own}).status_code == 200
    assert bearer(api, token, **{"Client-Cert": other}).status_code == 401
    assert bearer(api, token).status_code == 401
    forged = seen_from(api, "192.0.2.7")
    assert bearer(forged, token, **{"Client-Cert": own}).status_code == 401, "not from a proxy of ours"


def test_two_certificates_in_one_request_are_none(behind_proxy: Api) -> None:
    api = seen_from(behind_proxy, "10.1.2.3")
    own = quote(certificate("a").public_bytes(Encoding.PEM).decode())
    token = ask(api, headers={"Client-Cert": own}).json()["access_token"]
    twice = [("Authorization", f"Bearer {token}"), ("Client-Cert", own), ("Client-Cert", own)]
    assert api.client.get("/v1/packs", headers=twice).status_code == 401


def test_the_peer_is_the_proxy_and_not_whom_it_speaks_for(behind_proxy: Api) -> None:
    """X-Forwarded-For names the client; a client could name a proxy there."""
    import asyncio

    from app.serving import _KeepPeer, peer_of

    seen: list[str | None] = []

    async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        seen.append(peer_of(scope | {"client": ("10.9.9.9", 1)}))

    asyncio.run(_KeepPeer(app)({"type": "http", "client": ("192.0.2.7", 5)}, None, None))
    assert seen == ["192.0.2.7"]


def test_an_agency_is_who_the_file_says(api: Api) -> None:
    assert ask(api, "supervisor").status_code == 200
    api.tokens["s"] = ask(api, "supervisor").json()["access_token"]
    assert api.get("/v1/findings", "s").status_code == 200
    assert POLICE not in api.tokens["s"]
