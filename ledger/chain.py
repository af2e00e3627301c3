"""The hash of an event, chained per stream: which bytes are hashed, in which order.

Not the Merkle tree (merkle.py). Called by append.py when writing and by verify.py when checking.

Hash input, version 1: the domain line, then each field as a 4-byte big-endian length and its bytes
(length -1 and no bytes for an absent one), integers as 8 or 4 bytes big-endian, in this order:
stream, source, id, type, person, agency, payload, content_digest, type_version(4), version(8),
occurred_day(4), occurred_earliest(8), occurred_latest(8), recorded_at(8), prev_hash(32).
This is also PostgreSQL's binary tuple layout, so one packing serves the hash and COPY BINARY.
"""

from __future__ import annotations

from hashlib import sha256
from struct import Struct

from ledger.acts import NewAct, StoredAct

HASH_NAME = "sha256/1"
DOMAIN = b"quancheng/event/sha256/1\n"
GENESIS = bytes(32)
"""prev_hash of the first event of a stream."""
HASHED_COLUMNS = (
    *("stream", "source", "id", "type", "person", "agency", "payload", "content_digest"),
    *(
        "type_version",
        "version",
        "occurred_day",
        "occurred_earliest",
        "occurred_latest",
        "recorded_at",
        "prev_hash",
    ),
)

LENGTH = Struct("!i")
_LENGTH = LENGTH.pack
_FIXED = Struct("!iiiqiiiqiqiqi32s").pack
ABSENT = LENGTH.pack(-1)
_DIGEST = LENGTH.pack(32)
_BEGUN = sha256(DOMAIN)


class Texts(dict[str | None, bytes]):
    """Length-prefixed UTF-8 of texts that repeat (streams, sources, types, persons, agencies).

    One per batch: it grows without bound.
    """

    def __missing__(self, text: str | None) -> bytes:
        if text is None:
            return ABSENT
        encoded = text.encode()
        packed = self[text] = LENGTH.pack(len(encoded)) + encoded
        return packed


def packed_fields(texts: Texts, act: NewAct | StoredAct, version: int, recorded_at: int, prev_hash: bytes) -> bytes:
    """The hashed fields of one act, packed. `prev_hash` is 32 bytes."""
    act_id = act.id.encode()
    payload = act.payload
    digest = act.content_digest
    return b"".join(
        (
            texts[act.stream],
            texts[act.source],
            _LENGTH(len(act_id)),
            act_id,
            texts[act.type],
            texts[act.person],
            texts[act.agency],
            _LENGTH(len(payload)),
            payload,
            ABSENT if digest is None else _DIGEST + digest,
            _FIXED(
                4,
                act.type_version,
                8,
                version,
                4,
                act.occurred_day,
                8,
                act.occurred_earliest,
                8,
                act.occurred_latest,
                8,
                recorded_at,
                32,
                prev_hash,
            ),
        )
    )


def event_hash(packed_fields: bytes) -> bytes:
    """SHA-256 over the domain line and the packed fields: 32 bytes."""
    hashed = _BEGUN.copy()  # cheaper than a new context per event
    hashed.update(packed_fields)
    return hashed.digest()


def log_hash(previous: bytes, leaf: bytes) -> bytes:
    """Running hash over positions: it names the first position that was changed, exactly.

    A convenience of `verify`, never a proof: proofs come from the Merkle tree. 0x02 keeps its inputs
    apart from the 0x00 and 0x01 of RFC 9162. Before position 1 it is GENESIS.
    """
    return sha256(b"\x02" + previous + leaf).digest()


def recomputed_hash(stored: StoredAct, texts: Texts | None = None) -> bytes | None:
    """The hash a stored act must have, from its bytes alone; None where it cannot even be packed.

    texts  shared by the acts of one batch

    An unknown `hash_name` gives None: what cannot be checked has not passed.
    """
    if stored.hash_name != HASH_NAME or len(stored.prev_hash) != 32:
        return None
    if stored.content_digest is not None and len(stored.content_digest) != 32:
        return None
    return event_hash(
        packed_fields(Texts() if texts is None else texts, stored, stored.version, stored.recorded_at, stored.prev_hash)
    )
