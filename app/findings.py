"""Triage: what a person does about a finding. Each step is an event; unlawful steps and stale views are refused.

Not who may do it (the API asks the role) and not the raising of findings (supervise.py).
"""

from __future__ import annotations

from datetime import date
from typing import Final, TypedDict, get_args

import msgspec

from app.citizen_ids import misplaced_citizen_ids
from app.composition import Platform
from domain.errors import Conflict, Refused, StaleVersion
from projections import findings_queue
from supervision_rules import finding_events as events
from supervision_rules.finding import LAWFUL, Command, Finding, allowed, evolve, stream_of
from supervision_rules.finding_events import DismissalReason, FindingEvent, NoticeKind, ReopenCondition

DISMISSAL_REASONS: Final[tuple[str, ...]] = get_args(DismissalReason)
REOPEN_CONDITIONS: Final[tuple[str, ...]] = get_args(ReopenCondition)
NOTICE_KINDS: Final[tuple[str, ...]] = get_args(NoticeKind)

__all__ = ["DISMISSAL_REASONS", "LAWFUL", "NOTICE_KINDS", "REOPEN_CONDITIONS", "allowed", "assign", "close", "confirm",
           "dismiss", "finding", "record_rectification", "record_reply", "reopen", "send_notice"]  # fmt: skip


class _Stamp(TypedDict):
    """The fields that every event of a finding has."""

    originator_id: str
    originator_version: int
    at: int
    by: str


def finding(platform: Platform, finding_id: str) -> Finding:
    """A finding as of its last event, with its log. Raises NotFound."""
    return platform.findings.finding(finding_id)


def assign(
    platform: Platform, finding_id: str, *, to: str, by: str, expected: int | None = None, text: str = ""
) -> Finding:
    """Give it to a person. `expected`: version the caller saw (None: whatever it is); so in all of these.

    Raises NotFound, Conflict ("stale-version", "transition-not-allowed"), Refused ("missing-field").
    """
    _require(to, "/to", "whom it is assigned to")
    head = _head(platform, finding_id, "assign", expected, by)
    return _record(platform, head, events.FindingAssigned(**_stamp(platform, head, by), to=to, text=text))


def confirm(platform: Platform, finding_id: str, *, by: str, expected: int | None = None, text: str = "") -> Finding:
    """A person decides that it is a violation."""
    head = _head(platform, finding_id, "confirm", expected, by)
    return _record(platform, head, events.FindingConfirmed(**_stamp(platform, head, by), text=text))


def send_notice(
    platform: Platform,
    finding_id: str,
    *,
    kind: str,
    addressee: str,
    by: str,
    number: str = "",
    reply_due: date | None = None,
    expected: int | None = None,
    text: str = "",
) -> Finding:
    """口头纠正, 流程监控通知书 or 纠正违法通知书 to the organ that owes; reply_due: by when it is to answer."""
    known = _one_of(kind, NOTICE_KINDS, "/kind")
    _require(addressee, "/addressee", "the organ told")
    head = _head(platform, finding_id, "send_notice", expected, by)
    sent = events.NoticeSent(
        **_stamp(platform, head, by),
        kind=known,  # type: ignore[arg-type]  # one of NoticeKind, just checked
        addressee=addressee,
        number=number,
        reply_due=None if reply_due is None else reply_due.isoformat(),
        text=text,
    )
    return _record(platform, head, sent)


def record_reply(
    platform: Platform, finding_id: str, *, by: str, text: str, number: str = "", expected: int | None = None
) -> Finding:
    """What the organ answered."""
    _require(text, "/text", "what was answered")
    head = _head(platform, finding_id, "record_reply", expected, by)
    return _record(platform, head, events.ReplyReceived(**_stamp(platform, head, by), text=text, number=number))


def record_rectification(
    platform: Platform, finding_id: str, *, by: str, expected: int | None = None, text: str = ""
) -> Finding:
    """The organ put it right."""
    head = _head(platform, finding_id, "record_rectification", expected, by)
    return _record(platform, head, events.FindingRectified(**_stamp(platform, head, by), text=text))


def dismiss(
    platform: Platform,
    finding_id: str,
    *,
    reason: str,
    text: str,
    reopen_when: str,
    by: str,
    expected: int | None = None,
) -> Finding:
    """No violation, or none to pursue; it is not shown again unless its verdict changes as `reopen_when` says."""
    _one_of(reason, DISMISSAL_REASONS, "/reason")
    _one_of(reopen_when, REOPEN_CONDITIONS, "/reopen_when")
    _require(text, "/text", "the reason in words")
    head = _head(platform, finding_id, "dismiss", expected, by)
    made = events.FindingDismissed(
        **_stamp(platform, head, by),
        reason=reason,  # type: ignore[arg-type]  # just checked
        text=text,
        reopen_when=reopen_when,  # type: ignore[arg-type]  # just checked
    )
    return _record(platform, head, made)


def reopen(platform: Platform, finding_id: str, *, by: str, text: str, expected: int | None = None) -> Finding:
    """Take up again what was dismissed, rectified or closed."""
    _require(text, "/text", "why it is taken up again")
    head = _head(platform, finding_id, "reopen", expected, by)
    return _record(platform, head, events.FindingReopened(**_stamp(platform, head, by), text=text))


def close(platform: Platform, finding_id: str, *, by: str, expected: int | None = None, text: str = "") -> Finding:
    """Nothing more is to be done."""
    head = _head(platform, finding_id, "close", expected, by)
    return _record(platform, head, events.FindingClosed(**_stamp(platform, head, by), text=text))


def _head(platform: Platform, finding_id: str, command: Command, expected: int | None, by: str) -> Finding:
    """The finding as it is, if the command may be given in its state and the caller saw this version."""
    _require(by, "/by", "who decides")
    head = platform.findings.finding(finding_id)
    if expected is not None and expected != head.version:
        raise StaleVersion(
            f"Finding {finding_id} is at version {head.version}, not {expected}.",
            expected=expected,
            found=head.version,
            remedy="Read it again, look at what was done, and decide anew.",
        )
    if command not in allowed(head.state):
        raise Conflict(
            "transition-not-allowed",
            f"{command} is not possible for a finding that is {head.state}.",
            remedy=f"Possible now: {', '.join(allowed(head.state)) or 'nothing; it was withdrawn by re-evaluation'}.",
        )
    return head


def _stamp(platform: Platform, head: Finding, by: str) -> _Stamp:
    return {
        "originator_id": stream_of(head.id),
        "originator_version": head.version + 1,
        "at": max(platform.now(), head.changed_at),
        "by": by,
    }


def _record(platform: Platform, head: Finding, event: FindingEvent) -> Finding:
    """Append the event, and show it at once."""
    # here as on intake: no identity number is stored in clear
    misplaced = misplaced_citizen_ids(msgspec.to_builtins(event))
    if misplaced:
        raise Refused(
            "citizen-id-misplaced",
            f"{misplaced[0]} holds a citizen identity number, which would be stored in clear there.",
            pointer=misplaced[0],
            remedy="Name the person by the id that the case uses.",
        )
    after = evolve(head, event)
    with platform.ledger.writing_engine.begin() as connection:
        platform.findings.record([event], connection)
        findings_queue.put(connection, [after])
    platform.wake()
    return after


def _require(value: str, pointer: str, what: str) -> None:
    if not value.strip():
        raise Refused("missing-field", f"{pointer} is empty.", pointer=pointer, remedy=f"State {what}.")


def _one_of(value: str, choices: tuple[str, ...], pointer: str) -> str:
    if value not in choices:
        raise Refused(
            "invalid-field", f"{value[:100]!r} is none of the choices.", pointer=pointer,
            remedy=f"Choose one of: {', '.join(choices)}.", nearest=choices,
        )  # fmt: skip
    return value
