"""People who sign in with a name and a password: the local fallback where there is no identity provider.

Not tokens of machines (tokens.py) and not sessions (web/session.py). Passwords are kept as argon2id hashes in one
append-only file; a later line for the same name replaces the earlier one.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import threading
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.throttle import Guesses
from domain import agency as agencies
from domain.errors import Conflict, NotFound, QuanchengError, Refused
from domain.permission import Principal, Role

FILE: Final = "users.ndjson"
LEAST_CHARACTERS: Final = 12
MOST_BYTES: Final = 1024
AT_ONCE: Final = 2
"""Hashes computed at a time: each takes 64 MiB, and guessing shall not take the machine."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


class User(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of the file. hash: argon2id in PHC form; the officer acts for `agency` in `role`."""

    name: str
    hash: str
    agency: str
    role: Role
    changed_at: datetime
    full_name: str = ""
    disabled_at: datetime | None = None

    @property
    def principal(self) -> Principal:
        return Principal(f"user:{self.name}", self.agency, self.role, self.name)

    @property
    def mark(self) -> str:
        """Changes with the password, agency and role: sessions begun before then end."""
        said = "\0".join((self.name, self.hash, self.agency, self.role))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class UserFile:
    """The users of one platform. Safe to share between threads; sees what other processes append."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        """hasher: RFC 9106's low-memory choice by default; tests give a faster one."""
        self.path = path
        self._hasher = PasswordHasher() if hasher is None else hasher
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._users: dict[str, User] = {}
        self._guesses = Guesses()
        self._hashing = threading.BoundedSemaphore(AT_ONCE)
        self._nobody: str | None = None

    def add(self, name: str, password: str, agency: str, role: Role, now: datetime, *, full_name: str = "") -> User:
        """Raises Refused (name, agency, password), Conflict("user-exists")."""
        if not _NAME.fullmatch(name):
            raise Refused(
                "user-name-invalid", f"{name[:64]!r} is no user name.",
                remedy="Use up to 64 lower-case letters, digits, dots, dashes and underscores.",
            )  # fmt: skip
        agencies.require_uri(agency)
        known = self.users().get(name)
        if known is not None and known.disabled_at is None:
            raise Conflict("user-exists", f"There is a user {name!r} already.", remedy="quancheng user password NAME.")
        made = User(
            name=name, hash=self._hash(password), agency=agency, role=role, changed_at=now, full_name=full_name
        )  # fmt: skip
        self._append(made)
        return made

    def set_password(self, name: str, password: str, now: datetime) -> None:
        """Ends the sessions of that user. Raises NotFound, Refused."""
        self._append(msgspec.structs.replace(self._standing(name), hash=self._hash(password), changed_at=now))

    def disable(self, name: str, now: datetime) -> None:
        """Ends the sessions of that user; nobody can sign in by that name. Raises NotFound."""
        self._append(msgspec.structs.replace(self._standing(name), disabled_at=now))

    def signed_in(self, name: str, password: str, peer: str, now: datetime) -> User | None:
        """Whose name and password these are; None where they are wrong. peer: address of who tries.

        Raises TooManyAttempts. A name that nobody has costs the same time and the same pauses.
        """
        name = name.strip().lower()[:64]
        self._guesses.begin(name, peer, now)
        user = self.users().get(name)
        if user is not None and user.disabled_at is not None:
            user = None
        with self._hashing:
            right = self._verify(user.hash if user is not None else self._nobodys_hash(), password)
        if user is None or not right:
            return None
        self._guesses.right(name, peer)
        return user

    def standing(self, name: str) -> User | None:
        """The user of that name, None where there is none or it is disabled."""
        found = self.users().get(name)
        return None if found is None or found.disabled_at is not None else found

    def users(self) -> dict[str, User]:
        """All users by name, disabled ones too; read again when the file changed."""
        with self._lock:
            try:
                state = self.path.stat()
            except FileNotFoundError:
                self._seen, self._users = None, {}
                return self._users
            if self._seen != (state.st_mtime_ns, state.st_size):
                self._users = self._read()
                self._seen = (state.st_mtime_ns, state.st_size)
            return self._users

    def _standing(self, name: str) -> User:
        found = self.standing(name)
        if found is None:
            raise NotFound(f"There is no user {name[:64]!r}.", remedy="List them: quancheng user list.")
        return found

    def _hash(self, password: str) -> str:
        if len(password) < LEAST_CHARACTERS or len(password.encode(errors="replace")) > MOST_BYTES:
            raise Refused(
                "password-unusable", f"A password has at least {LEAST_CHARACTERS} characters.",
                remedy="Take several words; length counts, signs do not.",
            )  # fmt: skip
        return self._hasher.hash(password)

    def _verify(self, kept: str, password: str) -> bool:
        if len(password.encode(errors="replace")) > MOST_BYTES:
            return False
        try:
            return self._hasher.verify(kept, password.encode(errors="replace"))
        except (VerificationError, InvalidHashError):
            return False

    def _nobodys_hash(self) -> str:
        if self._nobody is None:
            self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        return self._nobody

    def _read(self) -> dict[str, User]:
        found: dict[str, User] = {}
        for number, line in enumerate(self.path.read_bytes().splitlines(), start=1):
            try:
                user = msgspec.json.decode(line, type=User)
            except msgspec.DecodeError as error:
                raise QuanchengError(
                    f"{self.path}:{number} is no user: {error}.", remedy="Remove the line; add the user again."
                ) from None
            found[user.name] = user
        return found

    def _append(self, user: User) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # one write in append mode: two processes cannot mix their lines
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, msgspec.json.encode(user) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
