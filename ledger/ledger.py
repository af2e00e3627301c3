"""The ledger as the rest of the system sees it: append, number, read, wait, prove.

Not the rules of any of these: each has its file. Opened by app/composition.py through ledger.connect.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from domain.errors import Conflict, LedgerFault
from ledger import migrate, proving, reading
from ledger.acts import ActHeader, NewAct, Receipt, StoredAct
from ledger.checkpoint import Signer
from ledger.engines import open_engine, writing
from ledger.group_commit import GroupCommit
from ledger.limits import DATABASE_ERRORS, storage_fault
from ledger.posting import Clock, MonotonicClock, Posting, receipts
from ledger.proving import InclusionProof
from ledger.sequencer import Sequencer
from ledger.signed_note import VerifierKey
from ledger.verify import Progress, VerifyReport, verify
from ledger.waiting import Waiter


def connect(url: str, *, clock: Clock, signer: Signer | None = None) -> Ledger:
    """Open the ledger at `url` (sqlite:///FILE or postgresql+psycopg2://…).

    clock   gives the current instant with its offset; recorded_at is taken from it
    signer  makes checkpoints; only the process that calls Ledger.checkpoint needs it
    Raises LedgerFault where the database's revision is not the code's.
    """
    engine = open_engine(url)
    try:
        migrate.require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return Ledger(engine, open_engine(url, pooled=False), clock, signer)


class Ledger:
    """One open ledger; safe to share between threads.

    engine   for the caller's own tables in the same database and transaction (see append_in)
    clock    microseconds, as recorded_at takes them
    """

    def __init__(self, engine: Engine, dedicated: Engine, clock: Clock, signer: Signer | None) -> None:
        self.engine = engine
        self._writing = writing(engine)
        self._dedicated = dedicated
        self._signer = signer
        self.clock = MonotonicClock(clock)
        self._posting = Posting(self._writing, self.clock)
        self._group = GroupCommit(lambda acts: self._posting.post(acts, {}, all_or_nothing=False))
        self._sequencer: Sequencer | None = None
        self._sequencing = threading.Lock()
        self._waiter = Waiter(dedicated, self.head)

    # -- writing

    def append(self, acts: Sequence[NewAct], *, expected: Mapping[str, int] | None = None) -> list[Receipt]:
        """Append all acts in one durable transaction, or none; one receipt per act, in order.

        expected   stream -> version it must have now (0 = no acts yet)
        Raises Conflict "id-reused" (same source and id, other content) or "stale-version".
        """
        return receipts(self._posting.post(acts, expected or {}, all_or_nothing=True))

    def append_each(self, acts: Sequence[NewAct]) -> list[Receipt | Conflict]:
        """As append, but an act that conflicts gets its Conflict and the others stay. For single posts: those that
        arrive together share one commit.
        """
        return self._group.post(acts)

    def append_in(
        self, connection: Connection, acts: Sequence[NewAct], *, expected: Mapping[str, int] | None = None
    ) -> list[Receipt]:
        """As append, inside the caller's transaction: durable when that commits, gone when it rolls back.

        On SQLite begin it on `writing_engine`, so that it has the write lock from the start.
        """
        return receipts(self._posting.post_in(connection, acts, expected or {}))

    @property
    def writing_engine(self) -> Engine:
        """`engine` for transactions that write (on SQLite they take the write lock at BEGIN)."""
        return self._writing

    def sequence(self) -> int:
        """Number what is committed and not numbered yet; how many acts got a position.

        The first call takes the sequencer's lock and keeps it until close(). Raises LedgerFault where another holds it,
        and where the database fails: of the batch under way nothing is kept then, and the next call begins anew.
        """
        with self._sequencing:
            try:
                return self._sequence()
            except DATABASE_ERRORS as error:
                remedy = "Mend the database; what is not numbered stays in the queue and is numbered later."
                raise storage_fault(error, "The database did not take the numbering", remedy) from error

    def _sequence(self) -> int:
        total = 0
        if self._sequencer is None:
            self._sequencer = Sequencer(self._dedicated)
        try:
            while numbered := self._sequencer.cycle():
                total += numbered
                self._waiter.wake()
        except BaseException:
            broken, self._sequencer = self._sequencer, None
            broken.close()
            raise
        return total

    # -- reading

    def read(self, after: int, limit: int) -> list[StoredAct]:
        """Acts at positions above `after`, in order, at most `limit`. A page once given is given for ever."""
        with self.engine.connect() as connection:
            return reading.by_position(connection, after, limit)

    def headers(self, after: int, limit: int) -> list[ActHeader]:
        """As `read`, without payloads."""
        with self.engine.connect() as connection:
            return reading.headers(connection, after, limit)

    def stream(self, stream: str) -> list[StoredAct]:
        """All acts of one stream in order of version; those not numbered yet have position None."""
        return self.streams([stream])[stream]

    def streams(self, streams: Sequence[str]) -> dict[str, list[StoredAct]]:
        """All acts of several streams; a stream without acts gives an empty list."""
        with self.engine.connect() as connection:
            return reading.of_streams(connection, streams)

    def receipt(self, source: str, act_id: str) -> Receipt | None:
        """The receipt of an act, None where there is no such act."""
        with self.engine.connect() as connection:
            return reading.receipt(connection, source, act_id)

    def head(self) -> int:
        """Last position; 0 while nothing is numbered."""
        with self.engine.connect() as connection:
            return reading.head(connection)

    def wait(self, after: int, timeout: float) -> int:
        """Block until there is a position beyond `after`, at most `timeout` seconds; gives the last position."""
        return self._waiter.wait(after, timeout)

    # -- proving

    def checkpoint(self) -> str | None:
        """The signed checkpoint (a C2SP note) of all positions so far, stored; None for an empty ledger.

        Raises LedgerFault without a signer, and where the log does not continue what was signed last.
        """
        if self._signer is None:
            raise LedgerFault(
                "This ledger was opened without a signing key.",
                remedy="Open it with ledger.connect(signer=…).",
            )
        return proving.sign_head(self._writing, self._signer, self.clock.micros())

    def checkpoint_over(self, position: int) -> str | None:
        """The first stored checkpoint over a log that holds `position`; None where none was signed since."""
        with self.engine.connect() as connection:
            return proving.checkpoint_over(connection, position)

    def inclusion_proof(self, position: int, size: int | None = None) -> InclusionProof:
        """That the event at `position` is in the log of the first `size` positions (all, if None)."""
        with self.engine.connect() as connection:
            return proving.inclusion_proof(connection, position, size)

    def consistency_proof(self, first: int, second: int) -> list[bytes]:
        """RFC 9162 proof that the log of `second` continues the log of `first`."""
        with self.engine.connect() as connection:
            return proving.consistency_proof(connection, first, second)

    def verify(
        self,
        progress: Progress | None = None,
        *,
        kept: Sequence[str] = (),
        key: VerifierKey | None = None,
    ) -> VerifyReport:
        """Check everything, in one snapshot (ledger/verify.py lists what).

        kept   signed checkpoints kept outside the database
        key    the log's public key, if not the signer's
        """
        with proving.snapshot(self.engine) as connection:
            return verify(connection, key or (self._signer.key if self._signer else None), kept, progress)

    # -- life

    def close(self) -> None:
        self._waiter.close()
        with self._sequencing:
            if self._sequencer is not None:
                self._sequencer.close()
                self._sequencer = None
        self.engine.dispose()
        self._dedicated.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
