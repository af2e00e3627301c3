"""One case: its head and its readings (timeline, duties, findings, hand-overs, raw record); the address says which.

Not the stepping through it (replay_page.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from starlette.responses import Response

from app import exchanges as hand_overs
from app.access import not_found, own_cases, require_case
from app.closings import marks, of_rows, of_timeline, sight_of
from app.exchanges import Asked
from domain.event import EventKey
from domain.sight import Sight
from projections import case_view, duties, findings_queue, parked, rule_failures, timeline
from projections.case_view import CaseRow
from projections.duties import DutyRow
from projections.findings_queue import FindingRow
from projections.paging import Among
from projections.timeline import TimelineRow
from web import links
from web.case_steps import Act, acts
from web.duty_items import DutyItem, from_row
from web.exchange_items import ExchangeItem
from web.exchange_items import from_row as exchange_item
from web.findings_list import FindingItem, item
from web.links import Link
from web.listing import Filter, choose
from web.moments import Moment
from web.timeline_items import StageGroup, groups
from web.visit import Notice, Visit

READINGS: Final = ("timeline", "duties", "findings", "exchanges", "raw")
ACTS_A_PAGE: Final = 150
MOST_LINES: Final = 500
# what a reader looks at first
_ORDER: Final = ("overdue", "violated", "met_late", "pending", "undecidable", "met", "moot")


class PersonItem(msgspec.Struct, frozen=True, kw_only=True):
    person: str
    status: str
    stage: str
    measure: str
    custody: str
    held: bool
    presence: str
    sentence: str


class CaseHead(msgspec.Struct, frozen=True, kw_only=True):
    """continued: the case that carries this one on, None where it stands by itself. marks: as on its cover."""

    case: str
    stage: str
    agency: str
    opened: Moment | None
    closed: Moment | None
    news: Moment | None
    acts: str
    findings: str
    unexpected: str
    continued: Link | None
    marks: tuple[str, ...]
    persons: tuple[PersonItem, ...]


class RawItem(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded act, retracted and amending ones included."""

    anchor: str
    position: str
    when: Moment
    recorded: Moment | None
    act: str
    type: str
    source: str
    id: str
    persons: str
    standing: str
    stands: bool


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Only the lists of the reading chosen are filled. earlier, later: None where the link is dead.

    troubles  why what is shown may be incomplete: a rule that crashed must never look like nothing to report
    """

    troubles: tuple[Notice, ...]
    head: CaseHead
    tabs: tuple[Link, ...]
    reading: str
    replay: str
    filters: tuple[Filter, ...]
    narrowed: bool
    clear: str
    action: str
    groups: tuple[StageGroup, ...]
    earlier: str | None
    later: str | None
    part: str
    duties: tuple[DutyItem, ...]
    findings: tuple[FindingItem, ...]
    exchanges: tuple[ExchangeItem, ...]
    raw: tuple[RawItem, ...]


def show(visit: Visit) -> Response:
    case = visit.parameters["case"]
    require_case(visit.platform, visit.principal, case)
    among = own_cases(visit.platform, visit.principal)
    seen = sight_of(visit.platform, visit.principal, [case])
    with visit.platform.engine.connect() as connection:
        row = case_view.case(connection, case, among)
    if row is None:
        raise not_found(case)
    [row] = of_rows(visit.platform, visit.principal, [row], among)
    reading = visit.query.get("view", "timeline")
    # a case that is carried on under another id has what was posted, and no course of its own any more
    reading = reading if reading in READINGS else "timeline"
    reading = "raw" if reading == "timeline" and not row.acts else reading
    found = _findings(visit, case, among)
    flagged = _flagged(visit, found)
    all_acts = _narrowed(visit, acts(visit, case), flagged) if reading == "timeline" else ()
    shown, earlier, later, part = _part(visit, all_acts)
    view = CaseView(
        troubles=tuple(_troubles(visit, case)),
        head=_head(visit, row),
        tabs=tuple(
            Link(visit.words(f"reading.{name}"), links.case(case, view=name), name == reading) for name in READINGS
        ),
        reading=reading,
        replay=links.replay(case),
        filters=_filters(visit, row) if reading == "timeline" else (),
        narrowed=bool(visit.query.get("person") or visit.query.get("only")),
        clear=links.case(case),
        action=visit.path,
        groups=groups(visit, case, shown, flagged),
        earlier=earlier,
        later=later,
        part=part,
        duties=tuple(from_row(visit, duty) for duty in _duties(visit, case, among)) if reading == "duties" else (),
        findings=tuple(item(visit, one) for one in found) if reading == "findings" else (),
        exchanges=_exchanges(visit, case) if reading == "exchanges" else (),
        raw=tuple(_raw(visit, case, among, seen)) if reading == "raw" else (),
    )
    return visit.show("case.html", case, view, section="cases")


def _head(visit: Visit, row: CaseRow) -> CaseHead:
    words, labels = visit.words, visit.labels
    return CaseHead(
        case=row.case,
        stage=labels.stage(row.stage),
        agency="" if row.agency is None else labels.organ(row.agency),
        opened=visit.moments.stated(row.opened),
        closed=visit.moments.stated(row.closed),
        news=None if row.last_recorded is None else visit.moments.instant(row.last_recorded),
        acts=words.count("count.acts", row.acts),
        findings=words.count("count.findings", row.open_findings) if row.open_findings else "",
        unexpected=words.count("count.unexpected", row.unexpected) if row.unexpected else "",
        continued=None if row.continued_as is None else Link(row.continued_as, links.case(row.continued_as)),
        marks=tuple(labels.of(mark) for mark in marks(visit.platform, row.case)),
        persons=tuple(
            PersonItem(
                person=one.person,
                status=labels.state("status", one.status),
                stage=labels.stage(one.stage),
                measure=labels.state("measure", one.measure),
                custody=words("custody.held" if one.custody else "custody.free"),
                held=one.custody,
                presence=labels.state("presence", one.presence),
                sentence=labels.state("sentence", one.sentence),
            )
            for one in row.persons
        ),
    )


def _troubles(visit: Visit, case: str) -> Iterator[Notice]:
    with visit.platform.engine.connect() as connection:
        failed = rule_failures.failures(connection, case=case, limit=MOST_LINES).rows
        stuck = [row for row in parked.rows(connection) if row.case == case]
    for rule in dict.fromkeys(row.rule for row in failed):
        yield Notice("error", visit.words("case.rule_failed", rule=visit.labels.rule(rule)))
    if stuck:
        yield Notice("error", visit.words("case.parked"), visit.words("case.parked.remedy"))


def _filters(visit: Visit, row: CaseRow) -> tuple[Filter, ...]:
    words = visit.words
    found = [choose(visit, "only", words("filter.only"), [("flagged", words("filter.flagged"))])]
    if len(row.persons) > 1:
        found.insert(0, choose(visit, "person", words("column.person"), [(p.person, p.person) for p in row.persons]))
    return tuple(found)


def _narrowed(visit: Visit, found: Sequence[Act], flagged: Mapping[EventKey, Sequence[Link]]) -> Sequence[Act]:
    person = visit.query.get("person")
    if person:
        # an act that names nobody concerns everybody
        found = [act for act in found if person in (act.persons or (person,))]
    if visit.query.get("only") == "flagged":
        found = [act for act in found if act.event.key in flagged]
    return found


def _part(visit: Visit, found: Sequence[Act]) -> tuple[Sequence[Act], str | None, str | None, str]:
    """The acts to show, with the ways to earlier and later ones; the part that holds the act pointed at."""
    wanted = visit.query.get("act", "")
    start = next((n for n, act in enumerate(found) if links.anchor(act.event.key) == wanted), None)
    asked = visit.query.get("from", "0")
    if start is None:
        start = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    start = min(start, max(0, len(found) - 1)) // ACTS_A_PAGE * ACTS_A_PAGE
    end = min(start + ACTS_A_PAGE, len(found))
    earlier = visit.with_query(**{"from": str(start - ACTS_A_PAGE)}, act=None, lang=None) if start else None
    later = visit.with_query(**{"from": str(end)}, act=None, lang=None) if end < len(found) else None
    part = visit.words("timeline.part", start=start + 1, end=end, all=len(found)) if earlier or later else ""
    return found[start:end], earlier, later, part


def _findings(visit: Visit, case: str, among: Among | None) -> Sequence[FindingRow]:
    with visit.platform.engine.connect() as connection:
        return findings_queue.findings(connection, visit.now, case=case, among=among, limit=MOST_LINES).rows


def _duties(visit: Visit, case: str, among: Among | None) -> Sequence[DutyRow]:
    with visit.platform.engine.connect() as connection:
        rows = duties.all_duties(connection, visit.now, case_id=case, among=among, limit=MOST_LINES).rows
    return sorted(rows, key=lambda row: (_ORDER.index(row.status), row.due or "", row.id))


def _exchanges(visit: Visit, case: str) -> tuple[ExchangeItem, ...]:
    rows = hand_overs.page(visit.platform, visit.principal, Asked(case=case), limit=MOST_LINES).rows
    return tuple(exchange_item(visit, row) for row in reversed(rows))


def _flagged(visit: Visit, found: Sequence[FindingRow]) -> Mapping[EventKey, Sequence[Link]]:
    """Acts that opened a duty which was broken -> these findings; withdrawn ones do not count."""
    flagged: dict[EventKey, list[Link]] = {}
    for row in found:
        if row.state != "withdrawn":
            rule = visit.labels.rule(row.rule)
            text = rule if row.subject is None else visit.words("timeline.of_person", rule=rule, person=row.subject)
            link = Link(text, links.finding(row.id))
            flagged.setdefault(row.trigger, []).append(link)
    return flagged


def _raw(visit: Visit, case: str, among: Among | None, seen: Sight) -> Sequence[RawItem]:
    with visit.platform.engine.connect() as connection:
        rows = timeline.timeline(connection, case, among=among, limit=MOST_LINES).rows
    return [_raw_item(visit, of_timeline(row, seen)) for row in rows]


def _raw_item(visit: Visit, row: TimelineRow) -> RawItem:
    return RawItem(
        anchor=links.anchor(row.key),
        position=str(row.position),
        when=visit.moments.stated(row.occurred_text) or visit.moments.instant(row.occurred_at),
        recorded=None if row.recorded_at is None else visit.moments.instant(row.recorded_at),
        act=visit.labels.act(row.type),
        type=row.type,
        source=row.key.source,
        id=row.key.id,
        persons=visit.words("list_separator").join(row.persons),
        standing=visit.words(f"standing.{row.standing}"),
        stands=row.standing in ("standing", "corrected"),
    )
