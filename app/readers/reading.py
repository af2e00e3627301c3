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
from app.readers.ocel import read_ocel
from app.readers.xes import read_xes
from domain.errors import Refused

Format: TypeAlias = Literal["ndjson", "xes", "ocel", "csv"]
_SUFFIXES: dict[str, Format] = {
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xes": "xes",
    ".csv": "csv",
    ".ocel": "ocel",
    ".jsonocel": "ocel",
    ".xmlocel": "ocel",
    ".json": "ocel",
    ".xml": "ocel",
    ".sqlite": "ocel",
}


def format_of(path: Path) -> Format:
    """By name (.gz aside), unless the content contradicts it.

    Raises Refused("unknown-format").
    """
    with open_bytes(path) as stream:
        start = stream.read(512)
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    named = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if start.startswith(b"SQLite format 3\0"):
        return "ocel"
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"<":
        return "ocel" if named == "ocel" else "xes"
    if named is not None and named != "xes":
        return named
    if first == b"{":
        return "ndjson"
    raise Refused(
        "unknown-format",
        f"{path.name}: neither content nor name tells what this file is.",
        remedy="Name it .ndjson (one CloudEvent per line), .xes, .csv, or for OCEL 2.0 .jsonocel, .xmlocel, "
        ".sqlite; .gz may follow.",
    )


def read_items(path: Path, mapping: Mapping | None = None, progress: Progress | None = None) -> Iterator[Item]:
    """Statements and faults of one file, in file order, whatever its format.

    mapping  needed for XES, OCEL and CSV. Raises Refused: unknown-format, mapping-missing.
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
    read = {"xes": read_xes, "ocel": read_ocel, "csv": read_csv}[kind]
    return read(path, mapping, progress)
