"""GET /cases/{id}: what a case is now, its acts, its state at two times, its duties.

Not lists of duties over all cases (duties.py). What the caller's office had no part in does not exist for it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers
from api.examples import ACT, CASE_HEAD, CASE_REPORT, DUTY
from api.languages import Spoken
from api.parameters import (
    CaseParameter,
    CursorParameter,
    InstantParameter,
    LimitParameter,
    StatusParameter,
    moment,
)
from api.replies import reply
from api.routers import VERSION, router_of
from api.state import state_of
from app.access import own_cases, require_case
from app.case_report import (
    ActReport,
    CaseReport,
    DutyReport,
    SubjectReport,
    act_report,
    case_report,
    duty_report,
)
from app.closings import marks, of_case, of_timeline, sight_of
from app.composition import Platform
from app.read_case import CaseAt, state_at
from domain.errors import NotFound
from domain.event import CaseId
from domain.permission import Principal
from projections.timeline import timeline

router = router_of("cases", VERSION + "/cases")
_PROBLEMS = ("not-authenticated", "not-found", "invalid-parameter")


class CaseHead(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it is now. breaches: duties broken, prompts left out; pending: duties that run.

    marks  what stands on the cover, e.g. that the case holds information of a sealed record, which is not shown
    """

    case: CaseId
    stage: str | None
    agency: str | None
    opened: str | None
    closed: str | None
    events: int
    subjects: tuple[SubjectReport, ...]
    breaches: int
    pending: int
    marks: tuple[str, ...]
    timeline: str
    duties: str


class ActPage(msgspec.Struct, frozen=True):
    """Acts in legal order. next: cursor of the following page, null at the end."""

    acts: tuple[ActReport, ...]
    next: str | None


class DutyList(msgspec.Struct, frozen=True):
    """All duties of one case."""

    case: CaseId
    duties: tuple[DutyReport, ...]


@router.get(
    "/{case:path}/timeline",
    responses=answers(
        200, "Acts in legal order", ActPage, {"acts": [ACT], "next": None}, (*_PROBLEMS, "cursor-invalid")
    ),
)
def case_timeline(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    case: CaseParameter,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
    newest_first: Annotated[bool, Query(description="The other way round")] = False,
) -> Response:
    """Every act posted on the case, in the order in which they happened, retracted ones included and marked.

    An act appears here as soon as it is numbered and read, usually well within a second of its receipt.
    """
    platform = state_of(request).platform
    require_case(platform, caller, case)
    with platform.engine.connect() as connection:
        page = timeline(
            connection, case, among=own_cases(platform, caller), newest_first=newest_first, cursor=cursor, limit=limit
        )
    seen = sight_of(platform, caller, [case])
    rows = (of_timeline(row, seen) for row in page.rows)
    return reply(ActPage(tuple(act_report(platform.pack, row, language) for row in rows), page.next))


@router.get("/{case:path}/state", responses=answers(200, "State at the two times", CaseReport, CASE_REPORT, _PROBLEMS))
def case_state(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    case: CaseParameter,
    valid_at: InstantParameter = None,
    known_at: InstantParameter = None,
) -> Response:
    """The case as it was in law at `valid_at`, as far as anyone could have known at `known_at`. Both default to now."""
    platform = state_of(request).platform
    require_case(platform, caller, case)
    found = state_at(platform, case, valid_at=moment(valid_at, "valid_at"), known_at=moment(known_at, "known_at"))
    return reply(case_report(platform.pack, of_case(found, sight_of(platform, caller, [case])), language))


@router.get(
    "/{case:path}/duties",
    responses=answers(200, "The duties", DutyList, {"case": "case-2026-017", "duties": [DUTY]}, _PROBLEMS),
)
def case_duties(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    case: CaseParameter,
    status: StatusParameter = None,
) -> Response:
    """Every duty that the acts of the case opened, and what became of it."""
    platform = state_of(request).platform
    require_case(platform, caller, case)
    verdicts = _seen(platform, caller, case).verdicts
    duties = tuple(
        duty_report(platform.pack, verdict, language)
        for verdict in verdicts
        if status is None or verdict.status == status
    )
    return reply(DutyList(CaseId(case), duties))


# last: a case id may hold slashes, and would swallow the longer addresses
@router.get("/{case:path}", responses=answers(200, "The case", CaseHead, CASE_HEAD, _PROBLEMS))
def case(request: Request, caller: Authenticated, language: Spoken, case: CaseParameter) -> Response:
    """What the case is now: stage, organ in charge, persons and their measures, how many duties."""
    platform = state_of(request).platform
    require_case(platform, caller, case)
    report = case_report(platform.pack, _seen(platform, caller, case), language)
    broken = {"met_late", "overdue", "violated"}
    return reply(
        CaseHead(
            case=report.case,
            stage=report.stage,
            agency=report.agency,
            opened=report.opened,
            closed=report.closed,
            events=report.events,
            subjects=report.subjects,
            breaches=sum(d.status in broken and not d.prompt for d in report.duties),
            pending=sum(d.status == "pending" for d in report.duties),
            marks=tuple(getattr(mark, language) for mark in marks(platform, case)),
            timeline=f"{request.url.path}/timeline",
            duties=f"{request.url.path}/duties",
        )
    )


def _seen(platform: Platform, caller: Principal, case: str) -> CaseAt:
    """The case now, less what is closed to the caller. It exists: where nothing is known of it, its first acts wait."""
    try:
        return of_case(state_at(platform, case), sight_of(platform, caller, [case]))
    except NotFound:
        raise NotFound(
            "The acts of this case have no position yet.", remedy="Ask again in a moment; their receipts are safe."
        ) from None
