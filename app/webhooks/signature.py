"""Signatures of Standard Webhooks 1.0 over `id.timestamp.body`: v1 (HMAC-SHA-256) and v1a (Ed25519), and their keys.

Not how keys are kept (sealing.py). https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Iterable
from typing import Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Suite = Literal["v1", "v1a"]
SECRET_PREFIX: Final = "whsec_"  # noqa: S105
PRIVATE_PREFIX: Final = "whsk_"
PUBLIC_PREFIX: Final = "whpk_"
_LENGTHS: Final = {"v1": range(24, 65), "v1a": range(32, 33)}


class SigningKey(msgspec.Struct, frozen=True):
    """raw: the shared secret (v1), or the seed of the Ed25519 key (v1a). Never printed."""

    suite: Suite
    raw: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.suite})"

    @property
    def shown(self) -> str:
        """What the subscriber checks with: whsec_ and the secret, or whpk_ and the public key."""
        if self.suite == "v1":
            return SECRET_PREFIX + _base64(self.raw)
        return PUBLIC_PREFIX + _base64(Ed25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw())

    def sign(self, content: bytes) -> str:
        if self.suite == "v1":
            return f"v1,{_base64(hmac.digest(self.raw, content, 'sha256'))}"
        return f"v1a,{_base64(Ed25519PrivateKey.from_private_bytes(self.raw).sign(content))}"


def new_key(suite: Suite) -> SigningKey:
    return SigningKey(suite, os.urandom(32))


def key_of(text: str) -> SigningKey:
    """A key from its written form, whsec_… or whsk_…. Raises ValueError; the text is never in it."""
    suite: Suite = "v1a" if text.startswith(PRIVATE_PREFIX) else "v1"
    body = text.removeprefix(PRIVATE_PREFIX if suite == "v1a" else SECRET_PREFIX)
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except binascii.Error:
        raise ValueError("a signing key is base64 behind its prefix") from None
    if len(raw) not in _LENGTHS[suite]:
        raise ValueError("a signing key has 24 to 64 bytes (v1), or 32 (v1a)")
    return SigningKey(suite, raw)


def signed_headers(webhook_id: str, seconds: int, body: bytes, keys: Iterable[SigningKey]) -> dict[str, str]:
    """The three header fields. seconds: since the epoch, of this very try.

    Several keys, several signatures: while a key rotates, both its holders can check.
    """
    if "." in webhook_id:
        raise ValueError("a webhook id with a full stop could be read as another id and time")
    content = f"{webhook_id}.{seconds}.".encode() + body
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(key.sign(content) for key in keys),
    }


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
