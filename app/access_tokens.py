"""Access tokens of an OAuth2 issuer: signed JWTs of RFC 9068, checked against the issuer's keys alone.

Not where the keys come from (issuer_keys.py, issuer.py) and not what a caller may do (domain/permission.py).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final
from urllib.parse import unquote

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jwt
from joserfc.errors import JoseError

from app.issuer_keys import KeysFault, PublicKey
from domain import agency as agencies
from domain.errors import QuanchengError, Refused
from domain.permission import ROLES, Principal, Role

LEEWAY_SECONDS: Final = 30
"""By how much the issuer's clock may differ from ours."""
ALGORITHMS: Final = ("ES256", "ES384", "RS256", "PS256", "Ed25519")
MOST_BYTES: Final = 8 * 1024
_TYPES: Final = ("at+jwt", "application/at+jwt")
KeyOf = Callable[[str], PublicKey | None]


class TokenRefused(QuanchengError):
    """The token is not one of our issuer, or not for us, or not now."""


class IssuerUnreachable(QuanchengError):
    """No key of the issuer is known: nothing can be said of its tokens."""


class _Header(msgspec.Struct, frozen=True):
    alg: str
    typ: str = ""
    kid: str = ""


class _Confirmation(msgspec.Struct, frozen=True):
    thumbprint: str | None = msgspec.field(default=None, name="x5t#S256")


class _Claims(msgspec.Struct, frozen=True):
    """RFC 9068 §2.2, and two of ours: agency, the URI it posts under, and role. Times in seconds since the epoch."""

    iss: str
    exp: int
    aud: str | list[str]
    sub: str
    client_id: str
    iat: int
    jti: str
    agency: str
    role: str = "agency"
    nbf: int = 0
    cnf: _Confirmation | None = None


class AccessTokens:
    """Checks tokens of one issuer for one audience.

    key         the issuer's key by its id
    algorithms  those that a token may be signed with; what its header says is only compared with them
    """

    def __init__(self, issuer: str, audience: str, key: KeyOf, algorithms: Collection[str] = ALGORITHMS) -> None:
        self._issuer = issuer
        self._audience = audience
        self._key = key
        self._algorithms = tuple(algorithms)

    def principal(self, presented: str, now: datetime, certificate: str | None = None) -> Principal:
        """Who presents this token. certificate: thumbprint of the client certificate of the connection, if any.

        Raises TokenRefused; IssuerUnreachable where no key can be had at present.
        """
        claims = self._signed(presented)
        if claims.iss != self._issuer:
            raise _refused("it is of another issuer")
        if self._audience not in ([claims.aud] if isinstance(claims.aud, str) else claims.aud):
            raise _refused("it is meant for another audience")
        second = now.timestamp()
        if second >= claims.exp + LEEWAY_SECONDS:
            raise _refused("it has expired")
        if second < max(claims.nbf, claims.iat) - LEEWAY_SECONDS:
            raise _refused("it is not valid yet")
        _require_bound(claims.cnf, certificate)
        return Principal(_printable(claims.client_id), _agency(claims.agency), _role(claims.role))

    def _signed(self, presented: str) -> _Claims:
        """The claims, once the signature holds: nothing of the payload is read before."""
        if len(presented) > MOST_BYTES:
            raise _refused("it is too long")
        header = _header(presented)
        if header.alg not in self._algorithms:
            raise _refused("its algorithm is not allowed here")
        if header.typ.lower() not in _TYPES:
            raise _refused("it is no access token (typ at+jwt)")
        try:
            key = self._key(header.kid)
        except KeysFault as fault:
            raise IssuerUnreachable(
                f"The keys of the issuer are not known: {fault}.", remedy="Try again in a moment."
            ) from None
        if key is None:
            raise _refused("it is signed with a key that the issuer does not publish")
        try:
            token = jwt.decode(presented, key, algorithms=self._algorithms)
            return msgspec.convert(token.claims, _Claims)
        except msgspec.ValidationError as error:
            raise _refused(f"its claims are not those of RFC 9068: {error}") from None
        except (JoseError, ValueError, TypeError):
            raise _refused("its signature does not hold") from None


def thumbprint(forwarded: str) -> str | None:
    """RFC 8705 thumbprint of a certificate that a proxy forwards; None where it is no certificate.

    forwarded: `:base64 DER:` (RFC 9440) or PEM percent-encoded (nginx $ssl_client_escaped_cert).
    """
    try:
        if forwarded.startswith(":") and forwarded.endswith(":"):
            certificate = x509.load_der_x509_certificate(base64.b64decode(forwarded.strip(":"), validate=True))
        else:
            certificate = x509.load_pem_x509_certificate(unquote(forwarded).encode())
    except (ValueError, binascii.Error):
        return None
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _header(presented: str) -> _Header:
    first = presented.split(".", 1)[0]
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)), type=_Header)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise _refused("it is no JWT") from None


def _require_bound(confirmation: _Confirmation | None, certificate: str | None) -> None:
    """A token that names a confirmation that is not checked here would be a bearer token in disguise."""
    if confirmation is None:
        return
    if confirmation.thumbprint is None:
        raise _refused("it is bound by a method that is not known here")
    if certificate is None or not hmac.compare_digest(confirmation.thumbprint.encode(), certificate.encode()):
        raise _refused("it is bound to a client certificate that this connection does not have")


def _agency(claimed: str) -> str:
    try:
        return agencies.require_uri(claimed)
    except Refused:
        raise _refused("its agency is no URI") from None


def _role(claimed: str) -> Role:
    if claimed not in ROLES:
        raise _refused("its role is none of ours")
    return claimed  # type: ignore[return-value]  # one of ROLES


def _printable(name: str) -> str:
    if not 0 < len(name) <= 200 or not name.isprintable():
        raise _refused("its client_id cannot be kept in a log")
    return name


def _refused(why: str) -> TokenRefused:
    return TokenRefused(f"The access token is refused: {why}.", remedy="Get a new one from the issuer.")
