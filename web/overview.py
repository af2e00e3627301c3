"""The first page: how many duties stand in which light, the newest findings, and up to where the data reach.

Not a statistic and no league table: every number leads to the lines it counts.
"""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from app import exchanges as hand_overs
from app.access import own_cases
from app.health import health
from domain.permission import may
from projections import duty_board, findings_queue
from projections.findings_queue import FindingRow
from projections.paging import Page
from supervision_rules.finding import OPEN
from web.duties_page import LEVELS
from web.findings_list import FindingItem, item
from web.links import Link
from web.moments import Moment
from web.tags import Tag
from web.visit import Notice, Visit

NEWEST = 10


class Light(msgspec.Struct, frozen=True):
    """One light: its word, how many duties (empty where the reader does not see all), and where they are listed."""

    tag: Tag
    count: str
    address: str


class OverviewView(msgspec.Struct, frozen=True, kw_only=True):
    """reach: up to which position the pages know; troubles: what the reader should know about that."""

    lights: tuple[Light, ...]
    lists: tuple[Light, ...]
    findings: tuple[Light, ...]
    newest: tuple[FindingItem, ...]
    all_findings: Link
    reach: str
    as_of: Moment
    troubles: tuple[Notice, ...]


def show(visit: Visit) -> Response:
    words = visit.words
    page = _fetch(visit)
    found = health(visit.platform)
    behind = max((lag.lag for lag in found.projections if lag.state == "live"), default=0)
    view = OverviewView(
        lights=_lights(visit),
        lists=_lists(visit),
        findings=_states(visit),
        newest=tuple(item(visit, row) for row in page.rows),
        all_findings=Link(words("overview.all_findings"), "/findings"),
        reach=words("overview.reach", position=found.head - behind),
        as_of=visit.moments.instant(visit.now),
        troubles=tuple(_troubles(visit, behind, len(found.parked), found.rule_failures)),
    )
    return visit.show("overview.html", words("section.overview"), view, section="overview")


def _fetch(visit: Visit) -> Page[FindingRow]:
    with visit.platform.engine.connect() as connection:
        return findings_queue.findings(
            connection, visit.now, state=sorted(OPEN), among=own_cases(visit.platform, visit.principal), limit=NEWEST
        )


def _lights(visit: Visit) -> tuple[Light, ...]:
    counts: dict[str, int] = {}
    if may(visit.principal, "read_totals"):
        with visit.platform.engine.connect() as connection:
            counts = msgspec.structs.asdict(
                duty_board.counts(connection, visit.now, own_cases(visit.platform, visit.principal))
            )
    return tuple(
        Light(
            Tag(name, visit.words(f"level.{name}")),
            str(counts[name]) if name in counts else "",
            f"/duties?level={name}",
        )
        for name in LEVELS
    )


def _lists(visit: Visit) -> tuple[Light, ...]:
    """The pack's watch lists, and hand-overs that wait: how many lines each has now, of those this reader sees."""
    lists = visit.platform.pack.lists
    waiting = tuple(
        Light(
            Tag("overdue" if number else "normal", visit.words(f"alarm.{alarm}")),
            str(number),
            f"/exchanges?alarm={alarm}",
        )
        for alarm, number in hand_overs.alarms(visit.platform, visit.principal).items()
        if len(visit.platform.pack.flows)
    )
    with visit.platform.engine.connect() as connection:
        counted = duty_board.overdue_by_list(connection, visit.now, lists, own_cases(visit.platform, visit.principal))
    watched = tuple(
        Light(
            Tag("overdue" if number else "normal", visit.labels.of(lists[name].label)),
            str(number),
            f"/duties?level=overdue&list={name}",
        )
        for name, number in counted.items()
    )
    return (*watched, *waiting)


def _states(visit: Visit) -> tuple[Light, ...]:
    if not may(visit.principal, "read_totals"):
        return ()
    with visit.platform.engine.connect() as connection:
        counts = findings_queue.counts(connection, own_cases(visit.platform, visit.principal))
    states = ("raised", "assigned", "confirmed", "notice_sent", "replied", "rectified", "reopened")
    return tuple(
        Light(Tag(f"state-{s}", visit.words(f"state.{s}")), str(counts[s]), f"/findings?state={s}")
        for s in states
        if counts.get(s)
    )


def _troubles(visit: Visit, behind: int, parked: int, failures: int) -> list[Notice]:
    """A rule that crashed and a case that is parked must never look like nothing to report."""
    counted = (("overview.behind", behind), ("overview.parked", parked), ("overview.rule_failures", failures))
    return [Notice("error", visit.words.count(key, number)) for key, number in counted if number]
