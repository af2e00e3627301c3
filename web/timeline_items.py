"""The acts of a case as a timeline: grouped by stage, idle time folded, happened against recorded.

Not the raw record (case_page.py shows that from the projection). Order is the legal order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from domain.event import Event, EventKey
from domain.occurred import from_micros
from web import links
from web.case_steps import Act
from web.links import Link
from web.moments import Moment
from web.payload_view import Stated, stated
from web.visit import Visit

# days without an act from which the silence is shown as a line of its own; display only
IDLE_DAYS: Final = 15


class TimelineItem(msgspec.Struct, frozen=True, kw_only=True):
    """One act. gap: 其间 23 日无记录, empty where there was none. late: recorded on a later day than it happened."""

    anchor: str
    number: int
    gap: str
    when: Moment
    act: str
    organ: str
    persons: str
    recorded: Moment | None
    late: str
    excerpt: bool
    findings: tuple[Link, ...]
    stated: tuple[Stated, ...]
    replay: str
    pointed_at: bool


class StageGroup(msgspec.Struct, frozen=True):
    """Acts under one stage; a stage that comes back is a group of its own."""

    stage: str
    items: tuple[TimelineItem, ...]


def groups(
    visit: Visit, case: str, acts: Sequence[Act], flagged: Mapping[EventKey, Sequence[Link]]
) -> tuple[StageGroup, ...]:
    """`acts` in order; flagged: findings that name an act in their evidence."""
    found: list[tuple[str, list[TimelineItem]]] = []
    previous: Event | None = None
    for act in acts:
        event = act.event
        stage = visit.words("timeline.acts") if act.after is None else visit.labels.stage(act.after.stage)
        if not found or found[-1][0] != stage:
            found.append((stage, []))
        found[-1][1].append(_item(visit, case, act, previous, flagged))
        previous = event
    return tuple(StageGroup(stage, tuple(items)) for stage, items in found)


def _item(
    visit: Visit,
    case: str,
    act: Act,
    previous: Event | None,
    flagged: Mapping[EventKey, Sequence[Link]],
) -> TimelineItem:
    event, number = act.event, act.number
    idle = 0 if previous is None else event.occurred.day - previous.occurred.day
    anchor = links.anchor(event.key)
    return TimelineItem(
        anchor=anchor,
        number=number,
        gap=visit.moments.gap(idle) if idle >= IDLE_DAYS else "",
        when=visit.moments.occurred(event.occurred),
        act=visit.labels.act(event.type),
        organ=visit.labels.organ(event.emitter),
        persons=visit.words("list_separator").join(act.persons),
        recorded=None if event.recorded is None else visit.moments.instant(event.recorded),
        late=_late(visit, event),
        excerpt=event.excerpt,
        findings=tuple(flagged.get(event.key, ())),
        stated=stated(visit, event) if act.shows_data else (),
        replay=links.replay(case, at=str(number)),
        pointed_at=visit.query.get("act") == anchor,
    )


def _late(visit: Visit, event: Event) -> str:
    if event.recorded is None:
        return ""
    day = from_micros(event.recorded).astimezone(visit.platform.pack.zone_info).date().toordinal()
    days = day - event.occurred.day
    return visit.words.count("timeline.recorded_later", days) if days > 0 else ""
