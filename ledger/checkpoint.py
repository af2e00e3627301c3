"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of the log, signed; and the signer that cannot be led
to sign two histories.

Not the proofs (merkle.py), not the storage (ledger.py). A checkpoint that someone else keeps is what detects an owner.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from domain.errors import LedgerFault
from ledger.merkle import EMPTY_ROOT, HASH_SIZE, consistency_holds
from ledger.signed_note import VerifierKey, opened, sign, verifier_key


class Checkpoint(NamedTuple):
    """What a checkpoint states: the first `size` positions of log `origin` have this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint (further lines are extensions). Raises ValueError where it is none."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit():
        raise ValueError("a checkpoint has an origin, a size and a root, a line each")
    if lines[1] != str(int(lines[1])):
        raise ValueError("the size of a checkpoint has no leading zeros")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        raise ValueError("the root of a checkpoint is not base64") from None
    if len(root) != HASH_SIZE:
        raise ValueError("the root of a checkpoint is not 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint | None:
    """The checkpoint in a note that `key` signed under the log's origin; None for anything else."""
    text = opened(note, key)
    if text is None:
        return None
    try:
        found = parse_checkpoint(text)
    except ValueError:
        return None
    return found if found.origin == key.name else None


class Signer:
    """Signs checkpoints of one log, and remembers the last in a file of its own, outside the database.

    Restoring an old copy of the database therefore does not make it forget. The memory is on disk before
    the signature leaves, and one process at a time signs. A key without memory signs nothing: whoever can delete
    the file could otherwise have a second history signed.
    """

    def __init__(self, origin: str, private: Ed25519PrivateKey, memory: Path) -> None:
        self._private = private
        self._memory = memory
        self.key = verifier_key(origin, private)

    def last(self) -> Checkpoint:
        """What was signed last; size 0 before the first. Raises LedgerFault where the memory is gone or unreadable."""
        try:
            found = open_checkpoint(self._memory.read_text(encoding="utf-8"), self.key)
        except (OSError, UnicodeDecodeError):
            found = None
        if found is None:
            raise LedgerFault(
                f"The signer's memory {self._memory} does not hold a checkpoint of {self.key.name}.",
                remedy="Put back the last checkpoint that was given out. Do not delete the file: it is what keeps "
                "the log from being signed in two versions. If nothing was ever signed, delete the key too.",
            )
        return found

    def begin(self) -> None:
        """Write the memory of a new key: nothing signed yet."""
        self._remember(sign(Checkpoint(self.key.name, 0, EMPTY_ROOT).text(), self.key.name, self._private))

    def sign(self, size: int, root: bytes, proof: Callable[[int], Sequence[bytes]]) -> str:
        """The signed note for (size, root).

        proof   gives the consistency proof from an older size to `size`
        Raises LedgerFault where this is not a continuation of what was signed last, or cannot be remembered.
        """
        try:
            with self._alone():
                return self._sign(size, root, proof)
        except OSError as error:
            raise LedgerFault(
                f"What was signed cannot be written down beside {self._memory}: {error.strerror}.",
                remedy="Make room there; nothing was signed, and the next checkpoint is.",
            ) from error

    def _sign(self, size: int, root: bytes, proof: Callable[[int], Sequence[bytes]]) -> str:
        last = self.last()
        if size < last.size:
            raise LedgerFault(
                f"The log ends at position {size}, but a checkpoint over {last.size} was signed: positions from "
                f"{size + 1} on are missing.",
                remedy="The database was rolled back or cut. Restore a copy that reaches the signed size.",
                position=size + 1,
            )
        if not consistency_holds(last.size, size, last.root, root, proof(last.size)):
            raise LedgerFault(
                f"The log of {size} is not a continuation of the log of {last.size} that was signed.",
                remedy="History was changed. Run `quancheng verify` with the kept checkpoint; do not sign.",
            )
        note = sign(Checkpoint(self.key.name, size, root).text(), self.key.name, self._private)
        self._remember(note)
        return note

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two processes must not both go on from the same memory."""
        with self._memory.with_name(f"{self._memory.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _remember(self, note: str) -> None:
        draft = self._memory.with_name(f"{self._memory.name}.new")
        with draft.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._memory)
        folder = os.open(self._memory.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the new name too
        finally:
            os.close(folder)


def load_signer(origin: str, key_file: Path, memory: Path) -> Signer:
    """A signer with the Ed25519 key in `key_file` (PEM, PKCS 8, no password); a new key is made where there is none.

    Raises LedgerFault for a key that cannot be read, and for a lost key whose memory is still there.
    """
    if not key_file.exists():
        if memory.exists():
            raise LedgerFault(
                f"The key {key_file} is gone, but {memory} says that it signed.",
                remedy="Put the key back. For a new log with a new key, move the memory away and tell those who "
                "keep checkpoints.",
            )
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        signer = Signer(origin, private, memory)
        signer.begin()
        return signer
    try:
        loaded = load_pem_private_key(key_file.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        loaded = None
    if not isinstance(loaded, Ed25519PrivateKey):
        raise LedgerFault(f"{key_file} is not an Ed25519 key.", remedy="Give the key of this log, or a new path.")
    return Signer(origin, loaded, memory)
