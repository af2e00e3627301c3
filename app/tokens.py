"""Bearer tokens: which agency a caller is, and in which role. Kept as hashes in one append-only file.

Not sign-in of people (users.py) and not who may read what (domain/permission.py). Used by api/, web/, the embedded
issuer and `quancheng token`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from domain import agency as agencies
from domain.errors import NotFound, QuanchengError
from domain.permission import Principal, Role

PREFIX: Final = "qc_"
# 20 hex digits name the token in logs and in the file; 32 random bytes are the secret
_TOKEN = re.compile(r"qc_(?P<id>[0-9a-f]{20})_(?P<secret>[A-Za-z0-9_-]{43})", re.ASCII)


def id_in(presented: str) -> str:
    """Which token is meant by one that is presented, whether it is right or not; empty where none is."""
    match = _TOKEN.fullmatch(presented)
    return "" if match is None else match["id"]


class IssuedToken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of the file. `digest`: SHA-256 of the secret, hex; times RFC 3339."""

    token: str
    digest: str
    agency: str
    role: Role
    issued_at: datetime
    expires_at: datetime | None = None
    note: str = ""
    revoked_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class TokenFile:
    """The tokens of one platform. Safe to share between threads; sees what other processes append.

    A later line for the same token replaces the earlier one: that is how a token is revoked.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._tokens: dict[str, IssuedToken] = {}

    def issue(
        self, agency: str, role: Role, now: datetime, *, valid_for: timedelta | None = None, note: str = ""
    ) -> str:
        """A new token in clear, the only time it is shown. Raises Refused where `agency` is no URI."""
        agencies.require_uri(agency)
        token, secret = secrets.token_hex(10), secrets.token_urlsafe(32)
        expires_at = None if valid_for is None else now + valid_for
        self._append(
            IssuedToken(
                token=token,
                digest=_digest(secret),
                agency=agency,
                role=role,
                issued_at=now,
                expires_at=expires_at,
                note=note,
            )
        )
        return f"qc_{token}_{secret}"

    def revoke(self, token: str, now: datetime) -> None:
        """`token` is the id (the middle part), never the secret. Raises NotFound."""
        known = self.tokens().get(token)
        if known is None:
            raise NotFound(f"There is no token {token[:20]!r}.", remedy="List them: quancheng token list.")
        self._append(msgspec.structs.replace(known, revoked_at=now))

    def principal(self, presented: str, now: datetime) -> Principal | None:
        """Who presents this token; None if it is unknown, wrong, expired or revoked."""
        match = _TOKEN.fullmatch(presented)
        if match is None:
            return None
        known = self.tokens().get(match["id"])
        # an unknown id costs the same comparison, so that time does not tell which ids exist
        expected = known.digest if known is not None else "0" * 64
        right = hmac.compare_digest(expected, _digest(match["secret"]))
        if known is None or not right or not known.stands(now):
            return None
        return Principal(known.token, known.agency, known.role)

    def stands(self, token: str, now: datetime) -> bool:
        """Whether the token of this id exists and is neither revoked nor expired."""
        known = self.tokens().get(token)
        return known is not None and known.stands(now)

    def tokens(self) -> dict[str, IssuedToken]:
        """All tokens by id, revoked and expired ones too; read again when the file changed."""
        with self._lock:
            try:
                state = self.path.stat()
            except FileNotFoundError:
                self._seen, self._tokens = None, {}
                return self._tokens
            if self._seen != (state.st_mtime_ns, state.st_size):
                self._tokens = self._read()
                self._seen = (state.st_mtime_ns, state.st_size)
            return self._tokens

    def _read(self) -> dict[str, IssuedToken]:
        found: dict[str, IssuedToken] = {}
        for number, line in enumerate(self.path.read_bytes().splitlines(), start=1):
            try:
                issued = msgspec.json.decode(line, type=IssuedToken)
            except msgspec.DecodeError as error:
                raise QuanchengError(
                    f"{self.path}:{number} is no token entry: {error}.",
                    remedy="Remove the line; issue the token again if it was one.",
                ) from None
            found[issued.token] = issued
        return found

    def _append(self, issued: IssuedToken) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # one write in append mode: two processes cannot mix their lines
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, msgspec.json.encode(issued) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _digest(secret: str) -> str:
    # the secret has 256 random bits: a slow password hash would protect nothing more
    return hashlib.sha256(secret.encode()).hexdigest()
