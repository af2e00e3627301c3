"""OCEL 2.0 logs (JSON, XML, SQLite) to wire events by a mapping: an object of one type is the case.

An event stands in the case of each object named by the mapping's `case: "{object:<type>}"`. Its cells:
`ocel:id`, `ocel:type`, `ocel:time`, its attributes, and `object:<type>` (ids joined by `;`, in log order).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from app.readers.file_bytes import open_bytes
from app.readers.item import Item, Place, Progress, ReadFault, fault_at
from app.readers.mapping import Mapping
from app.readers.ocel_xml import OcelXml
from app.readers.row_events import Row, RowEvents
from domain.errors import Refused

OBJECT = "object:"
# JSON is decoded whole; larger logs come as SQLite or XML, which are read piece by piece
MAX_JSON = 512 * 1024 * 1024
_CASE_OBJECT = re.compile(r"\{object:([^{}]+)\}")


class OcelEvent(msgspec.Struct, frozen=True):
    """One event with its attributes as text, and ids of its objects by object type."""

    line: int
    id: str
    type: str
    time: str
    attributes: dict[str, str]
    objects: dict[str, list[str]]


def read_ocel(path: Path, mapping: Mapping, progress: Progress | None = None) -> Iterator[Item]:
    """Events of an OCEL 2.0 log. Memory: its objects (and for JSON the whole file)."""
    wanted = _CASE_OBJECT.findall(mapping.case)
    if len(wanted) != 1:
        yield ReadFault(
            Place(path.name, 0),
            "case-object-missing",
            f"mapping {mapping.id} does not say which objects are the cases.",
            'State case: "{object:<object type>}".',
        )
        return
    events = RowEvents(mapping)
    named = mapping.columns() | set(mapping.ignore)
    line = 0
    try:
        for event in _events(path, progress):
            line = event.line
            yield from _items(path.name, event, wanted[0], events, named)
    except Refused as refusal:
        yield fault_at(Place(path.name, line), refusal)


def _items(file: str, event: OcelEvent, case_type: str, events: RowEvents, named: frozenset[str]) -> Iterator[Item]:
    place = Place(file, event.line)
    cells = {
        "ocel:id": event.id,
        "ocel:type": event.type,
        "ocel:time": event.time,
        **event.attributes,
        **{OBJECT + kind: ";".join(ids) for kind, ids in event.objects.items()},
    }
    unread = sorted(cells.keys() - named - {"ocel:id"})
    if unread:
        yield ReadFault(
            place,
            "column-not-mapped",
            f"event {event.id}: the mapping does not say what becomes of: {', '.join(unread[:20])}.",
            "Map them or list them under `ignore`.",
        )
        return
    for case in event.objects.get(case_type, ()):
        yield from events.of(Row(place, {**cells, OBJECT + case_type: case}))


def _events(path: Path, progress: Progress | None) -> Iterator[OcelEvent]:
    with open_bytes(path, progress) as stream:
        start = stream.read(64)
        if start.startswith(b"SQLite format 3\0"):
            if stream.packed:
                raise Refused("sqlite-packed", "the SQLite file is compressed.", remedy="Unpack it first.")
            yield from _from_sqlite(path)
        elif start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            yield from _from_xml(start, stream.chunks())
        else:
            yield from _from_json(start, stream.chunks())


class _Named(msgspec.Struct, frozen=True):
    name: str
    value: str | int | float | bool | None = None


class _Related(msgspec.Struct, frozen=True, rename={"object_id": "objectId"}):
    object_id: str


class _JsonObject(msgspec.Struct, frozen=True):
    id: str
    type: str


class _JsonEvent(msgspec.Struct, frozen=True):
    id: str
    type: str
    time: str
    attributes: tuple[_Named, ...] = ()
    relationships: tuple[_Related, ...] = ()


class _JsonLog(msgspec.Struct, frozen=True):
    objects: tuple[_JsonObject, ...]
    events: tuple[_JsonEvent, ...]


def _from_json(start: bytes, chunks: Iterator[bytes]) -> Iterator[OcelEvent]:
    whole = bytearray(start)
    for chunk in chunks:
        whole += chunk
        if len(whole) > MAX_JSON:
            raise Refused("json-too-large", f"the log is larger than {MAX_JSON} bytes.", remedy="Export it as SQLite.")
    try:
        log = msgspec.json.decode(whole, type=_JsonLog)
    except msgspec.DecodeError as error:
        raise Refused("not-ocel", f"no OCEL 2.0 JSON: {error}.", remedy="Export it as OCEL 2.0.") from None
    kinds = {item.id: item.type for item in log.objects}
    for event in log.events:
        attributes = {a.name: _text(a.value) for a in event.attributes}
        ids = [r.object_id for r in event.relationships]
        yield OcelEvent(0, event.id, event.type, event.time, attributes, _by_kind(event.id, ids, kinds))


def _from_xml(start: bytes, chunks: Iterator[bytes]) -> Iterator[OcelEvent]:
    log = OcelXml()
    log.feed(start, last=False)
    for chunk in chunks:
        log.feed(chunk, last=False)
        yield from _of_xml(log)
    log.feed(b"", last=True)
    yield from _of_xml(log)


def _of_xml(log: OcelXml) -> Iterator[OcelEvent]:
    for line, identity, type_, time, attributes, ids in log.taken():
        yield OcelEvent(line, identity, type_, time, attributes, _by_kind(identity, ids, log.kinds))


def _from_sqlite(path: Path) -> Iterator[OcelEvent]:
    """The table layout of the OCEL 2.0 relational format; opened read-only."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as log:
            log.row_factory = sqlite3.Row
            kinds = dict(log.execute("SELECT ocel_id, ocel_type FROM object").fetchall())
            for type_, table in log.execute("SELECT ocel_type, ocel_type_map FROM event_map_type").fetchall():
                quoted = '"event_' + str(table).replace('"', '""') + '"'
                # the table name is quoted above; names cannot be parameters
                for row in log.execute(f"SELECT * FROM {quoted}"):  # noqa: S608
                    cells = {key: _text(row[key]) for key in row.keys()}  # noqa: SIM118 - sqlite3.Row
                    identity, time = cells.pop("ocel_id", ""), cells.pop("ocel_time", "")
                    found = log.execute(
                        "SELECT ocel_object_id FROM event_object WHERE ocel_event_id = ? ORDER BY rowid",
                        (identity,),
                    )
                    ids = [str(related[0]) for related in found]
                    attributes = {key: cell for key, cell in cells.items() if cell}
                    objects = _by_kind(identity, ids, kinds)
                    yield OcelEvent(0, identity, type_, time, attributes, objects)
    except sqlite3.Error as error:
        raise Refused("not-ocel", f"no OCEL 2.0 SQLite: {error}.", remedy="Export it as OCEL 2.0.") from None


def _by_kind(event: str, ids: list[str], kinds: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for identity in dict.fromkeys(ids):
        if identity not in kinds:
            raise Refused(
                "object-unknown",
                f"event {event} names object {identity[:60]}, which the log does not hold.",
                remedy="Export the log with all its objects.",
            )
        found.setdefault(kinds[identity], []).append(identity)
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
