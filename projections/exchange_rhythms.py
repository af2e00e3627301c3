"""How often agencies hand over, by their recent past, and what waits with those that say nothing.

Queries over projections/exchanges.py; no table of its own. What is silence app/silence.py says. Excerpts of old files
make no rhythm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, and_, func, select

from domain.flow import Agreed
from projections.duties import DAY
from projections.exchanges import AWAITING, NAME, exchanges, shown_to
from projections.paging import Among
from projections.schema import shown

_rows = exchanges.c


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """How often one agency hands over: a flow to another, or (receiver and flow empty) anything to anybody.

    number, first  in the time looked back on from the last; first, last: microseconds of sending
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
    """Pairs and flows with so many hand-overs that a rhythm shows, the last of them not too long ago; by name."""
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
    found: dict[str, tuple[int, int]] = {}
    query = select(_rows.receiver, _rows.sent_at).where(
        _rows.build == shown(NAME), _rows.receiver.is_not(None), _rows.excerpt == 0, _rows.state.in_(AWAITING)
    )
    if among is not None:
        query = query.where(shown_to(among))
    for receiver, sent_at in connection.execute(query.order_by(_rows.receiver, _rows.sent_at)):
        if sent_at > heard.get(receiver, -1):
            number, first = found.get(receiver, (0, int(sent_at)))
            found[receiver] = (number + 1, first)
    return found


def _rhythms(
    connection: Connection, now: int, agreed: Agreed, keys: list[Column[Any]], among: Among | None
) -> list[tuple[Any, ...]]:
    """(*keys, number, first, last) over the time looked back on."""
    back = agreed.looked_back_days * DAY
    of_all = [_rows.build == shown(NAME), _rows.receiver.is_not(None), _rows.excerpt == 0]
    if among is not None:
        of_all.append(shown_to(among))
    last = func.max(_rows.sent_at)
    ends = select(*keys, last.label("last")).where(*of_all).group_by(*keys).having(last >= now - back).subquery()
    same = and_(*(ends.c[key.name] == key for key in keys), _rows.sent_at >= ends.c.last - back)
    number = func.count()
    query = (
        select(*keys, number, func.min(_rows.sent_at), func.max(_rows.sent_at))
        .select_from(exchanges.join(ends, same))
        .where(*of_all)
        .group_by(*keys)
        .having(number >= agreed.traffic_at_least)
        .order_by(*keys)
    )
    return [tuple(row) for row in connection.execute(query)]
