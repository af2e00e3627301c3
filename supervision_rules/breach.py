"""What a finding holds against somebody: the part of a verdict that does not change merely because time passes.

Not the verdict itself (verdict.py). Compared to tell whether a finding moved; kept in the finding's events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from domain.event import CaseId, EventKey, PersonId
from supervision_rules.verdict import Consequence, Kind, Lateness, Severity, Status, Verdict

_STATUS_RANK: Final[Mapping[str, int]] = {"met_late": 0, "overdue": 1, "violated": 1}
_SEVERITY_RANK: Final[Mapping[str, int]] = {"minor": 0, "major": 1, "critical": 2}


class Breach(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fields as in Verdict. `over_by` only where an act ended the lateness: until then it grows by the day."""

    rule: str
    rule_version: str
    kind: Kind
    severity: Severity
    consequence: Consequence
    case: CaseId
    subject: PersonId | None
    status: Status
    trigger: EventKey
    trigger_day: int
    holder: str
    due: str | None = None
    overdue_from: int | None = None
    decided_by: EventKey | None = None
    over_by: Lateness | None = None
    evidence: tuple[EventKey, ...] = ()
    provisional_due: bool = False
    bases: tuple[str, ...] = ()


def breach_of(verdict: Verdict) -> Breach | None:
    """The breach a verdict states, None where nothing is broken."""
    if not verdict.broken:
        return None
    return Breach(
        rule=verdict.rule,
        rule_version=verdict.rule_version,
        kind=verdict.kind,
        severity=verdict.severity,
        consequence=verdict.consequence,
        case=verdict.case,
        subject=verdict.subject,
        status=verdict.status,
        trigger=verdict.trigger,
        trigger_day=verdict.trigger_day,
        holder=verdict.holder,
        due=verdict.due,
        overdue_from=verdict.overdue_from,
        decided_by=verdict.decided_by,
        over_by=verdict.over_by if verdict.decided_by is not None else None,
        evidence=verdict.evidence,
        provisional_due=verdict.provisional_due,
        bases=verdict.bases,
    )


def gets_worse(before: Breach, after: Breach) -> bool:
    """A graver status or severity, or the law was broken earlier than it seemed."""
    return (
        _STATUS_RANK[after.status] > _STATUS_RANK[before.status]
        or _SEVERITY_RANK[after.severity] > _SEVERITY_RANK[before.severity]
        or (
            before.overdue_from is not None
            and after.overdue_from is not None
            and after.overdue_from < before.overdue_from
        )
    )
