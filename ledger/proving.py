"""Proofs and checkpoints of the stored log: reading side of the tree.

Not the mathematics (merkle.py) and not the whole check (verify.py). Called by ledger.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy import Connection, Engine, func, insert, select

from domain.errors import LedgerFault, NotFound
from ledger import reading
from ledger.checkpoint import Signer
from ledger.merkle import consistency_path, inclusion_path, leaf_hash
from ledger.schema import checkpoints
from ledger.tiles import load_edge, node_reader

SIGNING_KEY = 0x5175616E_7369676E
"""Advisory lock of whoever signs."""


class InclusionProof(msgspec.Struct, frozen=True, kw_only=True):
    """That the event with `event_hash` stands at `position` in the log of `size` positions with `root`.

    To check: merkle.inclusion_holds(merkle.leaf_hash(event_hash), position - 1, size, path, root)
    """

    position: int
    size: int
    root: bytes
    event_hash: bytes
    path: tuple[bytes, ...]


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A read transaction that sees one state of the database throughout."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def sign_head(engine: Engine, signer: Signer, now: int) -> str | None:
    """Sign the log as it stands and store the note; the stored one where nothing was added since."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # two signers would store one checkpoint twice
            connection.execute(select(func.pg_advisory_xact_lock(SIGNING_KEY)))
        size = reading.head(connection)
        if size == 0:
            return None
        stored = connection.scalar(select(checkpoints.c.note).where(checkpoints.c.size == size))
        root = load_edge(connection, size).root()

        def proof(first: int) -> list[bytes]:
            return consistency_path(first, size, node_reader(connection, size))

        if stored is not None and signer.last().size == size:
            signer.sign(size, root, proof)  # refuses if this is no longer the log that was signed
            return str(stored)
        note = signer.sign(size, root, proof)
        if stored is None:
            connection.execute(insert(checkpoints).values(size=size, root=root, note=note, signed_at=now))
        return note


def checkpoint_over(connection: Connection, position: int) -> str | None:
    over = select(checkpoints.c.note).where(checkpoints.c.size >= position).order_by(checkpoints.c.size).limit(1)
    return connection.scalar(over)


def inclusion_proof(connection: Connection, position: int, size: int | None) -> InclusionProof:
    size = _size(connection, size)
    if not 1 <= position <= size:
        raise NotFound(f"There is no position {position} in a log of {size}.")
    node = node_reader(connection, size)
    act = reading.by_position(connection, position - 1, 1)[0]
    path = inclusion_path(position - 1, size, node)
    root = load_edge(connection, size).root()
    if node(0, position - 1) != leaf_hash(act.hash):
        raise LedgerFault(
            f"The tree holds another event at position {position}.",
            remedy="Run `quancheng verify`; restore the database from a copy that verifies.",
            position=position,
        )
    return InclusionProof(position=position, size=size, root=root, event_hash=act.hash, path=tuple(path))


def consistency_proof(connection: Connection, first: int, second: int) -> list[bytes]:
    if not 0 <= first <= _size(connection, second):
        raise NotFound(f"There is no log of {first} positions within one of {second}.")
    return consistency_path(first, second, node_reader(connection, second))


def _size(connection: Connection, size: int | None) -> int:
    last = reading.head(connection)
    if size is not None and not 0 <= size <= last:
        raise NotFound(f"The log has {last} positions, not {size}.")
    return last if size is None else size
