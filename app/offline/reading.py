"""An offline file as it lies on disk, plain or gzip: is it whole, and its lines again, one at a time.

Not the form (domain/offline_file.py) and not who signed (intake.py). Needs no database. Memory: one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from app.readers.file_bytes import FileBytes, open_bytes
from app.readers.item import Progress
from domain.errors import Refused
from domain.offline_file import FORMAT, MAX_LINE, FileCheck, Sound, refused


class _Form(msgspec.Struct):
    format: str = ""


UNPACKED: Final = 8
"""How many times its packed bound a file may unpack to: acts in JSON pack to a tenth, and 25:1 was measured at most."""


def check(path: Path, *, most_bytes: int, progress: Progress | None = None) -> Sound:
    """Read the file to its end. Raises Refused with the line at fault; nothing of it may be taken then."""
    taking = FileCheck()
    with open_bytes(path, progress, free_output=most_bytes) as stream:
        for raw in _lines(stream, most_bytes * UNPACKED):
            taking.take(raw)
    return taking.end()


def is_offline_file(path: Path) -> bool:
    """Whether its first line is a header; a file that cannot be read is none."""
    try:
        with open_bytes(path) as stream:
            return msgspec.json.decode(stream.readline(MAX_LINE + 1), type=_Form).format == FORMAT
    except (Refused, msgspec.DecodeError, UnicodeDecodeError):
        return False


def acts(path: Path, count: int, *, most_bytes: int) -> Iterator[tuple[int, bytes]]:
    """(line, bytes) of each act of a file that was checked before."""
    with open_bytes(path, free_output=most_bytes) as stream:
        for number, raw in enumerate(_lines(stream, most_bytes * UNPACKED), 1):
            if 2 <= number <= count + 1:
                yield number, raw.strip(b"\r\n \t")


def _lines(stream: FileBytes, most: int) -> Iterator[bytes]:
    given = line = 0
    while True:
        line += 1
        try:
            raw = stream.readline(MAX_LINE + 1)
        except Refused as refusal:
            raise refused(line, "offline-file-broken", refusal.detail, refusal.remedy) from None
        if not raw:
            return
        given += len(raw)
        if given > most:
            raise refused(line, "offline-file-too-large", f"The file unpacks to more than {most} bytes.", _SMALLER)
        yield raw


_SMALLER: Final = "Seal fewer acts in one file."
