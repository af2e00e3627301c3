"""The events of a finding: what re-evaluation and people did to it. Names and versions are data, for ever.

Not the state they fold into (finding.py). Stored in the ledger under stream `finding:<id>`.
"""

from __future__ import annotations

from typing import ClassVar, Final, Literal, TypeAlias

import msgspec

from domain.event import EventKey
from supervision_rules.breach import Breach

NoticeKind = Literal["oral", "flow_monitor_notice", "correction_notice"]
"""口头纠正, 流程监控通知书, 纠正违法通知书"""
DismissalReason = Literal["lawful_ground", "data_error", "duplicate", "out_of_scope", "other"]
ReopenCondition = Literal["verdict_changes", "gets_worse", "evidence_changes"]


class FindingEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """originator_*: stream and version, as the eventsourcing library names them; at: microseconds; by: who."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1

    originator_id: str
    originator_version: int
    at: int
    by: str


class FindingRaised(FindingEvent, frozen=True, kw_only=True):
    """because_of: the act that made it known; None: the clock did."""

    NAME = "FindingRaised"
    breach: Breach
    because_of: EventKey | None = None


class FindingMoved(FindingEvent, frozen=True, kw_only=True):
    """Still broken, but otherwise than before. What people decided about it stands."""

    NAME = "FindingMoved"
    breach: Breach
    because_of: EventKey | None = None


class FindingWithdrawn(FindingEvent, frozen=True, kw_only=True):
    """History changed, and nothing is broken any more. verdict: status now, `none` where the duty is gone."""

    NAME = "FindingWithdrawn"
    verdict: str
    because_of: EventKey | None = None


class FindingReinstated(FindingEvent, frozen=True, kw_only=True):
    """Broken again after a withdrawal, and dismissed before on terms that do not reopen it: it stays dismissed."""

    NAME = "FindingReinstated"
    breach: Breach
    because_of: EventKey | None = None


class FindingReopened(FindingEvent, frozen=True, kw_only=True):
    """By re-evaluation (breach given) or by a person (text given)."""

    NAME = "FindingReopened"
    breach: Breach | None = None
    because_of: EventKey | None = None
    text: str = ""


class FindingAssigned(FindingEvent, frozen=True, kw_only=True):
    NAME = "FindingAssigned"
    to: str
    text: str = ""


class FindingConfirmed(FindingEvent, frozen=True, kw_only=True):
    """A person decided that it is a violation."""

    NAME = "FindingConfirmed"
    text: str = ""


class NoticeSent(FindingEvent, frozen=True, kw_only=True):
    """addressee: URN of the organ told; reply_due: ISO date."""

    NAME = "NoticeSent"
    kind: NoticeKind
    addressee: str
    number: str = ""
    reply_due: str | None = None
    text: str = ""


class ReplyReceived(FindingEvent, frozen=True, kw_only=True):
    NAME = "ReplyReceived"
    text: str
    number: str = ""


class FindingRectified(FindingEvent, frozen=True, kw_only=True):
    NAME = "FindingRectified"
    text: str = ""


class FindingDismissed(FindingEvent, frozen=True, kw_only=True):
    NAME = "FindingDismissed"
    reason: DismissalReason
    text: str
    reopen_when: ReopenCondition


class FindingClosed(FindingEvent, frozen=True, kw_only=True):
    NAME = "FindingClosed"
    text: str = ""


AnyFindingEvent: TypeAlias = (
    FindingRaised
    | FindingMoved
    | FindingWithdrawn
    | FindingReinstated
    | FindingReopened
    | FindingAssigned
    | FindingConfirmed
    | NoticeSent
    | ReplyReceived
    | FindingRectified
    | FindingDismissed
    | FindingClosed
)
# the allow-list for decoding: nothing is imported because a stored row said so
FINDING_EVENTS: Final[dict[tuple[str, int], type[FindingEvent]]] = {
    (kind.NAME, kind.VERSION): kind
    for kind in (
        FindingRaised,
        FindingMoved,
        FindingWithdrawn,
        FindingReinstated,
        FindingReopened,
        FindingAssigned,
        FindingConfirmed,
        NoticeSent,
        ReplyReceived,
        FindingRectified,
        FindingDismissed,
        FindingClosed,
    )
}
