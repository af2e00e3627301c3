"""Agencies that sign: private keys made for a test, their public JWK, signed requests and signed acts.

The signing is done with other libraries than the ones that verify where there are any: joserfc for JWS.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from gmssl_pyx import sm2_key_generate, sm2_sign
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from app.signing.jwk import Jwk, base64url


class Signer(msgspec.Struct, frozen=True):
    """sign: raw JWS signature over bytes; jose: the key for joserfc, where that knows the suite."""

    kid: str
    suite: str
    alg: str
    jwk: Jwk
    sign: Callable[[bytes], bytes]
    jose: Any = None


def ed25519(kid: str = "ed-1") -> Signer:
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    jose = OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": base64url(raw), "d": base64url(private.private_bytes_raw())}
    )
    return Signer(kid, "Ed25519", "Ed25519", Jwk("OKP", "Ed25519", base64url(raw)), private.sign, jose)


def es256(kid: str = "ec-1") -> Signer:
    private = ec.generate_private_key(ec.SECP256R1())
    numbers = private.private_numbers()
    x, y = (base64url(n.to_bytes(32, "big")) for n in (numbers.public_numbers.x, numbers.public_numbers.y))

    def sign(message: bytes) -> bytes:
        return _raw(private.sign(message, ec.ECDSA(SHA256())))

    d = base64url(numbers.private_value.to_bytes(32, "big"))
    jose = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y, "d": d})
    return Signer(kid, "ES256", "ES256", Jwk("EC", "P-256", x, y), sign, jose)


def sm2(kid: str = "sm-1") -> Signer:
    public, private = sm2_key_generate()

    def sign(message: bytes) -> bytes:
        return _raw(sm2_sign(private, public, message))

    return Signer(kid, "SM2-SM3", "SM2-SM3", Jwk("EC", "SM2", base64url(public[:32]), base64url(public[32:])), sign)


def _raw(der: bytes) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))


def signed_act(event: Mapping[str, Any], signer: Signer, **header: object) -> dict[str, Any]:
    """The event with its detached JWS; header members may be replaced, None leaves one out."""
    protected = {"alg": signer.alg, "kid": signer.kid, "b64": False, "crit": ["b64"], **header}
    protected = {name: value for name, value in protected.items() if value is not None}
    payload = rfc8785.dumps({name: value for name, value in event.items() if name != "signature"})
    if signer.jose is not None and not header:
        text = jws.serialize_compact(protected, payload, signer.jose, algorithms=[signer.alg])
        head, _, signature = text.split(".", 1)[0], None, text.rsplit(".", 1)[1]
        return {**event, "signature": f"{head}..{signature}"}
    head = base64url(json.dumps(protected).encode())
    return {**event, "signature": f"{head}..{base64url(signer.sign(head.encode() + b'.' + payload))}"}


def signed_headers(
    signer: Signer,
    body: bytes,
    created: int,
    *,
    covered: tuple[str, ...] = ("@method", "@path", "@authority", "content-digest"),
    parameters: str = "",
    values: Mapping[str, str] | None = None,
    keyid: str | None = None,
) -> dict[str, str]:
    """Content-Digest, Signature-Input and Signature of a POST to /v1/events of the test client.

    values  what the signer took components to be, where that is not what is sent
    """
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    known = {"@method": "POST", "@path": "/v1/events", "@authority": "testserver", "content-digest": digest}
    known |= values or {}
    listed = " ".join(f'"{name}"' for name in covered)
    line = f'({listed});created={created};keyid="{keyid or signer.kid}"{parameters}'
    base = "".join(f'"{name}": {known[name]}\n' for name in covered) + f'"@signature-params": {line}'
    signature = base64.b64encode(signer.sign(base.encode())).decode()
    return {"Content-Digest": digest, "Signature-Input": f"sig1={line}", "Signature": f"sig1=:{signature}:"}
