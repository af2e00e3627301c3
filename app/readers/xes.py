"""XES (IEEE 1849) logs, event by event, to wire events by a mapping. Plain or gzip.

A log's trace attributes stand under `case:<key>`, its event attributes under `<key>`, and the number of the
event in its trace (from 1) under `position`. Document type declarations and entities are refused unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.readers.file_bytes import open_bytes
from app.readers.item import Item, Place, Progress, ReadFault, fault_at
from app.readers.mapping import Mapping
from app.readers.row_events import Row, RowEvents
from app.readers.safe_xml import SafeXml
from domain.errors import Refused

POSITION = "position"
CASE_PREFIX = "case:"
MAX_ATTRIBUTES = 2_000
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})


def read_xes(path: Path, mapping: Mapping, progress: Progress | None = None) -> Iterator[Item]:
    """Events of every trace. Memory: one trace's attributes and one event."""
    name = path.name
    log = _Log(name)
    events = RowEvents(mapping)
    named = mapping.columns() | set(mapping.ignore)
    with open_bytes(path, progress) as stream:
        try:
            for chunk in stream.chunks():
                log.feed(chunk, last=False)
                yield from _items(log.taken(), events, named, mapping.id)
            log.feed(b"", last=True)
        except Refused as refusal:
            yield from _items(log.taken(), events, named, mapping.id)
            yield fault_at(Place(name, log.line), refusal)


def _items(rows: list[Row], events: RowEvents, named: frozenset[str], mapping: str) -> Iterator[Item]:
    for row in rows:
        unread = sorted(row.cells.keys() - named)
        if unread:
            yield ReadFault(
                row.place,
                "column-not-mapped",
                f"mapping {mapping} does not say what becomes of: {', '.join(unread[:20])}.",
                "Map the attributes or list them under `ignore`.",
            )
        else:
            yield from events.of(row)


class _Log:
    """Where the parser stands in the log, and the events it has completed."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._rows: list[Row] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._event_line = 0
        self._position = 0
        self._xml = SafeXml(self._start, self._end)

    @property
    def line(self) -> int:
        return self._xml.line

    def feed(self, chunk: bytes, *, last: bool) -> None:
        self._xml.feed(chunk, last=last)

    def taken(self) -> list[Row]:
        rows, self._rows = self._rows, []
        return rows

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        if len(self._xml.open) == 1 and element != "log":
            raise Refused("not-xes", f"the root element is <{element[:40]}>, not <log>.", remedy="Give an XES log.")
        if element == "trace":
            self._trace, self._position = {}, 0
        elif element == "event":
            self._event, self._event_line = {}, self._xml.line
            self._position += 1
        elif element in _VALUES:
            self._attribute(attributes)

    def _attribute(self, attributes: dict[str, str]) -> None:
        # attributes of attributes, and of lists, belong to their parent: a column of their own has no name
        parent = self._xml.open[-2]
        if parent not in ("trace", "event"):
            return
        key, value = attributes.get("key", ""), attributes.get("value", "")
        if parent == "event" and self._event is not None:
            self._keep(self._event, key, value)
        elif parent == "trace":
            self._keep(self._trace, CASE_PREFIX + key, value)

    def _keep(self, into: dict[str, str], key: str, value: str) -> None:
        if key in into:
            raise Refused("attribute-twice", f"attribute {key[:60]} occurs twice.", remedy="Keep one.")
        if len(into) >= MAX_ATTRIBUTES:
            raise Refused("too-many-attributes", f"more than {MAX_ATTRIBUTES} attributes.", remedy="Export fewer.")
        into[key] = value

    def _end(self, element: str) -> None:
        if element == "event" and self._event is not None:
            cells = {**self._trace, **self._event, POSITION: str(self._position)}
            self._rows.append(Row(Place(self._file, self._event_line), cells))
            self._event = None
