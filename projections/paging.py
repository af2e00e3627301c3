"""Keyset pages: stable while rows arrive. A cursor is opaque text; a bad one is refused, never guessed.

Not the queries. Called by every read model that lists.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_

from domain.errors import Refused

MAX_LIMIT: Final = 1000
Key = tuple[int | str, ...]
RowType = TypeVar("RowType")


class Among(Protocol):
    """Condition on rows about a case, and where they are about a person or an act (source, id) in it, on these: which
    the reader may see. In the query, so that neither the length of a page nor its cursor tells of the others.
    """

    def __call__(
        self,
        case: ColumnElement[str],
        /,
        *,
        person: ColumnElement[str] | None = None,
        act: tuple[ColumnElement[str], ColumnElement[str]] | None = None,
    ) -> ColumnElement[bool]: ...


class Page(msgspec.Struct, Generic[RowType], frozen=True):
    """next: cursor of the page after this one, None at the end."""

    rows: tuple[RowType, ...]
    next: str | None


class Order(msgspec.Struct, frozen=True):
    """One column of the sort key; it must not be null. The columns together must be unique."""

    column: ColumnElement[int] | ColumnElement[str]
    descending: bool = False


def encode_cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode_cursor(cursor: str, order: Sequence[Order]) -> Key:
    """Raises Refused("cursor-invalid") also where a value is none that its column could hold."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key = msgspec.json.decode(raw, type=tuple[int | str, ...])
    except (binascii.Error, ValueError):
        key = ()
    if len(key) != len(order) or not all(map(_fits, key, order)):
        raise Refused(
            "cursor-invalid", "The cursor is not one that this list gave out.", pointer="/cursor",
            remedy="Take it from `next` of the page before, or leave it out.",
        )  # fmt: skip
    return key


def _fits(value: int | str, one: Order) -> bool:
    if isinstance(value, str):
        return one.column.type.python_type is str and "\0" not in value
    return one.column.type.python_type is int and abs(value) < 2**63


def page_of(
    connection: Connection,
    query: Select[*tuple[object, ...]],
    order: Sequence[Order],
    read: Callable[[Row[*tuple[object, ...]]], RowType],
    cursor: str | None,
    limit: int,
) -> Page[RowType]:
    """One page of `query`, sorted by `order`, from after `cursor`."""
    limit = max(1, min(limit, MAX_LIMIT))
    if cursor is not None:
        query = query.where(_after(order, decode_cursor(cursor, order)))
    sort = [o.column.desc() if o.descending else o.column.asc() for o in order]
    keyed = query.add_columns(*(o.column.label(f"sort_{n}") for n, o in enumerate(order)))
    found = connection.execute(keyed.order_by(*sort).limit(limit + 1)).all()
    shown = found[:limit]
    more = len(found) > limit
    last = tuple(getattr(shown[-1], f"sort_{n}") for n in range(len(order))) if more else ()
    return Page(tuple(read(row) for row in shown), encode_cursor(last) if more else None)


def _after(order: Sequence[Order], key: Key) -> ColumnElement[bool]:
    """Rows beyond the key: (a > x) or (a = x and b > y) … with each column's own direction."""
    alternatives = []
    for depth, one in enumerate(order):
        equal = [order[n].column == key[n] for n in range(depth)]
        beyond = one.column < key[depth] if one.descending else one.column > key[depth]
        alternatives.append(and_(*equal, beyond))
    return or_(*alternatives)
