"""Append acts in one transaction: lock the stream heads, chain, insert, queue. Idempotent by (source, id).

Not the numbering (sequencer.py), and no NOTIFY: only the sequencer notifies. Called by posting.py and recorder.py.
Order matters: heads are locked in name order, and only then insert ids are drawn, so that in every stream a later
version has the larger insert id. Identity rows go in key order, so that two batches cannot deadlock.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from struct import Struct
from typing import Any

from psycopg2 import errors as postgres_errors
from psycopg2 import extensions
from sqlalchemy import Connection

from domain.errors import Conflict, LedgerFault
from ledger import case_agencies
from ledger.acts import NewAct, Receipt
from ledger.chain import GENESIS, HASH_NAME, HASHED_COLUMNS, LENGTH, event_hash, packed_fields
from ledger.copy_binary import IDENTITY_FIELDS, IDENTITY_TAIL, copy_rows
from ledger.limits import SURELY_SHORT, AcceptedTexts, number_out_of_range, require_storable, require_text
from ledger.schema import BLOCK

EVENT_COLUMNS = ("insert_id", *HASHED_COLUMNS, "hash", "hash_name")
IDENTITY_COLUMNS = ("source", "id", "insert_id")
QUEUE_RUN = 4096
"""Longest run of insert ids in one queue row: bounds what the sequencer must take at once."""

_ROW_HEAD = Struct("!hiq")
_HASH = Struct("!i32s")
_NAME = Struct("!i").pack(len(HASH_NAME)) + HASH_NAME.encode()
Key = tuple[str, str]


class IdentityTaken(Exception):  # a turn in the flow, not an error
    """Some (source, id) of the batch is already stored. Nothing of this attempt may stay."""


class Head:
    """Last version, recorded_at and hash of a stream, moved along while a batch is chained.

    fresh   True: no event yet, so any first version may follow
    """

    __slots__ = ("fresh", "hash", "recorded_at", "version")

    def __init__(self, version: int, recorded_at: int, digest: bytes | None) -> None:
        self.version = version
        self.recorded_at = recorded_at
        self.fresh = digest is None
        self.hash = digest if digest is not None else GENESIS


def content_digest(act: NewAct) -> bytes:
    return act.content_digest if act.content_digest is not None else sha256(act.payload).digest()


def lock_heads(connection: Connection, streams: Iterable[str]) -> dict[str, Head]:
    """Lock the heads of `streams` until the transaction ends, creating those that are new. Raises Refused."""
    names = sorted(set(streams))
    for name in names:
        require_text(name)
    if connection.dialect.name == "postgresql":
        cursor = _cursor(connection)
        cursor.execute(
            "INSERT INTO stream_heads AS h (stream, version, recorded_at) "
            "SELECT name, 0, 0 FROM unnest(%s::text[]) AS name "
            "ON CONFLICT (stream) DO UPDATE SET version = h.version "
            "RETURNING stream, version, recorded_at, hash",
            (names,),
        )
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    else:  # BEGIN IMMEDIATE holds the only write lock there is
        rows = connection.exec_driver_sql(
            "SELECT j.value, coalesce(h.version, 0), coalesce(h.recorded_at, 0), h.hash "
            "FROM json_each(?) j LEFT JOIN stream_heads h ON h.stream = j.value",
            (json.dumps(names),),
        ).fetchall()
    return {row[0]: Head(row[1], row[2], None if row[3] is None else bytes(row[3])) for row in rows}


def write(
    connection: Connection,
    acts: Sequence[NewAct],
    heads: Mapping[str, Head],
    recorded_at: int,
    first_version: Mapping[str, int] | None = None,
) -> list[Receipt]:
    """Chain and insert acts whose stream heads are locked. Raises IdentityTaken if one is already stored.

    recorded_at     clock, microseconds; raised per stream to that of the act before
    first_version   for a stream without events, the version its first act gets (1 where not given)
    Raises Refused for what no database of ours can hold (limits.py).
    """
    if not acts:
        return []
    if len(acts) > BLOCK:
        raise LedgerFault(
            f"{len(acts)} acts in one append, {BLOCK} is the most.", remedy="Append them in several batches."
        )
    for stream, version in (first_version or {}).items():
        if heads[stream].fresh:
            heads[stream].version = version - 1
    first_id = _first_insert_id(connection)
    insert = _write_postgresql if connection.dialect.name == "postgresql" else _write_sqlite
    try:
        stored = insert(connection, acts, heads, recorded_at, first_id)
    except struct.error:
        raise number_out_of_range() from None
    case_agencies.note(connection, acts, first_id)
    return stored


def known_receipts(connection: Connection, wanted: Iterable[Key]) -> dict[Key, tuple[Receipt, bytes]]:
    """Receipts and content digests of those (source, id) that are already stored."""
    keys = sorted(wanted)
    fields = (
        "e.source, e.id, e.stream, e.version, e.recorded_at, e.hash, p.position, e.content_digest, "
        "CASE WHEN e.content_digest IS NULL THEN e.payload END"
    )
    joins = "JOIN events e ON e.insert_id = i.insert_id LEFT JOIN positions p ON p.insert_id = i.insert_id"
    if connection.dialect.name == "postgresql":
        cursor = _cursor(connection)
        cursor.execute(
            f"SELECT {fields} FROM unnest(%s::text[], %s::text[]) AS k (source, id) "  # noqa: S608
            f"JOIN event_identity i ON i.source = k.source AND i.id = k.id {joins}",
            ([key[0] for key in keys], [key[1] for key in keys]),
        )
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    else:
        rows = connection.exec_driver_sql(
            f"SELECT {fields} FROM json_each(?) k JOIN event_identity i ON "  # noqa: S608
            f"i.source = json_extract(k.value, '$[0]') AND i.id = json_extract(k.value, '$[1]') {joins}",
            (json.dumps(keys),),
        ).fetchall()
    found: dict[Key, tuple[Receipt, bytes]] = {}
    for source, act_id, stream, version, recorded_at, digest, position, content, payload in rows:
        receipt = Receipt(
            source=source,
            id=act_id,
            stream=stream,
            version=version,
            recorded_at=recorded_at,
            hash=bytes(digest).hex(),
            position=position,
            duplicate=True,
        )
        found[source, act_id] = receipt, (sha256(payload).digest() if content is None else bytes(content))
    return found


def id_reused(act: NewAct) -> Conflict:
    return Conflict(
        "id-reused",
        f"Event id {act.id!r} of {act.source} is already used for an act with other content.",
        remedy="Give a new act a new id. To change what was reported, post EventCorrected or EventRetracted.",
    )


def _write_postgresql(
    connection: Connection, acts: Sequence[NewAct], heads: Mapping[str, Head], clock: int, first_id: int
) -> list[Receipt]:
    cursor = _cursor(connection)
    receipts: list[Receipt] = []
    identities: list[tuple[str, str, bytes]] = []
    texts = AcceptedTexts()

    def packed_rows() -> Iterator[bytes]:
        # The hot loop. COPY pulls from it, so hashing here runs while the server inserts what came before.
        row_head, hashed, length, join, tail = (
            _ROW_HEAD.pack,
            _HASH.pack,
            LENGTH.pack,
            b"".join,
            IDENTITY_TAIL.pack,
        )
        for insert_id, act in enumerate(acts, first_id):
            stream, source, act_id = act.stream, act.source, act.id
            digest = act.content_digest
            if len(act_id) > SURELY_SHORT or not act_id.isprintable() or (digest is not None and len(digest) != 32):
                require_storable(act)
            head = heads[stream]
            head.version = version = head.version + 1
            if head.recorded_at < clock:
                head.recorded_at = clock
            recorded_at = head.recorded_at
            body = packed_fields(texts, act, version, recorded_at, head.hash)
            head.hash = own = event_hash(body)
            receipts.append(
                Receipt(
                    source=source,
                    id=act_id,
                    stream=stream,
                    version=version,
                    recorded_at=recorded_at,
                    hash=own.hex(),
                )
            )
            encoded = act_id.encode()
            identity = join((IDENTITY_FIELDS, texts[source], length(len(encoded)), encoded, tail(8, insert_id)))
            identities.append((source, act_id, identity))
            yield join((row_head(18, 8, insert_id), body, hashed(32, own), _NAME))

    copy_rows(cursor, "events", EVENT_COLUMNS, packed_rows())
    identities.sort()
    try:
        copy_rows(cursor, "event_identity", IDENTITY_COLUMNS, (row for _, _, row in identities))
    except postgres_errors.UniqueViolation:
        raise IdentityTaken from None
    names = sorted({act.stream for act in acts})
    cursor.execute(
        "UPDATE stream_heads h SET version = n.version, recorded_at = n.recorded_at, hash = n.hash "
        "FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bytea[]) AS n (stream, version, recorded_at, hash) "
        "WHERE h.stream = n.stream; "
        "INSERT INTO unsequenced (first_id, size) SELECT * FROM unnest(%s::bigint[], %s::integer[])",
        (
            names,
            [heads[name].version for name in names],
            [heads[name].recorded_at for name in names],
            [heads[name].hash for name in names],
            *_runs(first_id, len(acts)),
        ),
    )
    return receipts


def _write_sqlite(
    connection: Connection, acts: Sequence[NewAct], heads: Mapping[str, Head], clock: int, first_id: int
) -> list[Receipt]:
    receipts: list[Receipt] = []
    rows: list[tuple[object, ...]] = []
    texts = AcceptedTexts()
    for insert_id, act in enumerate(acts, first_id):
        require_storable(act)
        head = heads[act.stream]
        head.version += 1
        head.recorded_at = max(head.recorded_at, clock)
        previous = head.hash
        head.hash = event_hash(packed_fields(texts, act, head.version, head.recorded_at, previous))
        receipts.append(
            Receipt(
                source=act.source,
                id=act.id,
                stream=act.stream,
                version=head.version,
                recorded_at=head.recorded_at,
                hash=head.hash.hex(),
            )
        )
        said = (
            act.stream,
            act.source,
            act.id,
            act.type,
            act.person,
            act.agency,
            act.payload,
            act.content_digest,
        )
        when = (act.occurred_day, act.occurred_earliest, act.occurred_latest, head.recorded_at)
        rows.append((insert_id, *said, act.type_version, head.version, *when, previous, head.hash, HASH_NAME))
    cursor = connection.connection.cursor()
    marks = ", ".join("?" * len(EVENT_COLUMNS))
    cursor.executemany(f"INSERT INTO events ({', '.join(EVENT_COLUMNS)}) VALUES ({marks})", rows)  # noqa: S608
    identities = [(act.source, act.id, insert_id) for insert_id, act in enumerate(acts, first_id)]
    try:
        cursor.executemany("INSERT INTO event_identity (source, id, insert_id) VALUES (?, ?, ?)", identities)
    except sqlite3.IntegrityError:
        raise IdentityTaken from None
    cursor.executemany(
        "INSERT INTO stream_heads (stream, version, recorded_at, hash) VALUES (?, ?, ?, ?) ON CONFLICT (stream) "
        "DO UPDATE SET version = excluded.version, recorded_at = excluded.recorded_at, hash = excluded.hash",
        [(n, heads[n].version, heads[n].recorded_at, heads[n].hash) for n in sorted({a.stream for a in acts})],
    )
    runs = zip(*_runs(first_id, len(acts)), strict=True)
    cursor.executemany("INSERT INTO unsequenced (first_id, size) VALUES (?, ?)", list(runs))
    cursor.close()
    return receipts


def _first_insert_id(connection: Connection) -> int:
    """First id of a block that is this transaction's alone. To be called under the head locks."""
    if connection.dialect.name == "postgresql":
        cursor = _cursor(connection)
        cursor.execute("SELECT nextval('event_block')")
        return int(cursor.fetchall()[0][0])
    largest = connection.exec_driver_sql("SELECT max(insert_id) FROM events").scalar()
    return (largest or 0) + 1


def _runs(first_id: int, count: int) -> tuple[list[int], list[int]]:
    """A run of ids cut into queue rows: first ids and sizes."""
    firsts = list(range(first_id, first_id + count, QUEUE_RUN))
    return firsts, [min(QUEUE_RUN, first_id + count - first) for first in firsts]


def _cursor(connection: Connection) -> extensions.cursor:
    """A psycopg2 cursor inside the connection's transaction."""
    if not connection.in_transaction():
        raise LedgerFault("Acts are appended inside a transaction.", remedy="Use `with engine.begin()`.")
    cursor = connection.connection.cursor()
    if not isinstance(cursor, extensions.cursor):
        raise LedgerFault("Not a psycopg2 connection.", remedy="Open the engine with ledger.engines.open_engine.")
    return cursor
