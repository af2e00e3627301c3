"""Verify the whole ledger, and name the first bad position and what is wrong with it.

Not a repair. Bytes are checked before anything is decoded; a check that did not run counts as failed.
Called by Ledger.verify (`quancheng verify`). The numbers below are those in the code.

Along the positions, in order:
 1. positions run 1, 2, 3 … without a gap, and each names a stored event, once
 2. the event's hash is that of its bytes
 3. it continues its stream: version one higher, prev_hash the hash of the one before, recorded_at not earlier
 4. the running hash stored with the position is that of all events so far
 5. a full tile of the tree holds these hashes, and its root
 6. a stored checkpoint of this size has this root and a good signature
 7. a kept checkpoint (from outside) of this size has this root and a good signature
After the positions:
 8. the kept checkpoint is not longer than the log; no tile or checkpoint reaches beyond it
 9. an event without position stands in the queue, and passes 2 and 3
10. every stream head is that of the stream's last event
11. every event has its identity row, and every identity row its event
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Row, func, select

from ledger import reading
from ledger.acts import StoredAct
from ledger.append import QUEUE_RUN
from ledger.chain import GENESIS, log_hash, recomputed_hash
from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.merkle import EMPTY_ROOT, leaf_hash
from ledger.schema import (
    checkpoints,
    event_identity,
    events,
    positions,
    stream_heads,
    tree_tiles,
    unsequenced,
)
from ledger.signed_note import VerifierKey
from ledger.tiles import Edge, Tile

PAGE = 2000
CHECKS = (
    "positions",
    "event-hash",
    "stream-chain",
    "log-hash",
    "tree",
    "checkpoints",
    "kept-checkpoint",
    "extent",
    "queue",
    "stream-heads",
    "identity",
)
WRONG_TYPE = (TypeError, ValueError, AttributeError, struct.error)
Progress = Callable[[int, int], None]
"""progress(positions done, positions in all)"""


class Fault(NamedTuple):
    """What is wrong, and where. `position` is the first bad one; the last plus one for what has no number."""

    check: str
    position: int
    what: str


class VerifyReport(NamedTuple):
    """ok only if every check ran and passed.

    passed      checks that ran to their end without a fault
    not_run     checks that could not run, each of which is a failure
    size, root  of the log as far as it was verified
    """

    ok: bool
    fault: Fault | None
    passed: tuple[str, ...]
    not_run: tuple[str, ...]
    size: int
    root: bytes
    unnumbered: int


class _Found(Exception):  # carries the fault out of the loops
    def __init__(self, check: str, position: int, what: str) -> None:
        self.fault = Fault(check, position, what)


class _Streams:
    """Check 3: the chain, remembering version, hash and time of the last event of each stream."""

    def __init__(self) -> None:
        self.last: dict[str, tuple[int, bytes, int]] = {}

    def take(self, act: StoredAct, position: int) -> None:
        named = _named(act)
        version, digest, recorded_at = self.last.get(act.stream, (None, GENESIS, 0))
        if version is not None and act.version != version + 1:  # 3
            raise _Found(
                "stream-chain",
                position,
                f"{named} follows version {version}: events are missing or out of order",
            )
        if act.prev_hash != digest:
            raise _Found("stream-chain", position, f"{named} does not continue the event before it in its stream")
        if act.recorded_at < recorded_at:
            raise _Found("stream-chain", position, f"{named} was recorded before the event it follows")
        self.last[act.stream] = (act.version, act.hash, act.recorded_at)


def verify(
    connection: Connection,
    key: VerifierKey | None,
    kept: Sequence[str],
    progress: Progress | None = None,
) -> VerifyReport:
    """Run all checks in one snapshot of the database.

    key    the log's key. Without it stored checkpoints cannot be checked, which is a failure if there are any
    kept   signed checkpoints (notes) that someone kept outside; without one, only `kept-checkpoint` has nothing
           to do: a log that its owner rewrote from end to end passes then
    """
    run = _Run(connection, key, kept)
    passed: list[str] = []
    fault: Fault | None = None
    try:
        run.begin()
        run.kept = run.read_kept()
        run.along_positions(progress)
        passed += CHECKS[:7]
        for name, check in (("extent", run.extent), ("queue", run.queue), ("stream-heads", run.stream_heads)):
            check()
            passed.append(name)
        run.identity()
        passed.append("identity")
    except _Found as found:
        fault = found.fault
    except WRONG_TYPE:  # SQLite takes a value of any type in any column
        fault = Fault(CHECKS[len(passed)], run.edge.size + 1, "a row here holds a value of a wrong type")
    failed = fault.check if fault else None
    not_run = tuple(name for name in CHECKS if name not in passed and name != failed)
    return VerifyReport(
        ok=fault is None and not not_run,
        fault=fault,
        passed=tuple(passed),
        not_run=not_run,
        size=run.edge.size,
        root=run.edge.root(),
        unnumbered=run.unnumbered,
    )


def _act(row: Row[*tuple[object, ...]], position: int) -> StoredAct:
    """The row as an act whose hash is that of its bytes (2). SQLite takes a value of any type: refused here."""
    try:
        act = reading.stored_act(row, position)
        intact = recomputed_hash(act) == act.hash
    except WRONG_TYPE:
        raise _Found("event-hash", position, "the stored event holds a value of a wrong type") from None
    if not intact:
        raise _Found("event-hash", position, f"{_named(act)} is not what was hashed when it was recorded")
    return act


def _named(act: StoredAct) -> str:
    return f"event {act.id!r} of {act.source} (stream {act.stream}, version {act.version})"


class _Run:
    def __init__(self, connection: Connection, key: VerifierKey | None, kept: Sequence[str]) -> None:
        self.connection = connection
        self.key = key
        self.notes = kept
        self.kept: dict[int, Checkpoint] = {}
        self.edge = Edge(0, [])
        self.streams = _Streams()
        self.log_hash = GENESIS
        self.unnumbered = 0
        self.total = 0

    def begin(self) -> None:
        self.total = reading.head(self.connection)

    def read_kept(self) -> dict[int, Checkpoint]:
        """7, first half: kept checkpoints are signed by the log's key, and do not contradict each other."""
        read: dict[int, Checkpoint] = {}
        for note in self.notes:
            if self.key is None:
                raise _Found("kept-checkpoint", 1, "a checkpoint was kept, but no key was given to check it with")
            found = open_checkpoint(note, self.key)
            if found is None:
                raise _Found("kept-checkpoint", 1, "a kept checkpoint is not signed by this log's key")
            if read.setdefault(found.size, found).root != found.root:
                raise _Found("kept-checkpoint", 1, f"two kept checkpoints of size {found.size} have different roots")
        empty = read.pop(0, None)
        if empty is not None and empty.root != EMPTY_ROOT:
            raise _Found("kept-checkpoint", 1, "a kept checkpoint of size 0 does not have the empty root")
        return read

    def along_positions(self, progress: Progress | None) -> None:
        """1 to 7."""
        stored = {row.size: row for row in self.connection.execute(select(checkpoints).order_by(checkpoints.c.size))}
        while self.edge.size < self.total:
            page = self.connection.execute(
                select(positions)
                .where(positions.c.position > self.edge.size)
                .order_by(positions.c.position)
                .limit(PAGE)
            ).all()
            rows = reading.events_of(self.connection, [row.insert_id for row in page if isinstance(row.insert_id, int)])
            for row in page:
                position = self.edge.size + 1
                if row.position != position:  # 1
                    raise _Found("positions", position, "the position is missing")
                if row.insert_id not in rows:
                    raise _Found("positions", position, "the position names no event, or two")
                act = _act(rows[row.insert_id], position)
                self.streams.take(act, position)  # 2, 3
                leaf = leaf_hash(act.hash)
                self.log_hash = log_hash(self.log_hash, leaf)
                if self.log_hash != row.log_hash:  # 4
                    raise _Found("log-hash", position, "another event was numbered here: swapped, inserted or replaced")
                for tile in self.edge.add(leaf):
                    self._tile(tile, position)  # 5
                if position in stored:
                    self._checkpoint(position, stored[position].root, stored[position].note)  # 6
                if position in self.kept and self.kept[position].root != self.edge.root():  # 7
                    raise _Found(
                        "kept-checkpoint",
                        position,
                        "history up to here is not what the kept checkpoint signed",
                    )
            if not page:
                raise _Found("positions", self.edge.size + 1, "the position is missing")
            if progress is not None:
                progress(self.edge.size, self.total)

    def _tile(self, tile: Tile, position: int) -> None:
        row = self.connection.execute(
            select(tree_tiles.c.root, tree_tiles.c.hashes).where(
                tree_tiles.c.level == tile.level, tree_tiles.c.tile == tile.tile
            )
        ).one_or_none()
        where = f"tile {tile.tile} of level {tile.level}, complete at this position,"
        if row is None:
            raise _Found("tree", position, f"{where} is missing")
        if row.hashes != tile.hashes or row.root != tile.root:
            raise _Found("tree", position, f"{where} does not hold the hashes of the events")

    def _checkpoint(self, size: int, root: bytes, note: str) -> None:
        if self.key is None:
            raise _Found("checkpoints", size, "a checkpoint is stored, but no key was given to check it with")
        found = open_checkpoint(note, self.key) if isinstance(note, str) else None
        if found is None:
            raise _Found("checkpoints", size, "the stored checkpoint is not signed by this log's key")
        if found.size != size or found.root != root or root != self.edge.root():
            raise _Found("checkpoints", size, "history up to here is not what the stored checkpoint signed")

    def extent(self) -> None:
        """8."""
        beyond = self.edge.size + 1
        longest = max(self.kept, default=0)
        if longest > self.edge.size:
            raise _Found("extent", beyond, f"the log ends here, but a kept checkpoint covers {longest} positions")
        latest = self.connection.scalar(select(func.max(checkpoints.c.size))) or 0
        if latest > self.edge.size:
            raise _Found("extent", beyond, f"the log ends here, but a stored checkpoint covers {latest} positions")
        level, expected = 0, self.edge.size // 256
        while True:
            count = select(func.count()).select_from(tree_tiles).where(tree_tiles.c.level == level)
            found = self.connection.scalar(count)
            if found != expected:
                raise _Found("extent", beyond, f"the tree has {found} tiles of level {level}, the log fills {expected}")
            if expected == 0:
                return
            level, expected = level + 1, expected // 256

    def queue(self) -> None:
        """9."""
        beyond = self.edge.size + 1
        numbered = self.connection.scalar(
            select(func.count())
            .select_from(unsequenced)
            .join(
                positions,
                (positions.c.insert_id >= unsequenced.c.first_id)
                & (positions.c.insert_id < unsequenced.c.first_id + unsequenced.c.size),
            )
        )
        if numbered:
            raise _Found("queue", beyond, "the queue holds an event that already has a position")
        waiting: list[int] = []
        for first, size in self.connection.execute(select(unsequenced).order_by(unsequenced.c.first_id)):
            if size > QUEUE_RUN:  # a forged row must not make this a list of billions
                raise _Found(
                    "queue", beyond, f"a queue row names {size} events, no append writes more than {QUEUE_RUN}"
                )
            waiting += range(first, first + size)
        rows = reading.events_of(self.connection, waiting)
        for insert_id in waiting:
            if insert_id not in rows:
                raise _Found("queue", beyond, "the queue names an event that is not stored")
            self.streams.take(_act(rows[insert_id], beyond), beyond)
        self.unnumbered = len(waiting)
        total = self.connection.scalar(select(func.count()).select_from(events))
        if total == self.edge.size + self.unnumbered:
            return
        strays = self.connection.execute(
            select(events.c.insert_id, events.c.source, events.c.id, events.c.stream)
            .outerjoin(positions, positions.c.insert_id == events.c.insert_id)
            .where(positions.c.position.is_(None))
            .order_by(events.c.insert_id)
        )
        known = set(waiting)
        stray = next((row for row in strays if row.insert_id not in known), None)
        named = f": event {stray.id!r} of {stray.source}, stream {stray.stream}" if stray else ""
        raise _Found("queue", beyond, f"an event is stored that was neither numbered nor queued{named}")

    def stream_heads(self) -> None:
        """10."""
        beyond = self.edge.size + 1
        seen = 0
        for row in self.connection.execute(select(stream_heads)):
            if row.hash is None and row.stream not in self.streams.last:
                continue  # locked once by an append that then stored nothing
            version, digest, _ = self.streams.last.get(row.stream, (None, None, None))
            if version != row.version or digest != row.hash:
                raise _Found(
                    "stream-heads",
                    beyond,
                    f"the head of stream {row.stream} is not its last event: the end is cut",
                )
            seen += 1
        if seen != len(self.streams.last):
            raise _Found("stream-heads", beyond, f"{len(self.streams.last) - seen} streams have events but no head")

    def identity(self) -> None:
        """11."""
        beyond = self.edge.size + 1
        matching = self.connection.scalar(
            select(func.count())
            .select_from(event_identity)
            .join(events, events.c.insert_id == event_identity.c.insert_id)
            .where(events.c.source == event_identity.c.source, events.c.id == event_identity.c.id)
        )
        rows = self.connection.scalar(select(func.count()).select_from(event_identity))
        if not matching == rows == self.edge.size + self.unnumbered:
            raise _Found(
                "identity",
                beyond,
                "identity rows and events do not match: a repeated post could be stored twice",
            )
