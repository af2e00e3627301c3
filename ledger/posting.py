"""Post acts: idempotent, against an expected version, retried where concurrent posts collide.

Not the rows and hashes (append.py). Called by Ledger.append, append_each and append_in.
The first attempt inserts blindly: looking up every identity first would cost imports a probe per act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace
from psycopg2 import errors as postgres_errors
from sqlalchemy import Connection, Engine

from domain.errors import Conflict, LedgerFault, StaleVersion
from domain.occurred import to_micros
from ledger import append as appending
from ledger.acts import NewAct, Receipt
from ledger.append import Key
from ledger.limits import DATABASE_ERRORS, storage_fault

Clock = Callable[[], datetime]
ATTEMPTS = 8
_POST_AGAIN = (
    "Mend the database, then post the same acts again: one that was stored after all is answered with its receipt."
)
Content = tuple[str, bytes]
"""What a repeat must agree with: stream and content digest."""


class MonotonicClock:
    """Microseconds since the epoch from a clock passed in, never running back within this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._latest = 0

    def micros(self) -> int:
        self._latest = max(self._latest, to_micros(self._clock()))
        return self._latest


class Posting:
    """`engine` begins writing transactions."""

    def __init__(self, engine: Engine, clock: MonotonicClock) -> None:
        self._engine = engine
        self._clock = clock

    def post(
        self, acts: Sequence[NewAct], expected: Mapping[str, int], *, all_or_nothing: bool
    ) -> list[Receipt | Conflict]:
        """Post in a transaction of its own. With `all_or_nothing` the first conflict is raised.

        Raises LedgerFault where the database fails: full, gone, or locked for too long.
        """
        look_up = False
        for _ in range(ATTEMPTS):
            try:
                with self._engine.begin() as connection:
                    return self._attempt(connection, acts, expected, all_or_nothing, look_up)
            except appending.IdentityTaken:
                look_up = True
            except postgres_errors.DeadlockDetected:
                continue
            except DATABASE_ERRORS as error:
                raise storage_fault(error, "The database did not take the append", _POST_AGAIN) from error
        raise _too_busy()

    def post_in(
        self, connection: Connection, acts: Sequence[NewAct], expected: Mapping[str, int]
    ) -> list[Receipt | Conflict]:
        """Post inside the caller's transaction; the first conflict is raised."""
        look_up = False
        for _ in range(ATTEMPTS):
            try:
                with connection.begin_nested():
                    return self._attempt(connection, acts, expected, True, look_up)
            except appending.IdentityTaken:
                look_up = True
        raise _too_busy()

    def _attempt(
        self,
        connection: Connection,
        acts: Sequence[NewAct],
        expected: Mapping[str, int],
        all_or_nothing: bool,
        look_up: bool,
    ) -> list[Receipt | Conflict]:
        """One attempt. Raises IdentityTaken where some act turned out to be stored already."""
        # a repeat of a stored act gets its receipt, whatever version it asked for: look before the versions are judged
        look_up = look_up or any(act.version is not None for act in acts)
        first_of = {(act.source, act.id): act for act in reversed(acts)}
        heads = appending.lock_heads(connection, {act.stream for act in acts})
        if len(first_of) == len(acts) and not look_up:
            _check_versions(heads, expected)
            return list(appending.write(connection, acts, heads, self._clock.micros()))
        known = appending.known_receipts(connection, first_of) if look_up else {}
        contents = {key: (receipt.stream, digest) for key, (receipt, digest) in known.items()}
        if all_or_nothing:
            for act in acts:
                if _content_of((act.source, act.id), first_of, contents) != _content(act):
                    raise appending.id_reused(act)
        new = [act for act in acts if first_of[act.source, act.id] is act and (act.source, act.id) not in known]
        if new:
            _check_versions(heads, expected)
        outcomes: dict[Key, Receipt | Conflict] = {key: receipt for key, (receipt, _) in known.items()}
        stale = _stale(new, heads)
        if stale and all_or_nothing:
            raise next(iter(stale.values()))
        outcomes.update(stale)
        new = [act for act in new if (act.source, act.id) not in stale]
        for receipt in appending.write(connection, new, heads, self._clock.micros()):
            outcomes[receipt.source, receipt.id] = receipt
        return [_outcome(act, first_of, outcomes, contents) for act in acts]


def receipts(outcomes: Sequence[Receipt | Conflict]) -> list[Receipt]:
    """The receipts of a post in which nothing conflicted."""
    return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]


def _outcome(
    act: NewAct,
    first_of: Mapping[Key, NewAct],
    outcomes: Mapping[Key, Receipt | Conflict],
    contents: Mapping[Key, Content],
) -> Receipt | Conflict:
    key = (act.source, act.id)
    found = outcomes[key]
    if first_of[key] is act and key not in contents:
        return found
    if _content_of(key, first_of, contents) != _content(act):
        return appending.id_reused(act)
    return replace(found, duplicate=True) if isinstance(found, Receipt) else found


def _content(act: NewAct) -> Content:
    return act.stream, appending.content_digest(act)


def _content_of(key: Key, first_of: Mapping[Key, NewAct], contents: Mapping[Key, Content]) -> Content:
    """The content that holds for a key: of the stored act, else of the first in the batch."""
    return contents.get(key) or _content(first_of[key])


def _check_versions(heads: Mapping[str, appending.Head], expected: Mapping[str, int]) -> None:
    for stream, version in expected.items():
        found = heads[stream].version if stream in heads else 0
        if found != version:
            raise StaleVersion(
                f"Stream {stream} is at version {found}, not {version}.",
                expected=version,
                found=found,
                remedy="Read the stream again, decide anew, and append with the version you then saw.",
            )


def _stale(acts: Sequence[NewAct], heads: Mapping[str, appending.Head]) -> dict[Key, StaleVersion]:
    """Those of `acts`, about to be appended in this order, that would not get the version they ask for."""
    coming = {stream: head.version for stream, head in heads.items()}
    stale: dict[Key, StaleVersion] = {}
    for act in acts:
        following = coming[act.stream] + 1
        if act.version is None or act.version == following:
            coming[act.stream] = following
        else:
            stale[act.source, act.id] = StaleVersion(
                f"The next act of case {act.stream} is number {following}, not {act.version}.",
                expected=act.version,
                found=following - 1,
                remedy="Read the case again; then post the act anew with the number that follows, or with none.",
                pointer="/expectedversion",
            )
    return stale


def _too_busy() -> LedgerFault:
    return LedgerFault(
        f"An append met concurrent appends of the same events {ATTEMPTS} times.",
        remedy="Try again; if it goes on, look for two processes that ingest the same file.",
    )
