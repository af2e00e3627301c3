"""The embedded issuer: client credentials for signed access tokens (RFC 6749 §4.4, RFC 9068). For demo, tests and small
sites; a platform that names an issuer of its own in the settings has no use for it.

Clients are the tokens of tokens.py: the id is the client id, the secret the client secret, kept as a hash.
"""

from __future__ import annotations

import os
import secrets
import threading
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app.access_tokens import AccessTokens, TokenRefused
from app.issuer_keys import PublicKey
from app.tokens import TokenFile
from domain.errors import QuanchengError
from domain.permission import Principal

LIFETIME_SECONDS: Final = 600
ALGORITHM: Final = "ES256"
KEPT_KEYS: Final = 3
"""The newest signs; the older ones are published until the last token signed with them has long expired."""


class SigningKeys:
    """Private keys in one file, readable by its owner only, made on first use. Sees a rotation by another process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._keys: list[ECKey] = []

    def newest(self) -> ECKey:
        return self._read()[-1]

    def public(self) -> list[dict[str, object]]:
        """All keys as a JWK set shows them."""
        return [{**key.as_dict(private=False), "alg": ALGORITHM, "use": "sig"} for key in self._read()]

    def key(self, key_id: str) -> PublicKey | None:
        return next((key for key in self._read() if key.kid == key_id), None)

    def rotate(self) -> str:
        """A new key signs from now on; gives its id."""
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        with self._lock:
            kept = self._load()[-(KEPT_KEYS - 1) :] if self._path.exists() else []
            self._write([*kept, key])
        return str(key.kid)

    def _read(self) -> list[ECKey]:
        if not self._path.exists():
            self.rotate()
        with self._lock:
            state = self._path.stat()
            if self._seen != (state.st_mtime_ns, state.st_size):
                self._keys, self._seen = self._load(), (state.st_mtime_ns, state.st_size)
            return self._keys

    def _load(self) -> list[ECKey]:
        try:
            listed = msgspec.json.decode(self._path.read_bytes(), type=list[dict[str, str]])
            keys = [ECKey.import_key(one) for one in listed]  # type: ignore[arg-type]
        except (JoseError, ValueError, msgspec.DecodeError) as error:
            raise QuanchengError(
                f"{self._path} holds no signing keys: {error}.", remedy="Remove the file; it is made again."
            ) from None
        if not keys:
            raise QuanchengError(f"{self._path} holds no signing key.", remedy="Remove the file; it is made again.")
        return keys

    def _write(self, keys: list[ECKey]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode([key.as_dict(private=True) for key in keys]))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)  # readers see the old file or the new one, never half of one


class Issuer:
    """Gives access tokens to clients. name: its identifier (RFC 8414), which is also the audience."""

    def __init__(self, name: str, clients: TokenFile, keys: SigningKeys) -> None:
        self.name = name
        self._clients = clients
        self.keys = keys
        self._checks = AccessTokens(name, name, keys.key, [ALGORITHM])

    def client(self, client_id: str, secret: str, now: datetime) -> Principal | None:
        """The client of these credentials, None where they are wrong, expired or revoked."""
        return self._clients.principal(f"qc_{client_id}_{secret}", now)

    def token(self, client: Principal, now: datetime, certificate: str | None = None) -> str:
        """An access token for that client, bound to its certificate where it came with one."""
        key, second = self.keys.newest(), int(now.timestamp())
        claims: dict[str, object] = {
            "iss": self.name, "aud": self.name, "sub": client.token, "client_id": client.token,
            "iat": second, "exp": second + LIFETIME_SECONDS, "jti": secrets.token_urlsafe(16),
            "agency": client.agency, "role": client.role,
        }  # fmt: skip
        if certificate is not None:
            claims["cnf"] = {"x5t#S256": certificate}
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": str(key.kid)}, claims, key, algorithms=[ALGORITHM])

    def principal(self, presented: str, now: datetime, certificate: str | None = None) -> Principal:
        """As AccessTokens.principal; a client that was revoked meanwhile is refused at once."""
        found = self._checks.principal(presented, now, certificate)
        if not self._clients.stands(found.token, now):
            raise TokenRefused("The client of this access token is revoked.", remedy="Ask the operator for a new one.")
        return found
