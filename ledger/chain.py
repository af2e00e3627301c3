"""The hash of an event, chained per stream: which bytes are hashed, in which order.

Not the Merkle tree (merkle.py). Called by append.py when writing and by verify.py when checking.

Hash input, version 1: the domain line, then each field as a 4-byte big-endian length and its bytes
(length -1 and no bytes for an absent one), integers as 8 or 4 bytes big-endian, in this order:
stream, version(8), source, id, type, type_version(4), person, agency, occurred_day(4),
occurred_earliest(8), occurred_latest(8), recorded_at(8), content_digest, payload, prev_hash.
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

_LENGTH = Struct("!i")
_VERSION = Struct("!iq")
_TYPE_VERSION = Struct("!ii")
_TIMES = Struct("!iiiqiqiqi32si")
_PREVIOUS = Struct("!i32s")
_ABSENT = _LENGTH.pack(-1)


class Packer:
    """Packs the hashed fields of acts; remembers the texts that repeat (streams, sources, types, agencies).

    One per batch: the memory is not bounded.
    """

    def __init__(self) -> None:
        self._texts: dict[str | None, bytes] = {None: _ABSENT}

    def text(self, value: str | None) -> bytes:
        packed = self._texts.get(value)
        if packed is None:
            encoded = value.encode() if value is not None else b""
            packed = self._texts[value] = _LENGTH.pack(len(encoded)) + encoded
        return packed

    def fields(self, act: NewAct, digest: bytes, version: int, recorded_at: int, prev_hash: bytes) -> bytes:
        """The hashed fields of one act, packed. `digest` and `prev_hash` are 32 bytes."""
        text = self.text
        act_id = act.id.encode()
        return b"".join(
            (
                text(act.stream),
                _VERSION.pack(8, version),
                text(act.source),
                _LENGTH.pack(len(act_id)),
                act_id,
                text(act.type),
                _TYPE_VERSION.pack(4, act.type_version),
                text(act.person),
                text(act.agency),
                _TIMES.pack(
                    4,
                    act.occurred_day,
                    8,
                    act.occurred_earliest,
                    8,
                    act.occurred_latest,
                    8,
                    recorded_at,
                    32,
                    digest,
                    len(act.payload),
                ),
                act.payload,
                _PREVIOUS.pack(32, prev_hash),
            )
        )


def event_hash(packed_fields: bytes) -> bytes:
    """SHA-256 over the domain line and the packed fields: 32 bytes."""
    return sha256(DOMAIN + packed_fields).digest()


def log_hash(previous: bytes, leaf: bytes) -> bytes:
    """Running hash over positions: it names the first position that was changed, exactly.

    A convenience of `verify`, never a proof: proofs come from the Merkle tree. 0x02 keeps its inputs
    apart from the 0x00 and 0x01 of RFC 9162. Before position 1 it is GENESIS.
    """
    return sha256(b"\x02" + previous + leaf).digest()


def recomputed_hash(stored: StoredAct) -> bytes | None:
    """The hash a stored act must have, from its bytes alone; None where it cannot even be packed.

    An unknown `hash_name` gives None: what cannot be checked has not passed.
    """
    if stored.hash_name != HASH_NAME or len(stored.content_digest) != 32 or len(stored.prev_hash) != 32:
        return None
    act = NewAct(
        stream=stored.stream,
        source=stored.source,
        id=stored.id,
        type=stored.type,
        type_version=stored.type_version,
        person=stored.person,
        agency=stored.agency,
        occurred_day=stored.occurred_day,
        occurred_earliest=stored.occurred_earliest,
        occurred_latest=stored.occurred_latest,
        payload=stored.payload,
    )
    packed = Packer().fields(act, stored.content_digest, stored.version, stored.recorded_at, stored.prev_hash)
    return event_hash(packed)
