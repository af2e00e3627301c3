"""The form of an offline file: a header line, a line an act, a trailer line with digest and signature. Pure.

Not the acts (cloudevent.py) and not keys: the signature is checked by app/offline/. Lines end in LF; NDJSON, UTF-8.

1. header: format, source, number of the file (from 1), how many acts, digest of the file before, when it was made, key
2. one CloudEvent a line, as it would be posted, with the true time of the act; all of the source of the header
3. trailer: SHA-256 of all bytes before its line, and a detached JWS over the RFC 8785 form of the trailer without it
"""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from typing import Annotated, Final, TypeVar

import msgspec

from domain import wire_time
from domain.errors import Refused
from domain.occurred import to_micros
from domain.strict_json import parse_json

FORMAT: Final = "quancheng-offline-1"
MAX_LINE: Final = 1024 * 1024
MOST_ACTS: Final = 50_000
MOST_SPANS: Final = 100
_HEX: Final = "^[0-9a-f]{64}$"
Digest = Annotated[str, msgspec.Meta(pattern=_HEX)]
Sequence = Annotated[int, msgspec.Meta(ge=0, le=10**15 - 1)]


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """number: of the files of this source, from 1 without gaps; previous: digest of the file before, null for 1

    first, last  least and greatest `sequence` of its acts, where the source numbers all its acts in one row; else null
    made_at      when it was signed, RFC 3339
    """

    format: str
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    number: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    acts: Annotated[int, msgspec.Meta(ge=0, le=MOST_ACTS)]
    previous: Digest | None
    made_at: Annotated[str, msgspec.Meta(max_length=40)]
    kid: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    first: Sequence | None = None
    last: Sequence | None = None

    @property
    def made(self) -> int:
        """Microseconds since the epoch."""
        return to_micros(wire_time.instant(self.made_at, pointer="/made_at"))


class Trailer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    digest: Digest
    signature: Annotated[str, msgspec.Meta(max_length=2000)]


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is whole: its digest, and the spans (first, last) of sequence numbers that it leaves out."""

    header: Header
    trailer: Trailer
    missing: tuple[tuple[int, int], ...]


_Kind = TypeVar("_Kind", Header, Trailer)


class _Line(msgspec.Struct):
    source: object = None
    sequence: object = None


def refused(line: int, code: str, detail: str, remedy: str) -> Refused:
    """The whole file is refused; `line` says where it is at fault, 0 for none in particular."""
    where = f"Line {line}: " if line else ""
    return Refused(code, f"{where}{detail}", pointer=f"/{line}" if line else "", remedy=remedy)


class FileCheck:
    """Takes a file line by line, each with its LF, and says at the end whether it is whole. Memory: one line, and the
    sequence numbers.
    """

    def __init__(self) -> None:
        self.header: Header | None = None
        self.line = 0
        self._hashed = sha256()
        self._held: bytes | None = None
        self._acts = 0
        self._sequences: set[int] = set()
        self._numbered = 0

    def take(self, raw: bytes) -> None:
        """Raises Refused with the line."""
        if len(raw) > MAX_LINE:
            raise refused(self.line + 1, "offline-file-broken", f"It is longer than {MAX_LINE} bytes.", _SEAL)
        if self._held is not None:  # the last line is the trailer, and is not known to be the last before the end
            self._pass(self._held)
        self._held = raw

    def end(self) -> Sound:
        """Raises Refused where the file is cut short, altered, or is not what its header says."""
        if self._held is None:
            raise refused(0, "offline-file-broken", "The file is empty.", _SEAL)
        last = self.line + 1
        trailer = _struct(self._held, Trailer, last, _CUT)
        if self.header is None:
            raise refused(1, "offline-file-broken", "There is no header.", _SEAL)
        if trailer.format != FORMAT:
            raise refused(last, "offline-file-broken", f"The trailer is not of {FORMAT}.", _SEAL)
        digest = self._hashed.hexdigest()
        if trailer.digest != digest:
            raise refused(
                last, "offline-file-altered", f"The bytes before it hash to {digest}, not to the digest it states.",
                "Copy the file again; if it is the same then, it was changed after it was sealed.",
            )  # fmt: skip
        if self._acts != self.header.acts:
            raise refused(
                1,
                "offline-file-broken",
                f"The header says {self.header.acts} acts, the file holds {self._acts}.",
                _SEAL,
            )
        return Sound(header=self.header, trailer=trailer, missing=self._missing(self.header))

    def _pass(self, raw: bytes) -> None:
        self.line += 1
        self._hashed.update(raw)
        if self.line == 1:
            self.header = _header(raw)
            return
        self._acts += 1
        if self._acts > MOST_ACTS:
            raise refused(self.line, "offline-file-broken", f"The file holds more than {MOST_ACTS} acts.", _SEAL)
        try:
            line = msgspec.json.decode(raw, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return  # no act at all: it gets a refusal of its own when it is posted
        if self.header is not None and isinstance(line.source, str) and line.source != self.header.source:
            raise refused(
                self.line, "offline-file-foreign", f"An act of {line.source[:200]} in a file of {self.header.source}.",
                "Seal the acts of each agency in a file of its own.",
            )  # fmt: skip
        number = _number(line.sequence)
        if number is not None:
            self._numbered += 1
            self._sequences.add(number)

    def _missing(self, header: Header) -> tuple[tuple[int, int], ...]:
        if header.first is None and header.last is None:
            return ()
        numbers = sorted(self._sequences)
        all_numbered = self._numbered == self._acts == len(numbers)
        if not all_numbered or not numbers or (header.first, header.last) != (numbers[0], numbers[-1]):
            raise refused(
                1, "offline-file-broken",
                "`first` and `last` are not the least and the greatest `sequence` of acts that are all numbered once.",
                "Leave both null where `sequence` does not number all acts of the source in one row.",
            )  # fmt: skip
        spans = [(a + 1, b - 1) for a, b in pairwise(numbers) if b > a + 1]
        return tuple(spans[:MOST_SPANS])


def numbered_span(sequences: list[int | None]) -> tuple[int, int] | None:
    """first and last for a header: where every act has a `sequence`, and no two the same."""
    numbers = [one for one in sequences if one is not None]
    if not numbers or len(numbers) != len(sequences) or len(set(numbers)) != len(numbers):
        return None
    return min(numbers), max(numbers)


def _header(raw: bytes) -> Header:
    header = _struct(raw, Header, 1, _SEAL)
    if header.format != FORMAT:
        raise refused(1, "offline-file-broken", f"The header is not of {FORMAT}.", _SEAL)
    if (header.number == 1) != (header.previous is None):
        raise refused(1, "offline-file-broken", "`previous` is null for file number 1, and for no other.", _SEAL)
    try:
        header.made  # noqa: B018  # a time that is none is found here
    except Refused as refusal:
        raise refused(1, "offline-file-broken", refusal.detail, _SEAL) from None
    return header


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:
        return int(value)
    return value if isinstance(value, int) and 0 <= value < 10**15 else None


def _struct(raw: bytes, kind: type[_Kind], line: int, remedy: str) -> _Kind:
    what = "header" if kind is Header else "trailer"
    if not raw.endswith(b"\n"):
        raise refused(line, "offline-file-broken", f"The {what} does not end in a line feed: it is cut short.", remedy)
    try:
        return msgspec.convert(parse_json(raw), kind)
    except Refused as refusal:
        raise refused(line, "offline-file-broken", f"It is no {what}: {refusal.detail}", remedy) from None
    except msgspec.ValidationError as error:
        raise refused(line, "offline-file-broken", f"It is no {what}: {error}.", remedy) from None


_SEAL: Final = "Make the file with `quancheng offline seal`, and send it as it is."
_CUT: Final = "The last line must be the trailer: copy the file again, whole."
