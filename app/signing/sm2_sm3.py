"""Suite SM2-SM3 (GB/T 32918.2 with GB/T 32905), by GmSSL through `gmssl-pyx`: the optional extra `sm2`.

SM3 alone is taken from OpenSSL where it has it. The signer's id is the one of GB/T 35276, for everybody. JWK: EC with
crv SM2; signature: r and s of 32 bytes each. No RFC registers names for it: those here are ours. GmSSL writes two lines
on stderr for every signature that does not fit.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.signing.es256 import as_der
from app.signing.jwk import Jwk, base64url, coordinate
from domain.errors import Refused

LIBRARY: Final = "gmssl_pyx"
SIGNER_ID: Final = b"1234567812345678"
# GB/T 32918.5, the recommended curve
_P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A: Final = _P - 3
_B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123

# Botan, src/tests/data/pubkey/sm2_sig.vec, "SM2 standard curve", SM3; the public key belongs to its x
_KEY: Final = Jwk(
    "EC",
    "SM2",
    base64url(bytes.fromhex("d03d30dd01ca3422aeaccf9b88043b554659d3092b0a9e8cce3e8c4530a98cb7")),
    base64url(bytes.fromhex("9d705e6213eee145b748e36e274e5f101dc10d7bbc9dab9a04022e73b76e02cd")),
)
_MESSAGE: Final = b"hi chappy"
_IDENTITY: Final = b"sm2test@example.com"
_SIGNATURE: Final = bytes.fromhex(
    "05890B9077B92E47B17A1FF42A814280E556AFD92B4A98B9670BF8B1A274C2FA"
    "E3ABBB8DB2B6ECD9B24ECCEA7F679FB9A4B1DB52F4AA985E443AD73237FA1993"
)
# GB/T 32905, example 1
_SM3_ABC: Final = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def sm3(message: bytes) -> bytes:
    """The hash, 32 bytes. Raises Refused("signature-suite-missing") where neither OpenSSL nor the extra has it."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", message).digest()
    if not Sm2Sm3().installed:
        raise Refused(
            "signature-suite-missing",
            "SM3 is not available on this platform.",
            remedy="The operator installs the extra: pip install 'quancheng[sm2]'.",
        )
    from gmssl_pyx import sm3_hash

    return bytes(sm3_hash(message))


class Sm2Sm3:
    name = "SM2-SM3"
    jws_algorithms = frozenset({"SM2-SM3"})
    http_algorithm = "sm2-sm3"

    @property
    def installed(self) -> bool:
        return importlib.util.find_spec(LIBRARY) is not None

    def fits(self, key: Jwk) -> bool:
        return (key.kty, key.crv) == ("EC", "SM2")

    def key_fault(self, key: Jwk) -> str | None:
        x, y = coordinate(key.x, 32), coordinate(key.y, 32)
        if x is None or y is None:
            return "x and y are not 32 bytes each in base64url"
        left, right = int.from_bytes(x, "big"), int.from_bytes(y, "big")
        on_curve = left < _P and right < _P and (right * right - (left**3 + _A * left + _B)) % _P == 0
        return None if on_curve else "x and y are no point of the curve"

    def verify(self, key: Jwk, message: bytes, signature: bytes) -> bool:
        return self._verify(key, message, signature, SIGNER_ID)

    def _verify(self, key: Jwk, message: bytes, signature: bytes, signer: bytes) -> bool:
        from gmssl_pyx import sm2_verify
        from gmssl_pyx.gmsslext import GmsslInnerError

        x, y = coordinate(key.x, 32), coordinate(key.y, 32)
        if x is None or y is None or len(signature) != 64 or not _in_range(signature):
            return False  # asked first: the library writes on stderr what it cannot read
        try:
            return bool(sm2_verify(x + y, message, as_der(signature), signer))
        except GmsslInnerError:
            return False

    def answers_rightly(self) -> bool:
        right = sm3(b"abc").hex() == _SM3_ABC and self._verify(_KEY, _MESSAGE, _SIGNATURE, _IDENTITY)
        with _library_silent():
            wrong = self._verify(_KEY, _MESSAGE, _SIGNATURE, SIGNER_ID)
            wrong |= self._verify(_KEY, _MESSAGE + b".", _SIGNATURE, _IDENTITY)
        return right and not wrong


@contextmanager
def _library_silent() -> Iterator[None]:
    """The library writes C traces on stderr for a signature that does not fit, which is what is asked of it here. At
    start-up alone: the descriptor is the whole process's.
    """
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _in_range(signature: bytes) -> bool:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return 0 < r < _ORDER and 0 < s < _ORDER
