"""Queries over what is stored: by position, by stream, by identity.

Not the checks of what is read (verify.py). Called by ledger.py, tiles.py and verify.py.
Readers use `position > :after` and nothing else to follow the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from domain.errors import LedgerFault
from ledger.acts import Receipt, StoredAct
from ledger.schema import event_identity, events, positions

type_columns = tuple(column for column in events.columns)
AT_ONCE = 500
"""Streams or ids named in one statement (SQLite takes 32,766 parameters, plans suffer long before)."""


def head(connection: Connection) -> int:
    """Last position, 0 for an empty ledger."""
    return int(connection.scalar(select(func.max(positions.c.position))) or 0)


def by_position(connection: Connection, after: int, limit: int) -> list[StoredAct]:
    """Acts at positions after+1 … after+limit, as far as there are any, in order.

    Raises LedgerFault with the position where one is missing or names no event.
    """
    numbered = connection.execute(
        select(positions.c.position, positions.c.insert_id)
        .where(positions.c.position > after)
        .order_by(positions.c.position)
        .limit(limit)
    ).all()
    found = events_of(connection, [row.insert_id for row in numbered])
    acts: list[StoredAct] = []
    for expected, (position, insert_id) in enumerate(numbered, after + 1):
        if position != expected:
            raise LedgerFault(f"Position {expected} is missing.", remedy=_BROKEN, position=expected)
        row = found.get(insert_id)
        if row is None:
            raise LedgerFault(f"Position {position} names no event, or two.", remedy=_BROKEN, position=position)
        acts.append(stored_act(row, position))
    return acts


def events_of(connection: Connection, insert_ids: Sequence[int]) -> dict[int, Row[*tuple[object, ...]]]:
    """Event rows by insert id; an id without event is absent, and so is one of two events (someone added one)."""
    if not insert_ids:
        return {}
    low, high = min(insert_ids), max(insert_ids)
    query = select(*type_columns)
    rows: list[Row[*tuple[object, ...]]] = []
    if high - low < 4 * len(insert_ids):  # one range scan beats a probe per id and partition
        rows += connection.execute(query.where(events.c.insert_id.between(low, high)))
    else:
        for start in range(0, len(insert_ids), AT_ONCE):
            rows += connection.execute(query.where(events.c.insert_id.in_(insert_ids[start : start + AT_ONCE])))
    wanted = set(insert_ids)
    found = {row.insert_id: row for row in rows if row.insert_id in wanted}
    if len(found) < len(rows):
        for insert_id, count in Counter(row.insert_id for row in rows).items():
            if count > 1:
                found.pop(insert_id, None)
    return found


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
