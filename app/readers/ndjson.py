"""NDJSON: one CloudEvent per line. Plain or gzip, UTF-8 with or without BOM, LF or CRLF.

Lines are handed on unparsed; only what is no line of text at all is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from app.readers.file_bytes import open_bytes
from app.readers.item import Item, Place, Progress, ReadFault, WireStatement, fault_at
from domain.errors import Refused

# as large as a posted body may be (10 MB is refused there): no act of the vocabulary comes near
MAX_LINE = 1024 * 1024
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_ndjson(path: Path, progress: Progress | None = None, *, max_line: int = MAX_LINE) -> Iterator[Item]:
    """Each non-blank line as a statement, or its fault. Memory: one line."""
    name = path.name
    line = 0
    with open_bytes(path, progress) as stream:
        while True:
            line += 1
            try:
                raw = stream.readline(max_line + 1)
                if not raw:
                    return
                if len(raw) > max_line and not raw.endswith(b"\n"):
                    _skip_to_newline(stream.readline)
                    yield ReadFault(
                        Place(name, line),
                        "line-too-long",
                        f"the line is longer than {max_line} bytes.",
                        "Post large documents to the dossier and name them by hash in the event.",
                    )
                    continue
            except Refused as refusal:
                yield fault_at(Place(name, line), refusal)
                return
            if line == 1 and raw.startswith(_UTF16_BOMS):
                yield ReadFault(Place(name, 1), "not-utf8", "the file is UTF-16.", "Save the file as UTF-8.")
                return
            if line == 1:
                raw = raw.removeprefix(_UTF8_BOM)
            content = raw.strip(b" \t\r\n")
            if content:
                yield WireStatement(Place(name, line), content)


def _skip_to_newline(readline: Callable[[int], bytes]) -> None:
    while (part := readline(MAX_LINE)) and not part.endswith(b"\n"):
        pass
