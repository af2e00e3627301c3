"""GET /duties: the board of duties that run or are overdue, over all cases the caller may see.

Not the duties of one case (cases.py) and not findings: a duty is what is owed, a finding what was broken.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers
from api.examples import OPEN_DUTY
from api.languages import Language, Spoken
from api.lists import watched
from api.parameters import CursorParameter, LimitParameter, text_filter
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app.access import own_cases, own_desk
from app.case_report import instant_or_none
from domain.event import CaseId, EventKey, PersonId
from projections.duties import DutyRow, Level
from projections.duty_board import pending
from supervision_rules.pack import Pack

router = router_of("duties")


class OpenDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that runs or is overdue. due: last lawful day (a date) or instant; days_left: below 0 when overdue.

    holder    who owes the act: URN of the agency where one is known, else the kind of organ
    owed_to   who waits for it, null where the holder's own act opened the duty
    level     the light: overdue, urgent, near, normal
    """

    id: str
    rule: str
    rule_version: str
    title: str
    severity: str
    prompt: bool
    case: CaseId
    subject: PersonId | None
    status: str
    level: Level | None
    due: str | None
    days_left: int | None
    overdue_from: str | None
    holder: str
    owed_to: str | None
    trigger_event: EventKey
    trigger_date: str
    provisional: bool
    bases: tuple[str, ...]


class DutyPage(msgspec.Struct, frozen=True):
    """The earliest due first; go on until `next` is null."""

    duties: tuple[OpenDuty, ...]
    next: str | None


@router.get(
    "/duties",
    responses=answers(
        200, "Open duties", DutyPage, {"duties": [OPEN_DUTY], "next": None},
        ["not-authenticated", "invalid-parameter", "cursor-invalid"],
    ),
)  # fmt: skip
def duties(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    level: Annotated[Level | None, Query(description="Only this light")] = None,
    holder: Annotated[str | None, text_filter("URN of an agency, or a kind of organ", "police")] = None,
    rule: Annotated[str | None, text_filter("Rule id", "CPL-091-1")] = None,
    watch_list: Annotated[str | None, text_filter("Name of a list of GET /lists", "sentenced_not_delivered")] = None,
    case: Annotated[str | None, text_filter("Case id", "case-2026-017")] = None,
    consequence: Annotated[Literal["violation", "prompt"] | None, Query(description="Prompts apart")] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """What is owed by whom, by when: over all cases, or those in which the caller's office took part."""
    platform = state_of(request).platform
    with platform.engine.connect() as connection:
        page = pending(
            connection, platform.now(), level=level, rule=rule, holder=holder, case=case,
            rules=None if watch_list is None else watched(platform.pack, watch_list).rules,
            consequence=consequence, among=own_cases(platform, caller), desk=own_desk(caller),
            cursor=cursor, limit=limit,
        )  # fmt: skip
    return reply(DutyPage(tuple(duty(platform.pack, row, language) for row in page.rows), page.next))


def duty(pack: Pack, row: DutyRow, language: Language) -> OpenDuty:
    """A duty that runs or is overdue, as the API tells of it."""
    return OpenDuty(
        id=row.id,
        rule=row.rule,
        rule_version=row.rule_version,
        title=title_of(pack, row.rule, language),
        severity=row.severity,
        prompt=row.consequence == "prompt",
        case=row.case,
        subject=row.subject,
        status=row.status,
        level=row.level,
        due=row.due,
        days_left=row.days_left,
        overdue_from=instant_or_none(row.overdue_from),
        holder=row.holder_agency or row.holder,
        owed_to=row.owed_to,
        trigger_event=row.trigger,
        trigger_date=date.fromordinal(row.trigger_day).isoformat(),
        provisional=row.provisional,
        bases=row.bases,
    )


def title_of(pack: Pack, rule: str, language: Language) -> str:
    """The title of a rule; its id where the pack does not hold it any more."""
    card = pack.card(rule)
    if card is None:
        return rule
    return card.title.in_(language)
