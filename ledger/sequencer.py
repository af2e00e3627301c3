"""Number events after they commit: position, Merkle tree, queue emptied, then one notification per batch.

Not in the append's transaction: a lock held through commit is several times slower, and a bare sequence lets a
tailing reader skip events. One per database. Called by Ledger.sequence and by recorder.py.
"""

from __future__ import annotations

import contextlib

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from domain.errors import LedgerFault
from ledger.chain import GENESIS, log_hash
from ledger.copy_binary import copy_rows, position_row
from ledger.engines import writing
from ledger.merkle import leaf_hash
from ledger.reading import head
from ledger.schema import events, positions, tree_tiles, unsequenced
from ledger.sequencer_lock import SequencerLock
from ledger.tiles import Edge, Tile, load_edge

CHANNEL = "quancheng_sequenced"
BATCH = 8192
"""Events per transaction, give or take one queue row."""
ROWS = 512
"""Queue rows looked at per transaction."""

_RELEASE = text("SELECT release_sequenced(CAST(:firsts AS bigint[]))")


class Sequencer:
    """Holds the lock from construction to close().

    `engine` must not be pooled: the connection is dedicated, and dies with the sequencer.
    """

    def __init__(self, engine: Engine) -> None:
        self._connection: Connection = writing(engine).connect()
        self._edge: Edge | None = None
        self._log_hash = GENESIS
        try:
            self._lock = SequencerLock(self._connection)
        except BaseException:
            self._connection.close()
            raise
        if engine.dialect.name == "postgresql":
            # The queue names ranges of ids; the planner cannot know how short they are and would scan the table.
            for plan in ("seqscan", "hashjoin", "mergejoin"):
                self._connection.execute(text(f"SET enable_{plan} = off"))
            self._connection.commit()

    def cycle(self) -> int:
        """Number one batch of committed events; how many. 0 when the queue is empty.

        Raises LedgerFault where the queue names events that are not stored.
        """
        if self._idle():
            return 0
        try:
            with self._connection.begin():
                runs = self._take()
                if not runs:
                    return 0
                numbered = self._number(runs)
                self._release([first for first, _ in runs])
        except BaseException:
            self._edge = None  # it may be ahead of what was committed
            raise
        self._announce()
        return numbered

    def close(self) -> None:
        try:
            # A broken connection has lost the lock already, and close() drops it.
            with contextlib.suppress(SQLAlchemyError):
                self._lock.release()
        finally:
            self._connection.close()

    def _idle(self) -> bool:
        """SQLite only: a look without the write lock, which every cycle would take from the writers otherwise."""
        if self._connection.dialect.name == "postgresql":
            return False
        cursor = self._connection.connection.cursor()
        cursor.execute("SELECT 1 FROM unsequenced LIMIT 1")
        empty = cursor.fetchone() is None
        cursor.close()
        return empty

    def _take(self) -> list[tuple[int, int]]:
        """Oldest queue rows, in insert order: (first id, size)."""
        query = select(unsequenced.c.first_id, unsequenced.c.size).order_by(unsequenced.c.first_id).limit(ROWS)
        runs: list[tuple[int, int]] = []
        total = 0
        for first, size in self._connection.execute(query):
            runs.append((first, size))
            total += size
            if total >= BATCH:
                break
        return runs

    def _number(self, runs: list[tuple[int, int]]) -> int:
        """Insert positions and tiles for the events of these runs."""
        within = (events.c.insert_id >= unsequenced.c.first_id) & (
            events.c.insert_id < unsequenced.c.first_id + unsequenced.c.size
        )
        rows = self._connection.execute(
            select(events.c.insert_id, events.c.hash)
            .select_from(unsequenced.join(events, within))
            .where(unsequenced.c.first_id.in_([first for first, _ in runs]))
            .order_by(events.c.insert_id)
        ).all()
        expected = sum(size for _, size in runs)
        if len(rows) != expected:
            raise LedgerFault(
                f"The queue names {expected} events, {len(rows)} of them are stored.",
                remedy="Run `quancheng verify`; restore the database from a copy that verifies.",
            )
        edge = self._edge or self._load()
        self._edge = edge
        running = self._log_hash
        numbered: list[tuple[int, int, bytes]] = []
        tiles: list[Tile] = []
        for insert_id, digest in rows:
            leaf = leaf_hash(bytes(digest))
            tiles += edge.add(leaf)
            running = log_hash(running, leaf)
            numbered.append((edge.size, insert_id, running))
        self._insert(numbered, tiles)
        self._log_hash = running
        return len(numbered)

    def _insert(self, numbered: list[tuple[int, int, bytes]], tiles: list[Tile]) -> None:
        columns = ("position", "insert_id", "log_hash")
        if self._connection.dialect.name == "postgresql":
            cursor = self._connection.connection.cursor()
            copy_rows(cursor, "positions", columns, (position_row(*row) for row in numbered))  # type: ignore[arg-type]
            cursor.close()
        else:
            self._connection.execute(insert(positions), [dict(zip(columns, row, strict=True)) for row in numbered])
        if tiles:
            self._connection.execute(insert(tree_tiles), [tile._asdict() for tile in tiles])

    def _release(self, firsts: list[int]) -> None:
        """Take the numbered runs off the queue."""
        if self._connection.dialect.name == "postgresql":
            released = int(self._connection.scalar(_RELEASE, {"firsts": firsts}) or 0)
        else:
            statement = delete(unsequenced).where(unsequenced.c.first_id == bindparam("first"))
            released = self._connection.execute(statement, [{"first": first} for first in firsts]).rowcount
        if released != len(firsts):
            raise LedgerFault(
                f"{len(firsts)} runs were numbered, {released} left the queue.",
                remedy="Run `quancheng verify`; nothing of this batch was kept.",
            )

    def _announce(self) -> None:
        """One NOTIFY per batch, after the commit; SQLite readers poll."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text(f"NOTIFY {CHANNEL}"))
            self._connection.commit()

    def _load(self) -> Edge:
        """State as committed: size, edge of the tree, running hash."""
        size = head(self._connection)
        last = select(positions.c.log_hash).where(positions.c.position == size)
        self._log_hash = bytes(self._connection.execute(last).scalar_one()) if size else GENESIS
        return load_edge(self._connection, size)
