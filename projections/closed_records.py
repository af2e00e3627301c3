"""What the law closes inside cases, row by row, for the conditions of lists. Written from domain/sight.py by runner.py.

Not who is shut out by which rule (sight.yaml of the pack, asked by app/closings.py). One row says that a person, an act
or a whole case is closed; further rows of the same key name an agency to which it is open all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    and_,
    delete,
    exists,
    not_,
    select,
)

from domain.event import CaseId, EventKey, PersonId
from domain.sight import Closure
from projections.bulk_insert import insert_rows
from projections.family_view import FamilyView
from projections.schema import metadata, shown

NAME: Final = "closed_records"
_NOBODY: Final = ""
_AT_ONCE: Final = 500

# person, act_source, act_id: empty where the row is not about a person or an act; agency empty: closed, else open to it
closed_records = Table(
    "closed_records",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("act_source", Text, nullable=False),
    Column("act_id", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("agency", Text, nullable=False),
    PrimaryKeyConstraint(
        "build", "case_id", "person", "act_source", "act_id", "rule", "agency", name="closed_records_pkey"
    ),
)
# made once: every list asks under these names, and making them took longer than the rest of its condition
_CLOSED: Final = closed_records.alias("closed_here")
_OPENED: Final = closed_records.alias("opened_all_the_same")


def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
    """Write the rows of these families anew."""
    c = closed_records.c
    cases = [case for view in views for case in sorted(view.cases)]
    for start in range(0, len(cases), _AT_ONCE):
        some = cases[start : start + _AT_ONCE]
        connection.execute(delete(closed_records).where(c.build == build, c.case_id.in_(some)))
    rows = [row for view in views for closure in view.closures for row in _rows(build, closure)]
    insert_rows(connection, closed_records, rows)


def of_cases(connection: Connection, cases: Collection[str]) -> tuple[Closure, ...]:
    """What is closed in these cases."""
    c = closed_records.c
    wanted = sorted(cases)
    found: dict[tuple[str, str, str, str, str], set[str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(closed_records).where(c.build == shown(NAME), c.case_id.in_(wanted[start : start + _AT_ONCE]))
        for row in connection.execute(query):
            key = (row.case_id, row.rule, row.person, row.act_source, row.act_id)
            found.setdefault(key, set()).add(row.agency)
    return tuple(
        Closure(
            case=CaseId(case),
            rule=rule,
            person=PersonId(person) if person else None,
            act=EventKey(source, id_) if id_ else None,
            open_to=frozenset(agencies - {_NOBODY}),
        )
        for (case, rule, person, source, id_), agencies in sorted(found.items())
    )


def any_at_all(connection: Connection) -> bool:
    """Whether anything is closed to anybody."""
    return (
        connection.scalar(select(closed_records.c.rule).where(closed_records.c.build == shown(NAME)).limit(1))
        is not None
    )


def in_case(case: ColumnElement[str]) -> ColumnElement[bool]:
    """Condition on rows of other tables: something is closed to somebody in the case that they stand on."""
    return exists().where(closed_records.c.build == shown(NAME), closed_records.c.case_id == case)


class Shown:
    """Conditions on rows of other tables: what a reader sees whom `rules` bind and who reads as `agencies`."""

    def __init__(self, rules: Collection[str], agencies: Collection[str]) -> None:
        self._rules = sorted(rules)
        self._agencies = sorted(agencies)

    def rows(
        self,
        case: ColumnElement[str],
        person: ColumnElement[str] | None = None,
        act: tuple[ColumnElement[str], ColumnElement[str]] | None = None,
    ) -> ColumnElement[bool]:
        """Neither the case as a whole is closed, nor the person or the act that the row is about (null: nobody)."""
        found = self._not_closed(case, "", "", "")
        if person is not None:
            found &= person.is_(None) | self._not_closed(case, person, "", "")
        return found if act is None else found & self._not_closed(case, "", *act)

    def _not_closed(
        self,
        case: ColumnElement[str],
        person: ColumnElement[str] | str,
        source: ColumnElement[str] | str,
        act_id: ColumnElement[str] | str,
    ) -> ColumnElement[bool]:
        closed, opened = _CLOSED.c, _OPENED.c
        of_this = and_(
            closed.build == shown(NAME), closed.case_id == case, closed.person == person,
            closed.act_source == source, closed.act_id == act_id, closed.agency == _NOBODY,
            closed.rule.in_(self._rules),
        )  # fmt: skip
        open_all_the_same = exists().where(
            opened.build == closed.build, opened.case_id == closed.case_id, opened.person == closed.person,
            opened.act_source == closed.act_source, opened.act_id == closed.act_id, opened.rule == closed.rule,
            opened.agency.in_(self._agencies),
        )  # fmt: skip
        return not_(exists().where(of_this, not_(open_all_the_same)))


def _rows(build: int, closure: Closure) -> Iterator[dict[str, object]]:
    for agency in (_NOBODY, *sorted(closure.open_to)):
        yield {
            "build": build,
            "case_id": closure.case,
            "person": closure.person or "",
            "act_source": "" if closure.act is None else closure.act.source,
            "act_id": "" if closure.act is None else closure.act.id,
            "rule": closure.rule,
            "agency": agency,
        }
