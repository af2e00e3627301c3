"""Digests of acts, kept along the ledger: each act is hashed once, so that a day's tree never reads the ledger again.

Not the trees (day_trees.py). Moved by the worker from time to time, and by whoever asks for a digest for a short rest.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final, cast

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from app.citizen_ids import CitizenIdUnreadable, citizen_id_fields, reveal
from app.composition import Platform
from app.reconciliation.tables import act_digests, digest_progress
from app.stored_events import is_case_act
from domain.code_mapping import as_read
from domain.errors import Overloaded, Refused
from domain.statement import statement_of
from domain.strict_json import check_plain
from domain.wire_event import WireEvent, read_stored
from ledger import reading_scope
from ledger.acts import StoredAct
from ledger.canonical import Json, canonical
from ledger.chain import recomputed_hash

NAME: Final = "act_digests"
ACTS_AT_ONCE: Final = 2000
ACTS_A_REQUEST: Final = 5 * ACTS_AT_ONCE
"""Hashed within one request at most, some seconds: what more is left is the worker's."""
UNREADABLE: Final = bytes(32)
"""In place of a digest: the stored bytes are not those once hashed, or sealed under a key that is not at hand, or no
statement any more. It equals no digest of an agency, so that the act comes up as altered and is looked at.
"""


def stated_digest(key: bytes, statement: dict[str, object]) -> bytes:
    """HMAC-SHA-256 of the RFC 8785 bytes of a statement (domain/statement.py), as the agency computes it too."""
    return hmac.digest(key, canonical(_json(statement)), "sha256")


@reading_scope.of_the_platform()
def catch_up(platform: Platform, most: int | None = None) -> int:
    """Hash what the ledger has got since; gives the position up to which digests stand.

    most  acts hashed in this call, but for whole batches; None: all
    Raises Overloaded("digests-behind") where more are left.
    """
    done = 0
    while hashed := step(platform):
        done += hashed
        if most is not None and done >= most:
            position, head = _stand(platform)[0], platform.ledger.head()
            if position < head:
                raise Overloaded(
                    "digests-behind",
                    f"Digests of acts are complete up to position {position}, and the ledger goes up to {head}.",
                    remedy="Ask again after the time in Retry-After: they are being made.",
                )
    return _stand(platform)[0]


@reading_scope.of_the_platform()
def step(platform: Platform) -> int:
    """Hash one batch of acts; how many were gone through, 0 where all are. Several may do it at once: whoever comes
    second finds the position moved, and its batch is there already.
    """
    key_name = platform.digest_key("")[0]
    position, made_with = _stand(platform)
    if made_with != key_name:
        _begin_anew(platform, made_with, key_name)
        position = 0
    acts = platform.ledger.read(position, ACTS_AT_ONCE)
    if not acts:
        return 0
    rows = [_digests(platform, act) for act in acts if is_case_act(act)]
    with platform.ledger.writing_engine.begin() as connection:
        if _move(connection, position, acts[-1].position or position, key_name) and rows:
            connection.execute(insert(act_digests), rows)
    return len(acts)


def _stand(platform: Platform) -> tuple[int, str]:
    """Up to which position digests stand, and the name of the key under which they were made."""
    with platform.engine.connect() as connection:
        row = connection.execute(select(digest_progress).where(digest_progress.c.name == NAME)).one()
    return int(row.position), str(row.key_name)


def _move(connection: Connection, after: int, upto: int, key_name: str) -> bool:
    progress = digest_progress.c
    moved = connection.execute(
        update(digest_progress)
        .where(progress.name == NAME, progress.position == after, progress.key_name == key_name)
        .values(position=upto)
    )
    return moved.rowcount == 1


def _begin_anew(platform: Platform, old: str, new: str) -> None:
    """Another key for identity numbers: digests made under the old one mean nothing to anybody now."""
    progress = digest_progress.c
    with platform.ledger.writing_engine.begin() as connection:
        changed = connection.execute(
            update(digest_progress)
            .where(progress.name == NAME, progress.key_name == old)
            .values(position=0, key_name=new)
        )
        if changed.rowcount == 1:
            connection.execute(delete(act_digests))


def _digests(platform: Platform, act: StoredAct) -> dict[str, object]:
    return {
        "source": act.source,
        "id": act.id,
        "day": act.occurred_day,
        "case_id": act.stream,
        "position": act.position,
        "stated": digest_of(platform, act),
        "stored": hashlib.sha256(act.payload).digest(),
    }


def digest_of(platform: Platform, act: StoredAct) -> bytes:
    if recomputed_hash(act) != act.hash:
        return UNREADABLE
    try:
        return stated_digest(platform.digest_key(act.source)[1], stored_statement(platform, act))
    except (CitizenIdUnreadable, Refused):  # Refused: what intake took once, and would not take any more
        return UNREADABLE


def digest_as_read(platform: Platform, act: StoredAct) -> bytes | None:
    """Digest of the statement with national codes in place of the agency's own, as intake recorded it in the act.

    None where no code was mapped, or the act cannot be read.
    """
    if recomputed_hash(act) != act.hash:
        return None
    try:
        mapped = read_stored(act.payload, version=act.type_version).mapped
        if not mapped:
            return None
        wire = _stated_wire(platform, act)
        as_national = msgspec.structs.replace(wire, data=as_read(wire.data, mapped))
    except (CitizenIdUnreadable, Refused):  # it comes up as altered, as any act that cannot be read
        return None
    return stated_digest(platform.digest_key(act.source)[1], statement_of(as_national))


def stored_statement(platform: Platform, act: StoredAct) -> dict[str, object]:
    """What the agency stated, from the ledger's bytes. Raises CitizenIdUnreadable."""
    return statement_of(_stated_wire(platform, act))


def _stated_wire(platform: Platform, act: StoredAct) -> WireEvent:
    wire = read_stored(act.payload, version=act.type_version)
    try:
        fields = citizen_id_fields(platform.pack.vocabulary, act.type, act.type_version, wire.data)
    except Refused:  # the pack does not know the type any more: nothing tells which fields would be sealed
        fields = ()
    data = wire.data
    if fields and platform.digest_key("")[0]:
        data = reveal(data, fields, platform.citizen_id_key, source=wire.source, event_id=wire.id)
    check_plain(data)
    return msgspec.structs.replace(wire, data=data)


def _json(value: object) -> Json:
    """check_plain has made sure of it."""
    return cast(Json, value)
