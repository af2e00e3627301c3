"""A private key of an agency, as JWK in a file of its own, and detached signatures made with it. For the command line.

Not the platform's side: that knows public keys only (agency_keys.py) and refuses to be shown a private one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.signing.event_signature import ATTRIBUTE, signed_bytes
from app.signing.jwk import Jwk, base64url, from_base64url
from app.signing.suites import SUITES, require_installed
from domain.errors import Refused
from domain.strict_json import parse_json

_ALGORITHMS: Final[Mapping[str, str]] = {"Ed25519": "Ed25519", "ES256": "ES256", "SM2-SM3": "SM2-SM3"}


class PrivateJwk(msgspec.Struct, frozen=True, omit_defaults=True):
    """kty, crv, x, y, d as in RFC 7518 and RFC 8037 (SM2: our crv of that name); kid: its id on the platform."""

    kty: str
    crv: str
    x: str
    d: str
    y: str | None = None
    kid: str | None = None

    def __repr__(self) -> str:
        return f"PrivateJwk({self.public().thumbprint()})"

    def public(self) -> Jwk:
        return Jwk(self.kty, self.crv, self.x, self.y, self.kid)


class PrivateKey:
    """Signs as one key of an agency. kid: as registered on the platform, else the thumbprint."""

    def __init__(self, jwk: PrivateJwk) -> None:
        public = jwk.public()
        self.suite = next((name for name, suite in SUITES.items() if suite.fits(public)), "")
        if not self.suite:
            raise _unusable(f"no suite has keys of kty {jwk.kty!r} and crv {jwk.crv!r}")
        require_installed(SUITES[self.suite])
        self.kid = jwk.kid or public.thumbprint()
        try:
            self._sign = _signer(self.suite, jwk)
        except ValueError as error:
            raise _unusable(str(error)) from None
        probe = b"quancheng"
        if not SUITES[self.suite].verify(public, probe, self._sign(probe)):
            raise _unusable("d does not belong to x and y")

    def signed(self, statement: Mapping[str, object]) -> dict[str, object]:
        """The statement with its detached JWS in `signature` (RFC 7515 appendix F, RFC 7797)."""
        header = {"alg": _ALGORITHMS[self.suite], "kid": self.kid, "b64": False, "crit": ["b64"]}
        protected = base64url(json.dumps(header, separators=(",", ":")).encode())
        signature = self._sign(protected.encode("ascii") + b"." + signed_bytes(statement))
        return {**statement, ATTRIBUTE: f"{protected}..{base64url(signature)}"}


def read_private_key(path: Path) -> PrivateKey:
    """Raises Refused("key-invalid"), "signature-suite-missing"."""
    try:
        return PrivateKey(msgspec.convert(parse_json(path.read_bytes()), PrivateJwk))
    except msgspec.ValidationError as error:
        raise _unusable(str(error)) from None


def make_private_key(suite: str, kid: str | None = None) -> PrivateJwk:
    """A new key of that suite. Raises Refused."""
    if suite not in SUITES:
        raise Refused("key-invalid", f"There is no suite {suite!r}.", remedy=f"Take one of {', '.join(SUITES)}.")
    require_installed(SUITES[suite])
    if suite == "Ed25519":
        private = Ed25519PrivateKey.generate()
        raw = private.public_key().public_bytes_raw()
        return PrivateJwk("OKP", "Ed25519", base64url(raw), base64url(private.private_bytes_raw()), kid=kid)
    if suite == "ES256":
        numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
        point = numbers.public_numbers
        x, y, d = (base64url(n.to_bytes(32, "big")) for n in (point.x, point.y, numbers.private_value))
        return PrivateJwk("EC", "P-256", x, d, y, kid)
    from gmssl_pyx import sm2_key_generate

    public, secret = sm2_key_generate()
    return PrivateJwk("EC", "SM2", base64url(public[:32]), base64url(secret), base64url(public[32:]), kid)


def write_private_key(path: Path, jwk: PrivateJwk) -> None:
    """A new file that its owner alone may read. An existing one is never overwritten: FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(jwk) + b"\n")


def _signer(suite: str, jwk: PrivateJwk) -> Callable[[bytes], bytes]:
    secret = from_base64url(jwk.d)
    if suite == "Ed25519":
        return Ed25519PrivateKey.from_private_bytes(secret).sign
    if suite == "ES256":
        key = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
        return lambda message: _raw(key.sign(message, ec.ECDSA(SHA256())))
    from gmssl_pyx import sm2_sign

    public = from_base64url(jwk.x) + from_base64url(jwk.y or "")
    if len(secret) != 32 or len(public) != 64:
        raise ValueError("x, y and d are not 32 bytes each")
    return lambda message: _raw(sm2_sign(secret, public, message))


def _raw(der: bytes) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))


def _unusable(why: str) -> Refused:
    return Refused(
        "key-invalid", f"The file holds no private JWK that can sign: {why}.",
        remedy="Make one with `quancheng key new`, or export yours as JWK with d.",
    )  # fmt: skip
