"""Answers kept by Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07), per caller, for a stated time.

Not the header (api/idempotency_key.py). Small on purpose: an act takes effect once by its source and id anyway. So a
claim whose process died may be taken over after a while, and a lost answer is only made anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from app.intake_tables import idempotency_keys as keys
from domain.errors import Conflict, Refused
from ledger.limits import DATABASE_ERRORS, storage_fault

CLAIM_SECONDS: Final = 30
"""So long a request may stay unanswered before a repeat of it takes over: its process has died, or hangs."""
_MICROS: Final = 1_000_000
_SWEPT_AT_ONCE: Final = 1000
_POST_AGAIN: Final = "Repeat the request with the same key: an act that was stored after all gets its receipt."


class KeptAnswer(msgspec.Struct, frozen=True):
    """An HTTP answer, word for word."""

    status: int
    media_type: str
    body: bytes


class Claim(msgspec.Struct, frozen=True):
    """The right to answer under a key. claimed_at tells it from a later claim that took over."""

    caller: str
    key: str
    claimed_at: int


def claim(writing: Engine, caller: str, key: str, fingerprint: bytes, now: int, kept_for: int) -> Claim | KeptAnswer:
    """A claim to answer, or the first answer where the same request was answered before.

    now, kept_for  microseconds
    Raises Conflict("idempotency-key-in-use") while the first request is under way, Refused("idempotency-key-reused")
    where the key came with another request, and LedgerFault where the database fails.
    """
    try:
        return _claim(writing, Claim(caller, key, now), fingerprint, now + kept_for)
    except DATABASE_ERRORS as error:
        raise storage_fault(error, "The database did not take the Idempotency-Key", _POST_AGAIN) from error


def keep(writing: Engine, mine: Claim, answer: KeptAnswer) -> None:
    """Keep the answer for repeats, unless someone took the claim over. Raises LedgerFault where the database fails."""
    kept = {"status": answer.status, "media_type": answer.media_type, "body": answer.body}
    try:
        with writing.begin() as connection:
            connection.execute(update(keys).where(_is(mine)).values(kept))
    except DATABASE_ERRORS as error:
        raise storage_fault(error, "The database did not keep the answer", _POST_AGAIN) from error


def release(writing: Engine, mine: Claim) -> None:
    """Give the key back: the request failed on our side, and may be repeated under it at once.

    Where the database fails at this too, the claim ends by itself (CLAIM_SECONDS).
    """
    with contextlib.suppress(*DATABASE_ERRORS), writing.begin() as connection:
        connection.execute(delete(keys).where(_is(mine)))


def _claim(writing: Engine, mine: Claim, fingerprint: bytes, expires_at: int) -> Claim | KeptAnswer:
    row = msgspec.structs.asdict(mine) | {"fingerprint": fingerprint, "expires_at": expires_at}
    try:
        with writing.begin() as connection:
            _sweep(connection, mine.claimed_at)
            connection.execute(insert(keys), row)
    except IntegrityError:
        with writing.begin() as connection:
            return _known(connection, mine, fingerprint, row)
    return mine


def _known(connection: Connection, mine: Claim, fingerprint: bytes, row: Mapping[str, object]) -> Claim | KeptAnswer:
    now = mine.claimed_at
    same = and_(keys.c.caller == mine.caller, keys.c.key == mine.key)
    found = connection.execute(select(keys).where(same).with_for_update()).one_or_none()
    if found is None:
        raise _in_use()  # released in between: the client shall simply come again
    over = found.expires_at <= now
    if not over and bytes(found.fingerprint) != fingerprint:
        raise Refused(
            "idempotency-key-reused",
            f"The Idempotency-Key {mine.key!r} came with another request before.",
            remedy="Take a new key for a new request; repeat a request with its very bytes.",
        )
    if not over and found.status is not None:
        return KeptAnswer(found.status, found.media_type, bytes(found.body))
    if not over and found.claimed_at + CLAIM_SECONDS * _MICROS > now:
        raise _in_use()
    connection.execute(update(keys).where(same).values(**row, status=None, media_type=None, body=None))
    return mine


def _in_use() -> Conflict:
    return Conflict(
        "idempotency-key-in-use",
        "The first request with this Idempotency-Key is still being answered.",
        remedy="Repeat it in a moment, with the same key and the same bytes.",
    )


def _sweep(connection: Connection, now: int) -> None:
    """Delete what has been kept long enough. Rows that someone else is at are left to the next time."""
    old = (
        select(keys.c.caller, keys.c.key)
        .where(keys.c.expires_at <= now)
        .limit(_SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = [(row.caller, row.key) for row in connection.execute(old)]
    if found:
        connection.execute(delete(keys).where(tuple_(keys.c.caller, keys.c.key).in_(found), keys.c.expires_at <= now))


def _is(mine: Claim) -> ColumnElement[bool]:
    return and_(
        keys.c.caller == mine.caller,
        keys.c.key == mine.key,
        keys.c.claimed_at == mine.claimed_at,
        keys.c.status.is_(None),
    )
