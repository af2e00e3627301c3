"""One hand-over step by step: who sent, received and answered what and when, and the duties of law that run on it."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app import custody
from app import exchanges as use
from domain.exchange import Step
from projections.custody_register import CustodyRow
from web import links
from web.duty_items import DutyItem
from web.duty_items import from_row as duty_item
from web.exchange_items import ExchangeItem, from_row, stated_of
from web.links import Link
from web.moments import Moment
from web.payload_view import Stated
from web.visit import Visit


class StepItem(msgspec.Struct, frozen=True, kw_only=True):
    """One step. reason: empty where none is stated."""

    kind: str
    when: Moment
    organ: str
    act: Link
    reason: str
    stated: tuple[Stated, ...]


class ExchangeView(msgspec.Struct, frozen=True, kw_only=True):
    """acknowledge_by None: nothing is agreed. aliases: what published standards call the business. custody: the line of
    the register of the person held, beside which it is the last transfer.
    """

    head: ExchangeItem
    named: bool
    acknowledge_by: Moment | None
    steps: tuple[StepItem, ...]
    duties: tuple[DutyItem, ...]
    aliases: tuple[str, ...]
    custody: Link | None


def show(visit: Visit) -> Response:
    platform = visit.platform
    row = use.exchange(platform, visit.principal, visit.parameters["exchange"])
    flow = platform.pack.flows.by_id.get(row.flow)
    head = from_row(visit, row)
    held = custody.held_after(platform, visit.principal, row)
    view = ExchangeView(
        head=head,
        named=row.named,
        acknowledge_by=None if row.acknowledge_by is None else visit.moments.instant(row.acknowledge_by),
        steps=tuple(_step(visit, row.case, step) for step in row.steps),
        duties=tuple(duty_item(visit, one) for one in use.duties_on(platform, visit.principal, [row])[row.id]),
        custody=None if held is None else _register(visit, held.row),
        aliases=() if flow is None else tuple(f"{one.standard} {one.name}" for one in flow.aliases),
    )
    return visit.show("exchange.html", head.flow.text, view, section="exchanges")


def _register(visit: Visit, row: CustodyRow) -> Link:
    return Link(visit.words("exchange.register"), links.custody(row.case, row.person))


def _step(visit: Visit, case: str, step: Step) -> StepItem:
    labels = visit.labels
    return StepItem(
        kind=visit.words(f"step.{step.kind}"),
        when=visit.moments.stated(step.on) or visit.moments.instant(step.at),
        organ=labels.organ(step.agency),
        act=Link(labels.act(step.type), links.act(case, step.event)),
        reason="" if step.reason is None else labels.value(step.reason, field="reason", act=step.type) or step.reason,
        stated=stated_of(visit, step),
    )
