"""Hand-overs for statistics: those that are alike as one fact, with their number. Read from one index.

Queries over projections/exchanges.py; no table of its own, and no counting (domain/figures/).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, func, not_, null, or_, select

from domain.figures.fact import Fact, Passed
from projections.closed_records import Shown, any_at_all, in_case
from projections.exchanges import FACT_COLUMNS, NAME, exchanges
from projections.schema import shown

_rows = exchanges.c
_TIMES = ("received_least", "received_most", "answered_least", "answered_most")


def facts(
    connection: Connection,
    *,
    of_times: bool,
    flow: str | None = None,
    agency: str | None = None,
    month: str | None = None,
    shown_only: Shown | None = None,
) -> Iterator[tuple[Fact, int]]:
    """Every hand-over but those of excerpts, in no order: a fact and how many are like it.

    of_times    with how long they took
    agency      URN of the sender or the receiver; month: YYYY-MM of sending
    shown_only  without what the law closes to the reader: those few are taken off again, by a negative number
    """
    wanted = [_rows.build == shown(NAME), _rows.excerpt == 0]
    if flow is not None:
        wanted.append(_rows.flow == flow)
    if month is not None:
        wanted.append(_rows.sent_month == month)
    if agency is not None:
        wanted.append(or_(_rows.sender == agency, _rows.receiver == agency))
    yield from _grouped(connection, wanted, of_times)
    if shown_only is not None and any_at_all(connection):
        visible = shown_only.rows(_rows.case_id, _rows.person, (_rows.send_source, _rows.send_id))
        for fact, number in _grouped(connection, [*wanted, in_case(_rows.case_id), not_(visible)], of_times):
            yield fact, -number


def _grouped(connection: Connection, wanted: list[ColumnElement[bool]], of_times: bool) -> Iterator[tuple[Fact, int]]:
    columns = [_rows[name] for name in FACT_COLUMNS]
    keys = columns if of_times else [column for column in columns if column.name not in _TIMES]
    told = [column if column.name not in _TIMES or of_times else null().label(column.name) for column in columns]
    query = select(*told, func.count()).where(*wanted).group_by(*keys)
    for (
        flow, month, sender, receiver, state, expected, on_paper, received, answered,
        received_least, received_most, answered_least, answered_most, number,
    ) in connection.execute(query):  # fmt: skip
        yield (
            Fact(
                flow=flow, month=month, sender=sender, receiver=receiver, state=state, answer_expected=bool(expected),
                on_paper=bool(on_paper), received=bool(received), answered=bool(answered),
                received_after=None if received_least is None else Passed(received_least, received_most),
                answered_after=None if answered_least is None else Passed(answered_least, answered_most),
            ),
            int(number),
        )  # fmt: skip
