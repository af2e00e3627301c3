"""What followers of many streams ask: heads, the acts beyond a known version, stream names, the state of the queue.

Not reading by position (reading.py). Called by app/histories.py, rebuild.py and health.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import BigInteger, Connection, FromClause, Text, and_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from ledger.acts import StoredAct
from ledger.reading import AT_ONCE, stored_act, type_columns
from ledger.schema import events, positions, stream_heads, unsequenced


class QueueState(msgspec.Struct, frozen=True):
    """waiting: acts without position; oldest: recorded_at of the first of them, None without any;
    last: recorded_at of the act at the head, None for an empty ledger. Microseconds.
    """

    waiting: int
    oldest: int | None
    last: int | None


def heads(connection: Connection, streams: Sequence[str]) -> dict[str, int]:
    """Version of each stream; a stream without acts is absent."""
    found: dict[str, int] = {}
    for start in range(0, len(streams), AT_ONCE):
        query = select(stream_heads.c.stream, stream_heads.c.version).where(
            stream_heads.c.stream.in_(streams[start : start + AT_ONCE]), stream_heads.c.version > 0
        )
        found.update((row.stream, row.version) for row in connection.execute(query))
    return found


def beyond(connection: Connection, versions: Mapping[str, int]) -> dict[str, list[StoredAct]]:
    """Acts of each stream beyond the version given for it, in order, numbered or not."""
    found: dict[str, list[StoredAct]] = {stream: [] for stream in versions}
    names = sorted(versions)
    for start in range(0, len(names), AT_ONCE):
        known = _pairs(connection, {name: versions[name] for name in names[start : start + AT_ONCE]})
        # the pairs as they are, and each stream's own acts beyond: a condition for each costs more than its acts
        joined = known.join(events, and_(events.c.stream == known.c.stream, events.c.version > known.c.version))
        joined = joined.outerjoin(positions, positions.c.insert_id == events.c.insert_id)
        query = select(*type_columns, positions.c.position).select_from(joined)
        for row in connection.execute(query.order_by(events.c.stream, events.c.version)):
            found[row.stream].append(stored_act(row, row.position))
    return found


def _pairs(connection: Connection, versions: Mapping[str, int]) -> FromClause:
    """Streams and versions as a table of their own."""
    if connection.dialect.name == "postgresql":
        streams, numbers = literal(list(versions), ARRAY(Text)), literal(list(versions.values()), ARRAY(BigInteger))
        return func.unnest(streams, numbers).table_valued("stream", "version", name="known").render_derived()
    given = func.json_each(json.dumps(list(versions.items()))).table_valued("value")
    stream, version = func.json_extract(given.c.value, "$[0]"), func.json_extract(given.c.value, "$[1]")
    return select(stream.label("stream"), version.label("version")).subquery("known")


def before(connection: Connection, below: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
    """(position, bytes of the payload) of the acts of each stream below the position given for it, in order."""
    found: dict[str, list[tuple[int, int]]] = {stream: [] for stream in below}
    names = sorted(below)
    joined = events.join(positions, positions.c.insert_id == events.c.insert_id)
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        # one bound for all, and each stream's own after it: a bound for each would spoil the plan
        wanted = and_(events.c.stream.in_(some), positions.c.position < max(below[name] for name in some))
        query = select(events.c.stream, positions.c.position, func.length(events.c.payload)).select_from(joined)
        for stream, position, size in connection.execute(query.where(wanted).order_by(positions.c.position)).all():
            if position < below[stream]:
                found[stream].append((position, size))
    return found


def stream_names(connection: Connection, after: str, limit: int) -> list[str]:
    """Names of streams that have acts, in byte order, from after `after`."""
    query = (
        select(stream_heads.c.stream)
        .where(stream_heads.c.stream > after, stream_heads.c.version > 0)
        .order_by(stream_heads.c.stream)
        .limit(limit)
    )
    return list(connection.scalars(query))


def stream_count(connection: Connection, upto: str | None = None) -> int:
    """Number of streams that have acts; with `upto`, of those up to this name in byte order."""
    query = select(func.count()).select_from(stream_heads).where(stream_heads.c.version > 0)
    if upto is not None:
        query = query.where(stream_heads.c.stream <= upto)
    return int(connection.scalar(query) or 0)


def queue_state(connection: Connection) -> QueueState:
    waiting = connection.scalar(select(func.coalesce(func.sum(unsequenced.c.size), 0)))
    first = connection.scalar(select(func.min(unsequenced.c.first_id)))
    oldest = None
    if first is not None:
        oldest = connection.scalar(select(events.c.recorded_at).where(events.c.insert_id == first))
    last = connection.scalar(
        select(events.c.recorded_at)
        .join(positions, positions.c.insert_id == events.c.insert_id)
        .order_by(positions.c.position.desc())
        .limit(1)
    )
    return QueueState(int(waiting or 0), oldest, last)
