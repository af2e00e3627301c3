"""Which agencies took part in a case or were handed it: written in the transaction that appends the act.

Not who may see the case: domain/permission.py and the row policies of revision 0006 decide by this table. Called by
append.py and, for cases that came of others, by app/post_acts.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, ColumnElement, Connection, Index, PrimaryKeyConstraint, Table, Text, delete, or_, select

from domain import agency as agencies
from domain.permission import Reach
from domain.vocabulary import CORRECTED, RETRACTED
from ledger.acts import NewAct
from ledger.schema import metadata
from supervision_rules.finding import STREAM_PREFIX

# office and region are computed from agency (domain/agency.py) and stand here to be searched by
case_agencies = Table(
    "case_agencies",
    metadata,
    Column("case_id", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("region", Text, nullable=False),
    PrimaryKeyConstraint("case_id", "agency", name="case_agencies_pkey"),
)
Index("case_agencies_agency", case_agencies.c.agency, case_agencies.c.case_id)
Index("case_agencies_office", case_agencies.c.office, case_agencies.c.case_id)
Index("case_agencies_region", case_agencies.c.region, case_agencies.c.case_id)

_AT_ONCE = 200


def note(connection: Connection, acts: Iterable[NewAct]) -> None:
    """Poster, actor and whom the act hands the case to, for every act that is one.

    Who only corrects or retracts, which may name anything, takes no part: that would open any case to anybody.
    """
    pairs = {
        (act.stream, agency)
        for act in acts
        if act.type not in (CORRECTED, RETRACTED) and not act.stream.startswith(STREAM_PREFIX)
        for agency in (act.source, act.agency, *act.handed_to)
    }
    _insert(connection, [(case, one, agencies.office_of(one), agencies.region_of(one)) for case, one in sorted(pairs)])


def hand(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """(case, agency): by a hand-over as it stands now the agency has a part in the case."""
    rows = [(case, one, agencies.office_of(one), agencies.region_of(one)) for case, one in sorted(set(pairs))]
    _insert(connection, rows)


def withdraw(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """(case, agency): only a hand-over by mistake gave the agency its part."""
    c = case_agencies.c
    for case, one in sorted(set(pairs)):
        connection.execute(delete(case_agencies).where(c.case_id == case, c.agency == one))


def carry_on(connection: Connection, links: Iterable[tuple[str, str]]) -> None:
    """A case that came of another and has no act of its own yet is supervised where that one was.

    links: (origin, target). The row names the region by an agency of a kind that nobody can be (agency.KINDS), so that
    only supervisors are let see the case.
    Nothing where anybody has taken part in the target already: a link may name any case.
    """
    for origin, target in sorted(set(links)):
        c = case_agencies.c
        if connection.scalar(select(c.agency).where(c.case_id == target).limit(1)) is not None:
            continue
        regions = connection.scalars(select(c.region).where(c.case_id == origin, c.region != "").distinct())
        offices = [(f"{agencies.PREFIX}{region}lineage:", region) for region in sorted(regions)]
        _insert(connection, [(target, f"{office}carried", office, region) for office, region in offices])


def concerned(connection: Connection, cases: Sequence[str]) -> dict[str, set[str]]:
    """The agencies concerned with each of `cases`; one that nobody is concerned with is left out."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(cases), _AT_ONCE):
        query = select(case_agencies.c.case_id, case_agencies.c.agency).where(
            case_agencies.c.case_id.in_(cases[start : start + _AT_ONCE])
        )
        for row in connection.execute(query):
            found.setdefault(row.case_id, set()).add(row.agency)
    return found


def within(reach: Reach) -> ColumnElement[bool]:
    """Condition on rows of case_agencies: the agency is one of those in `reach`. Not for a reach of everything."""
    c = case_agencies.c
    ways: list[ColumnElement[bool]] = [c.agency.in_(sorted(reach.agencies)), c.office.in_(sorted(reach.offices))]
    if reach.region:
        ways.append(c.region.startswith(reach.region, autoescape=True))
    return or_(*ways)


def _insert(connection: Connection, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Rows that are there already stay: they hold nothing but their own key."""
    if not rows:
        return
    into = "INSERT INTO case_agencies (case_id, agency, office, region)"
    cursor = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        columns = [list(column) for column in zip(*rows, strict=True)]
        unnested = "SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])"
        cursor.execute(f"{into} {unnested} ON CONFLICT DO NOTHING", columns)
    else:
        cursor.executemany(f"{into} VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
    cursor.close()
