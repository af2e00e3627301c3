"""Signed notes (C2SP signed-note): a text, and lines of Ed25519 signatures that name their key. Pure.

Not what the text says (checkpoint.py). Format: https://c2sp.org/signed-note
"""

from __future__ import annotations

import base64
import binascii
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = b"\x01"
DASH = "\u2014 "
SEPARATOR = "\n\n"


class VerifierKey(NamedTuple):
    """A public key and the name it signs under. Text form: `name+hash+base64`."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.key).decode()}"

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """True only for a signature that this key made over exactly this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def parse_verifier_key(text: str) -> VerifierKey:
    """Read `name+hash+base64`. Raises ValueError where the hash is not that of the key."""
    name, digest, encoded = [*text.strip().split("+", 2), "", ""][:3]
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError(f"verifier key {text!r} is not base64") from None
    if not _name_ok(name) or raw[:1] != ED25519 or len(raw) != 33:
        raise ValueError(f"verifier key {text!r} is not an Ed25519 key of the form name+hash+base64")
    key = VerifierKey(name, raw[1:])
    if key.key_id.hex() != digest:
        raise ValueError(f"verifier key {text!r} does not have the hash it states")
    return key


def verifier_key(name: str, private: Ed25519PrivateKey) -> VerifierKey:
    if not _name_ok(name):
        raise ValueError(f"a key name has no spaces and no plus sign: {name!r}")
    return VerifierKey(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The note: `text` (which ends in a newline), an empty line, one signature line."""
    if not text.endswith("\n") or SEPARATOR in text:
        raise ValueError("the text of a note ends in a newline and has no empty line")
    signature = verifier_key(name, private).key_id + private.sign(text.encode())
    return f"{text}\n{DASH}{name} {base64.b64encode(signature).decode()}\n"


def opened(note: str, key: VerifierKey) -> str | None:
    """The text of the note if `key` signed it, else None. Signatures of other keys are passed over, as C2SP says;
    a line of this key's name and id that does not verify refuses the whole note.
    """
    text, separator, signatures = note.rpartition(SEPARATOR)
    if not separator or not signatures.endswith("\n"):
        return None
    text += "\n"
    signed = False
    for line in signatures.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        if not line.startswith(DASH) or not _name_ok(name):
            return None
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return None
        if len(raw) < 5:
            return None
        if name == key.name and raw[:4] == key.key_id:
            if not key.accepts(text.encode(), raw[4:]):
                return None
            signed = True
    return text if signed else None


def _name_ok(name: str) -> bool:
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)
