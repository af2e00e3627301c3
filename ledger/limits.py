"""What the ledger can hold: refused here, on both databases alike, before PostgreSQL would refuse it half-way.

Not the rules of a well-formed event (domain/wire_event.py), which are narrower in most places. Called by append.py.
"""

from __future__ import annotations

import sqlite3

import psycopg2
from sqlalchemy.exc import DBAPIError

from domain.errors import LedgerFault, Refused
from ledger.acts import NewAct
from ledger.chain import Texts

LONGEST_TEXT = 1600
"""UTF-8 bytes of a stream, source, type, person or agency. With LONGEST_ID it keeps a key of (source, id) within the
2,704 bytes that a PostgreSQL index entry may have.
"""
LONGEST_ID = 800
SURELY_SHORT = LONGEST_ID // 4
"""Characters of an id that cannot have more than LONGEST_ID bytes."""

DATABASE_ERRORS = (DBAPIError, psycopg2.Error, sqlite3.Error)
"""What a database may raise, through SQLAlchemy or past it."""


class AcceptedTexts(Texts):
    """As Texts, but a text that the ledger cannot hold is refused when it is first seen."""

    def __missing__(self, text: str | None) -> bytes:
        if text is not None:
            require_text(text)
        return super().__missing__(text)


def require_text(text: str, longest: int = LONGEST_TEXT) -> None:
    """Raises Refused for a text with U+0000 or half a character, and for one of more than `longest` UTF-8 bytes."""
    if "\0" in text:
        raise Refused("control-character", "A text holds U+0000.", remedy="Leave it out.")
    try:
        length = len(text.encode())
    except UnicodeEncodeError:
        raise Refused("lone-surrogate", "A text holds half of a character.", remedy="Send whole characters.") from None
    if length > longest:
        raise Refused("attribute-too-long", f"{text[:40]!r}… has {length} bytes, {longest} is the most.")


def require_storable(act: NewAct) -> None:
    """The slow look at an act whose id is long or odd, or that brings a digest. Raises Refused, LedgerFault."""
    require_text(act.id, LONGEST_ID)
    if act.content_digest is not None and len(act.content_digest) != 32:
        raise LedgerFault(
            f"The content digest of {act.id!r} has {len(act.content_digest)} bytes, not 32.", remedy="Give a SHA-256."
        )


def number_out_of_range() -> Refused:
    return Refused("number-out-of-range", "A day, time or version is not a whole number that fits.")


def storage_fault(error: Exception, what: str, remedy: str) -> LedgerFault:
    """The database's first line only: what follows may quote a row, and rows hold personal data."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = str(cause).strip().splitlines()
    return LedgerFault(f"{what}: {said[0] if said else type(cause).__name__}.", remedy=remedy)
