"""Keys of webhooks as they are kept: encrypted under a key made of the platform's secret, bound to where they stand.

A hash would not do: they sign. Not the secret itself (app/composition.py reads it).
"""

from __future__ import annotations

import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.webhooks.signature import SigningKey, Suite
from domain.errors import LedgerFault

MIN_SECRET_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class KeySealer:
    """AES-256-GCM under a key of its own (HKDF-SHA-256). secret: at least 32 random bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < MIN_SECRET_BYTES:
            raise ValueError(f"the platform's secret needs at least {MIN_SECRET_BYTES} bytes")
        self._cipher = AESGCM(_derived(secret, b"key"))
        self._permission = _derived(secret, b"permission")

    def seal(self, key: SigningKey, subscription: str, number: int) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key.raw, _place(key.suite, subscription, number))

    def open(self, sealed: bytes, suite: Suite, subscription: str, number: int) -> SigningKey:
        """Raises LedgerFault where it was altered, moved from its place, or sealed under another secret."""
        nonce, box = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return SigningKey(suite, self._cipher.decrypt(nonce, box, _place(suite, subscription, number)))
        except InvalidTag:
            raise LedgerFault(
                f"Key {number} of subscription {subscription} does not open.",
                remedy="Set QUANCHENG_CITIZEN_ID_KEY_FILE to the file it was made under, or let its owner rotate it.",
            ) from None

    def seal_answer(self, answer: bytes, place: str) -> bytes:
        """An answer that shows a key, kept for repeats of the request. place: whose, under which Idempotency-Key."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, answer, f"answer {place}".encode())

    def open_answer(self, sealed: bytes, place: str) -> bytes:
        """Raises LedgerFault where it was altered, moved from its place, or sealed under another secret."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], f"answer {place}".encode())
        except InvalidTag:
            raise LedgerFault(
                "The answer kept for this Idempotency-Key does not open.",
                remedy="See GET /v1/subscriptions for what was made; rotate its key to be told a new one.",
            ) from None

    def permission_key(self, subscription: str, url: str) -> str:
        """What the call-back of a hand-shake carries: nobody can guess it, and it is good for this address alone."""
        return hmac.new(self._permission, f"{subscription} {url}".encode(), "sha256").hexdigest()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"quancheng webhook 1 " + purpose).derive(secret)


def _place(suite: Suite, subscription: str, number: int) -> bytes:
    return f"{suite} {subscription} {number}".encode()
