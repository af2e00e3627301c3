"""Signature suites behind one interface: Ed25519, ES256, and SM2 with SM3 where its library is installed.

Not the keys of agencies (agency_keys.py) and not what is signed. A suite proves itself on a known answer before the API
serves (require_sound): one that answers wrongly would take forged acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import msgspec

from app.signing.ed25519 import Ed25519
from app.signing.es256 import Es256
from app.signing.jwk import Jwk
from app.signing.sm2_sm3 import Sm2Sm3
from domain.errors import Refused, SuiteFault


class KnownAnswer(Protocol):
    """A published signature: whoever verifies it must say yes, and no once anything of it is changed."""

    @property
    def key(self) -> Jwk: ...
    @property
    def message(self) -> bytes: ...
    @property
    def signature(self) -> bytes: ...


class Suite(Protocol):
    """What a signature is made with. Keys are JWK, signatures the raw bytes of JWS (RFC 7518, RFC 8037)."""

    name: str
    jws_algorithms: frozenset[str]
    http_algorithm: str

    @property
    def installed(self) -> bool: ...

    def fits(self, key: Jwk) -> bool:
        """Whether the key is one of this suite, by its kty and crv."""

    def key_fault(self, key: Jwk) -> str | None:
        """Why a key that fits cannot be used: coordinates cut short, a point off the curve. None: it can."""

    def verify(self, key: Jwk, message: bytes, signature: bytes) -> bool: ...

    def answers_rightly(self) -> bool:
        """The known-answer test."""


SUITES: Final[Mapping[str, Suite]] = MappingProxyType({suite.name: suite for suite in (Ed25519(), Es256(), Sm2Sm3())})


def suite_of(key: Jwk) -> Suite:
    """The suite of a public key. Raises Refused("key-invalid"), "signature-suite-missing"."""
    for suite in SUITES.values():
        if suite.fits(key):
            require_installed(suite)
            fault = suite.key_fault(key)
            if fault is None:
                return suite
            raise Refused("key-invalid", f"The {suite.name} key is not usable: {fault}.", remedy="Export it again.")
    raise Refused(
        "key-invalid",
        f"No suite has keys of kty {key.kty!r} and crv {key.crv!r}.",
        remedy="Give a JWK: OKP with Ed25519, EC with P-256, or EC with SM2.",
    )


def require_installed(suite: Suite) -> None:
    if not suite.installed:
        raise Refused(
            "signature-suite-missing",
            f"The signature suite {suite.name} is not installed on this platform.",
            remedy="The operator installs the extra: pip install 'quancheng[sm2]'.",
        )


def require_sound(suites: Iterable[Suite] = SUITES.values()) -> tuple[str, ...]:
    """Run the known-answer test of every installed suite; their names. Raises SuiteFault naming one that fails it."""
    sound: list[str] = []
    for suite in suites:
        if not suite.installed:
            continue
        if not suite.answers_rightly():
            raise SuiteFault(suite.name)
        sound.append(suite.name)
    return tuple(sound)


class Answer(msgspec.Struct, frozen=True):
    """A known answer as data."""

    key: Jwk
    message: bytes
    signature: bytes
