"""Access tokens of another issuer: every way to forge one, to borrow one, and to keep us waiting for keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from app.access_tokens import AccessTokens, IssuerUnreachable, TokenRefused, thumbprint
from app.issuer_keys import MOST_BYTES, IssuerKeys, KeysFault, PublicKey, fetch, read_key_set, require_https
from app.settings import Settings
from domain.errors import QuanchengError

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ISSUER, AUDIENCE = "https://login.example", "https://quancheng.example"
POLICE = "urn:quancheng:cn-520102:police:01"
KEY = ECKey.generate_key("P-256", auto_kid=True)
STRANGER = ECKey.generate_key("P-256", auto_kid=True)
RSA = RSAKey.generate_key(2048, auto_kid=True)
EDWARDS = OKPKey.generate_key("Ed25519", auto_kid=True)
KNOWN: dict[str, PublicKey] = {str(key.kid): key for key in (KEY, RSA, EDWARDS)}
SECOND = int(NOW.timestamp())
CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "aud": AUDIENCE, "sub": "client-7", "client_id": "client-7", "iat": SECOND, "exp": SECOND + 600,
    "jti": "1", "agency": POLICE, "role": "agency",
}  # fmt: skip


def signed(key: Any = KEY, alg: str = "ES256", header: dict[str, Any] | None = None, **changes: Any) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    named = {"alg": alg, "typ": "at+jwt", "kid": str(key.kid), **(header or {})}
    return jwt.encode(named, claims, key, algorithms=[alg])


def checks() -> AccessTokens:
    return AccessTokens(ISSUER, AUDIENCE, KNOWN.get)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def with_public_key_as_secret() -> str:
    """CVE-2015-9235: an HMAC keyed with the published key."""
    body = f"{part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': str(KEY.kid)})}.{part(CLAIMS)}"
    mac = hmac.new(KEY.as_pem(private=False), body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def altered() -> str:
    header, _, signature = signed().split(".")
    return ".".join((header, part(CLAIMS | {"role": "auditor"}), signature))


FORGED = [
    # (the attack, the token, what the refusal says)
    ("no signature", f"{part({'alg': 'none', 'typ': 'at+jwt'})}.{part(CLAIMS)}.", "algorithm is not allowed"),
    ("the public key as a shared secret", with_public_key_as_secret(), "algorithm is not allowed"),
    ("claims changed after signing", altered(), "signature does not hold"),
    ("signed by somebody else under a known key id", signed(STRANGER, header={"kid": str(KEY.kid)}), "does not hold"),
    ("signed by a key of its own", signed(STRANGER), "does not publish"),
    ("its own key enclosed", signed(STRANGER, header={"jwk": STRANGER.as_dict(private=False), "kid": "x"}),
     "does not publish"),
    ("no key id", signed(header={"kid": ""}), "does not publish"),
    ("an algorithm of another key", signed(RSA, "RS256", header={"kid": str(KEY.kid)}), "does not hold"),
    ("an identity token", signed(header={"typ": "JWT"}), "no access token"),
    ("another issuer", signed(iss="https://evil.example"), "another issuer"),
    ("an issuer that begins alike", signed(iss=ISSUER + "/"), "another issuer"),
    ("another audience", signed(aud="https://other.example"), "another audience"),
    ("other audiences", signed(aud=["https://other.example", AUDIENCE + ".evil"]), "another audience"),
    ("expired", signed(exp=SECOND - 31), "expired"),
    ("without end", signed(exp=None), "RFC 9068"),
    ("an end that is a text", signed(exp="2099-01-01"), "RFC 9068"),
    ("not yet", signed(nbf=SECOND + 60), "not valid yet"),
    ("issued in the future", signed(iat=SECOND + 60), "not valid yet"),
    ("no agency", signed(agency=None), "RFC 9068"),
    ("an agency that is none", signed(agency="urn:quancheng:cn-520102:army:01"), "no URI"),
    ("an agency with a line feed", signed(agency=POLICE + "\n"), "no URI"),
    ("a role of its own making", signed(role="operator"), "none of ours"),
    ("a name that breaks the log", signed(client_id="a\nb"), "log"),
    ("bound in a way that we cannot check", signed(cnf={"jkt": "x"}), "method that is not known"),
    ("far too long", signed(jti="x" * 9000), "too long"),
    ("nothing", "", "no JWT"),
    ("text", "hello", "no JWT"),
    ("two parts", "e30.e30", "no JWT"),
    ("no ASCII", "é.é.é", "no JWT"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "token", "says"), FORGED, ids=[row[0] for row in FORGED])
def test_a_forged_token_is_refused(attack: str, token: str, says: str) -> None:
    with pytest.raises(TokenRefused, match=says) as refusal:
        checks().principal(token, NOW)
    assert refusal.value.remedy


@pytest.mark.parametrize(("key", "alg"), [(KEY, "ES256"), (RSA, "RS256"), (RSA, "PS256"), (EDWARDS, "Ed25519")])
def test_a_token_of_the_issuer_is_its_agency(key: Any, alg: str) -> None:
    found = checks().principal(signed(key, alg, aud=["https://other.example", AUDIENCE], role="supervisor"), NOW)
    assert (found.agency, found.role, found.token) == (POLICE, "supervisor", "client-7")


def test_clocks_may_differ_a_little() -> None:
    assert checks().principal(signed(exp=SECOND - 20), NOW)
    assert checks().principal(signed(iat=SECOND + 20, nbf=SECOND + 20), NOW)


def test_an_algorithm_that_the_operator_did_not_allow() -> None:
    with pytest.raises(TokenRefused, match="algorithm"):
        AccessTokens(ISSUER, AUDIENCE, KNOWN.get, ["ES256"]).principal(signed(RSA, "RS256"), NOW)


# -- bound to a certificate


def certificate(name: str) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    dated = made.serial_number(7).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    return dated.sign(key, hashes.SHA256())


def test_a_bound_token_works_with_its_certificate_only() -> None:
    pem = certificate("a").public_bytes(Encoding.PEM).decode()
    own, other = thumbprint(pem), thumbprint(certificate("b").public_bytes(Encoding.PEM).decode())
    bound = signed(cnf={"x5t#S256": own})
    assert checks().principal(bound, NOW, own).agency == POLICE
    for wrong in (None, other, "", "é"):
        with pytest.raises(TokenRefused, match="client certificate"):
            checks().principal(bound, NOW, wrong)


def test_both_ways_to_forward_a_certificate_give_one_thumbprint() -> None:
    from urllib.parse import quote

    made = certificate("a")
    der = base64.b64encode(made.public_bytes(Encoding.DER)).decode()
    pem = made.public_bytes(Encoding.PEM).decode()
    expected = base64.urlsafe_b64encode(made.fingerprint(hashes.SHA256())).decode().rstrip("=")
    assert thumbprint(f":{der}:") == thumbprint(quote(pem)) == expected
    for none in ("", ":", "::", ":AAAA:", ":é:", "-----BEGIN CERTIFICATE-----", "%ff"):
        assert thumbprint(none) is None


# -- the issuer's keys


def key_set(*keys: Any) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


class Publisher:
    """An issuer that tests let rotate, fail and hang."""

    def __init__(self, *keys: Any) -> None:
        self.body = key_set(*keys)
        self.asked = 0
        self.dead = False
        self.gate = threading.Event()
        self.gate.set()
        self.now = 0.0

    def __call__(self, url: str) -> bytes:
        self.asked += 1
        self.gate.wait(10)
        if self.dead:
            raise KeysFault("dead")
        return self.body

    def keys(self, wait: float = 5.0) -> IssuerKeys:
        return IssuerKeys(f"{ISSUER}/jwks", get=self, monotonic=lambda: self.now, wait_seconds=wait)


def settled(condition: Any) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came about")


def test_a_rotated_key_is_fetched_when_a_token_names_it() -> None:
    publisher = Publisher(KEY)
    keys = publisher.keys()
    assert keys.key(str(KEY.kid)) is not None
    publisher.body = key_set(KEY, RSA)
    publisher.now = 11
    assert keys.key(str(RSA.kid)) is not None
    assert publisher.asked == 2


def test_made_up_key_ids_do_not_flood_the_issuer() -> None:
    publisher = Publisher(KEY)
    keys = publisher.keys()
    assert [keys.key(f"made-up-{n}") for n in range(50)] == [None] * 50
    assert publisher.asked == 1


def test_a_dead_issuer_leaves_its_known_keys_in_force() -> None:
    publisher = Publisher(KEY)
    keys = publisher.keys()
    assert keys.key(str(KEY.kid)) is not None
    publisher.dead = True
    for hour in range(1, 25):
        publisher.now = hour * 3600.0
        assert keys.key(str(KEY.kid)) is not None
        settled(lambda expected=hour + 1: publisher.asked >= expected and keys._under_way is None)
    publisher.dead = False
    publisher.body = key_set(RSA)
    publisher.now += 3600
    assert keys.key(str(RSA.kid)) is not None
    assert keys.key(str(KEY.kid)) is None, "a key that is withdrawn ends"


def test_failures_are_met_with_longer_and_longer_pauses() -> None:
    publisher = Publisher(KEY)
    publisher.dead = True
    keys = publisher.keys()
    asked = []
    for second in range(1200):
        publisher.now = float(second)
        with pytest.raises(KeysFault):
            keys.key("x")
        asked.append(publisher.asked)
    assert 5 <= asked[-1] <= 9, "10, 20, 40 … seconds, at most ten minutes"


def test_no_request_waits_long_for_an_issuer_that_hangs() -> None:
    publisher = Publisher(KEY)
    publisher.gate.clear()
    keys = publisher.keys(wait=0.2)
    start = time.monotonic()
    with pytest.raises(IssuerUnreachable):
        AccessTokens(ISSUER, AUDIENCE, keys.key).principal(signed(), NOW)
    assert time.monotonic() - start < 2
    publisher.gate.set()
    settled(lambda: _known(keys))


def test_while_a_fetch_hangs_known_keys_cost_no_time() -> None:
    publisher = Publisher(KEY)
    keys = publisher.keys()
    assert keys.key(str(KEY.kid))
    publisher.gate.clear()
    publisher.now = 1000
    start = time.monotonic()
    assert all(keys.key(str(KEY.kid)) for _ in range(100))
    assert time.monotonic() - start < 1
    publisher.gate.set()


def _known(keys: IssuerKeys) -> bool:
    try:
        return keys.key(str(KEY.kid)) is not None
    except KeysFault:
        return False


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"keys":[]}', b'{"keys":[{"kty":"oct","k":"AAAA","kid":"s"}]}', b"\xff", b'{"keys":7}'],
)
def test_what_is_no_key_set_changes_nothing(body: bytes) -> None:
    with pytest.raises(KeysFault):
        read_key_set(body)


def test_keys_of_kinds_that_we_do_not_know_are_passed_over() -> None:
    odd = [{"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44"}, {"kty": "EC", "kid": "broken"}, 7, {"kid": 9}]
    body = json.dumps({"keys": [*odd, KEY.as_dict(private=False)]}).encode()
    assert list(read_key_set(body)) == [KEY.kid]


@pytest.mark.parametrize("url", ["http://login.example/jwks", "ftp://x/y", "", "http://127.0.0.1.evil.example/jwks"])
def test_keys_do_not_come_over_an_open_line(url: str) -> None:
    with pytest.raises(QuanchengError, match="https"):
        require_https(url)


class _Odd(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/keys")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        if self.path == "/keys":
            self.wfile.write(key_set(KEY))
        if self.path == "/endless":
            for _ in range(MOST_BYTES // 1024 + 2):
                self.wfile.write(b" " * 1024)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def odd_server() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_keys_over_http_as_they_are(odd_server: str) -> None:
    assert list(read_key_set(fetch(f"{odd_server}/keys"))) == [KEY.kid]


@pytest.mark.parametrize(("path", "says"), [("/redirect", "302"), ("/endless", "longer than"), ("/missing", "")])
def test_an_issuer_that_answers_oddly(odd_server: str, path: str, says: str) -> None:
    with pytest.raises(KeysFault, match=says):
        read_key_set(fetch(odd_server + path))


def test_an_issuer_that_is_not_there() -> None:
    with pytest.raises(KeysFault, match="ConnectError"):
        fetch("http://127.0.0.1:9/keys")


@pytest.mark.parametrize(
    "given",
    [
        {"issuer": ISSUER},
        {"issuer_jwks_url": f"{ISSUER}/jwks"},
        {"issuer": ISSUER, "issuer_jwks_url": f"{ISSUER}/jwks", "issuer_algorithms": ("HS256",)},
        {"issuer": ISSUER, "issuer_jwks_url": f"{ISSUER}/jwks", "issuer_algorithms": ("none",)},
        {"client_certificate_header": "Client-Cert"},
        {"trusted_proxies": ("10.0.0.0/8",)},
    ],
)
def test_settings_that_would_leave_a_door_open(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"set together|no private key"):
        Settings(**given)
