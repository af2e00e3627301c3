"""Who is signed in: a signed cookie that names a credential, and the mark that a form came from our own page.

Not the tokens (app/tokens.py) and users (app/users.py): one that is revoked, disabled or changed ends its sessions at
once. The key lies beside the token file.
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
from typing import Final, Literal

import msgspec

from app.oidc import Begun
from app.tokens import TokenFile
from app.users import User, UserFile
from domain.errors import QuanchengError
from domain.permission import Principal, Role

COOKIE: Final = "quancheng_session"
LIFETIME: Final = timedelta(hours=10)
UNDER_WAY_COOKIE: Final = "quancheng_sign_in"
UNDER_WAY: Final = timedelta(minutes=10)
_KEY_BYTES: Final = 32


class _Claims(msgspec.Struct, frozen=True, omit_defaults=True):
    """named: a token's id, or a person's name. mark: of a user as it was at sign-in (User.mark).

    agency, role, credential: of a person whom the identity provider named; it is not asked again in a session.
    """

    named: str
    until: int
    nonce: str
    by: Literal["token", "user", "provider"] = "token"
    mark: str = ""
    agency: str = ""
    role: Role | None = None
    credential: str = ""


class SignedIn(msgspec.Struct, frozen=True):
    """A session. form_mark: what its forms must carry in the field `form_mark`."""

    principal: Principal
    form_mark: str


class Sessions:
    """Makes and reads session cookies. Holds no list: whatever is needed stands in the cookie."""

    def __init__(self, tokens: TokenFile, key: bytes, users: UserFile | None = None) -> None:
        """users: None where nobody signs in by name."""
        self._tokens = tokens
        self._users = users
        self._key = key

    def begin(self, principal: Principal, now: datetime) -> str:
        """The cookie value of a new session of a token."""
        return self._signed(_Claims(principal.token, _until(now), secrets.token_urlsafe(16)))

    def begin_of_user(self, user: User, now: datetime) -> str:
        """The cookie value of a new session of a person."""
        return self._signed(_Claims(user.name, _until(now), secrets.token_urlsafe(16), "user", user.mark))

    def begin_of_provider(self, principal: Principal, now: datetime) -> str:
        """The cookie value of a new session of a person whom the identity provider named."""
        named = principal.person or principal.token
        nonce = secrets.token_urlsafe(16)
        return self._signed(
            _Claims(
                named, _until(now), nonce, "provider",
                agency=principal.agency, role=principal.role, credential=principal.token,
            )
        )  # fmt: skip

    def keep(self, begun: Begun, now: datetime) -> str:
        """The cookie value of a sign-in that is under way at the identity provider."""
        until = int((now + UNDER_WAY).timestamp())
        body = base64.urlsafe_b64encode(msgspec.json.encode((until, begun))).decode().rstrip("=")
        return f"{body}.{self._mac('under way', body)}"

    def kept(self, cookie: str, now: datetime) -> Begun | None:
        """The sign-in under way; None where the cookie is forged or too old."""
        body, _, mac = cookie.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("under way", body).encode()):
            return None
        until, begun = msgspec.json.decode(
            base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=tuple[int, Begun]
        )
        return begun if now.timestamp() < until else None

    def read(self, cookie: str, now: datetime) -> SignedIn | None:
        """Whose session it is; None where it is forged, over, or its token or user does not stand any more."""
        body, _, mac = cookie.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("session", body).encode()):
            return None
        try:
            claims = msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=_Claims)
        except (binascii.Error, msgspec.DecodeError):
            return None
        if now.timestamp() >= claims.until:
            return None
        principal = self._principal(claims, now)
        return None if principal is None else SignedIn(principal, self._mac("form", body))

    def _principal(self, claims: _Claims, now: datetime) -> Principal | None:
        if claims.by == "user":
            return self._of_user(claims)
        if claims.by == "provider" and claims.role is not None:
            return Principal(claims.credential, claims.agency, claims.role, claims.named)
        return self._of_token(claims, now)

    def _of_token(self, claims: _Claims, now: datetime) -> Principal | None:
        if not self._tokens.stands(claims.named, now):
            return None
        known = self._tokens.tokens()[claims.named]
        return Principal(known.token, known.agency, known.role)

    def _of_user(self, claims: _Claims) -> Principal | None:
        user = None if self._users is None else self._users.standing(claims.named)
        return user.principal if user is not None and hmac.compare_digest(user.mark, claims.mark) else None

    def _signed(self, claims: _Claims) -> str:
        body = base64.urlsafe_b64encode(msgspec.json.encode(claims)).decode().rstrip("=")
        return f"{body}.{self._mac('session', body)}"

    def _mac(self, purpose: str, body: str) -> str:
        return hmac.new(self._key, f"{purpose}|{body}".encode(), hashlib.sha256).hexdigest()


def _until(now: datetime) -> int:
    return int((now + LIFETIME).timestamp())


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
