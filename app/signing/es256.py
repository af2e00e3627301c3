"""Suite ES256: ECDSA on P-256 with SHA-256, signature as r and s of 32 bytes each (RFC 7518 §3.4)."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.signing.jwk import Jwk, coordinate, from_base64url

# RFC 7515, appendix A.3
_KEY: Final = Jwk(
    "EC", "P-256", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
)
_MESSAGE: Final = (
    b"eyJhbGciOiJFUzI1NiJ9."
    b"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
_SIGNATURE: Final = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"


def as_der(signature: bytes) -> bytes:
    """r and s of 32 bytes each as the DER that libraries read. Raises ValueError for another length."""
    if len(signature) != 64:
        raise ValueError("a signature of r and s has 64 bytes")
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


class Es256:
    name = "ES256"
    jws_algorithms = frozenset({"ES256"})
    http_algorithm = "ecdsa-p256-sha256"
    installed = True

    def fits(self, key: Jwk) -> bool:
        return (key.kty, key.crv) == ("EC", "P-256")

    def key_fault(self, key: Jwk) -> str | None:
        try:
            _public(key)
        except ValueError as error:
            return str(error)
        return None

    def verify(self, key: Jwk, message: bytes, signature: bytes) -> bool:
        try:
            _public(key).verify(as_der(signature), message, ECDSA(SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return True

    def answers_rightly(self) -> bool:
        signature = from_base64url(_SIGNATURE)
        return self.verify(_KEY, _MESSAGE, signature) and not self.verify(_KEY, _MESSAGE + b".", signature)


def _public(key: Jwk) -> EllipticCurvePublicKey:
    x, y = coordinate(key.x, 32), coordinate(key.y, 32)
    if x is None or y is None:
        raise ValueError("x and y are not 32 bytes each in base64url")
    numbers = EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), SECP256R1())
    try:
        return numbers.public_key()
    except ValueError:
        raise ValueError("x and y are no point of the curve") from None
