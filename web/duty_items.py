"""One duty as a line of a table: on the duty board, in a case, and at a step of the replay."""

from __future__ import annotations

from datetime import date

import msgspec

from projections.duties import DutyRow
from supervision_rules.verdict import BROKEN, Verdict
from supervision_rules.wording import says
from web import links, tags
from web.links import Link
from web.moments import Moment
from web.tags import Tag
from web.visit import Visit


class DutyItem(msgspec.Struct, frozen=True, kw_only=True):
    """finding: address of the finding, None where nothing is broken. left: 剩 3 日, 逾期 2 日, or empty."""

    id: str
    rule: str
    article: str
    case: Link
    person: str
    holder: str
    opened: Moment
    due: Moment | None
    left: str
    status: Tag
    severity: Tag
    finding: str | None
    says: str = ""
    provisional: bool = False


def from_row(visit: Visit, row: DutyRow) -> DutyItem:
    words, labels, moments = visit.words, visit.labels, visit.moments
    broken = row.status in BROKEN
    if row.over_value is not None and row.over_unit is not None:
        left = moments.lateness(row.over_value, row.over_unit)
    else:
        left = moments.distance(row.due) if row.status == "pending" else ""
    lit = row.status == "pending" and row.level is not None
    return DutyItem(
        id=row.id,
        rule=labels.rule(row.rule),
        article=labels.article(row.rule),
        case=Link(row.case, links.case(row.case)),
        person=row.subject or "",
        holder=labels.organ(row.holder_agency or row.holder),
        opened=moments.day(date.fromordinal(row.trigger_day)),
        due=moments.stated(row.due),
        left=left,
        status=tags.level(words, row.level) if lit and row.level else tags.status(words, row.status),
        severity=tags.severity(words, row.severity),
        finding=links.finding(row.id) if broken else None,
        provisional=row.provisional,
    )


def from_verdict(visit: Visit, verdict: Verdict) -> DutyItem:
    """As of the `now` of the verdict; the distance to its due day is not shown, for now is then, not today."""
    words, labels, moments = visit.words, visit.labels, visit.moments
    late = verdict.over_by
    return DutyItem(
        id=verdict.id,
        rule=labels.rule(verdict.rule),
        article=labels.article(verdict.rule),
        case=Link(verdict.case, links.case(verdict.case)),
        person=verdict.subject or "",
        holder=labels.organ(verdict.holder),
        opened=moments.day(date.fromordinal(verdict.trigger_day)),
        due=moments.stated(verdict.due),
        left="" if late is None else moments.lateness(late.value, late.unit),
        status=tags.status(words, verdict.status),
        severity=tags.severity(words, verdict.severity),
        finding=links.finding(verdict.id) if verdict.broken else None,
        says=says(visit.platform.pack, verdict, words.language),
        provisional=verdict.provisional_due,
    )
