"""How often agencies hand over, by their recent past, and what waits with those that say nothing.

Queries over projections/exchanges.py; no table of its own. What is silence app/silence.py says. Excerpts of old files
make no rhythm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, func, select

from domain.flow import Agreed
from projections.duties import DAY
from projections.exchanges import AWAITING, NAME, exchanges, shown_to
from projections.paging import Among
from projections.schema import shown

_rows = exchanges.c


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """How often one agency hands over: a flow to another, or (receiver and flow empty) anything to anybody.

    number       in the time looked back on
    first, last  microseconds of sending
    """

    sender: str
    receiver: str
    flow: str
    number: int
    first: int
    last: int

    @property
    def usual_days(self) -> int:
        """The mean gap, rounded up."""
        gaps = max(1, self.number - 1)
        return -(-(self.last - self.first) // (gaps * DAY))


def of_pairs(connection: Connection, now: int, agreed: Agreed, *, among: Among | None = None) -> list[Rhythm]:
    """Pairs and flows with so many hand-overs of late that a rhythm shows; by name."""
    found = _rhythms(connection, now, agreed, [_rows.sender, _rows.receiver, _rows.flow], among)
    return [
        Rhythm(sender=sender, receiver=receiver, flow=flow, number=int(number), first=int(first), last=int(last))
        for sender, receiver, flow, number, first, last in found
    ]


def of_senders(connection: Connection, now: int, agreed: Agreed, *, among: Among | None = None) -> dict[str, Rhythm]:
    """The same of everything that an agency hands over."""
    found = _rhythms(connection, now, agreed, [_rows.sender], among)
    return {
        sender: Rhythm(sender=sender, receiver="", flow="", number=int(number), first=int(first), last=int(last))
        for sender, number, first, last in found
    }


def waiting(
    connection: Connection, heard: Mapping[str, int], *, among: Among | None = None
) -> dict[str, tuple[int, int]]:
    """Receiver -> how many hand-overs that wait were sent to it after it was last heard of, and when the first was.

    heard  agency -> microseconds; one that is absent was never heard of
    """
    of_all = [_rows.build == shown(NAME), _rows.receiver.is_not(None), _rows.excerpt == 0, _rows.state.in_(AWAITING)]
    if among is not None:
        of_all.append(shown_to(among))
    latest = select(_rows.receiver, func.max(_rows.sent_at)).where(*of_all).group_by(_rows.receiver)
    found: dict[str, tuple[int, int]] = {}
    for receiver, sent_at in connection.execute(latest).all():
        since = heard.get(receiver, -1)
        if sent_at > since:
            query = select(func.count(), func.min(_rows.sent_at)).where(
                *of_all, _rows.receiver == receiver, _rows.sent_at > since
            )
            number, first = connection.execute(query).one()
            found[receiver] = (int(number), int(first))
    return found


def _rhythms(
    connection: Connection, now: int, agreed: Agreed, keys: list[Column[Any]], among: Among | None
) -> list[tuple[Any, ...]]:
    """(*keys, number, first, last) over the time looked back on."""
    number = func.count()
    query = (
        select(*keys, number, func.min(_rows.sent_at), func.max(_rows.sent_at))
        .where(
            _rows.build == shown(NAME),
            _rows.sent_at >= now - agreed.looked_back_days * DAY,
            _rows.receiver.is_not(None),
            _rows.excerpt == 0,
        )
        .group_by(*keys)
        .having(number >= agreed.traffic_at_least)
        .order_by(*keys)
    )
    if among is not None:
        query = query.where(shown_to(among))
    return [tuple(row) for row in connection.execute(query)]
