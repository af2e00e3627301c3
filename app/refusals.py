"""Refusals on record: what of an agency was refused, when and why, so that it can find out what became of an act.

Not the statement: of that a keyed digest, and no text that holds an identity number. Bounded per agency, kept for a
time set by the operator. Written by post_acts.py after each post; read by the API and by reconciliation.
What an import was refused is on the record of the agency that it names, which will look for the act there.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, Row, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from app.citizen_ids import misplaced_citizen_ids
from app.finding_log import SOURCE
from app.reconciliation.tables import refusals
from domain import agency as agencies
from domain.errors import Conflict, Refused
from ledger.schema import event_identity
from projections.paging import Order, Page, page_of

_DAY: Final = 86_400_000_000
_LENGTHS: Final = {"source": 500, "act_id": 200, "type": 100, "pointer": 300}


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One statement refused for one reason. times: how often it was posted. Times in microseconds.

    source, act_id, type  as far as they could be read; empty where they held an identity number
    """

    agency: str
    code: str
    source: str
    act_id: str
    type: str
    pointer: str
    first_at: int
    last_at: int
    times: int


class Told(msgspec.Struct, frozen=True):
    """A statement and why it was refused."""

    item: bytes | Mapping[str, object]
    error: Refused | Conflict
    source: str | None
    id: str | None


def note(
    connection: Connection, agency: str, key: bytes, told: Sequence[Told], now: int, *, most: int, days: int
) -> None:
    """Put on record what was refused of `agency`; forget its oldest beyond `most`, and what is older than `days`.

    key  under which statements of the agency are hashed
    """
    region = agencies.region_of(agency)
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for one in told:
        row = _row(one, agency, region, key, now)
        same = rows.setdefault((str(row["statement"]), one.error.code), row)
        if same is not row:
            same["times"] = int(str(same["times"])) + 1
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for _, row in sorted(rows.items()):
        made = insert(refusals).values(row)
        connection.execute(
            made.on_conflict_do_update(
                index_elements=["agency", "statement", "code"],
                set_={"last_at": now, "times": refusals.c.times + made.excluded.times},
            )
        )
    own = refusals.c.agency == agency
    connection.execute(delete(refusals).where(own, refusals.c.last_at < now - days * _DAY))
    beyond = select(refusals.c.last_at).where(own).order_by(refusals.c.last_at.desc()).offset(most).limit(1)
    oldest = connection.scalar(beyond)
    if oldest is not None:
        connection.execute(delete(refusals).where(own, refusals.c.last_at <= oldest))


def named(source: str | None) -> str:
    """On whose record a refusal goes that no agency caused: of the agency named, else of the platform itself."""
    if source is None or agencies.parts(source) is None or misplaced_citizen_ids({"source": source}):
        return SOURCE
    return source


def listed(
    connection: Connection, agency: str, *, act_id: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Refusal]:
    """Refusals of an agency, the latest first."""
    c = refusals.c
    query = select(refusals).where(c.agency == agency)
    if act_id is not None:
        query = query.where(c.act_id == act_id)
    order = (Order(c.last_at, descending=True), Order(c.statement), Order(c.code))
    return page_of(connection, query, order, _refusal, cursor, limit)


def latest_of(connection: Connection, agency: str, act_ids: Iterable[str]) -> dict[str, Refusal]:
    """The latest refusal of each of these acts of the agency's own, where one is on record."""
    c = refusals.c
    found: dict[str, Refusal] = {}
    wanted = sorted(set(act_ids))
    for start in range(0, len(wanted), 500):
        query = select(refusals).where(c.agency == agency, c.act_id.in_(wanted[start : start + 500]))
        for row in connection.execute(query.order_by(c.last_at)):
            found[row.act_id] = _refusal(row)
    return found


def stored_since(connection: Connection, rows: Iterable[Refusal]) -> frozenset[tuple[str, str]]:
    """(source, act_id) of those refusals whose act the ledger has by now."""
    keys = sorted({(row.source, row.act_id) for row in rows})
    known = select(event_identity.c.source, event_identity.c.id).where(
        tuple_(event_identity.c.source, event_identity.c.id).in_(keys)
    )
    return frozenset((source, act_id) for source, act_id in connection.execute(known))


def _row(one: Told, agency: str, region: str, key: bytes, now: int) -> dict[str, object]:
    kind = _type_of(one.item)
    texts = {
        "source": one.source or "", "act_id": one.id or "", "type": kind,
        "pointer": str(getattr(one.error, "pointer", "")),
    }  # fmt: skip
    # what it was refused for may be just this: a number in a field, or in a key, not made for it
    held = {pointer.removeprefix("/") for pointer in misplaced_citizen_ids(texts)}
    kept = {name: "" if name in held else text.replace("\0", "")[: _LENGTHS[name]] for name, text in texts.items()}
    raw = one.item if isinstance(one.item, bytes) else msgspec.json.encode(one.item, order="deterministic")
    statement = hmac.digest(key, raw, "sha256").hex()
    times = {"first_at": now, "last_at": now, "times": 1}
    return {"agency": agency, "region": region, "statement": statement, "code": one.error.code, **kept, **times}


class _Typed(msgspec.Struct):
    type: str = ""


def _type_of(item: bytes | Mapping[str, object]) -> str:
    """The event type that it names; empty where it cannot be read."""
    if not isinstance(item, bytes):
        found = item.get("type") if isinstance(item, Mapping) else None
        return found if isinstance(found, str) else ""
    try:
        return msgspec.json.decode(item, type=_Typed).type
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _refusal(row: Row[*tuple[object, ...]]) -> Refusal:
    values = row._mapping
    return Refusal(**{name: values[name] for name in Refusal.__struct_fields__})
