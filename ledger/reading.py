"""Queries over what is stored: by position, by stream, by identity.

Not the checks of what is read (verify.py). Called by ledger.py, tiles.py and verify.py.
Readers use `position > :after` and nothing else to follow the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Select, Text, any_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.errors import LedgerFault
from ledger.acts import ActHeader, Receipt, StoredAct
from ledger.schema import event_identity, events, positions

type_columns = tuple(column for column in events.columns)
_header_columns = (
    events.c.insert_id, events.c.stream, func.length(events.c.payload).label("size")
)  # fmt: skip
AT_ONCE = 1000
"""Streams or ids named in one statement (SQLite takes 32,766 parameters, plans suffer long before)."""


def head(connection: Connection) -> int:
    """Last position, 0 for an empty ledger."""
    return int(connection.scalar(select(func.max(positions.c.position))) or 0)


def by_position(connection: Connection, after: int, limit: int) -> list[StoredAct]:
    """Acts at positions after+1 … after+limit, as far as there are any, in order.

    Raises LedgerFault with the position where one is missing or names no event.
    """
    numbered = _numbered(connection, after, limit)
    return [stored_act(row, position) for position, row in _rows(connection, numbered, type_columns)]


def headers(connection: Connection, after: int, limit: int) -> list[ActHeader]:
    """As by_position, without payloads."""
    return [
        ActHeader(position=position, insert_id=row.insert_id, stream=row.stream, size=row.size)
        for position, row in _rows(connection, _numbered(connection, after, limit), _header_columns)
    ]


def at_positions(connection: Connection, wanted: Sequence[int]) -> list[StoredAct]:
    """The acts at these positions, in the order given. Raises LedgerFault as by_position."""
    known: dict[int, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = among(connection, positions.c.position, wanted[start : start + AT_ONCE])
        query = select(positions.c.position, positions.c.insert_id).where(some)
        known.update((position, insert_id) for position, insert_id in connection.execute(query).all())
    for position in wanted:
        if position not in known:
            raise LedgerFault(f"Position {position} is missing.", remedy=_BROKEN, position=position)
    numbered = [(position, known[position]) for position in wanted]
    return [stored_act(row, position) for position, row in _rows(connection, numbered, type_columns)]


def _numbered(connection: Connection, after: int, limit: int) -> list[tuple[int, int]]:
    """(position, insert id) from after+1 on."""
    query = select(positions.c.position, positions.c.insert_id).where(positions.c.position > after)
    found = [(row[0], row[1]) for row in connection.execute(query.order_by(positions.c.position).limit(limit))]
    for expected, (position, _) in enumerate(found, after + 1):
        if position != expected:
            raise LedgerFault(f"Position {expected} is missing.", remedy=_BROKEN, position=expected)
    return found


def _rows(
    connection: Connection, numbered: Sequence[tuple[int, int]], columns: Sequence[ColumnElement[Any]]
) -> Iterator[tuple[int, Row[*tuple[object, ...]]]]:
    found = events_of(connection, [insert_id for _, insert_id in numbered], columns)
    for position, insert_id in numbered:
        row = found.get(insert_id)
        if row is None:
            raise LedgerFault(f"Position {position} names no event, or two.", remedy=_BROKEN, position=position)
        yield position, row


def events_of(
    connection: Connection, insert_ids: Sequence[int], columns: Sequence[ColumnElement[Any]] = type_columns
) -> dict[int, Row[*tuple[object, ...]]]:
    """Event rows by insert id; an id without event is absent, and so is one of two events (someone added one).

    columns  insert_id among them
    """
    if not insert_ids:
        return {}
    low, high = min(insert_ids), max(insert_ids)
    query = select(*columns)
    rows: list[Row[*tuple[object, ...]]] = []
    if high - low < 4 * len(insert_ids):  # one range scan beats a probe per id and partition
        within: list[ColumnElement[bool]] = [events.c.insert_id.between(low, high)]
        if high - low >= len(insert_ids) and connection.dialect.name == "postgresql":
            # only these of the range are sent; a sum is no column, so that the index is not asked for each of them
            within.append(among(connection, events.c.insert_id + 0, insert_ids))
        rows += connection.execute(query.where(*within)).all()
    else:
        for start in range(0, len(insert_ids), AT_ONCE):
            some = among(connection, events.c.insert_id, insert_ids[start : start + AT_ONCE])
            rows += connection.execute(query.where(some)).all()
    wanted = set(insert_ids)
    found = {row.insert_id: row for row in rows if row.insert_id in wanted}
    if len(found) < len(rows):
        for insert_id, count in Counter(row.insert_id for row in rows).items():
            if count > 1:
                found.pop(insert_id, None)
    return found


def among(connection: Connection, column: ColumnElement[int], values: Sequence[int]) -> ColumnElement[bool]:
    """As one array literal on PostgreSQL: a list of parameters costs it, and us, as much as the rows themselves."""
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    text = "{" + ",".join(map(str, values)) + "}"
    return column == any_(cast(literal(text, Text), ARRAY(BigInteger)))


def event_hashes(connection: Connection, after: int, upto: int) -> list[bytes]:
    """Hashes of the events at positions after+1 … upto. Raises LedgerFault where one is missing."""
    return [act.hash for act in by_position(connection, after, upto - after)] if upto > after else []


def of_streams(connection: Connection, streams: Sequence[str]) -> dict[str, list[StoredAct]]:
    """Acts of each stream in order of version, numbered or not. Streams without acts give an empty list."""
    found: dict[str, list[StoredAct]] = {stream: [] for stream in streams}
    names = list(found)
    for start in range(0, len(names), AT_ONCE):
        query = _with_position().where(events.c.stream.in_(names[start : start + AT_ONCE]))
        for row in connection.execute(query.order_by(events.c.stream, events.c.version)):
            found[row.stream].append(stored_act(row, row.position))
    return found


def receipt(connection: Connection, source: str, act_id: str) -> Receipt | None:
    """The receipt of an act, with its position once it has one."""
    row = connection.execute(
        _with_position()
        .join(event_identity, event_identity.c.insert_id == events.c.insert_id)
        .where(event_identity.c.source == source, event_identity.c.id == act_id)
    ).one_or_none()
    if row is None:
        return None
    return Receipt(
        source=row.source,
        id=row.id,
        stream=row.stream,
        version=row.version,
        recorded_at=row.recorded_at,
        hash=bytes(row.hash).hex(),
        position=row.position,
    )


def act(connection: Connection, source: str, act_id: str) -> StoredAct | None:
    """One act by its identity."""
    row = connection.execute(
        _with_position()
        .join(event_identity, event_identity.c.insert_id == events.c.insert_id)
        .where(event_identity.c.source == source, event_identity.c.id == act_id)
    ).one_or_none()
    return None if row is None else stored_act(row, row.position)


def stored_act(row: Row[*tuple[object, ...]], position: int | None) -> StoredAct:
    """A row that begins with the columns of `events`, in the order of the schema."""
    # unpacked in one go: looking up eighteen names in a Row costs more than all the rest
    values: tuple[Any, ...] = tuple(row)
    insert_id, stream, version, source, act_id, kind, kind_version, person, agency, *rest = values
    day, earliest, latest, recorded_at, digest, payload, prev_hash, own_hash, hash_name = rest[:9]
    return StoredAct(
        position=position,
        insert_id=insert_id,
        stream=stream,
        version=version,
        source=source,
        id=act_id,
        type=kind,
        type_version=kind_version,
        person=person,
        agency=agency,
        occurred_day=day,
        occurred_earliest=earliest,
        occurred_latest=latest,
        recorded_at=recorded_at,
        content_digest=digest,
        payload=payload,
        prev_hash=prev_hash,
        hash=own_hash,
        hash_name=hash_name,
    )


def _with_position() -> Select[*tuple[object, ...]]:
    joined = events.outerjoin(positions, positions.c.insert_id == events.c.insert_id)
    return select(*type_columns, positions.c.position).select_from(joined)


_BROKEN = "Run `quancheng verify`; restore the database from a copy that verifies."
