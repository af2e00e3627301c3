"""A case act by act: one step, the state before and after it, and what the rules said then.

Not the timeline (case_page.py). Where one stands is in the address: ?at=, ?known_at=.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from starlette.responses import Response

from app import read_case
from app.access import not_found, own_cases, require_case
from app.closings import of_case, of_rows, sight_of
from domain.errors import Refused
from domain.event import Event
from domain.occurred import from_micros
from projections import case_view
from web import links
from web.case_steps import Act, acts
from web.duty_items import DutyItem, from_verdict
from web.moments import Moment
from web.payload_view import Stated, stated
from web.state_changes import FieldChange, changes
from web.visit import Visit

_MARGIN: Final = timedelta(days=366)
# what a reader looks at first
_ORDER: Final = ("overdue", "violated", "met_late", "undecidable", "pending", "met", "moot")


class ReplayView(msgspec.Struct, frozen=True, kw_only=True):
    """Where one stands (number of all), the act, and the tables. Dead links are None.

    known_at  as asked for, empty for now; jump: the day of this act, for the field to jump by date
    """

    case: str
    case_address: str
    action: str
    number: int
    place: str
    act: str
    type: str
    when: Moment
    recorded: Moment | None
    organ: str
    persons: str
    excerpt: bool
    stated: tuple[Stated, ...]
    first: str | None
    back: str | None
    forward: str | None
    last: str | None
    jump: str
    known_at: str
    changed: tuple[FieldChange, ...]
    unchanged: tuple[FieldChange, ...]
    broken: tuple[DutyItem, ...]
    open: tuple[DutyItem, ...]
    done: tuple[DutyItem, ...]
    in_timeline: str


def show(visit: Visit) -> Response:
    case = visit.parameters["case"]
    require_case(visit.platform, visit.principal, case)
    known_at = _known_at(visit)
    among = own_cases(visit.platform, visit.principal)
    with visit.platform.engine.connect() as connection:
        row = case_view.case(connection, case, among)
    rows = [] if row is None else of_rows(visit.platform, visit.principal, [row], among)
    for one in rows:
        if one.continued_as is not None and not one.acts:
            return visit.go(links.replay(one.continued_as, **visit.query))
    found = acts(visit, case, known_at)
    if not found:
        raise not_found(case)
    view = _view(visit, case, found, _place(visit, found))
    return visit.show("replay.html", case, view, section="cases")


def _view(visit: Visit, case: str, found: Sequence[Act], place: int) -> ReplayView:
    act = found[place]
    event = act.event
    table = changes(visit, act.before, act.after)
    verdicts = _verdicts(visit, case, event)
    last = len(found) - 1
    return ReplayView(
        case=case,
        case_address=links.case(case),
        action=visit.path,
        number=place + 1,
        place=visit.words("replay.place", number=place + 1, all=len(found)),
        act=visit.labels.act(event.type),
        type=event.type,
        when=visit.moments.occurred(event.occurred),
        recorded=None if event.recorded is None else visit.moments.instant(event.recorded),
        organ=visit.labels.organ(event.emitter),
        persons=visit.words("list_separator").join(act.persons),
        excerpt=event.excerpt,
        stated=stated(visit, event) if act.shows_data else (),
        first=_at(visit, 1) if place > 0 else None,
        back=_at(visit, place) if place > 0 else None,
        forward=_at(visit, place + 2) if place < last else None,
        last=_at(visit, last + 1) if place < last else None,
        jump=event.occurred.date.isoformat(),
        known_at=visit.query.get("known_at", ""),
        changed=tuple(row for row in table if row.changed),
        unchanged=tuple(row for row in table if not row.changed),
        broken=tuple(v for v in verdicts if v.finding is not None),
        open=tuple(v for v in verdicts if v.finding is None and v.status.kind in ("pending", "undecidable")),
        done=tuple(v for v in verdicts if v.finding is None and v.status.kind in ("met", "moot")),
        in_timeline=links.act(case, event.key),
    )


def _verdicts(visit: Visit, case: str, event: Event) -> list[DutyItem]:
    """What the rules say when the clock stands at the end of this act, by what was known at known_at."""
    then = from_micros(event.occurred.latest)
    found = read_case.state_at(visit.platform, case, valid_at=then, known_at=_known_at(visit))
    shown = of_case(found, sight_of(visit.platform, visit.principal, [case]))
    items = [from_verdict(visit, verdict) for verdict in shown.verdicts]
    return sorted(items, key=lambda one: (_ORDER.index(one.status.kind), one.due.text if one.due else "", one.id))


def _place(visit: Visit, found: Sequence[Act]) -> int:
    """Index of the step asked for: by number, by act, or the last one up to a date; else the first."""
    query = visit.query
    if query.get("on"):
        day = _date(query["on"])
        until = [n for n, act in enumerate(found) if act.event.occurred.date <= day]
        return max(until, default=0)
    if query.get("act"):
        wanted = (n for n, act in enumerate(found) if links.anchor(act.event.key) == query["act"])
        return next(wanted, 0)
    at = query.get("at", "1")
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 8 else 1
    return max(0, min(number - 1, len(found) - 1))


def _at(visit: Visit, number: int) -> str:
    return visit.with_query(at=str(number), on=None, act=None, lang=None)


def _known_at(visit: Visit) -> datetime | None:
    """A date means: by the end of that day."""
    asked, zone = visit.query.get("known_at"), visit.platform.pack.zone_info
    if not asked:
        return None
    if "T" not in asked:
        day = _date(asked)
        return datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
    try:
        moment = datetime.fromisoformat(asked)
    except ValueError:
        raise _not_a_time(asked) from None
    _date(moment.date().isoformat())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _not_a_time(text) from None
    # a day at the edge of the calendar has no day before or after it
    if not date.min + _MARGIN < day < date.max - _MARGIN:
        raise _not_a_time(text)
    return day


def _not_a_time(text: str) -> Refused:
    return Refused("not-a-date", f"{text[:40]!r} is no date.", remedy="Write it as 2026-03-05.")
