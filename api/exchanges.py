"""GET /flows and /exchanges: which hand-overs there are, what became of each, and the lists that raise an alarm.

An alarm is agreed between agencies and no breach of law; duties of law stand under /duties and beside a hand-over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import ANY_CALLER, Authenticated
from api.custody import CustodyReport
from api.custody import report as held_report
from api.described import answers
from api.duties import OpenDuty, duty
from api.examples import EXCHANGE, EXCHANGE_DETAIL, FLOW, SILENCE
from api.languages import Language, Spoken
from api.parameters import CursorParameter, LimitParameter, text_filter
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app import custody
from app import exchanges as use
from app.case_report import instant, instant_or_none
from app.composition import Platform
from app.exchanges import Asked
from app.silence import silence
from domain.event import CaseId, EventKey, PersonId
from domain.exchange import State, Step
from domain.flow import Alias, Flow
from domain.permission import Principal
from projections.duties import DutyRow
from projections.exchanges import Alarm, ExchangeRow

router = router_of("exchanges")
_LISTED = ["not-authenticated", "invalid-parameter", "cursor-invalid"]


class FlowReport(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of hand-over. senders, receivers: agency kinds; the rest: names of event types that make each step.

    aliases                   what published standards call the business it belongs to
    acknowledge_within_hours  agreed, not law; null: nothing is agreed
    """

    id: str
    title: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    sends: tuple[str, ...]
    receives: tuple[str, ...]
    accepts: tuple[str, ...]
    rejects: tuple[str, ...]
    returns: tuple[str, ...]
    answers: tuple[str, ...]
    recalls: tuple[str, ...]
    rules: tuple[str, ...]
    aliases: tuple[Alias, ...]
    acknowledge_within_hours: int | None


class FlowList(msgspec.Struct, frozen=True):
    flows: tuple[FlowReport, ...]


class ExchangeStep(msgspec.Struct, frozen=True, kw_only=True):
    """kind: send, receive, accept, reject, return, answer, recall, confirm or paper; on: as the act states it."""

    kind: str
    event: EventKey
    type: str
    label: str
    agency: str
    on: str
    reason: str | None
    shows: dict[str, str]


class ExchangeReport(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over.

    receiver        URN, or null where only the kinds are known (receiver_kinds); named: the sending act names it
    acknowledge_by  agreed; alarms: unacknowledged, recalls; on the list of unanswered ones also unanswered
    on_paper        some step was taken outside the platform
    overdue         on the list of unanswered ones: the duties of law by which the answer is late
    """

    id: str
    flow: str
    title: str
    case: CaseId
    person: PersonId | None
    state: State
    sender: str
    receiver: str | None
    receiver_kinds: tuple[str, ...]
    named: bool
    send: EventKey
    sent_at: str
    acknowledge_by: str | None
    answer_expected: bool
    acknowledged_at: str | None
    answered_at: str | None
    closed_at: str | None
    recalled_at: str | None
    recall_confirmed_at: str | None
    on_paper: bool
    alarms: tuple[Alarm, ...]
    overdue: tuple[OpenDuty, ...]


class ExchangePage(msgspec.Struct, frozen=True):
    """The latest first, on an alarm list the longest waiting first; go on until `next` is null."""

    exchanges: tuple[ExchangeReport, ...]
    next: str | None


class ExchangeDetail(msgspec.Struct, frozen=True):
    """A hand-over, its steps, and the open duties of law that run on it.

    custody  the line of the custody register beside which it is the last transfer of the person held, else null
    """

    exchange: ExchangeReport
    steps: tuple[ExchangeStep, ...]
    duties: tuple[OpenDuty, ...]
    custody: CustodyReport | None


class QuietPair(msgspec.Struct, frozen=True, kw_only=True):
    """number, usual_days: hand-overs in the time looked back on, and their mean gap; quiet_days: since the last."""

    sender: str
    receiver: str
    flow: str
    number: int
    usual_days: int
    last: str
    quiet_days: int


class QuietAgency(msgspec.Struct, frozen=True, kw_only=True):
    """last null: never heard of. waiting: hand-overs that were sent to it since, and wait."""

    agency: str
    last: str | None
    quiet_days: int | None
    waiting: int


class Quiet(msgspec.Struct, frozen=True):
    pairs: tuple[QuietPair, ...]
    agencies: tuple[QuietAgency, ...]


@router.get(
    "/flows",
    responses=answers(
        200, "Hand-overs of the pack", FlowList, {"flows": [FLOW]}, ["not-authenticated", "invalid-parameter"]
    ),
    dependencies=ANY_CALLER,
)
def flows(request: Request, language: Spoken) -> Response:
    """Every kind of hand-over, its acts, and what the provincial standards call it."""
    pack = state_of(request).platform.pack
    return reply(FlowList(tuple(_flow(pack.flows.acknowledge_within_hours(one), one, language)
                                for one in pack.flows.by_id.values())))  # fmt: skip


@router.get(
    "/exchanges",
    responses=answers(200, "Hand-overs", ExchangePage, {"exchanges": [EXCHANGE], "next": None}, _LISTED),
)
def exchanges(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    flow: Annotated[str | None, text_filter("Id of a flow of GET /flows", "arrest-request")] = None,
    state: Annotated[State | None, Query(description="Only hand-overs in this state")] = None,
    sender: Annotated[str | None, text_filter("URN of the sending agency", "urn:quancheng:cn-520102:police:01")] = None,
    receiver: Annotated[str | None, text_filter("URN of the receiver", "urn:quancheng:cn-520102:court:01")] = None,
    agency: Annotated[str | None, text_filter("URN: sender or receiver", "urn:quancheng:cn-520102:court:01")] = None,
    case: Annotated[str | None, text_filter("Case id", "case-2026-017")] = None,
    alarm: Annotated[Alarm | None, Query(description="Only those on this list of alarms")] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """Hand-overs between agencies, over all cases or those in which the caller's office took part."""
    asked = Asked(
        alarm=alarm, flow=flow, state=state, sender=sender, receiver=receiver, agency=agency, case=case
    )  # fmt: skip
    return _page(state_of(request).platform, caller, language, asked, cursor, limit)


@router.get(
    "/exchanges/unacknowledged",
    responses=answers(200, "Not acknowledged", ExchangePage, {"exchanges": [EXCHANGE], "next": None}, _LISTED),
)
def unacknowledged(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    receiver: Annotated[str | None, text_filter("URN of the receiver", "urn:quancheng:cn-520102:court:01")] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """Sent, and not acknowledged within the time agreed: the longest waiting first."""
    asked = Asked(alarm="unacknowledged", receiver=receiver)
    return _page(state_of(request).platform, caller, language, asked, cursor, limit)


@router.get(
    "/exchanges/silent",
    responses=answers(200, "Silence", Quiet, SILENCE, ["not-authenticated", "invalid-parameter"]),
)
def silent(request: Request, caller: Authenticated) -> Response:
    """No traffic where traffic should be: by pair and flow against their own past, and by agency."""
    found = silence(state_of(request).platform, caller)
    pairs = (
        QuietPair(
            sender=one.sender, receiver=one.receiver, flow=one.flow, number=one.number, usual_days=one.usual_days,
            last=instant(one.last), quiet_days=one.quiet_days,
        )
        for one in found.pairs
    )  # fmt: skip
    quiet = (
        QuietAgency(agency=one.agency, last=instant_or_none(one.last), quiet_days=one.quiet_days, waiting=one.waiting)
        for one in found.agencies
    )
    return reply(Quiet(tuple(pairs), tuple(quiet)))


@router.get(
    "/exchanges/{exchange_id}",
    responses=answers(
        200, "One hand-over", ExchangeDetail, EXCHANGE_DETAIL, ["not-authenticated", "invalid-parameter", "not-found"]
    ),
)
def one_exchange(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    exchange_id: Annotated[
        str, Path(pattern=r"^[0-9a-f]{32}$", description="Hand-over id", examples=["9b74c9897bac770ffc029102a200c5de"])
    ],
) -> Response:
    """A hand-over step by step, with the open duties of law that run on it."""
    platform = state_of(request).platform
    row = use.exchange(platform, caller, exchange_id)
    open_ = (one for one in use.duties_on(platform, caller, [row])[row.id] if one.level is not None)
    held = custody.held_after(platform, caller, row)
    return reply(
        ExchangeDetail(
            _report(platform, row, language),
            tuple(_step(platform, step, language) for step in row.steps),
            tuple(duty(platform.pack, one, language) for one in open_),
            None if held is None else held_report(held),
        )
    )


def _page(
    platform: Platform, caller: Principal, language: Language, asked: Asked, cursor: str | None, limit: int
) -> Response:
    page = use.page(platform, caller, asked, cursor=cursor, limit=limit)
    late = use.duties_on(platform, caller, page.rows, overdue=True) if asked.alarm == "unanswered" else {}
    rows = tuple(_report(platform, row, language, late.get(row.id, ())) for row in page.rows)
    return reply(ExchangePage(rows, page.next))


def _report(platform: Platform, row: ExchangeRow, language: Language, late: Sequence[DutyRow] = ()) -> ExchangeReport:
    flow = platform.pack.flows.by_id.get(row.flow)
    return ExchangeReport(
        id=row.id,
        flow=row.flow,
        title=row.flow if flow is None else flow.label.in_(language),
        case=row.case,
        person=row.person,
        state=row.state,
        sender=row.sender,
        receiver=row.receiver,
        receiver_kinds=row.receiver_kinds,
        named=row.named,
        send=row.send,
        sent_at=instant(row.sent_at),
        acknowledge_by=instant_or_none(row.acknowledge_by),
        answer_expected=row.answer_expected,
        acknowledged_at=instant_or_none(row.acknowledged_at),
        answered_at=instant_or_none(row.answered_at),
        closed_at=instant_or_none(row.closed_at),
        recalled_at=instant_or_none(row.recalled_at),
        recall_confirmed_at=instant_or_none(row.confirmed_at),
        on_paper=row.on_paper,
        alarms=row.alarms,
        overdue=tuple(duty(platform.pack, one, language) for one in late),
    )


def _step(platform: Platform, step: Step, language: Language) -> ExchangeStep:
    known = platform.pack.vocabulary.types.get(step.type)
    return ExchangeStep(
        kind=step.kind, event=step.event, type=step.type,
        label=step.type if known is None else known.label.in_(language),
        agency=step.agency, on=step.on, reason=step.reason, shows=dict(step.shows),
    )  # fmt: skip


def _flow(acknowledge: int | None, one: Flow, language: Language) -> FlowReport:
    names = {
        name: tuple(act.event for act in getattr(one, name))
        for name in ("sends", "receives", "accepts", "rejects", "returns", "answers", "recalls")
    }
    return FlowReport(
        id=one.id, title=one.label.in_(language), senders=one.from_, receivers=one.to, **names, rules=one.rules,
        aliases=one.aliases, acknowledge_within_hours=acknowledge,
    )  # fmt: skip
