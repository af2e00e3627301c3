"""Suite Ed25519 (RFC 8032), by the `cryptography` library. JWS: EdDSA (RFC 8037) or Ed25519 (RFC 9864)."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.signing.jwk import Jwk, base64url, coordinate

# RFC 8032 §7.1, TEST 2
_KEY: Final = Jwk(
    "OKP", "Ed25519", base64url(bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
)
_MESSAGE: Final = b"\x72"
_SIGNATURE: Final = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
# y of the points whose order divides 8, and the spellings of 0 and 1 beyond the field: under such a key one signature
# fits many messages, so that its owner could deny all of them
_SMALL_ORDER: Final = frozenset(
    bytes.fromhex(y)
    for y in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)


class Ed25519:
    name = "Ed25519"
    jws_algorithms = frozenset({"EdDSA", "Ed25519"})
    http_algorithm = "ed25519"
    installed = True

    def fits(self, key: Jwk) -> bool:
        return (key.kty, key.crv) == ("OKP", "Ed25519")

    def key_fault(self, key: Jwk) -> str | None:
        raw = coordinate(key.x, 32)
        if raw is None:
            return "x is not 32 bytes in base64url"
        return "it is a point of small order" if raw[:31] + bytes([raw[31] & 0x7F]) in _SMALL_ORDER else None

    def verify(self, key: Jwk, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(coordinate(key.x, 32) or b"").verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def answers_rightly(self) -> bool:
        return self.verify(_KEY, _MESSAGE, _SIGNATURE) and not self.verify(_KEY, b"\x73", _SIGNATURE)
