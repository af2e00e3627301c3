"""The tree of one agency's day, as the platform has it: of what the agency sent, or of what its feed gave it.

Not the hashing of acts (follow.py). The day is that of the act, in the pack's zone: both sides read it off the
statement, a lost one too, which no time of recording could place. A late act therefore changes an old day's tree.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, Result, exists, func, select, true

from app.reconciliation.tables import act_digests
from domain.differences import Side
from domain.digest_tree import DigestTree
from domain.permission import Reach
from ledger import reading_scope
from ledger.case_agencies import case_agencies, within
from projections import closed_records

_KEPT: Final = 4
"""Trees kept between the rounds of a walk: one over 100,000 acts takes some 60 MB."""


class DayTrees:
    """Trees over one database; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], DigestTree] = OrderedDict()

    def tree(self, agency: str, seen: Reach, side: Side, day: int, closed: frozenset[int] = frozenset()) -> DigestTree:
        """As the digests stand now; call catch_up (follow.py) before.

        seen: the cases that the agency sees; closed: positions of acts in them that are closed to it
        """
        rows = act_digests.c
        whose = _of(agency, seen, side, day)
        with reading_scope.of_the_platform(), self._engine.connect() as connection:
            mark = connection.execute(
                select(func.count(), func.max(rows.position), func.sum(rows.position % 1_000_003)).where(whose)
            ).one()
            # a case that comes into sight or leaves it changes count and sum, though nothing new was recorded
            key = (agency, side, day, closed, *mark)
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            made = DigestTree(
                (row.case_id, row.source, row.id, bytes(row.digest))
                for row in _acts(connection, whose, side)
                if row.position not in closed
            )
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def may_be_closed(self, agency: str, seen: Reach, day: int) -> list[int]:
        """Positions of the acts of others on this day that stand on cases in which something is closed to somebody."""
        rows = act_digests.c
        query = select(rows.position).where(_of(agency, seen, "held", day), closed_records.in_case(rows.case_id))
        with reading_scope.of_the_platform(), self._engine.connect() as connection:
            return list(connection.scalars(query))


def _acts(connection: Connection, whose: ColumnElement[bool], side: Side) -> Result[*tuple[object, ...]]:
    rows = act_digests.c
    digest = rows.stated if side == "sent" else rows.stored
    columns = (rows.case_id, rows.source, rows.id, rows.position, digest.label("digest"))
    return connection.execute(select(*columns).where(whose))


def _of(agency: str, seen: Reach, side: Side, day: int) -> ColumnElement[bool]:
    rows = act_digests.c
    if side == "sent":
        return (rows.day == day) & (rows.source == agency)
    visible = true() if seen.everything else exists().where(case_agencies.c.case_id == rows.case_id, within(seen))
    return (rows.day == day) & (rows.source != agency) & visible
