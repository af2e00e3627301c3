"""A file's bytes, plain or gzip, with progress and with bounds on what a small file may unpack to.

Not a parser. Every reader opens its file here.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.readers.item import Progress
from domain.errors import Refused

CHUNK = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"
# gzip reaches at most 1032:1. Event logs measured: 6:1 (road traffic XES) to 25:1 (simulated NDJSON)
MAX_RATIO = 200
# below this much output no ratio is judged: a short, very regular file is harmless
FREE_OUTPUT = 64 * 1024 * 1024


class _Counting(io.RawIOBase):
    """The file on disk; counts what was taken from it and reports it."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = path.stat().st_size
        self.taken = 0
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        count = self._file.readinto(buffer)
        self.taken += count
        if self._progress is not None:
            self._progress(self.taken, self.size)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class FileBytes:
    """Bytes of one opened file after unpacking.

    Raises Refused: gzip-damaged, gzip-truncated, decompression-bomb.
    """

    def __init__(self, counting: _Counting, *, max_ratio: int, free_output: int) -> None:
        self._counting = counting
        self._max_ratio = max_ratio
        self._free_output = free_output
        self._given = 0
        plain = io.BufferedReader(counting, CHUNK)
        self.packed = plain.peek(2)[:2] == GZIP_MAGIC
        self._stream: io.BufferedIOBase = plain
        if self.packed:
            self._stream = gzip.GzipFile(fileobj=plain, mode="rb")

    def read(self, size: int = CHUNK) -> bytes:
        return self._checked(lambda: self._stream.read(size))

    def readline(self, limit: int) -> bytes:
        """Up to and with the next newline, at most `limit` bytes; b"" at the end."""
        return self._checked(lambda: self._stream.readline(limit))

    def chunks(self) -> Iterator[bytes]:
        while chunk := self.read():
            yield chunk

    def _checked(self, take: Callable[[], bytes]) -> bytes:
        try:
            data = take()
        except EOFError:
            raise Refused(
                "gzip-truncated",
                "the compressed file ends in the middle.",
                remedy="Copy the file again; what came before this line was read.",
            ) from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Refused(
                "gzip-damaged", f"the compressed data are damaged ({error}).", remedy="Copy the file again."
            ) from None
        self._given += len(data)
        if self.packed and self._given > self._free_output and self._given > self._max_ratio * self._counting.taken:
            raise Refused(
                "decompression-bomb",
                f"the file unpacks to more than {self._max_ratio} times its size.",
                remedy="Unpack it yourself if you trust it, and give the unpacked file.",
            )
        return data


@contextmanager
def open_bytes(
    path: Path,
    progress: Progress | None = None,
    *,
    max_ratio: int = MAX_RATIO,
    free_output: int = FREE_OUTPUT,
) -> Iterator[FileBytes]:
    """Open `path`; gzip is recognised by its first two bytes, never by the name alone."""
    counting = _Counting(path, progress)
    try:
        yield FileBytes(counting, max_ratio=max_ratio, free_output=free_output)
    finally:
        counting.close()
