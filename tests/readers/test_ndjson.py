"""NDJSON files as people send them, and as nobody should: what is handed on and what is refused."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from app.readers.file_bytes import open_bytes
from app.readers.item import ReadFault, WireStatement
from app.readers.ndjson import read_ndjson
from domain.errors import Refused

A, B = b'{"id":"a"}', b'{"id":"b"}'

# (the oddity guarded, bytes of the file, [(line, content or fault code)])
FILES = [
    ("two lines", A + b"\n" + B + b"\n", [(1, A), (2, B)]),
    ("no newline at the end", A + b"\n" + B, [(1, A), (2, B)]),
    ("CRLF", A + b"\r\n" + B + b"\r\n", [(1, A), (2, B)]),
    ("byte order mark", b"\xef\xbb\xbf" + A + b"\n", [(1, A)]),
    ("blank lines keep the count", b"\n \n" + A + b"\n\n" + B, [(3, A), (5, B)]),
    ("empty file", b"", []),
    ("line too long, the next is read", b'{"x":"' + b"y" * 200 + b'"}\n' + B, [(1, "line-too-long"), (2, B)]),
    ("too long and never ends", b"y" * 5000, [(1, "line-too-long")]),
    ("UTF-16", '{"id":"a"}\n'.encode("utf-16"), [(1, "not-utf8")]),
]


@pytest.mark.parametrize(("oddity", "content", "expected"), FILES, ids=[f[0] for f in FILES])
def test_lines(tmp_path: Path, oddity: str, content: bytes, expected: list[tuple[int, object]]) -> None:
    plain = tmp_path / "events.ndjson"
    plain.write_bytes(content)
    packed = tmp_path / "events.ndjson.gz"
    packed.write_bytes(gzip.compress(content))
    for path in (plain, packed):
        assert [_told(item) for item in read_ndjson(path, max_line=100)] == expected


def _told(item: object) -> tuple[int, object]:
    if isinstance(item, WireStatement):
        return item.place.line, item.content
    assert isinstance(item, ReadFault)
    assert item.remedy
    return item.place.line, item.code


def test_truncated_gzip_gives_what_it_holds_and_says_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson.gz"
    whole = gzip.compress(b"".join(b'{"id":"%d"}\n' % n for n in range(50_000)))
    path.write_bytes(whole[: len(whole) // 2])
    *statements, fault = read_ndjson(path)
    assert isinstance(fault, ReadFault)
    assert fault.code == "gzip-truncated"
    assert len(statements) > 1_000
    assert fault.place.line == len(statements) + 1


def test_damaged_gzip(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson.gz"
    whole = bytearray(gzip.compress(A * 1000, mtime=0))
    whole[-6] ^= 0xFF  # the checksum
    path.write_bytes(bytes(whole))
    *_, fault = read_ndjson(path)
    assert isinstance(fault, ReadFault)
    assert fault.code == "gzip-damaged"


def test_decompression_bomb_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ndjson.gz"
    with gzip.open(path, "wb") as bomb:
        for _ in range(64):
            bomb.write(b"\n" * 1024 * 1024)
    with (
        open_bytes(path, max_ratio=200, free_output=1024 * 1024) as stream,
        pytest.raises(Refused) as refusal,
    ):
        for _ in stream.chunks():
            pass
    assert refusal.value.code == "decompression-bomb"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(lines: int) -> int:
        path = tmp_path / f"{lines}.ndjson"
        with path.open("wb") as file:
            for number in range(lines):
                file.write(b'{"id":"%d","data":{"text":"%s"}}\n' % (number, b"x" * 200))
        tracemalloc.start()
        for _ in read_ndjson(path):
            pass
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return top

    peak(100)
    assert peak(40_000) < 1.2 * peak(4_000)


def test_progress_ends_at_the_size_of_the_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson.gz"
    path.write_bytes(gzip.compress(b"".join(b'{"id":"%d"}\n' % n for n in range(20_000))))
    seen: list[tuple[int, int]] = []
    list(read_ndjson(path, lambda done, total: seen.append((done, total))))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
