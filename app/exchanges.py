"""Hand-overs as one actor may see them: lists, one with the duties that run on it, alarms, figures. Use cases.

Not the fold (domain/exchange.py) and not the words (edges). What is not the actor's to see is NotFound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from sqlalchemy import or_, select, tuple_

from app.access import own_cases, own_desk
from app.closings import EVERYTHING, sight_of
from app.composition import Platform
from domain.errors import NotFound
from domain.permission import Principal
from ledger import reading_scope
from projections import exchange_totals, exchanges
from projections.duties import OPEN, DutyRow, duties, of_duties, read_row
from projections.exchange_totals import AgencyTotals
from projections.exchanges import ALARMS, Alarm, ExchangeRow
from projections.paging import Page

AT_ONCE: Final = 50
"""Hand-overs whose duties are asked for in one query: about as many as a page shows."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which hand-overs. agency: sent by it or going to it."""

    alarm: Alarm | None = None
    flow: str | None = None
    state: str | None = None
    sender: str | None = None
    receiver: str | None = None
    agency: str | None = None
    case: str | None = None


def page(
    platform: Platform, actor: Principal, asked: Asked, *, cursor: str | None = None, limit: int = 50
) -> Page[ExchangeRow]:
    """One page of the actor's hand-overs. Raises Refused("cursor-invalid")."""
    with platform.engine.connect() as connection:
        found = exchanges.listed(
            connection, platform.now(), **msgspec.structs.asdict(asked), rules=rule_pairs(platform),
            among=own_cases(platform, actor), desk=own_desk(actor), cursor=cursor, limit=limit,
        )  # fmt: skip
    return Page(tuple(as_seen(found.rows, platform, actor)), found.next)


def exchange(platform: Platform, actor: Principal, exchange_id: str) -> ExchangeRow:
    """Raises NotFound, also where the case is not the actor's to see."""
    with platform.engine.connect() as connection:
        found = exchanges.one(connection, exchange_id, platform.now(), among=own_cases(platform, actor))
    desk = own_desk(actor)
    if found is None or (desk is not None and desk not in (found.sender, found.receiver)):
        raise NotFound(
            f"There is no hand-over {exchange_id[:64]!r}, or your office took no part in its case.",
            remedy="Take the id from a list of hand-overs.",
        )
    [shown] = as_seen([found], platform, actor)
    return shown


def as_seen(rows: Sequence[ExchangeRow], platform: Platform, actor: Principal) -> Iterator[ExchangeRow]:
    """Hand-overs without steps that are closed to the actor; where a person of the case is, without what steps state in
    words.
    """
    seen = sight_of(platform, actor, {row.case for row in rows})
    for row in rows:
        if seen == EVERYTHING:
            yield row
            continue
        steps = (*row.steps[:1], *(step for step in row.steps[1:] if step.event not in seen.acts))
        if seen.persons:  # an act on several persons may say it of one who is closed
            steps = tuple(msgspec.structs.replace(step, reason=None, shows=()) for step in steps)
        yield msgspec.structs.replace(row, steps=steps)


def duties_on(
    platform: Platform, actor: Principal, found: Sequence[ExchangeRow], *, overdue: bool = False
) -> dict[str, tuple[DutyRow, ...]]:
    """Id of each hand-over -> the duties of law that run on it: of its flow's rules, opened or met by one of its acts.

    Only those that the actor sees among the duties of the case. overdue: only those that are late now.
    """
    by_flow = {flow.id: flow.rules for flow in platform.pack.flows.by_id.values()}
    of_each: dict[str, tuple[DutyRow, ...]] = {}
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        read = _duties(platform, actor, some, {rule for one in some for rule in by_flow.get(one.flow, ())}, overdue)
        for one in some:
            own = {step.event for step in one.steps}
            of_each[one.id] = tuple(
                duty for duty in read
                if duty.rule in by_flow.get(one.flow, ()) and (duty.trigger in own or duty.decided_by in own)
                and (one.person is None or duty.subject in (None, one.person))
            )  # fmt: skip
    return of_each


def _duties(
    platform: Platform, actor: Principal, found: Sequence[ExchangeRow], rules: set[str], overdue: bool
) -> list[DutyRow]:
    acts = sorted({(step.event.source, step.event.id) for one in found for step in one.steps})
    rows = duties.c
    query = select(duties).where(
        rows.known_to.is_(None),
        rows.rule.in_(sorted(rules)),
        or_(
            tuple_(rows.trigger_source, rows.trigger_id).in_(acts),
            tuple_(rows.decided_source, rows.decided_id).in_(acts),
        ),
    )
    now, among = platform.now(), own_cases(platform, actor)
    if overdue:
        query = query.where(rows.status.in_(OPEN), rows.overdue_from <= now)
    if among is not None:
        query = query.where(of_duties(among))
    with platform.engine.connect() as connection:
        return [read_row(row, now) for row in connection.execute(query.order_by(rows.overdue_from, rows.duty_id))]


def alarms(platform: Platform, actor: Principal) -> dict[Alarm, int]:
    """How many of the actor's hand-overs stand on each list of alarms."""
    with platform.engine.connect() as connection:
        return exchanges.counted(
            connection, platform.now(), rule_pairs(platform), among=own_cases(platform, actor), desk=own_desk(actor)
        )


@reading_scope.of_the_platform()
def all_alarms(platform: Platform) -> dict[Alarm, int]:
    """The same over everything, for metrics: numbers that name nobody."""
    if not platform.pack.flows.by_id:
        return dict.fromkeys(ALARMS, 0)
    with platform.engine.connect() as connection:
        return exchanges.counted(connection, platform.now(), rule_pairs(platform))


def totals(platform: Platform, actor: Principal, agency: str | None = None) -> list[AgencyTotals]:
    """Sent, received and answered per agency and flow, in the cases that the actor sees. No order of merit."""
    desk = own_desk(actor)
    with platform.engine.connect() as connection:
        found = exchange_totals.by_agency(
            connection, among=own_cases(platform, actor), agency=agency if desk is None else desk
        )
    return [one for one in found if agency in (None, one.agency)]


def rule_pairs(platform: Platform) -> frozenset[tuple[str, str]]:
    """(flow, rule): which duties of law run on which hand-overs."""
    return frozenset((flow.id, rule) for flow in platform.pack.flows.by_id.values() for rule in flow.rules)
