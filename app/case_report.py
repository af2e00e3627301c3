"""What is told of a case: its state at two times, its duties and its acts, in words of zh or en.

Not the folding (read_case.py). One form for `quancheng case --json` and for the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from app.composition import Platform
from app.read_case import CaseAt
from domain.case import CaseState, SubjectState
from domain.event import CaseId, EventKey, PersonId
from domain.occurred import from_micros
from projections.timeline import Standing, TimelineRow, timeline
from supervision_rules.pack import Pack
from supervision_rules.verdict import Kind, Lateness, Severity, Status, Verdict
from supervision_rules.wording import says

Language = Literal["zh", "en"]
PAGE = 200


class SubjectReport(msgspec.Struct, frozen=True, kw_only=True):
    """One person: states by the ids of the pack's lifecycle. measure_since: as stated on the wire."""

    person: PersonId
    stage: str
    status: str
    presence: str
    measure: str
    measure_since: str | None
    custody: bool
    sentence: str


class DutyReport(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict. due: last lawful day (a date) or instant; overdue_from: the first unlawful instant.

    holder  URN of who owes it, or an agency kind; says: the card's sentence; bases: other rules that state it
    """

    id: str
    rule: str
    rule_version: str
    kind: Kind
    severity: Severity
    prompt: bool
    case: CaseId
    subject: PersonId | None
    status: Status
    trigger_event: EventKey
    trigger_date: str
    holder: str
    due: str | None
    overdue_from: str | None
    decided_by: EventKey | None
    over_by: Lateness | None
    evidence: tuple[EventKey, ...]
    missing: tuple[str, ...]
    provisional: bool
    bases: tuple[str, ...]
    says: str


class UnexpectedReport(msgspec.Struct, frozen=True):
    """An act that the lifecycle did not expect; it was taken all the same."""

    event: EventKey
    person: PersonId | None
    track: str
    from_state: str
    to_state: str


class CaseReport(msgspec.Struct, frozen=True, kw_only=True):
    """A case as of two times. stage null: the pack knows no stages. events: acts that count."""

    case: CaseId
    valid_at: str
    known_at: str
    stage: str | None
    agency: str | None
    opened: str | None
    closed: str | None
    events: int
    subjects: tuple[SubjectReport, ...]
    unexpected_moves: tuple[UnexpectedReport, ...]
    duties: tuple[DutyReport, ...]


class ActReport(msgspec.Struct, frozen=True, kw_only=True):
    """One act on the timeline. occurred: as stated, a date stays a date; standing: whether it still counts."""

    source: str
    id: str
    type: str
    label: str
    person: PersonId | None
    agency: str
    occurred: str
    recorded: str | None
    position: int
    excerpt: bool
    standing: Standing


def case_report(pack: Pack, found: CaseAt, language: Language) -> CaseReport:
    state = found.state
    return CaseReport(
        case=CaseId(found.case),
        valid_at=instant(found.valid_at),
        known_at=instant(found.known_at),
        stage=None if state is None else state.stage,
        agency=None if state is None else state.agency,
        opened=None if state is None or state.opened is None else state.opened.text,
        closed=None if state is None or state.closed is None else state.closed.text,
        events=len(found.events),
        subjects=() if state is None else tuple(_subjects(state)),
        unexpected_moves=() if state is None else tuple(_unexpected(state)),
        duties=tuple(duty_report(pack, verdict, language) for verdict in found.verdicts),
    )


def duty_report(pack: Pack, verdict: Verdict, language: Language) -> DutyReport:
    return DutyReport(
        id=verdict.id,
        rule=verdict.rule,
        rule_version=verdict.rule_version,
        kind=verdict.kind,
        severity=verdict.severity,
        prompt=verdict.prompt,
        case=verdict.case,
        subject=verdict.subject,
        status=verdict.status,
        trigger_event=verdict.trigger,
        trigger_date=date.fromordinal(verdict.trigger_day).isoformat(),
        holder=verdict.holder,
        due=verdict.due,
        overdue_from=None if verdict.overdue_from is None else instant(verdict.overdue_from),
        decided_by=verdict.decided_by,
        over_by=verdict.over_by,
        evidence=verdict.evidence,
        missing=verdict.missing,
        provisional=verdict.provisional_due,
        bases=verdict.bases,
        says=says(pack, verdict, language),
    )


def act_report(pack: Pack, row: TimelineRow, language: Language) -> ActReport:
    declared = pack.vocabulary.types.get(row.type)
    label = row.type if declared is None else getattr(declared.label, language)
    return ActReport(
        source=row.key.source,
        id=row.key.id,
        type=row.type,
        label=label,
        person=row.person,
        agency=row.emitter,
        occurred=row.occurred_text,
        recorded=None if row.recorded_at is None else instant(row.recorded_at),
        position=row.position,
        excerpt=row.excerpt,
        standing=row.standing,
    )


def timeline_reports(platform: Platform, case: str, language: Language) -> Iterator[ActReport]:
    """Every act of a case, in legal order."""
    cursor: str | None = None
    with platform.engine.connect() as connection:
        while True:
            page = timeline(connection, case, cursor=cursor, limit=PAGE)
            yield from (act_report(platform.pack, row, language) for row in page.rows)
            cursor = page.next
            if cursor is None:
                return


@lru_cache(4096)  # acts stored together have it in common
def instant(micros: int) -> str:
    """RFC 3339 in UTC, to the microsecond."""
    return from_micros(micros).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant_or_none(micros: int | None) -> str | None:
    return None if micros is None else instant(micros)


def _subjects(state: CaseState) -> Iterator[SubjectReport]:
    for _, subject in sorted(state.subjects.items()):
        yield _subject(subject)


def _subject(subject: SubjectState) -> SubjectReport:
    since = subject.measure_since
    return SubjectReport(
        person=subject.person,
        stage=subject.stage,
        status=subject.status,
        presence=subject.presence,
        measure=subject.measure,
        measure_since=None if since is None else since.text,
        custody=subject.custody,
        sentence=subject.sentence,
    )


def _unexpected(state: CaseState) -> Iterator[UnexpectedReport]:
    for move in state.unexpected_moves:
        yield UnexpectedReport(move.event, move.person, move.track, move.from_state, move.to_state)
