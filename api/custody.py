"""GET /custody: who is held, on what basis, until when, and the last transfer of custody (换押) of each person."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers
from api.examples import HELD
from api.parameters import CursorParameter, LimitParameter, text_filter
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app import custody as use
from app.case_report import instant
from domain.event import CaseId, EventKey, PersonId
from domain.exchange import State
from projections.exchanges import ExchangeRow

router = router_of("custody")


class CustodyTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """The latest hand-over by which custody went on: GET /exchanges/{id} tells its steps.

    on_paper  some step was taken outside the platform
    shows     what its steps state, e.g. to_stage and new_expiry: the new basis, and the last day of the new period
    """

    id: str
    flow: str
    case: CaseId
    state: State
    sender: str
    receiver: str | None
    sent_at: str
    on_paper: bool
    shows: dict[str, str]


class CustodyReport(msgspec.Struct, frozen=True, kw_only=True):
    """A person held in a case.

    measure, stage  state ids of the lifecycle; agency: URN of the organ in charge; since: as stated
    basis           the act that custody rests on, its type, and the article as text:number
    until           last lawful day (a date) or instant of this basis; null: until an act, or no rule limits it
    days_left       0 on the last lawful day, below 0 beyond it
    transfer        null: none, or none that the caller sees
    """

    case: CaseId
    person: PersonId
    measure: str
    stage: str
    agency: str | None
    since: str | None
    basis: EventKey | None
    basis_type: str | None
    article: str | None
    until: str | None
    provisional: bool
    rule: str | None
    duty: str | None
    days_left: int | None
    transfer: CustodyTransfer | None


class CustodyPage(msgspec.Struct, frozen=True):
    """The one whose custody ends first on top; go on until `next` is null."""

    held: tuple[CustodyReport, ...]
    next: str | None


@router.get(
    "/custody",
    responses=answers(
        200, "Persons held", CustodyPage, {"held": [HELD], "next": None},
        ["not-authenticated", "invalid-parameter", "cursor-invalid"],
    ),
)  # fmt: skip
def custody(
    request: Request,
    caller: Authenticated,
    agency: Annotated[str | None, text_filter("Organ in charge", "urn:quancheng:cn-520102:police:01")] = None,
    case: Annotated[str | None, text_filter("Case id", "case-2026-017")] = None,
    person: Annotated[str | None, text_filter("Person id", "p1")] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """Who is held in the cases that the caller sees, and how custody last went from organ to organ."""
    platform = state_of(request).platform
    page = use.held(platform, caller, agency=agency, case=case, person=person, cursor=cursor, limit=limit)
    return reply(CustodyPage(tuple(report(one) for one in page.rows), page.next))


def report(one: use.Held) -> CustodyReport:
    row = one.row
    return CustodyReport(
        case=row.case, person=row.person, measure=row.measure, stage=row.stage, agency=row.agency, since=row.since,
        basis=row.basis, basis_type=row.basis_type, article=row.article, until=row.until,
        provisional=row.provisional, rule=row.rule, duty=row.duty_id, days_left=row.days_left,
        transfer=None if one.transfer is None else _transfer(one.transfer),
    )  # fmt: skip


def _transfer(one: ExchangeRow) -> CustodyTransfer:
    return CustodyTransfer(
        id=one.id, flow=one.flow, case=one.case, state=one.state, sender=one.sender, receiver=one.receiver,
        sent_at=instant(one.sent_at), on_paper=one.on_paper, shows=use.shown(one),
    )  # fmt: skip
