"""Signs requests: HTTP Message Signatures (RFC 9421) by Ed25519, with Content-Digest (RFC 9530).

Not the registering of the public key: the operator of the platform does that with `quancheng key add`.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class RequestSigner:
    """Signs with one private key. kid: the id under which its public key is registered."""

    def __init__(self, kid: str, private: Ed25519PrivateKey) -> None:
        self._kid = kid
        self._private = private

    def sign(self, request: httpx.Request) -> None:
        """Add Content-Digest, Signature-Input and Signature to a request whose body is known."""
        covered = ["@method", "@path", "@authority"]
        values = {
            "@method": request.method,
            "@path": request.url.raw_path.split(b"?")[0].decode("ascii"),
            "@authority": request.url.netloc.decode("ascii").lower(),
        }
        if request.url.query:
            covered.append("@query")
            values["@query"] = "?" + request.url.query.decode("ascii")
        if request.content:
            digest = base64.b64encode(hashlib.sha256(request.content).digest()).decode()
            request.headers["Content-Digest"] = values["content-digest"] = f"sha-256=:{digest}:"
            covered.append("content-digest")
        names = " ".join(f'"{name}"' for name in covered)
        parameters = f'({names});created={int(time.time())};keyid="{self._kid}";nonce="{secrets.token_hex(16)}"'
        lines = [f'"{name}": {values[name]}' for name in covered] + [f'"@signature-params": {parameters}']
        signature = base64.b64encode(self._private.sign("\n".join(lines).encode())).decode()
        request.headers["Signature-Input"] = f"sig1={parameters}"
        request.headers["Signature"] = f"sig1=:{signature}:"
