"""What goes into the ledger and what comes out of it: plain frozen values.

Not the decoded event (domain/event.py): a payload here is bytes, and stays bytes until its hash is checked.
"""

from __future__ import annotations

import msgspec


class NewAct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An act to append.

    stream          case id (or `finding:<id>`); its acts form one hash chain
    source, id      identity of the act for ever; a repeat returns the first receipt
    type            event name in the pack's vocabulary, never a module path
    person          whom it concerns, None for an act on the case
    agency          URN of the organ that acted
    occurred_*      day = date.toordinal(); earliest/latest = microseconds since the epoch
    payload         the bytes to keep: canonical JSON (ledger/canonical.py) of the CloudEvent
    content_digest  32 bytes that decide whether a repeat says the same. Computed by the caller, because a
                    stored payload may hold fresh ciphertext each time; None = SHA-256 of the payload
    handed_to       URNs of the agencies to which the act hands the case; not stored with the act, whose payload says it
    version         the version it must get in its stream, or it is not stored; None = whichever comes. Not stored
    """

    stream: str
    source: str
    id: str
    type: str
    type_version: int
    person: str | None
    agency: str
    occurred_day: int
    occurred_earliest: int
    occurred_latest: int
    payload: bytes
    content_digest: bytes | None = None
    handed_to: tuple[str, ...] = ()
    version: int | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a poster gets for an accepted act. `position` is None until the sequencer has numbered it.

    version      place in the stream, from 1, no gaps
    recorded_at  microseconds since the epoch, never earlier than the act before it in the stream
    hash         hex of the event hash (ledger/chain.py)
    duplicate    True: the act was already there, and this is the receipt of then
    """

    source: str
    id: str
    stream: str
    version: int
    recorded_at: int
    hash: str
    position: int | None = None
    duplicate: bool = False


class ActHeader(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A numbered act without its payload; size: bytes of the payload."""

    position: int
    insert_id: int
    stream: str
    size: int


class StoredAct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An act as it stands in the ledger. `position` is None while it waits for the sequencer.

    Fields as in NewAct; `insert_id` is internal (order of arrival, with holes), `prev_hash` and `hash`
    are 32 raw bytes, `hash_name` says how `hash` was made.
    """

    position: int | None
    insert_id: int
    stream: str
    version: int
    source: str
    id: str
    type: str
    type_version: int
    person: str | None
    agency: str
    occurred_day: int
    occurred_earliest: int
    occurred_latest: int
    recorded_at: int
    content_digest: bytes | None
    payload: bytes
    prev_hash: bytes
    hash: bytes
    hash_name: str
