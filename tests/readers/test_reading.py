"""Which reader a file gets: by name, unless its content says otherwise."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.readers.reading import format_of, read_items
from domain.errors import Refused

# (file name, content, format)
FILES = [
    ("events.ndjson", b'{"specversion":"1.0"}\n', "ndjson"),
    ("events.jsonl", b"\xef\xbb\xbf\n", "ndjson"),
    ("events.txt", b'\n {"specversion":"1.0"}\n', "ndjson"),
    ("log.xes", b"<?xml version='1.0'?><log/>", "xes"),
    ("log.dat", b"<log/>", "xes"),
    ("log.xmlocel", b"<log/>", "ocel"),
    ("log.jsonocel", b"{}", "ocel"),
    ("log.db", b"SQLite format 3\0", "ocel"),
    ("rows.CSV", b"a,b\n", "csv"),
]


@pytest.mark.parametrize(("name", "content", "expected"), FILES, ids=[f[0] for f in FILES])
def test_format(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    plain, packed = tmp_path / name, tmp_path / f"{name}.gz"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    assert format_of(plain) == format_of(packed) == expected


def test_unknown_content_with_an_unknown_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(Refused) as refusal:
        format_of(tmp_path / "x.doc")
    assert refusal.value.code == "unknown-format"


def test_a_table_without_mapping_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(Refused) as refusal:
        read_items(tmp_path / "rows.csv")
    assert refusal.value.code == "mapping-missing"
    assert "data/mappings" in refusal.value.remedy
