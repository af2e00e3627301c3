"""What someone with the owner's password can do to a ledger: one function per attack, each in a transaction.

Not exhaustive against a patient owner: `rewrite_history` is the one that only a kept checkpoint detects.
"""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select, text, update

from ledger import reading
from ledger.acts import StoredAct
from ledger.chain import GENESIS, Texts, event_hash, log_hash, packed_fields
from ledger.merkle import leaf_hash
from ledger.schema import INSERT_ONLY, events, positions, stream_heads, tree_tiles
from ledger.tiles import Edge


def disarm(connection: Connection) -> None:
    """Turn the triggers off, as the owner can."""
    if connection.dialect.name == "postgresql":
        for table in INSERT_ONLY:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        return
    for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def change(connection: Connection, position: int, **values: object) -> None:
    """Give the event at a position other column values."""
    connection.execute(update(events).where(events.c.insert_id == insert_id_at(connection, position)).values(**values))


def at(connection: Connection, position: int) -> StoredAct:
    return reading.by_position(connection, position - 1, 1)[0]


def insert_id_at(connection: Connection, position: int) -> int:
    found = connection.scalar(select(positions.c.insert_id).where(positions.c.position == position))
    assert found is not None
    return int(found)


def flip(data: bytes, byte: int = 5) -> bytes:
    return data[:byte] + bytes([data[byte] ^ 1]) + data[byte + 1 :]


def renumber(connection: Connection, moves: dict[int, int], *, with_log_hash: bool) -> None:
    """Give the events at positions old -> new; the log hash goes along or stays with the number."""
    rows = {
        row.position: row for row in connection.execute(select(positions).where(positions.c.position.in_(moves.keys())))
    }
    connection.execute(delete(positions).where(positions.c.position.in_(rows)))
    for old, new in moves.items():
        kept = rows[old] if with_log_hash else rows.get(new, rows[old])
        connection.execute(
            insert(positions).values(position=new, insert_id=rows[old].insert_id, log_hash=kept.log_hash)
        )


def forget(connection: Connection, position: int) -> None:
    """Delete an event, its position and its identity, and close the gap behind it."""
    insert_id = insert_id_at(connection, position)
    connection.execute(delete(events).where(events.c.insert_id == insert_id))
    connection.execute(text("DELETE FROM event_identity WHERE insert_id = :id"), {"id": insert_id})
    connection.execute(delete(positions).where(positions.c.position == position))
    last = reading.head(connection)
    renumber(connection, {old: old - 1 for old in range(position + 1, last + 1)}, with_log_hash=True)


def slip_in(connection: Connection, position: int) -> None:
    """Insert an event that continues its stream correctly, and move everything behind it one on."""
    stray(connection, position)
    last = reading.head(connection)
    renumber(connection, {old: old + 1 for old in range(position, last + 1)}, with_log_hash=True)
    insert_id = connection.scalar(select(events.c.insert_id).where(events.c.id == "forged"))
    connection.execute(insert(positions).values(position=position, insert_id=insert_id, log_hash=bytes(32)))


def stray(connection: Connection, position: int) -> None:
    """Insert an event with a good hash that opens a stream of its own, neither numbered nor queued."""
    model = at(connection, position)
    forged = replace(model, stream="forged", id="forged", version=1, prev_hash=GENESIS, insert_id=10**12)
    store(connection, rehashed(forged))
    connection.execute(
        text("INSERT INTO event_identity (source, id, insert_id) VALUES (:source, 'forged', :number)"),
        {"source": forged.source, "number": forged.insert_id},
    )
    connection.execute(
        insert(stream_heads).values(
            stream="forged", version=1, recorded_at=forged.recorded_at, hash=rehashed(forged).hash
        )
    )


def unnumber(connection: Connection, last: int) -> None:
    """Take the positions behind `last` away and put their events back into the queue, as if never numbered."""
    connection.execute(
        text("INSERT INTO unsequenced SELECT insert_id, 1 FROM positions WHERE position > :last"), {"last": last}
    )
    connection.execute(delete(positions).where(positions.c.position > last))
    connection.execute(text("DELETE FROM checkpoints WHERE size > :last"), {"last": last})
    connection.execute(text("DELETE FROM tree_tiles WHERE (tile + 1) * 256 > :last"), {"last": last})


def double(connection: Connection, position: int) -> None:
    """A second event under the insert id of the one at `position`, in a stream of its own."""
    model = at(connection, position)
    store(connection, rehashed(replace(model, stream="forged", version=1, prev_hash=GENESIS)))


def cut_but_leave_the_queue(connection: Connection, last: int) -> None:
    """Drop the numbered tail carefully, and leave what waits: its streams then have a gap."""
    doomed = select(positions.c.insert_id).where(positions.c.position > last)
    connection.execute(delete(events).where(events.c.insert_id.in_(doomed)))
    connection.execute(delete(positions).where(positions.c.position > last))
    unknown = "insert_id NOT IN (SELECT insert_id FROM events)"
    connection.execute(text(f"DELETE FROM event_identity WHERE {unknown}"))
    connection.execute(text("DELETE FROM checkpoints WHERE size > :last"), {"last": last})
    connection.execute(text("DELETE FROM tree_tiles WHERE (tile + 1) * 256 > :last"), {"last": last})
    refit_heads(connection)


def cut(connection: Connection, last: int, *, carefully: bool) -> None:
    """Drop everything behind position `last`; carefully: heads, tiles and checkpoints set to fit."""
    doomed = select(positions.c.insert_id).where(positions.c.position > last)
    unnumbered = events.c.insert_id.not_in(select(positions.c.insert_id))
    for condition in (events.c.insert_id.in_(doomed), unnumbered):
        connection.execute(delete(events).where(condition))
    connection.execute(text("DELETE FROM event_identity WHERE insert_id NOT IN (SELECT insert_id FROM events)"))
    connection.execute(text("DELETE FROM unsequenced"))
    connection.execute(delete(positions).where(positions.c.position > last))
    if carefully:
        connection.execute(text("DELETE FROM checkpoints WHERE size > :last"), {"last": last})
        connection.execute(text("DELETE FROM tree_tiles WHERE (tile + 1) * 256 > :last"), {"last": last})
        refit_heads(connection)


def rewrite_history(connection: Connection, position: int, payload: bytes) -> None:
    """Change one event and recompute everything that follows from it: chain, log, tree, heads. Stored
    checkpoints that no longer fit are dropped. What is left is a flawless ledger of another history.
    """
    acts = reading.by_position(connection, 0, 1_000_000)
    acts[position - 1] = replace(acts[position - 1], payload=payload)
    last: dict[str, bytes] = {}
    edge, running = Edge(0, []), GENESIS
    connection.execute(delete(tree_tiles))
    connection.execute(text("DELETE FROM checkpoints WHERE size >= :position"), {"position": position})
    for number, act in enumerate(acts, 1):
        act = rehashed(replace(act, prev_hash=last.get(act.stream, GENESIS)))
        last[act.stream] = act.hash
        connection.execute(delete(events).where(events.c.insert_id == act.insert_id))
        store(connection, act)
        leaf = leaf_hash(act.hash)
        running = log_hash(running, leaf)
        connection.execute(update(positions).where(positions.c.position == number).values(log_hash=running))
        for tile in edge.add(leaf):
            connection.execute(insert(tree_tiles).values(**tile._asdict()))
    for row in connection.execute(text("SELECT first_id, size FROM unsequenced")).all():
        waiting = reading.events_of(connection, list(range(row.first_id, row.first_id + row.size)))
        for insert_id in sorted(waiting):
            act = reading.stored_act(waiting[insert_id], None)
            act = rehashed(replace(act, prev_hash=last.get(act.stream, GENESIS)))
            last[act.stream] = act.hash
            connection.execute(delete(events).where(events.c.insert_id == insert_id))
            store(connection, act)
    refit_heads(connection)


def rehashed(act: StoredAct) -> StoredAct:
    body = packed_fields(Texts(), act, act.version, act.recorded_at, act.prev_hash)
    return replace(act, hash=event_hash(body))


def store(connection: Connection, act: StoredAct) -> None:
    connection.execute(insert(events).values({column.name: getattr(act, column.name) for column in events.columns}))


def refit_heads(connection: Connection) -> None:
    connection.execute(delete(stream_heads))
    connection.execute(
        text(
            "INSERT INTO stream_heads (stream, version, recorded_at, hash) SELECT stream, version, recorded_at, hash "
            "FROM events e WHERE version = (SELECT max(version) FROM events l WHERE l.stream = e.stream)"
        )
    )
