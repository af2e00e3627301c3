"""Verdicts as rows of the duties table: which organ owes, which waits, when the law was broken.

Not the comparing and writing (supervise.py). Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

from domain.agency import kind_of
from domain.event import Event, EventKey, legal_order
from projections.duty_versions import DutyContent
from supervision_rules.verdict import Verdict

LegalPlace: TypeAlias = tuple[int, int, str, int, str]


class Organs:
    """Who acted in a family of cases, to name the organ where a rule names only its kind."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.by_key: Mapping[EventKey, Event] = {event.key: event for event in events}
        self._acting: dict[tuple[str, str | None], list[tuple[LegalPlace, str]]] = {}
        for event in sorted(events, key=legal_order):
            acted = (legal_order(event), event.emitter)
            self._acting.setdefault((event.case, kind_of(event.emitter)), []).append(acted)

    def holder(self, verdict: Verdict) -> str | None:
        """URN of the organ that owes: of the named kind the first to act on the case since the trigger, else
        the last before it. Later acts of others then change nothing.
        """
        if ":" in verdict.holder:
            return verdict.holder
        acting = self._acting.get((verdict.case, verdict.holder))
        if not acting:
            return None
        trigger = self.by_key.get(verdict.trigger)
        since = len(acting) if trigger is None else bisect_left(acting, (legal_order(trigger), ""))
        return acting[min(since, len(acting) - 1)][1]

    def emitter(self, key: EventKey) -> str:
        event = self.by_key.get(key)
        return key.source if event is None else event.emitter


def content_of(verdict: Verdict, organs: Organs) -> DutyContent:
    """Everything of a verdict that does not change merely because time passes."""
    holder = organs.holder(verdict)
    waiting = organs.emitter(verdict.trigger)
    decided = verdict.decided_by
    over = verdict.over_by if decided is not None else None
    warnings = verdict.warn_at if verdict.status == "pending" else ()
    return DutyContent(
        case_id=verdict.case,
        subject=verdict.subject,
        rule=verdict.rule,
        rule_version=verdict.rule_version,
        kind=verdict.kind,
        severity=verdict.severity,
        consequence=verdict.consequence,
        status=verdict.status,
        trigger_source=verdict.trigger.source,
        trigger_id=verdict.trigger.id,
        trigger_day=verdict.trigger_day,
        holder=verdict.holder,
        holder_agency=holder,
        owed_to=None if waiting == holder else waiting,
        due=verdict.due,
        overdue_from=verdict.overdue_from,
        violated_at=_violated_at(verdict, organs),
        warn_at=_json(warnings),
        warn_first=min(warnings, default=None),
        warn_last=max(warnings, default=None),
        decided_source=None if decided is None else decided.source,
        decided_id=None if decided is None else decided.id,
        over_value=None if over is None else over.value,
        over_unit=None if over is None else over.unit,
        evidence=_json(verdict.evidence),
        missing=_json(verdict.missing),
        bases=_json(verdict.bases),
        provisional=int(verdict.provisional_due),
    )


def _violated_at(verdict: Verdict, organs: Organs) -> int | None:
    """First instant at which the law was broken, microseconds; None where it is not."""
    if not verdict.broken:
        return None
    if verdict.overdue_from is not None:
        return verdict.overdue_from
    offending = organs.by_key.get(verdict.trigger)
    return None if offending is None else offending.occurred.earliest


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode() if value else "[]"
