"""One hand-over as a line of a list: on the ledger and on the page of its case.

Not the page of one hand-over (exchange_page.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.exchange import Step
from projections.duties import DutyRow
from projections.exchanges import ExchangeRow
from web import links
from web.links import Link
from web.moments import Moment
from web.payload_view import Stated
from web.tags import Tag
from web.visit import Visit


class ExchangeItem(msgspec.Struct, frozen=True, kw_only=True):
    """received, answered None: not yet. waits: what it waits for, where somebody is late; late: by which articles."""

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
    late: tuple[str, ...]
    on_paper: bool


def from_row(visit: Visit, row: ExchangeRow, late: Sequence[DutyRow] = ()) -> ExchangeItem:
    """late: the duties of law by which its answer is overdue."""
    words, labels, moments = visit.words, visit.labels, visit.moments
    return ExchangeItem(
        flow=Link(labels.flow(row.flow), links.exchange(row.id)),
        case=Link(row.case, links.case(row.case)),
        person=row.person or "",
        state=Tag("overdue" if row.alarms else "normal", words(f"exchange.{row.state}")),
        sender=labels.organ(row.sender),
        receiver=receiver_of(visit, row),
        sent=moments.stated(row.steps[0].on) or moments.instant(row.sent_at),
        received=None if row.acknowledged_at is None else moments.instant(row.acknowledged_at),
        answered=None if row.answered_at is None else moments.instant(row.answered_at),
        waits=words("list_separator").join(words(f"alarm.{alarm}") for alarm in row.alarms),
        late=tuple(dict.fromkeys(labels.article(duty.rule) for duty in late)),
        on_paper=row.on_paper,
    )


def receiver_of(visit: Visit, row: ExchangeRow) -> str:
    """The agency, or the kinds of organ where no act says which one."""
    if row.receiver is not None:
        return visit.labels.organ(row.receiver)
    return visit.words("list_separator").join(visit.labels.organ(kind) for kind in row.receiver_kinds)


def stated_of(visit: Visit, step: Step) -> tuple[Stated, ...]:
    """What a step states of the fields that its flow shows, in words."""
    labels, declared = visit.labels, visit.platform.pack.vocabulary.types.get(step.type)

    def field(name: str) -> str:
        spec = None if declared is None else declared.fields.get(name)
        return name if spec is None or spec.label is None else labels.of(spec.label)

    return tuple(
        Stated(field(name), labels.value(value, field=name, act=step.type) or value) for name, value in step.shows
    )
