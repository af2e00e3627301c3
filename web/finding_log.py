"""What was done about a finding, as lines: who, when, and every parameter of what was decided."""

from __future__ import annotations

import msgspec

from supervision_rules import finding_events as events
from supervision_rules.finding import RE_EVALUATION, Finding
from web.moments import Moment
from web.visit import Visit


class LogItem(msgspec.Struct, frozen=True):
    """details: one parameter a line; text: what a person wrote, empty for none."""

    what: str
    by: str
    when: Moment
    details: tuple[str, ...]
    text: str


def log_items(visit: Visit, finding: Finding) -> tuple[LogItem, ...]:
    """Newest first."""
    return tuple(_item(visit, event) for event in reversed(finding.log))


def _item(visit: Visit, event: events.FindingEvent) -> LogItem:
    words = visit.words
    by = words("log.re_evaluation") if event.by == RE_EVALUATION else visit.labels.person_at(event.by)
    return LogItem(
        what=words.known(f"log.{event.NAME}", event.NAME),
        by=by,
        when=visit.moments.instant(event.at),
        details=_details(visit, event),
        text=getattr(event, "text", ""),
    )


def _details(visit: Visit, event: events.FindingEvent) -> tuple[str, ...]:
    words = visit.words
    match event:
        case events.FindingAssigned():
            return (words("log.to", to=event.to),)
        case events.NoticeSent():
            found = [
                words(f"notice_kind.{event.kind}"),
                words("log.addressee", addressee=visit.labels.organ(event.addressee)),
            ]
            if event.number:
                found.append(words("log.number", number=event.number))
            if event.reply_due:
                found.append(words("log.reply_due", date=event.reply_due))
            return tuple(found)
        case events.ReplyReceived():
            return (words("log.number", number=event.number),) if event.number else ()
        case events.FindingDismissed():
            return (
                words("log.reason", reason=words(f"dismissal.{event.reason}")),
                words("log.reopen_when", condition=words(f"reopen_when.{event.reopen_when}")),
            )
        case events.FindingWithdrawn():
            verdict = words.known(f"status.{event.verdict}", event.verdict)
            return (words("log.verdict_now", verdict=verdict), *_because(visit, event))
        case events.FindingRaised() | events.FindingMoved() | events.FindingReopened() | events.FindingReinstated():
            status = () if event.breach is None else (words(f"status.{event.breach.status}"),)
            return (*status, *_because(visit, event))
    return ()


def _because(
    visit: Visit,
    event: events.FindingRaised
    | events.FindingMoved
    | events.FindingReopened
    | events.FindingReinstated
    | events.FindingWithdrawn,
) -> tuple[str, ...]:
    if event.because_of is None:
        return (visit.words("log.because_clock"),) if event.by == RE_EVALUATION else ()
    return (visit.words("log.because_act", id=event.because_of.id),)
