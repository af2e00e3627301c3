"""Which reader a file needs: told by its content and name. The one door for ingest and replay.

Not the judging of events: app/ingest.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from app.readers.csv_rows import read_csv
from app.readers.file_bytes import open_bytes
from app.readers.item import Item, Progress
from app.readers.mapping import Mapping
from app.readers.ndjson import read_ndjson
from app.readers.xes import read_xes
from domain.errors import Refused

Format: TypeAlias = Literal["ndjson", "xes", "csv"]
_SUFFIXES: dict[str, Format] = {
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xes": "xes",
    ".csv": "csv",
}


def format_of(path: Path) -> Format:
    """By first character of the content where it tells (`{`, `<`), else by suffix (.gz aside).

    Raises Refused("unknown-format").
    """
    with open_bytes(path) as stream:
        start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return "xes"
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    named = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if named in ("ndjson", "csv"):
        return named
    if start == b"{":
        return "ndjson"
    raise Refused(
        "unknown-format",
        f"{path.name}: neither content nor name tells what this file is.",
        remedy="Name it .ndjson (one CloudEvent per line), .xes or .csv; each may end in .gz.",
    )


def read_items(
    path: Path, mapping: Mapping | None = None, progress: Progress | None = None
) -> Iterator[Item]:
    """Statements and faults of one file, in file order, whatever its format.

    mapping  needed for XES and CSV. Raises Refused: unknown-format, mapping-missing.
    """
    kind = format_of(path)
    if kind == "ndjson":
        return read_ndjson(path, progress)
    if mapping is None:
        raise Refused(
            "mapping-missing",
            f"{path.name}: {kind.upper()} says nothing of agencies and types; a mapping file must.",
            remedy="Give --mapping FILE; data/mappings/ has examples.",
        )
    return read_xes(path, mapping, progress) if kind == "xes" else read_csv(path, mapping, progress)
