"""A public key as JSON Web Key (RFC 7517), as far as it is read here, and its thumbprint (RFC 7638). Pure.

A key that holds a private part is refused: it is no secret any more once it was sent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

import msgspec

from domain.errors import Refused
from domain.strict_json import parse_json
from ledger.canonical import canonical

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")


class Jwk(msgspec.Struct, frozen=True, omit_defaults=True):
    """kty, crv, x, y as in RFC 7518 and RFC 8037; kid where the file names one."""

    kty: str
    crv: str
    x: str
    y: str | None = None
    kid: str | None = None

    def thumbprint(self) -> str:
        """RFC 7638 with SHA-256, base64url: the same for the same key, whoever computes it."""
        members = {"crv": self.crv, "kty": self.kty, "x": self.x} | ({} if self.y is None else {"y": self.y})
        return base64url(hashlib.sha256(canonical(members)).digest())

    def text(self) -> str:
        return msgspec.json.encode(self).decode()


def read_jwk(raw: bytes) -> Jwk:
    """A public JWK from a file. Raises Refused("key-invalid")."""
    value = parse_json(raw)
    if isinstance(value, dict) and any(name in value for name in _PRIVATE):
        raise Refused(
            "key-invalid",
            "The JWK holds a private key.",
            remedy="Give the public part only (kty, crv, x, y), and make a new key: this one was shown.",
        )
    try:
        return msgspec.convert(value, Jwk)
    except msgspec.ValidationError as error:
        raise Refused("key-invalid", f"This is no public JWK: {error}.", remedy="Give kty, crv, x (and y).") from None


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Raises ValueError for anything but the one spelling that base64url gives, without padding."""
    if not _BASE64URL.fullmatch(text):
        raise ValueError("it is not base64url without padding")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("it is not base64url without padding") from None
    if base64url(raw) != text:
        raise ValueError("its last character has bits to spare")
    return raw


def coordinate(text: str | None, length: int) -> bytes | None:
    """The bytes of a key coordinate; None unless it is spelled right and has `length` bytes."""
    try:
        raw = from_base64url(text or "")
    except ValueError:
        return None
    return raw if len(raw) == length else None
