"""Which cases a statistic lacks because they could not be worked through: counted among those that it is about.

What became of their hand-overs nobody knows, so it goes by the acts as they were recorded: an act that sends one of the
flows asked for, in the month asked for, on a case of the agencies asked for that the reader sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from app.composition import Platform
from domain.event import CaseId
from domain.occurred import on_date
from domain.permission import Reach
from ledger import case_agencies
from ledger.schema import events
from projections import case_links
from projections.closed_records import Shown


def missing(
    connection: Connection,
    platform: Platform,
    parked: Sequence[CaseId],
    reach: Reach,
    *,
    flow: str | None,
    agency: str | None,
    month: str | None,
    shown_only: Shown | None,
) -> int:
    """parked: a case of each family that could not be worked through. What is closed to the reader does not count."""
    flows = platform.pack.flows
    sending = [name for name, sent in flows.sent_by.items() if flow is None or any(one.id == flow for one, _ in sent)]
    acts = select(events.c.insert_id).where(events.c.type.in_(sending))
    if month is not None:
        acts = acts.where(events.c.occurred_earliest.between(*_month(platform, month)))
    if shown_only is not None:
        acts = acts.where(shown_only.rows(events.c.stream, events.c.person, (events.c.source, events.c.id)))
    number = 0
    for family in case_links.families(connection, parked):
        concerned = case_agencies.concerned(connection, sorted(family))
        cases = [case for case, some in concerned.items() if reach.covers(some) and (agency is None or agency in some)]
        number += bool(cases) and connection.scalar(acts.where(events.c.stream.in_(cases)).limit(1)) is not None
    return number


def _month(platform: Platform, month: str) -> tuple[int, int]:
    """First and last microsecond of YYYY-MM in the pack's zone; of what is no month, an empty span."""
    try:
        year, number = (int(part) for part in month.split("-"))
        first, after = date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
    except ValueError:
        return 1, 0
    zone = platform.pack.zone_info
    return on_date(first, zone).earliest, on_date(after, zone).earliest - 1
