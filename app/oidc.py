"""Sign-in of people at an identity provider: OpenID Connect, authorization code with PKCE (RFC 7636), state and nonce.

Not sessions (web/session.py) and not the pages. The provider says for which agency and in which role a person acts, by
the claims `agency` and `role` of the identity token.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError

from app.access_tokens import ALGORITHMS, LEEWAY_SECONDS
from app.issuer_keys import FETCH_SECONDS, IssuerKeys, KeysFault, fetch, require_https
from app.settings import Settings
from domain import agency as agencies
from domain.errors import QuanchengError, Refused
from domain.permission import ROLES, Principal

CALLBACK: Final = "/sign-in/callback"
MOST_BYTES: Final = 64 * 1024
DISCOVERED_SECONDS: Final = 3600.0


class SignInRefused(QuanchengError):
    """The provider, or what it says, is not to be believed; nobody is signed in."""


class Begun(msgspec.Struct, frozen=True):
    """What the browser keeps between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str
    next: str


class _Provider(msgspec.Struct, frozen=True):
    """OpenID Connect Discovery §3, the part that is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _TokenAnswer(msgspec.Struct, frozen=True):
    id_token: str


class _Header(msgspec.Struct, frozen=True):
    alg: str
    kid: str = ""


class _Identity(msgspec.Struct, frozen=True):
    """OpenID Connect Core §2, and two claims of ours."""

    iss: str
    sub: str
    aud: str | list[str]
    exp: int
    iat: int
    nonce: str
    agency: str
    role: str
    azp: str | None = None
    preferred_username: str | None = None


class IdentityProvider:
    """One provider by its settings; safe to share between threads. None of it is asked before somebody signs in."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, public_url: str) -> None:
        require_https(issuer)
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._callback = public_url.rstrip("/") + CALLBACK
        self._lock = threading.Lock()
        self._known: tuple[float, _Provider, IssuerKeys] | None = None

    def begin(self, following: str) -> tuple[str, Begun]:
        """(address to send the browser to, what it keeps meanwhile). following: the page wanted after sign-in."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        begun = Begun(state, nonce, verifier, following)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code", "client_id": self._client_id, "redirect_uri": self._callback, "scope": "openid",
            "state": begun.state, "nonce": begun.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        endpoint = self._provider()[0].authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", begun

    def finish(self, code: str, state: str, begun: Begun, now: datetime) -> Principal:
        """Who came back with this code. Raises SignInRefused."""
        if not secrets.compare_digest(state.encode(), begun.state.encode()):
            raise _refused("the answer does not belong to this browser")
        provider, keys = self._provider()
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._callback,
            "code_verifier": begun.verifier,
        }  # fmt: skip
        identity = self._identity(self._ask(provider.token_endpoint, form).id_token, keys)
        audience = [identity.aud] if isinstance(identity.aud, str) else identity.aud
        if identity.iss != provider.issuer or self._client_id not in audience:
            raise _refused("its identity token is not for this platform")
        if (len(audience) > 1 or identity.azp is not None) and identity.azp != self._client_id:
            raise _refused("its identity token was made out for another client")
        second = now.timestamp()
        if not identity.iat - LEEWAY_SECONDS <= second < identity.exp + LEEWAY_SECONDS:
            raise _refused("its identity token is not of now")
        if not secrets.compare_digest(identity.nonce.encode(), begun.nonce.encode()):
            raise _refused("its identity token belongs to another sign-in")
        return _principal(identity)

    def _provider(self) -> tuple[_Provider, IssuerKeys]:
        with self._lock:
            known = self._known
        if known is not None and time.monotonic() - known[0] < DISCOVERED_SECONDS:
            return known[1], known[2]
        try:
            body = fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            found = msgspec.json.decode(body, type=_Provider)
            for address in (found.authorization_endpoint, found.token_endpoint):
                require_https(address)
            keys = known[2] if known is not None and known[1].jwks_uri == found.jwks_uri else IssuerKeys(found.jwks_uri)
        except (KeysFault, msgspec.DecodeError, QuanchengError) as error:
            if known is not None:
                return known[1], known[2]
            raise _refused(f"its description cannot be had ({error})") from None
        if found.issuer != self._issuer:
            raise _refused("its description names another issuer")
        with self._lock:
            self._known = (time.monotonic(), found, keys)
        return found, keys

    def _ask(self, endpoint: str, form: dict[str, str]) -> _TokenAnswer:
        deadline = time.monotonic() + FETCH_SECONDS
        try:
            with (
                httpx.Client(timeout=FETCH_SECONDS, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", endpoint, data=form, auth=(self._client_id, self._client_secret)) as response,
            ):
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > MOST_BYTES or time.monotonic() > deadline:
                        raise _refused("its answer is too long or too slow")
                if response.status_code != 200:
                    raise _refused(f"it answers {response.status_code} to the code")
            return msgspec.json.decode(bytes(body), type=_TokenAnswer)
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            raise _refused(f"its answer cannot be read ({type(error).__name__})") from None

    def _identity(self, token: str, keys: IssuerKeys) -> _Identity:
        first = token.split(".", 1)[0]
        try:
            header = msgspec.json.decode(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)), type=_Header)
            key = keys.key(header.kid) if header.alg in ALGORITHMS else None
            if key is None:
                raise _refused("its identity token is signed with a key or in a way that is not taken here")
            return msgspec.convert(jwt.decode(token, key, algorithms=ALGORITHMS).claims, _Identity)
        except msgspec.ValidationError as error:
            raise _refused(f"its identity token lacks a claim: {error}") from None
        except (JoseError, ValueError, TypeError, KeysFault):
            raise _refused("its identity token cannot be checked") from None


def identity_provider(settings: Settings) -> IdentityProvider | None:
    """By the settings; None where people sign in with a password only."""
    if not settings.oidc_issuer or settings.oidc_client_secret_file is None:
        return None
    secret = settings.oidc_client_secret_file.read_text(encoding="utf-8").strip()
    return IdentityProvider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.public_url)


def _principal(identity: _Identity) -> Principal:
    person = identity.preferred_username or identity.sub
    if not 0 < len(person) <= 200 or not person.isprintable():
        raise _refused("its name of the person cannot be shown")
    try:
        agency = agencies.require_uri(identity.agency)
    except Refused:
        raise _refused("its claim `agency` is no URI") from None
    for role in ROLES:
        if identity.role == role:
            return Principal(f"oidc:{identity.sub[:100]}", agency, role, person)  # type: ignore[arg-type]
    raise _refused("its claim `role` is none of ours")


def _refused(why: str) -> SignInRefused:
    return SignInRefused(
        f"The identity provider is not believed: {why}.", remedy="Begin again; else tell the operator."
    )
