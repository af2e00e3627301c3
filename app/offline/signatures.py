"""Whether a public key at hand signed a sealed file. Not whether the platform knows that key (intake.py)."""

from __future__ import annotations

import msgspec

from app.signing import event_signature
from app.signing.agency_keys import AgencyKey
from app.signing.jwk import read_jwk
from app.signing.suites import suite_of
from domain.offline_file import Sound


def verify_with(sound: Sound, jwk: bytes) -> None:
    """Raises SignatureFault, Refused("key-invalid"), "signature-suite-missing"."""
    key = read_jwk(jwk)
    header = sound.header
    known = AgencyKey(
        agency=header.source, kid=header.kid, suite=suite_of(key).name, jwk=key, valid_from=0, added_at=0
    )  # fmt: skip
    event_signature.verify(
        msgspec.to_builtins(sound.trailer),
        header.source,
        lambda _, kid: known if kid == header.kid else None,
        header.made,
    )
