"""One hand-over as a line of a list: on the ledger and on the page of its case.

Not the page of one hand-over (exchange_page.py).
"""

from __future__ import annotations

import msgspec

from projections.exchanges import Alarm, ExchangeRow
from web import links
from web.links import Link
from web.moments import Moment
from web.tags import Tag
from web.visit import Visit


class ExchangeItem(msgspec.Struct, frozen=True, kw_only=True):
    """received, answered None: not yet. waits: what it waits for, where somebody is late."""

    flow: Link
    case: Link
    person: str
    state: Tag
    sender: str
    receiver: str
    sent: Moment
    received: Moment | None
    answered: Moment | None
    waits: str
    on_paper: bool


def from_row(visit: Visit, row: ExchangeRow, listed_for: Alarm | None = None) -> ExchangeItem:
    """listed_for: the list of alarms that the line stands on."""
    words, labels, moments = visit.words, visit.labels, visit.moments
    alarms = row.alarms if listed_for is None or listed_for in row.alarms else (*row.alarms, listed_for)
    return ExchangeItem(
        flow=Link(labels.flow(row.flow), links.exchange(row.id)),
        case=Link(row.case, links.case(row.case)),
        person=row.person or "",
        state=Tag("overdue" if alarms else "normal", words(f"exchange.{row.state}")),
        sender=labels.organ(row.sender),
        receiver=receiver_of(visit, row),
        sent=moments.stated(row.steps[0].on) or moments.instant(row.sent_at),
        received=None if row.acknowledged_at is None else moments.instant(row.acknowledged_at),
        answered=None if row.answered_at is None else moments.instant(row.answered_at),
        waits=words("list_separator").join(words(f"alarm.{alarm}") for alarm in alarms),
        on_paper=row.on_paper,
    )


def receiver_of(visit: Visit, row: ExchangeRow) -> str:
    """The agency, or the kinds of organ where no act says which one."""
    if row.receiver is not None:
        return visit.labels.organ(row.receiver)
    return visit.words("list_separator").join(visit.labels.organ(kind) for kind in row.receiver_kinds)
