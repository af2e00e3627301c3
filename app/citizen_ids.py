"""Citizen identity numbers leave no plain trace: checked, then replaced by a token and a ciphertext.

Not a key store (the key comes from settings). Called on intake before anything is stored, and by the few
who may see a number. GB 11643 and GB 32100 are checked with python-stdnum.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from domain.errors import QuanchengError, Refused
from domain.vocabulary import CORRECTED, Vocabulary, json_pointer_step
from ledger.canonical import canonical

FieldPath = tuple[str, ...]

MIN_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_FORM: Final = "cid1"
_SEALED = re.compile(r"cid1\.(?P<key>[a-z2-7]{8})\.(?P<token>[a-z2-7]{52})\.(?P<box>[a-z2-7]{74})")
_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)
# as people write it: in groups, with blanks, hyphens or dots, or with characters that are not seen at all
_BREAK = r"[\s.\-‐-―·_\u00ad\u200b-\u200f\u2060\ufeff]?"
_EMBEDDED = re.compile(rf"(?<![0-9])[0-9](?:{_BREAK}[0-9]){{16}}{_BREAK}[0-9Xx](?![0-9])")
# the ASCII part of what may stand between digits
_BREAKS = bytes(code for code in range(128) if re.fullmatch(_BREAK, chr(code)))
_EIGHTEEN = re.compile(rb"[0-9]{17}[0-9Xx]")
# a plain search for seventeen like bytes takes a twentieth of the time of the pattern, which is then rarely asked
_ANY_DIGIT = bytes(ord("0") if chr(code) in "0123456789" else code for code in range(256))
_SEVENTEEN = b"0" * 17
_NOT_DIGIT = re.compile(r"[^0-9Xx]")


class CitizenIdUnreadable(QuanchengError):
    """A sealed number that cannot be opened: altered, moved from its event or field, or another key's."""


class CitizenIdKey:
    """The secret of one deployment: at least 32 random bytes. Never printed.

    Keys are derived (HKDF-SHA-256): for tokens, for AES-256-GCM, for digests of statements. Nonces are random: change
    the secret before 2^32 numbers have been sealed (NIST SP 800-38D, 8.3).
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < MIN_KEY_BYTES:
            raise ValueError(f"the key of citizen ids needs at least {MIN_KEY_BYTES} bytes")
        self._token_key = _derived(secret, b"token")
        self._digest_key = _derived(secret, b"digest")
        self._cipher = AESGCM(_derived(secret, b"cipher"))
        self.fingerprint = _base32(_derived(secret, b"fingerprint")[:5])

    def __repr__(self) -> str:
        return f"CitizenIdKey({self.fingerprint})"

    def digest_key(self, agency: str) -> bytes:
        """Key, 32 bytes, under which statements of `agency` are hashed: who has the database alone can try out no
        identity number on such a hash. The agency gets it, and learns nothing by it.
        """
        return hmac.digest(self._digest_key, agency.encode(), "sha256")

    def token(self, number: str) -> str:
        """Keyed token of a number: equal for equal numbers, and nothing can be told from it. For look-ups."""
        return _base32(hmac.digest(self._token_key, number.upper().encode("ascii"), "sha256"))

    def seal(self, number: str, bound_to: bytes) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        box = nonce + self._cipher.encrypt(nonce, number.upper().encode("ascii"), bound_to)
        return f"{_FORM}.{self.fingerprint}.{self.token(number)}.{_base32(box)}"

    def open(self, sealed: str, bound_to: bytes) -> str:
        match = _SEALED.fullmatch(sealed)
        if match is None or match["key"] != self.fingerprint:
            what = "not in the stored form" if match is None else f"sealed under key {match['key']}"
            raise CitizenIdUnreadable(
                f"A citizen id is {what}.", remedy=f"Open it with that key (this one is {self.fingerprint})."
            )
        try:
            box = base64.b32decode(match["box"].upper() + "=" * (-len(match["box"]) % 8))
            if _base32(box) != match["box"]:  # spare bits of the last letter: one number, one text
                raise InvalidTag
            number = self._cipher.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], bound_to).decode("ascii")
        except (InvalidTag, binascii.Error):
            number = ""
        if not number or not hmac.compare_digest(self.token(number), match["token"]):
            raise CitizenIdUnreadable(
                "A sealed citizen id does not belong where it stands, or was altered.",
                remedy="Verify the ledger: the stored event is not the one that was taken in.",
            )
        return number


def validate_citizen_id(number: str, pointer: str) -> str:
    """The number as 18 characters. Raises Refused("citizen-id-invalid"); the number is never in the text."""
    if _NUMBER.fullmatch(number) is None:
        raise _refused("citizen-id-invalid", "it is not 17 digits and a check character", pointer)
    try:
        return _valid(number)
    except InvalidChecksum:
        why = "its check character is wrong"
    except InvalidComponent:
        why = "its region or its date of birth does not exist"
    except ValidationError:
        why = "GB 11643 does not allow it"
    raise _refused("citizen-id-invalid", why, pointer)


def _valid(number: str) -> str:
    """As ric.validate, which fails otherwise over a region of which it knows the province alone."""
    try:
        return str(ric.validate(number))
    except KeyError:
        raise InvalidComponent() from None


def validate_organisation_code(code: str, pointer: str) -> str:
    """The social credit code as 18 characters. Raises Refused("organisation-code-invalid")."""
    if re.fullmatch(r"[0-9A-Za-z]{18}", code, re.ASCII) is None:
        raise _refused("organisation-code-invalid", "it is not 18 digits and letters", pointer)
    try:
        return str(uscc.validate(code))
    except ValidationError:
        raise _refused("organisation-code-invalid", "GB 32100 does not allow it", pointer) from None


def citizen_id_fields(
    vocabulary: Vocabulary, name: str, version: int, data: Mapping[str, object]
) -> tuple[FieldPath, ...]:
    """Paths of the payload fields of type `citizen_id`, those inside a correction's replacement included."""
    own = tuple((field,) for field in vocabulary.citizen_id_fields(name, version))
    if name != CORRECTED:
        return own
    replaced, replacement = data.get("type"), data.get("data")
    if not isinstance(replaced, str) or not isinstance(replacement, dict):
        return own
    stated = data.get("version")
    inner_version = stated if isinstance(stated, int) else vocabulary.type_named(replaced).version
    vocabulary.struct(replaced, inner_version, pointer="/data/version")
    return (
        *own,
        *(("data", *path) for path in citizen_id_fields(vocabulary, replaced, inner_version, replacement)),
    )


def protect(
    data: Mapping[str, object],
    fields: Sequence[FieldPath],
    key: CitizenIdKey,
    *,
    source: str,
    event_id: str,
) -> dict[str, object]:
    """The payload with every citizen id checked and sealed to (source, event id, field); `data` is kept.

    Raises Refused("citizen-id-invalid"), also for a number that comes sealed already. Sealing the same
    payload twice gives different text: compare content with content_digest, never byte by byte.
    """

    def sealed(number: str, path: FieldPath) -> str:
        plain = validate_citizen_id(number, pointer_of(path))
        return key.seal(plain, _bound_to(source, event_id, path))

    return _replaced(data, fields, sealed)


def reveal(
    data: Mapping[str, object],
    fields: Sequence[FieldPath],
    key: CitizenIdKey,
    *,
    source: str,
    event_id: str,
) -> dict[str, object]:
    """The payload with its citizen ids in clear. Raises CitizenIdUnreadable.

    A number that came in a correction stays bound to the correction: name that event, and its field paths.
    """
    return _replaced(data, fields, lambda text, path: key.open(text, _bound_to(source, event_id, path)))


def content_digest(data: Mapping[str, object], fields: Sequence[FieldPath]) -> str:
    """SHA-256 (hex) of a protected payload's canonical JSON, with each sealed number cut down to its token.

    The nonce of a sealed number is random, so the same post sealed twice differs in its bytes. This digest
    does not: decide with it whether a repeated (source, id) states the same content.
    """
    cut: Any = _replaced(data, fields, lambda sealed, _: sealed.rpartition(".")[0]) if fields else data
    return hashlib.sha256(canonical(cut)).hexdigest()


def misplaced_citizen_ids(value: object, fields: Sequence[FieldPath] = ()) -> tuple[str, ...]:
    """JSON Pointers of texts outside `fields` that hold a valid citizen id: such a post leaks it."""
    allowed = {pointer_of(path, root="") for path in fields}
    return tuple(pointer for pointer, text in _texts(value, "") if pointer not in allowed and _holds_citizen_id(text))


def pointer_of(path: FieldPath, root: str = "/data") -> str:
    return root + "".join(f"/{json_pointer_step(step)}" for step in path)


def _replaced(
    data: Mapping[str, object],
    fields: Sequence[FieldPath],
    change: Callable[[str, FieldPath], str],
    above: FieldPath = (),
) -> dict[str, object]:
    result = dict(data)
    for name in {path[0] for path in fields}:
        value, place = result.get(name), (*above, name)
        deeper = [path[1:] for path in fields if path[0] == name and len(path) > 1]
        if deeper and isinstance(value, Mapping):
            result[name] = _replaced(value, deeper, change, place)
        elif not deeper and isinstance(value, str):
            result[name] = change(value, place)
        elif value is not None:
            raise _refused("citizen-id-invalid", "it is no text", pointer_of(place))
    return result


def _bound_to(source: str, event_id: str, path: FieldPath) -> bytes:
    # lengths in front: no separator can be forged by an id that contains it
    parts = (_FORM, source, event_id, pointer_of(path))
    return "".join(f"{len(part)}:{part}" for part in parts).encode()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"quancheng citizen id 1 " + purpose).derive(secret)


def _base32(raw: bytes) -> str:
    """Base 32, small letters: hexadecimal could by chance look like an identity number."""
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def may_hold_citizen_id(json: bytes) -> bool:
    """Whether some text inside this JSON may. One look at the whole: the walk that says where takes ten times as long.

    Everything that could stand between two digits is left out, and every character that is not ASCII with it.
    """
    if b"\\" in json:  # an escape may stand for a blank
        return True
    if not json.isascii():
        json = unicodedata.normalize("NFKC", json.decode()).encode("ascii", "ignore")
    if _SEVENTEEN not in json.translate(_ANY_DIGIT, _BREAKS):
        return False
    return _EIGHTEEN.search(json.translate(None, _BREAKS)) is not None


def _holds_citizen_id(text: str) -> bool:
    # full-width and other forms of digits read like the plain ones (UAX 15, NFKC)
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return any(_is_valid(_NOT_DIGIT.sub("", found[0])) for found in _EMBEDDED.finditer(plain))


def _is_valid(number: str) -> bool:
    try:
        return bool(_valid(number))
    except ValidationError:
        return False


def _texts(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            place = f"{pointer}/{json_pointer_step(str(key))}"
            yield place, str(key)
            yield from _texts(item, place)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for index, item in enumerate(value):
            yield from _texts(item, f"{pointer}/{index}")


def _refused(code: str, why: str, pointer: str) -> Refused:
    return Refused(
        code,
        f"The number at {pointer} is refused: {why}.",
        pointer=pointer,
        remedy="Correct it; where the person has no such number, leave the field out and use other_id.",
    )
