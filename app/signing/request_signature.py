"""Is a signed request from the agency that it says? What must be covered, by which key, how fresh, and not twice.

Not the reading of signatures (message_signature.py) and not HTTP (api/message_signatures.py).

1. at least one signature names a key of the caller; others (a proxy's) are passed over
2. it covers @method, the target and, of a request with a body, a content-digest that is compared; `ce-` fields each
3. created is there, at most MAX_AGE ago and not ahead of our clock by more than SKEW; expires, if there, is to come
4. the key stands now, and its suite is that of alg
5. it fits the signature base
6. its nonce, if it has one, comes for the first time
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Engine, delete, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from app.intake_tables import signature_nonces as nonces
from app.signing import agency_keys
from app.signing.agency_keys import AgencyKey
from app.signing.digest_field import comparable
from app.signing.message_signature import Message, Signed, signature_base, signatures
from app.signing.suites import require_installed
from domain.errors import SignatureFault

MAX_AGE_SECONDS: Final = 300
SKEW_SECONDS: Final = 60
TARGETS: Final = ("@path", "@target-uri", "@request-target")
_WHOLE_TARGETS: Final = ("@target-uri", "@request-target")
_LONGEST_NONCE: Final = 200
_MICROS: Final = 1_000_000
_SHOWN: Final = 2000


def verify_request(
    engine: Engine, writing: Engine, agency: str, message: Message, now: int, *, has_body: bool
) -> Signed:
    """The signature by `agency` that holds. now in microseconds.

    Raises SignatureFault, Refused("signature-suite-missing").
    """
    mine: list[tuple[Signed, AgencyKey]] = []
    found = signatures(message)
    with engine.connect() as connection:  # 1
        for signed in found:
            key = None if signed.keyid is None else agency_keys.find(connection, agency, signed.keyid)
            if key is not None:
                mine.append((signed, key))
    if not mine:
        raise _fault(
            "signature-key-unknown", "keyid", f"No signature names a key that {agency} has registered.",
            "Sign with a registered key and name it in keyid; the operator adds keys: quancheng key add.",
        )  # fmt: skip
    for signed, key in mine:
        _require_coverage(signed, message, has_body)  # 2
        _require_fresh(signed, now // _MICROS)  # 3
        _require_fit(signed, key, message, now)  # 4, 5
        _use_nonce(writing, signed, key, now)  # 6
    return mine[0][0]


def _require_coverage(signed: Signed, message: Message, has_body: bool) -> None:
    needed: list[Sequence[str]] = [("@method",), _WHOLE_TARGETS if message.query else TARGETS]
    if has_body:
        needed.append(("content-digest",))
    needed += [(name,) for name, _ in message.fields if name.startswith("ce-")]
    for names in needed:
        if not signed.covers(*names):
            raise _fault(
                "signature-component", names[0], f"The signature {signed.label!r} does not cover {' or '.join(names)}.",
                "Cover @method, the target, content-digest where there is a body, and every ce- field.",
            )  # fmt: skip
    if has_body and not _binds_body(message):
        raise _fault(
            "signature-component", "content-digest", "No algorithm of Content-Digest is one that is compared here.",
            "State sha-256, sha-512 or sm3.",
        )  # fmt: skip


def _binds_body(message: Message) -> bool:
    """Else the body under the signature would be anybody's. That the digest is right: api/json_body.py."""
    try:
        return comparable(", ".join(value for name, value in message.fields if name == "content-digest"))
    except ValueError:
        return False


def _require_fresh(signed: Signed, now: int) -> None:
    if signed.created is None:
        raise _stale("created", "does not say when it was made")
    if signed.created > now + SKEW_SECONDS:
        raise _stale("created", "is made in the future")
    if signed.created < now - MAX_AGE_SECONDS:
        raise _stale("created", f"is older than {MAX_AGE_SECONDS} seconds")
    if signed.expires is not None and signed.expires <= now:
        raise _stale("expires", "has expired")


def _require_fit(signed: Signed, key: AgencyKey, message: Message, now: int) -> None:
    suite = key.require_standing(now, "signature-key-unknown", component="keyid")
    if signed.alg is not None and signed.alg != suite.http_algorithm:
        raise _fault(
            "signature-component", "alg", f"alg is {signed.alg[:50]!r}, and the key is one of {suite.name}.",
            f"Leave alg out, or say {suite.http_algorithm}.",
        )  # fmt: skip
    require_installed(suite)
    base = signature_base(message, signed)
    if not suite.verify(key.jwk, base, signed.signature):
        # no verifier can tell which of the covered components differs; who signed can, by the base that was read here
        raise _fault(
            "signature-invalid", "@signature-params",
            f"The signature {signed.label!r} by the key {key.kid!r} does not fit the request.",
            f"Compare with the signature base as it was read here: {base.decode()[:_SHOWN]}",
        )  # fmt: skip


def _use_nonce(writing: Engine, signed: Signed, key: AgencyKey, now: int) -> None:
    if signed.nonce is None:
        return
    if not 1 <= len(signed.nonce) <= _LONGEST_NONCE:
        raise _fault(
            "signature-malformed", "nonce", f"The nonce has not 1 to {_LONGEST_NONCE} characters.",
            "Take e.g. 16 random bytes in base64.",
        )  # fmt: skip
    until = now + (MAX_AGE_SECONDS + 2 * SKEW_SECONDS) * _MICROS
    row = {"agency": key.agency, "kid": key.kid, "nonce": signed.nonce, "expires_at": until}
    try:
        with writing.begin() as connection:
            old = (
                select(nonces.c.agency, nonces.c.kid, nonces.c.nonce)
                .where(nonces.c.expires_at <= now)
                .limit(1000)
                .with_for_update(skip_locked=True)
            )
            gone = [tuple(one) for one in connection.execute(old)]
            if gone:
                key_of_row = tuple_(nonces.c.agency, nonces.c.kid, nonces.c.nonce)
                connection.execute(delete(nonces).where(key_of_row.in_(gone)))
            connection.execute(insert(nonces), row)
    except IntegrityError:
        raise _fault(
            "signature-replayed", "nonce", "A request with this nonce came before.",
            "Sign each request anew, a repeat too, with a nonce of its own.",
        ) from None  # fmt: skip


def _stale(component: str, what: str) -> SignatureFault:
    remedy = f"Sign when you send, with a clock that is right: within {MAX_AGE_SECONDS} seconds."
    return _fault("signature-stale", component, f"The signature {what}.", remedy)


def _fault(code: str, component: str, detail: str, remedy: str) -> SignatureFault:
    return SignatureFault(code, detail, component=component, remedy=remedy)
