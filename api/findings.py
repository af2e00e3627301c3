"""GET /findings: the queue, and one finding with the reasons for it. What a person does about it: triage.py.

A finding is a lead: it becomes a violation only by a person's decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers
from api.duties import title_of
from api.examples import FINDING, FINDING_DETAIL
from api.languages import Language, Spoken
from api.parameters import CursorParameter, FindingParameter, LimitParameter, text_filter
from api.replies import etag, reply
from api.routers import VERSION, router_of
from api.state import state_of
from app import findings as triage
from app.access import own_cases, require_finding
from app.case_report import DutyReport, duty_report, instant, instant_or_none
from app.closings import of_verdict, sight_of
from app.composition import Platform
from app.read_case import explain
from domain.errors import NotFound
from domain.event import CaseId, EventKey, PersonId
from domain.permission import Principal
from projections import findings_queue
from projections.findings_queue import FindingRow
from supervision_rules.card import Cite
from supervision_rules.derivation import Derivation
from supervision_rules.finding import Command, Finding, FindingState, allowed
from supervision_rules.pack import Pack
from supervision_rules.verdict import Lateness, Severity

router = router_of("findings", VERSION + "/findings")


class FindingReport(msgspec.Struct, frozen=True, kw_only=True):
    """A finding. version: send it back in If-Match when you act on it. due, over_by: of the breach as last stated."""

    id: str
    version: int
    state: str
    rule: str
    rule_version: str
    title: str
    kind: str
    severity: str
    prompt: bool
    case: CaseId
    subject: PersonId | None
    status: str
    holder: str
    trigger_event: EventKey
    trigger_date: str
    due: str | None
    overdue_from: str | None
    over_by: Lateness | None
    assignee: str | None
    reply_due: str | None
    raised_at: str
    changed_at: str


class FindingPage(msgspec.Struct, frozen=True):
    """The gravest, then the oldest first; go on until `next` is null."""

    findings: tuple[FindingReport, ...]
    next: str | None


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a finding. details: every parameter of it, the reopening condition included."""

    version: int
    action: str
    at: str
    by: str
    details: dict[str, object]


class FindingDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A finding and why.

    duty        the verdict as it is now; null where re-evaluation found that there is none any more
    derivation  the steps in sentences; steps: the same as data, for the independent checker
    articles    what the rule cites, word for word
    allowed     what may be done in this state
    """

    finding: FindingReport
    allowed: tuple[Command, ...]
    duty: DutyReport | None
    derivation: tuple[str, ...]
    steps: Derivation | None
    articles: tuple[Cite, ...]
    log: tuple[LogEntry, ...]


@router.get(
    "",
    responses=answers(
        200, "Findings", FindingPage, {"findings": [FINDING], "next": None},
        ["not-authenticated", "invalid-parameter", "cursor-invalid"],
    ),
)  # fmt: skip
def findings(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    state: Annotated[list[FindingState] | None, Query(max_length=10, description="May be repeated")] = None,
    severity: Annotated[Severity | None, Query(description="Only this severity")] = None,
    rule: Annotated[str | None, text_filter("Rule id", "CPL-091-1")] = None,
    case: Annotated[str | None, text_filter("Case id", "case-2026-017")] = None,
    agency: Annotated[str | None, text_filter("Who owed the act: URN or kind", "police")] = None,
    assignee: Annotated[str | None, text_filter("Who works on it", "procurator-7")] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = 50,
) -> Response:
    """The queue of findings, over all cases or those in which the caller's office took part."""
    platform = state_of(request).platform
    with platform.engine.connect() as connection:
        page = findings_queue.findings(
            connection, platform.now(), state=state, severity=severity, rule=rule, case=case, agency=agency,
            assignee=assignee, among=own_cases(platform, caller), cursor=cursor, limit=limit,
        )  # fmt: skip
    return reply(FindingPage(tuple(_listed(platform.pack, row, language) for row in page.rows), page.next))


@router.get(
    "/{finding}",
    responses=answers(
        200, "The finding", FindingDetail, FINDING_DETAIL,
        ["not-authenticated", "not-found", "invalid-parameter"], headers=["ETag"],
    ),
)  # fmt: skip
def finding(request: Request, caller: Authenticated, finding: FindingParameter, language: Spoken) -> Response:
    """A finding with its derivation in sentences, the articles, and everything that was done about it."""
    platform = state_of(request).platform
    found = seen_finding(platform, caller, finding)
    return detail(platform, found, language, caller)


def seen_finding(platform: Platform, caller: Principal, finding_id: str) -> Finding:
    """The finding, if the caller may see its case. Raises NotFound, the same for both."""
    require_finding(platform, caller, finding_id)
    return triage.finding(platform, finding_id)


def detail(platform: Platform, found: Finding, language: Language, caller: Principal) -> Response:
    """The answer that shows one finding, with its version as entity tag."""
    pack = platform.pack
    card = pack.card(found.breach.rule)
    try:
        why = explain(platform, found.id)
    except NotFound:
        why = None  # withdrawn: the duty is gone with the act that opened it
    seen = sight_of(platform, caller, [found.breach.case])
    sentences = () if why is None else why.sentences_zh if language == "zh" else why.sentences_en
    body = FindingDetail(
        finding=_report(pack, found, language),
        allowed=allowed(found.state),
        duty=None if why is None else duty_report(pack, of_verdict(why.verdict, seen), language),
        derivation=tuple(sentences),
        steps=None if why is None else why.derivation,
        articles=() if card is None else card.cites,
        log=tuple(_log(found)),
    )
    return reply(body, headers={"ETag": etag(found.version), "Content-Language": language})


def _report(pack: Pack, found: Finding, language: Language) -> FindingReport:
    breach = found.breach
    return FindingReport(
        id=found.id,
        version=found.version,
        state=found.state,
        rule=breach.rule,
        rule_version=breach.rule_version,
        title=title_of(pack, breach.rule, language),
        kind=breach.kind,
        severity=breach.severity,
        prompt=breach.consequence == "prompt",
        case=breach.case,
        subject=breach.subject,
        status=breach.status,
        holder=breach.holder,
        trigger_event=breach.trigger,
        trigger_date=date.fromordinal(breach.trigger_day).isoformat(),
        due=breach.due,
        overdue_from=instant_or_none(breach.overdue_from),
        over_by=breach.over_by,
        assignee=found.assignee,
        reply_due=found.reply_due,
        raised_at=instant(found.raised_at),
        changed_at=instant(found.changed_at),
    )


def _listed(pack: Pack, row: FindingRow, language: Language) -> FindingReport:
    late = None
    if row.over_value is not None:
        late = Lateness(row.over_value, "hour" if row.over_unit == "hour" else "day")
    return FindingReport(
        id=row.id,
        version=row.version,
        state=row.state,
        rule=row.rule,
        rule_version=row.rule_version,
        title=title_of(pack, row.rule, language),
        kind=row.kind,
        severity=row.severity,
        prompt=row.consequence == "prompt",
        case=row.case,
        subject=row.subject,
        status=row.status,
        holder=row.holder,
        trigger_event=row.trigger,
        trigger_date=date.fromordinal(row.trigger_day).isoformat(),
        due=row.due,
        overdue_from=instant_or_none(row.overdue_from),
        over_by=late,
        assignee=row.assignee,
        reply_due=row.reply_due,
        raised_at=instant(row.raised_at),
        changed_at=instant(row.changed_at),
    )


def _log(found: Finding) -> Iterator[LogEntry]:
    shown = {"originator_id", "originator_version", "at", "by"}
    for event in found.log:
        details = {name: value for name, value in msgspec.to_builtins(event).items() if name not in shown}
        yield LogEntry(
            version=event.originator_version, action=event.NAME, at=instant(event.at), by=event.by, details=details
        )
