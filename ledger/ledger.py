"""The ledger as the rest of the system sees it: append, number, read, wait, prove.

Not the rules of any of these: each has its file. Opened by app/composition.py through ledger.connect.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from psycopg2 import errors as postgres_errors
from sqlalchemy import Connection, Engine

from domain.errors import Conflict, LedgerFault
from domain.occurred import to_micros
from ledger import append as appending
from ledger import migrate, reading
from ledger.acts import NewAct, Receipt, StoredAct
from ledger.engines import open_engine, writing
from ledger.sequencer import Sequencer
from ledger.waiting import Waiter

Clock = Callable[[], datetime]
ATTEMPTS = 8


def connect(url: str, *, clock: Clock) -> Ledger:
    """Open the ledger at `url` (sqlite:///FILE or postgresql+psycopg2://…).

    clock   gives the current instant with its offset; recorded_at is taken from it
    Raises LedgerFault where the database's revision is not the code's.
    """
    engine = open_engine(url)
    try:
        migrate.require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return Ledger(engine, open_engine(url, pooled=False), clock)


class Ledger:
    """One open ledger; safe to share between threads.

    engine   for the caller's own tables in the same database and transaction (see append_in)
    """

    def __init__(self, engine: Engine, dedicated: Engine, clock: Clock) -> None:
        self.engine = engine
        self._writing = writing(engine)
        self._dedicated = dedicated
        self._clock = clock
        self._latest = 0
        self._sequencer: Sequencer | None = None
        self._sequencing = threading.Lock()
        self._waiter = Waiter(dedicated, self.head)

    # -- writing

    def append(self, acts: Sequence[NewAct], *, expected: Mapping[str, int] | None = None) -> list[Receipt]:
        """Append all acts in one durable transaction, or none; one receipt per act, in order.

        expected   stream -> version it must have now (0 = no acts yet)
        Raises Conflict "id-reused" (same source and id, other content) or "stale-version".
        """
        outcomes = self._in_transaction(acts, expected, all_or_nothing=True)
        return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]

    def append_each(self, acts: Sequence[NewAct]) -> list[Receipt | Conflict]:
        """As append, but an act that conflicts gets its Conflict in place of a receipt and the others stay."""
        return self._in_transaction(acts, None, all_or_nothing=False)

    def append_in(
        self, connection: Connection, acts: Sequence[NewAct], *, expected: Mapping[str, int] | None = None
    ) -> list[Receipt]:
        """As append, inside the caller's transaction: durable when that commits, gone when it rolls back.

        On SQLite begin it on `writing_engine`, so that it has the write lock from the start.
        """
        outcomes = self._write(connection, acts, expected, all_or_nothing=True, nested=True)
        return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]

    @property
    def writing_engine(self) -> Engine:
        """`engine` for transactions that write (on SQLite they take the write lock at BEGIN)."""
        return self._writing

    def sequence(self) -> int:
        """Number what is committed and not numbered yet; how many acts got a position.

        The first call takes the sequencer's lock and keeps it until close(). Raises LedgerFault where another holds it.
        """
        total = 0
        with self._sequencing:
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

    # -- appending

    def _in_transaction(
        self, acts: Sequence[NewAct], expected: Mapping[str, int] | None, *, all_or_nothing: bool
    ) -> list[Receipt | Conflict]:
        look_up = False
        for _ in range(ATTEMPTS):
            try:
                with self._writing.begin() as connection:
                    return self._write(
                        connection, acts, expected, all_or_nothing=all_or_nothing, look_up=look_up
                    )
            except appending.IdentityTaken:
                look_up = True
            except postgres_errors.DeadlockDetected:
                continue
        raise _too_busy()

    def _write(
        self,
        connection: Connection,
        acts: Sequence[NewAct],
        expected: Mapping[str, int] | None,
        *,
        all_or_nothing: bool,
        look_up: bool = False,
        nested: bool = False,
    ) -> list[Receipt | Conflict]:
        """First try to insert everything; only if an identity is taken, look up which and insert the rest."""
        first_of: dict[tuple[str, str], NewAct] = {}
        for act in acts:
            first_of.setdefault((act.source, act.id), act)
        outcomes: dict[tuple[str, str], Receipt] = {}
        contents: dict[tuple[str, str], bytes] = {}
        for _ in range(ATTEMPTS if nested else 1):
            heads = appending.lock_heads(connection, [act.stream for act in first_of.values()])
            if look_up:
                known = appending.known_receipts(connection, list(first_of.values()))
                outcomes = {key: receipt for key, (receipt, _) in known.items()}
                contents = {key: content for key, (_, content) in known.items()}
            new = [act for key, act in first_of.items() if key not in outcomes]
            if all_or_nothing:
                self._refuse_conflicts(acts, first_of, contents)
                if new:
                    _check_versions(heads, expected or {})
            try:
                if nested:
                    with connection.begin_nested():
                        written = appending.write(connection, new, heads, self._now())
                else:
                    written = appending.write(connection, new, heads, self._now())
            except appending.IdentityTaken:
                if not nested:
                    raise
                look_up = True
                continue
            outcomes.update({(receipt.source, receipt.id): receipt for receipt in written})
            return [self._outcome(act, first_of, outcomes, contents) for act in acts]
        raise _too_busy()

    @staticmethod
    def _refuse_conflicts(
        acts: Sequence[NewAct],
        first_of: Mapping[tuple[str, str], NewAct],
        contents: Mapping[tuple[str, str], bytes],
    ) -> None:
        if len(first_of) == len(acts) and not contents:
            return
        for act in acts:
            if _content_of((act.source, act.id), first_of, contents) != appending.content_digest(act):
                raise appending.id_reused(act)

    @staticmethod
    def _outcome(
        act: NewAct,
        first_of: Mapping[tuple[str, str], NewAct],
        outcomes: Mapping[tuple[str, str], Receipt],
        contents: Mapping[tuple[str, str], bytes],
    ) -> Receipt | Conflict:
        key = (act.source, act.id)
        if first_of[key] is act and key not in contents:
            return outcomes[key]
        if _content_of(key, first_of, contents) != appending.content_digest(act):
            return appending.id_reused(act)
        receipt = outcomes[key]
        return receipt if receipt.duplicate else _as_duplicate(receipt)

    def _now(self) -> int:
        """Microseconds since the epoch, never running back within this process."""
        self._latest = max(self._latest, to_micros(self._clock()))
        return self._latest


def _content_of(
    key: tuple[str, str],
    first_of: Mapping[tuple[str, str], NewAct],
    contents: Mapping[tuple[str, str], bytes],
) -> bytes:
    """Content digest that holds for a key: of the stored act, else of the first in the batch."""
    stored = contents.get(key)
    return stored if stored is not None else appending.content_digest(first_of[key])


def _as_duplicate(receipt: Receipt) -> Receipt:
    from msgspec.structs import replace

    return replace(receipt, duplicate=True)


def _check_versions(heads: Mapping[str, appending.Head], expected: Mapping[str, int]) -> None:
    for stream, version in expected.items():
        found = heads[stream].version if stream in heads else 0
        if found != version:
            raise Conflict(
                "stale-version",
                f"Stream {stream} is at version {found}, not {version}.",
                remedy="Read the stream again, decide anew, and append with the version you then saw.",
            )


def _too_busy() -> LedgerFault:
    return LedgerFault(
        f"An append met concurrent appends of the same events {ATTEMPTS} times.",
        remedy="Try again; if it goes on, look for two processes that ingest the same file.",
    )
