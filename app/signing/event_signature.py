"""A signature inside an act: detached JWS (RFC 7515 appendix F, RFC 7797 b64=false) in the extension `signature`.

Signed are the RFC 8785 bytes of the event as posted, all but `signature` itself. Not how a signed act is stored so that
it can be verified again (signed_acts.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast

import msgspec

from app.signing.agency_keys import AgencyKey
from app.signing.jwk import from_base64url
from app.signing.suites import require_installed
from domain.errors import Refused, SignatureFault
from domain.strict_json import parse_json
from ledger.canonical import Json, canonical

ATTRIBUTE: Final = "signature"
POINTER: Final = "/signature"
FindKey = Callable[[str, str], AgencyKey | None]


class Protected(msgspec.Struct, frozen=True, kw_only=True):
    """The protected header. Members not named here are passed over unless `crit` names them."""

    alg: str
    kid: str
    b64: bool
    crit: tuple[str, ...]


def signed_bytes(event: Mapping[str, object]) -> bytes:
    """What an agency signs: canonical JSON of the event without its signature."""
    return canonical(cast(Json, {name: value for name, value in event.items() if name != ATTRIBUTE}))


def verify(event: Mapping[str, object], source: str, find_key: FindKey, at: int) -> None:
    """Raise SignatureFault, Refused("signature-suite-missing") unless a key of `source` that stands at `at` signed it.

    event   as posted, with its `signature`
    """
    protected, header, signature = _parts(str(event[ATTRIBUTE]))
    key = find_key(source, header.kid)
    if key is None:
        raise SignatureFault(
            "event-signature-key-unknown",
            f"{source} has registered no key {header.kid[:100]!r}.",
            component="kid",
            pointer=POINTER,
            remedy="Sign with a registered key of the agency in `source`; the operator adds keys: quancheng key add.",
        )
    suite = key.require_standing(at, "event-signature-key-unknown", component="kid", pointer=POINTER)
    if header.alg not in suite.jws_algorithms:
        raise _malformed("alg", f"alg is {header.alg[:50]!r}, and the key is one of {suite.name}")
    require_installed(suite)
    if not suite.verify(key.jwk, protected + b"." + signed_bytes(event), signature):
        raise SignatureFault(
            "event-signature-invalid",
            f"The signature by the key {header.kid!r} does not fit the event.",
            pointer=POINTER,
            remedy="Sign the RFC 8785 form of the event as you post it, less `signature`, with b64=false (RFC 7797).",
        )


def _parts(jws: str) -> tuple[bytes, Protected, bytes]:
    first, _, rest = jws.partition(".")
    middle, _, last = rest.partition(".")
    if middle:
        raise _malformed("payload", "the payload is enclosed, where it must be detached")
    try:
        raw, signature = from_base64url(first), from_base64url(last)
        header = msgspec.convert(parse_json(raw), Protected)
    except (ValueError, Refused, msgspec.ValidationError) as error:
        raise _malformed("protected", f"it is no detached JWS with alg, kid, b64 and crit ({error})") from None
    if header.b64 or header.crit != ("b64",):
        raise _malformed("crit", 'the header does not say "b64":false and "crit":["b64"] and no more')
    return first.encode("ascii"), header, signature


def _malformed(member: str, why: str) -> SignatureFault:
    return SignatureFault(
        "event-signature-malformed",
        f"`signature` is not as it must be: {why}.",
        component=member,
        pointer=POINTER,
        remedy='Send <protected header>..<signature>, the header with "b64":false, "crit":["b64"], alg and kid.',
    )
