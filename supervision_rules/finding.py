"""The life of a finding: state folded from its events, lawful transitions, and what re-evaluation does to it.

Not storage (app/finding_log.py) and not who may triage (api/). Pure; times come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from domain.event import EventKey
from supervision_rules import finding_events as events
from supervision_rules.breach import Breach, gets_worse
from supervision_rules.finding_events import AnyFindingEvent, FindingEvent

FindingState = Literal[
    "raised",
    "assigned",
    "confirmed",
    "notice_sent",
    "replied",
    "rectified",
    "dismissed",
    "closed",
    "withdrawn",
    "reopened",
]
Command = Literal[
    "assign",
    "confirm",
    "send_notice",
    "record_reply",
    "record_rectification",
    "dismiss",
    "reopen",
    "close",
]
STREAM_PREFIX: Final = "finding:"
RE_EVALUATION: Final = "re-evaluation"
OPEN: Final = frozenset({"raised", "assigned", "confirmed", "notice_sent", "replied", "rectified", "reopened"})
_AT_WORK: Final[tuple[FindingState, ...]] = ("raised", "reopened", "assigned", "confirmed", "notice_sent", "replied")

# command -> states in which a person may give it
LAWFUL: Final[Mapping[Command, tuple[FindingState, ...]]] = MappingProxyType(
    {
        "assign": (*_AT_WORK, "rectified"),
        "confirm": ("raised", "reopened", "assigned"),
        "send_notice": ("confirmed", "notice_sent", "replied"),
        "record_reply": ("notice_sent",),
        "record_rectification": ("confirmed", "notice_sent", "replied"),
        "dismiss": _AT_WORK,
        "reopen": ("rectified", "dismissed", "closed"),
        "close": ("replied", "rectified"),
    }
)


class Dismissal(msgspec.Struct, frozen=True):
    """breach: what was dismissed; re-evaluation compares with it, however often the finding moved since."""

    reason: events.DismissalReason
    text: str
    reopen_when: events.ReopenCondition
    by: str
    at: int
    breach: Breach


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding after its last event.

    id         duty id; version: number of events, for optimistic concurrency
    breach     as last stated while it stood
    dismissal  the last one; still there after a withdrawal, gone once reopened
    notices    all notices sent, oldest first
    """

    id: str
    version: int
    state: FindingState
    breach: Breach
    raised_at: int
    changed_at: int
    because_of: EventKey | None
    assignee: str | None = None
    confirmed_by: str | None = None
    dismissal: Dismissal | None = None
    notices: tuple[events.NoticeSent, ...] = ()
    log: tuple[AnyFindingEvent, ...] = ()

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def reply_due(self) -> str | None:
        """ISO date by which the last notice wants its answer, None where none is waited for."""
        return self.notices[-1].reply_due if self.state == "notice_sent" and self.notices else None


def stream_of(finding_id: str) -> str:
    return STREAM_PREFIX + finding_id


def evolve(finding: Finding | None, event: FindingEvent) -> Finding:
    """State after one more event. An event type this code has never seen raises TypeError."""
    if isinstance(event, events.FindingRaised):
        if finding is not None:
            raise TypeError(f"{event.originator_id}: raised twice")
        return Finding(
            id=event.originator_id.removeprefix(STREAM_PREFIX),
            version=event.originator_version,
            state="raised",
            breach=event.breach,
            raised_at=event.at,
            changed_at=event.at,
            because_of=event.because_of,
            log=(event,),
        )
    if finding is None:
        raise TypeError(f"{event.originator_id}: {event.NAME} before FindingRaised")
    changed = _changed(finding, event)
    log = (*finding.log, event)
    return replace(changed, version=event.originator_version, changed_at=event.at, log=log)


def _changed(finding: Finding, event: FindingEvent) -> Finding:
    """All but version, time and log."""
    match event:
        case events.FindingMoved():
            return replace(finding, breach=event.breach, because_of=event.because_of)
        case events.FindingWithdrawn():
            return replace(finding, state="withdrawn", because_of=event.because_of)
        case events.FindingReinstated():
            return replace(finding, state="dismissed", breach=event.breach, because_of=event.because_of)
        case events.FindingReopened():
            breach = finding.breach if event.breach is None else event.breach
            return replace(finding, state="reopened", breach=breach, dismissal=None, because_of=event.because_of)
        case events.FindingAssigned():
            fresh = finding.state in ("raised", "reopened")
            return replace(finding, state="assigned" if fresh else finding.state, assignee=event.to)
        case events.FindingConfirmed():
            return replace(finding, state="confirmed", confirmed_by=event.by)
        case events.NoticeSent():
            return replace(finding, state="notice_sent", notices=(*finding.notices, event))
        case events.ReplyReceived():
            return replace(finding, state="replied")
        case events.FindingRectified():
            return replace(finding, state="rectified")
        case events.FindingDismissed():
            made = Dismissal(event.reason, event.text, event.reopen_when, event.by, event.at, finding.breach)
            return replace(finding, state="dismissed", dismissal=made)
        case events.FindingClosed():
            return replace(finding, state="closed")
    raise TypeError(f"{type(event).__name__} is no event of a finding")


def fold(history: Iterable[FindingEvent]) -> Finding | None:
    finding: Finding | None = None
    for event in history:
        finding = evolve(finding, event)
    return finding


def allowed(state: FindingState) -> tuple[Command, ...]:
    """What a person may do in this state."""
    return tuple(command for command, states in LAWFUL.items() if state in states)


def reassess(
    finding: Finding | None,
    finding_id: str,
    breach: Breach | None,
    *,
    verdict: str,
    at: int,
    because_of: EventKey | None,
) -> FindingEvent | None:
    """What a re-evaluation does to a finding, None where it changes nothing.

    breach   what is broken now, None if nothing is; verdict: the duty's status now, `none` if it is gone
    """
    if finding is None:
        if breach is None:
            return None
        return events.FindingRaised(
            originator_id=stream_of(finding_id), originator_version=1, at=at, by=RE_EVALUATION,
            breach=breach, because_of=because_of,
        )  # fmt: skip
    stream, version = stream_of(finding_id), finding.version + 1
    if breach is None:
        if finding.state == "withdrawn":
            return None
        return events.FindingWithdrawn(
            originator_id=stream, originator_version=version, at=at, by=RE_EVALUATION,
            verdict=verdict, because_of=because_of,
        )  # fmt: skip
    kind = _reaction(finding, breach)
    if kind is None:
        return None
    return kind(
        originator_id=stream, originator_version=version, at=at, by=RE_EVALUATION,
        breach=breach, because_of=because_of,
    )  # fmt: skip


def _reaction(
    finding: Finding, breach: Breach
) -> type[events.FindingMoved | events.FindingReopened | events.FindingReinstated] | None:
    """Still or again broken: which event says so."""
    withdrawn = finding.state == "withdrawn"
    if finding.dismissal is not None and (withdrawn or finding.state == "dismissed"):
        if _reopens(finding.dismissal, breach):
            return events.FindingReopened
        if withdrawn:
            return events.FindingReinstated
    elif withdrawn:
        return events.FindingReopened
    if breach == finding.breach:
        return None
    if finding.state == "closed" and gets_worse(finding.breach, breach):
        return events.FindingReopened
    return events.FindingMoved


def _reopens(dismissal: Dismissal, breach: Breach) -> bool:
    before = dismissal.breach
    if dismissal.reopen_when == "gets_worse":
        return gets_worse(before, breach)
    if dismissal.reopen_when == "evidence_changes":
        return set(before.evidence) != set(breach.evidence)
    return before != breach
