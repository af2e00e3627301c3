"""CSV, row by row, to events by a mapping. UTF-8 with or without BOM, plain or gzip.

Not the mapping itself: mapping.py. A bad row is reported and the next one is read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from app.readers.file_bytes import FileBytes, open_bytes
from app.readers.item import Item, Place, Progress, ReadFault, fault_at
from app.readers.mapping import Mapping
from app.readers.row_events import Row, RowEvents
from domain.errors import Refused

MAX_LINE = 1024 * 1024


def read_csv(path: Path, mapping: Mapping, progress: Progress | None = None) -> Iterator[Item]:
    """Events of every row. Memory: one case."""
    name = path.name
    with open_bytes(path, progress) as stream:
        lines = _Lines(stream)
        table = csv.reader(lines, strict=True)
        header: list[str] | None = None
        events = RowEvents(mapping)
        while True:
            # line_num of the reader counts what came before the row: its first line is the next one
            place = Place(name, lines.number + 1)
            try:
                cells = next(table, None)
            except csv.Error as error:
                yield ReadFault(place, "csv-malformed", f"{error}.", "Check quotes and line ends of the row.")
                continue
            except Refused as refusal:
                yield fault_at(Place(name, lines.number), refusal)
                return
            if cells is None:
                return
            if not cells:
                continue
            if header is None:
                header = cells
                fault = _header_fault(Place(name, 1), header, mapping)
                if fault is not None:
                    yield fault
                    return
                continue
            fault = _row_fault(place, cells, header)
            if fault is not None:
                yield fault
                continue
            yield from events.of(Row(place, dict(zip(header, cells, strict=True))))


class _Lines:
    """Decoded lines. Bytes that are no UTF-8 become lone surrogates, so that their row can be named."""

    def __init__(self, stream: FileBytes) -> None:
        self._stream = stream
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(MAX_LINE + 1)
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) > MAX_LINE:
            raise Refused(
                "line-too-long",
                f"the line is longer than {MAX_LINE} bytes; the rest of the file is not read.",
                remedy="Check that the file is CSV with line ends.",
            )
        return raw.decode("utf-8-sig" if self.number == 1 else "utf-8", errors="surrogateescape")


def _header_fault(place: Place, header: list[str], mapping: Mapping) -> ReadFault | None:
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        return ReadFault(place, "column-twice", f"column {', '.join(twice)} occurs twice.", "Rename one of the two.")
    missing = sorted(mapping.columns() - set(header))
    if missing:
        return ReadFault(
            place,
            "column-missing",
            f"mapping {mapping.id} reads columns the file does not have: {', '.join(missing)}.",
            "Use the mapping written for this file.",
        )
    unread = sorted(set(header) - mapping.columns() - set(mapping.ignore))
    if unread:
        return ReadFault(
            place,
            "column-not-mapped",
            f"mapping {mapping.id} does not say what becomes of: {', '.join(unread)}.",
            "Map the columns or list them under `ignore`.",
        )
    return None


def _row_fault(place: Place, cells: list[str], header: list[str]) -> ReadFault | None:
    if len(cells) != len(header):
        return ReadFault(
            place,
            "row-width",
            f"the row has {len(cells)} cells, the header {len(header)}.",
            "Check separators and quotes of the row.",
        )
    for column, cell in zip(header, cells, strict=True):
        if "\0" in cell:
            return ReadFault(place, "nul-byte", f"column {column} holds a NUL byte.", "Export again.", column)
        if not cell.isascii() and any("\ud800" <= character <= "\udfff" for character in cell):
            return ReadFault(place, "not-utf8", f"column {column} is not UTF-8.", "Save the file as UTF-8.", column)
    return None
