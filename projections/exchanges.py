"""Exchange ledger: every hand-over between agencies, in which state, and which need somebody's attention.

Not the duties of the law (duties.py): what is late here is agreed between agencies and an alarm, never a breach.
Nothing happens when a time passes: lists compare with `now`, so what nobody acknowledged shows without a new act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, get_args

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import ColumnElement

from domain import agency as agencies
from domain.event import CaseId, EventKey, PersonId
from domain.exchange import Exchange, State, Step
from domain.figures.fact import fact_of
from projections import parked
from projections.bulk_insert import insert_rows
from projections.duties import OPEN, duties
from projections.family_view import FamilyView
from projections.paging import Among, Order, Page, page_of
from projections.schema import metadata, projections, shown
from supervision_rules.hand_overs import hand_overs

NAME = "exchanges"
Alarm = Literal["unacknowledged", "unanswered", "recalls"]
ALARMS: tuple[Alarm, ...] = get_args(Alarm)
AWAITING = ("sent", "received", "accepted")

exchanges = Table(
    "exchanges",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("exchange_id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("person", Text),
    Column("flow", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("receiver", Text),
    Column("receiver_kinds", Text, nullable=False),
    Column("named", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("send_source", Text, nullable=False),
    Column("send_id", Text, nullable=False),
    Column("taken_source", Text),
    Column("taken_id", Text),
    Column("sent_at", BigInteger, nullable=False),
    Column("sent_month", Text, nullable=False),
    Column("acknowledge_by", BigInteger),
    Column("answer_expected", Integer, nullable=False),
    Column("acknowledged_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("recalled_at", BigInteger),
    Column("confirmed_at", BigInteger),
    Column("on_paper", Integer, nullable=False),
    Column("excerpt", Integer, nullable=False),
    Column("steps", Text, nullable=False),
    Column("received", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("received_least", BigInteger),
    Column("received_most", BigInteger),
    Column("answered_least", BigInteger),
    Column("answered_most", BigInteger),
    PrimaryKeyConstraint("build", "exchange_id", name="exchanges_pkey"),
)
Index("exchanges_case", exchanges.c.build, exchanges.c.case_id)
Index("exchanges_sent", exchanges.c.build, exchanges.c.sent_at, exchanges.c.exchange_id)
# read by exchange_rhythms.py without the rows themselves
_pair = (exchanges.c.sender, exchanges.c.receiver, exchanges.c.flow, exchanges.c.sent_at, exchanges.c.excerpt)
Index("exchanges_pair", exchanges.c.build, *_pair)
_waits = (exchanges.c.state, exchanges.c.receiver, exchanges.c.sent_at, exchanges.c.excerpt)
Index("exchanges_waiting", exchanges.c.build, *_waits)
# what statistics read and group by (exchange_facts.py), in that order, so that they leave the rows themselves alone
FACT_COLUMNS = (
    "flow", "sent_month", "sender", "receiver", "state", "answer_expected", "on_paper", "received", "answered",
    "received_least", "received_most", "answered_least", "answered_most",
)  # fmt: skip
Index("exchanges_facts", exchanges.c.build, exchanges.c.excerpt, *(exchanges.c[name] for name in FACT_COLUMNS))
_unacknowledged = exchanges.c.state == "sent"
Index(
    "exchanges_unacknowledged",
    exchanges.c.build,
    exchanges.c.acknowledge_by,
    sqlite_where=_unacknowledged,
    postgresql_where=_unacknowledged,
)


class ExchangeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over as lists show it; times in microseconds. What the fields mean: domain/exchange.Exchange.

    alarms  which lists it stands on, as of the `now` of the query; `unanswered` by its list only, which asks the duties
    """

    id: str
    case: CaseId
    person: PersonId | None
    flow: str
    state: State
    sender: str
    receiver: str | None
    receiver_kinds: tuple[str, ...]
    named: bool
    send: EventKey
    sent_at: int
    acknowledge_by: int | None
    answer_expected: bool
    acknowledged_at: int | None
    answered_at: int | None
    closed_at: int | None
    recalled_at: int | None
    confirmed_at: int | None
    on_paper: bool
    excerpt: bool
    steps: tuple[Step, ...]
    alarms: tuple[Alarm, ...]


def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
    """Write the hand-overs of these families anew."""
    cases = [case for view in views for case in sorted(view.cases)]
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        connection.execute(delete(exchanges).where(exchanges.c.build == build, exchanges.c.case_id.in_(some)))
    insert_rows(connection, exchanges, [row for view in views for row in _rows(build, view)])


def listed(
    connection: Connection,
    now: int,
    *,
    alarm: Alarm | None = None,
    flow: str | None = None,
    state: str | None = None,
    sender: str | None = None,
    receiver: str | None = None,
    agency: str | None = None,
    case: str | None = None,
    rules: Collection[tuple[str, str]] = (),
    among: Among | None = None,
    desk: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ExchangeRow]:
    """Hand-overs, the latest first; of an alarm the longest waiting first.

    agency  URN: those that it sent or that go to it
    rules   (flow, rule) pairs: the duties that run on a flow, for `unanswered` (`rule_pairs`)
    desk    only those that this agency (URN) sent or is to take
    """
    rows = exchanges.c
    query = select(exchanges).where(rows.build == shown(NAME))
    if alarm is not None:
        query = query.where(on_list(alarm, now, rules))
    for column, wanted in ((rows.flow, flow), (rows.state, state), (rows.sender, sender), (rows.case_id, case)):
        if wanted is not None:
            query = query.where(column == wanted)
    if receiver is not None:
        query = query.where(taken_by(receiver))
    for one in (agency, desk):
        if one is not None:
            query = query.where(or_(rows.sender == one, taken_by(one)))
    if among is not None:
        query = query.where(shown_to(among))
    latest = alarm is None
    order = (Order(rows.sent_at, descending=latest), Order(rows.exchange_id, descending=latest))
    return page_of(connection, query, order, lambda row: _read(row, now, alarm), cursor, limit)


def one(connection: Connection, exchange_id: str, now: int, *, among: Among | None = None) -> ExchangeRow | None:
    query = select(exchanges).where(exchanges.c.build == shown(NAME), exchanges.c.exchange_id == exchange_id)
    if among is not None:
        query = query.where(shown_to(among))
    row = connection.execute(query).one_or_none()
    return None if row is None else _read(row, now)


def of_persons(
    connection: Connection,
    now: int,
    *,
    flows: Sequence[str],
    cases: Sequence[str],
    persons: Sequence[str],
    among: Among | None = None,
    desk: str | None = None,
) -> list[ExchangeRow]:
    """Hand-overs of these flows on these persons in these cases (a page of them), in no order. desk: as in `listed`."""
    rows = exchanges.c
    query = select(exchanges).where(
        rows.build == shown(NAME), rows.case_id.in_(cases), rows.person.in_(persons), rows.flow.in_(flows)
    )
    if desk is not None:
        query = query.where(or_(rows.sender == desk, taken_by(desk)))
    if among is not None:
        query = query.where(shown_to(among))
    return [_read(row, now) for row in connection.execute(query)]


class Moment(msgspec.Struct, frozen=True):
    """A look at the ledger of exchanges that does not move. parked: the first case of each family missing from it."""

    connection: Connection
    position: int
    parked: tuple[CaseId, ...]


@contextmanager
def at_one_moment(engine: Engine) -> Iterator[Moment]:
    """The shown build at one position, however many queries are asked."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        stand = connection.execute(
            select(projections.c.build, projections.c.position).where(
                projections.c.name == NAME, projections.c.active == 1
            )
        ).one()
        missing = parked.rows(connection, processor=NAME, build=stand.build)
        yield Moment(connection, stand.position, tuple(row.case for row in missing))


def counted(
    connection: Connection,
    now: int,
    rules: Collection[tuple[str, str]],
    *,
    among: Among | None = None,
    desk: str | None = None,
) -> dict[Alarm, int]:
    """How many hand-overs stand on each list of alarms."""
    found: dict[Alarm, int] = {}
    for alarm in ALARMS:
        query = select(func.count()).select_from(exchanges)
        query = query.where(exchanges.c.build == shown(NAME), on_list(alarm, now, rules))
        if among is not None:
            query = query.where(shown_to(among))
        if desk is not None:
            query = query.where(or_(exchanges.c.sender == desk, taken_by(desk)))
        found[alarm] = int(connection.execute(query).scalar_one())
    return found


def on_list(alarm: Alarm, now: int, rules: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """Condition on rows: not acknowledged in the time agreed; not answered in the time set by law; recalled and not
    confirmed.
    """
    rows = exchanges.c
    if alarm == "unacknowledged":
        return and_(rows.state == "sent", rows.acknowledge_by < now)
    if alarm == "recalls":
        return rows.state == "recalled"
    trigger = tuple_(duties.c.trigger_source, duties.c.trigger_id)
    of_law = exists().where(
        duties.c.known_to.is_(None),
        duties.c.status.in_(OPEN),
        duties.c.overdue_from <= now,
        duties.c.case_id == rows.case_id,
        or_(duties.c.subject.is_(None), rows.person.is_(None), duties.c.subject == rows.person),
        trigger.in_([tuple_(rows.send_source, rows.send_id), tuple_(rows.taken_source, rows.taken_id)]),
        tuple_(rows.flow, duties.c.rule).in_(sorted(rules)),
    )
    return and_(rows.answer_expected == 1, rows.state.in_(AWAITING), of_law)


def shown_to(among: Among) -> ColumnElement[bool]:
    """Condition on rows: the reader sees the case, and neither the person nor the sending act is closed to it."""
    rows = exchanges.c
    return among(rows.case_id, person=rows.person, act=(rows.send_source, rows.send_id))


def taken_by(agency: str) -> ColumnElement[bool]:
    """Condition on rows: `agency` (URN) is the receiver. Where only its kind is known, that of the sender's region."""
    own = exchanges.c.receiver == agency
    parts = agencies.parts(agency)
    if parts is None:
        return own
    kinds = exchanges.c.receiver_kinds.contains(f" {parts.kind} ", autoescape=True)
    return or_(own, and_(exchanges.c.receiver.is_(None), kinds, exchanges.c.region == agencies.region_of(agency)))


def _rows(build: int, view: FamilyView) -> list[dict[str, object]]:
    found = hand_overs(view.pack, view.raw, history=view.history, links=view.links)
    return [_row(build, view, one) for one in found]


def _row(build: int, view: FamilyView, one: Exchange) -> dict[str, object]:
    send, fact = one.steps[0], fact_of(one, view.pack.zone_info)
    received, answered = fact.received_after, fact.answered_after
    taken = next((step for step in one.steps if step.kind in ("receive", "accept")), None)
    event = view.standing.get(send.event)
    return {
        "build": build, "exchange_id": one.id, "case_id": one.case, "person": one.person, "flow": one.flow,
        "state": one.state, "sender": one.sender, "receiver": one.receiver,
        "receiver_kinds": f" {' '.join(one.receiver_kinds)} ", "named": int(one.named),
        "region": agencies.region_of(one.sender), "send_source": send.event.source, "send_id": send.event.id,
        "taken_source": None if taken is None else taken.event.source,
        "taken_id": None if taken is None else taken.event.id,
        "sent_at": one.sent_at, "sent_month": fact.month,
        "acknowledge_by": one.acknowledge_by,
        "answer_expected": int(one.answer_expected), "acknowledged_at": one.acknowledged_at,
        "answered_at": one.answered_at, "closed_at": one.closed_at, "recalled_at": one.recalled_at,
        "confirmed_at": one.confirmed_at, "on_paper": int(one.on_paper),
        "excerpt": int(event is not None and event.excerpt), "steps": msgspec.json.encode(one.steps).decode(),
        "received": int(fact.received), "answered": int(fact.answered),
        "received_least": None if received is None else received.least,
        "received_most": None if received is None else received.most,
        "answered_least": None if answered is None else answered.least,
        "answered_most": None if answered is None else answered.most,
    }  # fmt: skip


def _read(row: Row[*tuple[object, ...]], now: int, listed_for: Alarm | None = None) -> ExchangeRow:
    alarms: list[Alarm] = []
    if row.state == "sent" and row.acknowledge_by is not None and row.acknowledge_by < now:
        alarms.append("unacknowledged")
    if listed_for == "unanswered":
        alarms.append(listed_for)
    if row.state == "recalled":
        alarms.append("recalls")
    return ExchangeRow(
        id=row.exchange_id,
        case=CaseId(row.case_id),
        person=None if row.person is None else PersonId(row.person),
        flow=row.flow,
        state=row.state,
        sender=row.sender,
        receiver=row.receiver,
        receiver_kinds=tuple(row.receiver_kinds.split()),
        named=bool(row.named),
        send=EventKey(row.send_source, row.send_id),
        sent_at=row.sent_at,
        acknowledge_by=row.acknowledge_by,
        answer_expected=bool(row.answer_expected),
        acknowledged_at=row.acknowledged_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        recalled_at=row.recalled_at,
        confirmed_at=row.confirmed_at,
        on_paper=bool(row.on_paper),
        excerpt=bool(row.excerpt),
        steps=msgspec.json.decode(row.steps, type=tuple[Step, ...]),
        alarms=tuple(alarms),
    )
