"""Who is signed in: a signed cookie that names a token, and the mark that a form came from our own page.

Not the tokens (app/tokens.py): a revoked token ends its sessions at once. The key lies beside the token file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from app.tokens import TokenFile
from domain.errors import QuanchengError
from domain.permission import Principal

COOKIE: Final = "quancheng_session"
LIFETIME: Final = timedelta(hours=10)
_KEY_BYTES: Final = 32


class _Claims(msgspec.Struct, frozen=True):
    token: str
    until: int
    nonce: str


class SignedIn(msgspec.Struct, frozen=True):
    """A session. form_mark: what its forms must carry in the field `form_mark`."""

    principal: Principal
    form_mark: str


class Sessions:
    """Makes and reads session cookies. Holds no list: whatever is needed stands in the cookie."""

    def __init__(self, tokens: TokenFile, key: bytes) -> None:
        self._tokens = tokens
        self._key = key

    def begin(self, principal: Principal, now: datetime) -> str:
        """The cookie value of a new session."""
        until = int((now + LIFETIME).timestamp())
        claims = msgspec.json.encode(_Claims(principal.token, until, secrets.token_urlsafe(16)))
        body = base64.urlsafe_b64encode(claims).decode().rstrip("=")
        return f"{body}.{self._mac('session', body)}"

    def read(self, cookie: str, now: datetime) -> SignedIn | None:
        """Whose session it is; None where it is forged, over, or its token is revoked or expired."""
        body, _, mac = cookie.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("session", body).encode()):
            return None
        try:
            claims = msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=_Claims)
        except (binascii.Error, msgspec.DecodeError):
            return None
        if now.timestamp() >= claims.until:
            return None
        known = self._tokens.tokens().get(claims.token)
        if known is None or known.revoked_at is not None:
            return None
        if known.expires_at is not None and now >= known.expires_at:
            return None
        return SignedIn(Principal(known.token, known.agency, known.role), self._mac("form", body))

    def _mac(self, purpose: str, body: str) -> str:
        return hmac.new(self._key, f"{purpose}|{body}".encode(), hashlib.sha256).hexdigest()


def session_key(path: Path) -> bytes:
    """The key in `path`, made on first use; readable by its owner only. QuanchengError where it is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
    else:
        key = secrets.token_bytes(_KEY_BYTES)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
    # an empty key would let anybody make sessions
    if len(key) < _KEY_BYTES:
        raise QuanchengError(f"{path} holds no key of {_KEY_BYTES} bytes.", remedy="Remove the file; it is made again.")
    return key
