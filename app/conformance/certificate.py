"""What a client has shown, signed with the key of the platform: JSON to keep and check, and text to print.

Not the run (run.py). The signature is a detached JWS over the RFC 8785 form; its header says `typ`, so that no
signature made for anything else is taken for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from app.signing.ed25519 import Ed25519
from app.signing.jwk import Jwk, base64url, from_base64url
from domain.errors import NotFound, Refused
from domain.strict_json import parse_json
from ledger.canonical import Json, canonical

TYPE: Final = "quancheng-conformance+jws"
_ALGORITHM: Final = "Ed25519"


class StepResult(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """faults: what the client did wrong, in words; empty: passed."""

    step: str
    asked: str
    asked_zh: str
    event_type: str | None
    passed: bool
    faults: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is certified. client: as its maker calls it; passed: every step was."""

    client: str
    agency_kind: str
    product: str
    api: str
    pack: str
    pack_version: str
    pack_digest: str
    at: str
    passed: bool
    steps: tuple[StepResult, ...]


class Certificate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """statement, the public key of the platform, and the signature: <protected header>..<signature>."""

    statement: Statement
    key: Jwk
    signature: str


def certifying_key(path: Path | None) -> Ed25519PrivateKey:
    """The platform's signing key. Raises NotFound where there is none, Refused("key-invalid") where it is no such."""
    if path is None or not path.is_file():
        raise NotFound(
            "There is no key to sign the certificate with.",
            remedy="Set QUANCHENG_SIGNING_KEY_FILE to the key of the platform; a server makes it at its first start.",
        )
    try:
        loaded = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        loaded = None
    if not isinstance(loaded, Ed25519PrivateKey):
        raise Refused("key-invalid", f"{path} is not an Ed25519 key.", remedy="Give the key of this platform.")
    return loaded


def public_key(private: Ed25519PrivateKey) -> Jwk:
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Jwk("OKP", "Ed25519", base64url(raw))


def certify(statement: Statement, private: Ed25519PrivateKey) -> Certificate:
    key = public_key(private)
    header = {"alg": _ALGORITHM, "typ": TYPE, "kid": key.thumbprint(), "b64": False, "crit": ["b64"]}
    protected = base64url(canonical(cast(Json, header)))
    signature = private.sign(_signed(protected, statement))
    return Certificate(statement=statement, key=key, signature=f"{protected}..{base64url(signature)}")


def read_certificate(raw: bytes, thumbprint: str) -> Certificate:
    """The certificate in `raw`, if the key with this RFC 7638 thumbprint signed it, word for word.

    Raises Refused: "certificate-malformed", "certificate-key" (another key), "certificate-invalid" (altered).
    """
    try:
        certificate = msgspec.convert(parse_json(raw), Certificate)
        protected, _, signature = certificate.signature.partition("..")
        header = parse_json(from_base64url(protected))
        proof = from_base64url(signature)
    except (ValueError, Refused, msgspec.ValidationError) as error:
        raise Refused(
            "certificate-malformed", f"This is no certificate: {error}.", remedy="Give the file as it was written."
        ) from None
    expected = {"alg": _ALGORITHM, "typ": TYPE, "kid": certificate.key.thumbprint(), "b64": False, "crit": ["b64"]}
    if certificate.key.thumbprint() != thumbprint:
        raise Refused(
            "certificate-key",
            f"It is signed by the key {certificate.key.thumbprint()}, not by {thumbprint[:60]}.",
            remedy="Ask the platform that is said to have given it for the thumbprint of its key.",
        )
    suite = Ed25519()
    sound = suite.fits(certificate.key) and suite.key_fault(certificate.key) is None and header == expected
    if not sound or not suite.verify(certificate.key, _signed(protected, certificate.statement), proof):
        raise Refused(
            "certificate-invalid",
            "The signature does not fit: the certificate was altered, or not given by this key.",
            remedy="Ask for the original.",
        )
    return certificate


def printed(certificate: Certificate) -> str:
    """As text, Chinese and English, for paper."""
    stated = certificate.statement
    lines = [
        "接口符合性证明 / Certificate of conformance" if stated.passed else "接口符合性测试未通过 / Not conformant",
        "",
        f"软件 / Client:          {stated.client}",
        f"机关类别 / Agency kind: {stated.agency_kind}",
        f"接口 / API:             {stated.api} ({stated.product})",
        f"规则包 / Pack:          {stated.pack} {stated.pack_version}, {stated.pack_digest}",
        f"时间 / Date:            {stated.at}",
        "",
    ]
    for step in stated.steps:
        sign = "通过 / passed" if step.passed else "未通过 / FAILED"
        about = f" [{step.event_type}]" if step.event_type else ""
        lines.append(f"{step.step}{about}: {sign}")
        lines.append(f"    {step.asked_zh} / {step.asked}")
        lines += [f"    ! {fault}" for fault in step.faults]
    lines += [
        "",
        f"密钥 / Key (RFC 7638): {certificate.key.thumbprint()}",
        f"签名 / Signature: {certificate.signature}",
    ]
    return "\n".join(lines)


def _signed(protected: str, statement: Statement) -> bytes:
    plain: Any = msgspec.to_builtins(statement)
    return protected.encode("ascii") + b"." + canonical(cast(Json, plain))
