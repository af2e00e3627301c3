"""Content-Digest and Repr-Digest (RFC 9530): read, compared, written. sha-256, sha-512 and sm3 count, no others.

Not the answer to a wrong one (api/json_body.py). No content coding is taken, so both fields say the same here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final, cast

import http_sf

from app.signing.sm2_sm3 import sm3

_HASHES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "sha-256": lambda body: hashlib.sha256(body).digest(),
    "sha-512": lambda body: hashlib.sha512(body).digest(),
    # not registered with IANA: for agencies that must hash with SM3 what they sign with SM2
    "sm3": sm3,
}


def wrong_digests(field: str, body: bytes) -> Iterator[str]:
    """Names of the algorithms under which `field`, a field value, states another digest than that of `body`.

    Raises ValueError where the value is no dictionary of byte sequences (RFC 9651).
    """
    for name, stated in _stated(field):
        if name in _HASHES and stated != _HASHES[name](body):
            yield name


def comparable(field: str) -> bool:
    """Whether the field states a digest that is compared here, and so binds the body. Raises ValueError as above."""
    return any(name in _HASHES for name, _ in _stated(field))


def digest_field(body: bytes) -> str:
    """The value of Content-Digest for `body`."""
    return http_sf.ser({"sha-256": (_HASHES["sha-256"](body), {})})


def _stated(field: str) -> Sequence[tuple[str, bytes]]:
    try:
        parsed = http_sf.parse(field.encode("ascii"), tltype="dictionary")
    except (http_sf.StructuredFieldError, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None
    members = cast(dict[str, tuple[object, object]], parsed)
    found: list[tuple[str, bytes]] = []
    for name, (value, _) in members.items():
        if not isinstance(value, bytes):
            raise ValueError(f"the digest {name} is no byte sequence between colons")
        found.append((name, value))
    return found
