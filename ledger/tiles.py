"""The stored Merkle tree: full tiles of 256 hashes as immutable rows; the right edge is recomputed.

Not the hashing rules (merkle.py). Called by sequencer.py (which extends the tree), ledger.py (proofs) and verify.py.
Tile (level L, number n) holds the hashes of the complete subtrees of 256**L leaves numbered 256n … 256n+255, and its
own root, which is entry n of level L + 1 (C2SP tlog-tiles, without its partial tiles).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from ledger.merkle import HASH_SIZE, Node, leaf_hash, node_hash, root_of
from ledger.reading import event_hashes
from ledger.schema import tree_tiles

WIDTH = 256
WIDTH_BITS = 8


class Tile(NamedTuple):
    """A full tile, ready to store."""

    level: int
    tile: int
    root: bytes
    hashes: bytes


class Edge:
    """The right edge of the tree: per level the hashes of the tile that is not full yet.

    size    leaves so far
    """

    def __init__(self, size: int, pending: Sequence[Sequence[bytes]]) -> None:
        self.size = size
        self._pending = [list(level) for level in pending] or [[]]

    def add(self, leaf: bytes) -> list[Tile]:
        """Add a leaf hash; gives the tiles it completes, lowest first."""
        self.size += 1
        full: list[Tile] = []
        level, digest = 0, leaf
        while True:
            if level == len(self._pending):
                self._pending.append([])
            row = self._pending[level]
            row.append(digest)
            if len(row) < WIDTH:
                return full
            digest = root_of((1, entry) for entry in row)
            number = (self.size >> (WIDTH_BITS * (level + 1))) - 1
            full.append(Tile(level, number, digest, b"".join(row)))
            row.clear()
            level += 1

    def root(self) -> bytes:
        subtrees = [
            (1 << (WIDTH_BITS * level), digest)
            for level in reversed(range(len(self._pending)))
            for digest in self._pending[level]
        ]
        return root_of(subtrees)

    def pending(self, level: int) -> Sequence[bytes]:
        return self._pending[level] if level < len(self._pending) else ()


def load_edge(connection: Connection, size: int) -> Edge:
    """The edge of the tree over the first `size` positions, from stored tiles and the events after them.

    Raises LedgerFault where a position, its event or a tile is missing.
    """
    from domain.errors import LedgerFault

    pending: list[list[bytes]] = []
    full = size // WIDTH
    leaves = event_hashes(connection, after=full * WIDTH, upto=size)
    pending.append([leaf_hash(digest) for digest in leaves])
    level = 0
    while full:
        start = full // WIDTH * WIDTH
        roots = connection.execute(
            select(tree_tiles.c.root)
            .where(tree_tiles.c.level == level, tree_tiles.c.tile >= start, tree_tiles.c.tile < full)
            .order_by(tree_tiles.c.tile)
        ).scalars()
        entries = [bytes(root) for root in roots]
        if len(entries) != full - start:
            raise LedgerFault(
                f"The stored tree lacks tiles of level {level} below position {size}.",
                remedy="Run `quancheng verify`; restore the database from a copy that verifies.",
            )
        pending.append(entries)
        full //= WIDTH
        level += 1
    return Edge(size, pending)


def stored_size(connection: Connection) -> int:
    """Leaves covered by full stored tiles of the lowest level."""
    count = connection.scalar(select(func.count()).select_from(tree_tiles).where(tree_tiles.c.level == 0))
    return int(count or 0) * WIDTH


def node_reader(connection: Connection, size: int) -> Node:
    """`node(level, index)` for merkle.py over the first `size` positions, reading tiles as they are needed."""
    edge = load_edge(connection, size)
    tiles: dict[tuple[int, int], list[bytes]] = {}

    def tile_hashes(level: int, number: int) -> Sequence[bytes]:
        if number == size >> (WIDTH_BITS * (level + 1)):
            return edge.pending(level)
        if (level, number) not in tiles:
            stored = connection.execute(
                select(tree_tiles.c.hashes).where(tree_tiles.c.level == level, tree_tiles.c.tile == number)
            ).scalar_one()
            joined = bytes(stored)
            tiles[level, number] = [joined[at : at + HASH_SIZE] for at in range(0, len(joined), HASH_SIZE)]
        return tiles[level, number]

    def node(level: int, index: int) -> bytes:
        tile_level, rest = divmod(level, WIDTH_BITS)
        first = index << rest
        row = tile_hashes(tile_level, first >> WIDTH_BITS)
        at = first & (WIDTH - 1)
        hashes = list(row[at : at + (1 << rest)])
        while len(hashes) > 1:
            hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
        return hashes[0]

    return node
