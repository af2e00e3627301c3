"""Which agencies took part in a case or were handed it: written in the transaction that appends the act.

Not who may see the case: domain/permission.py and the row policies of revision 0006 decide by this table. Called by
append.py and, for cases that came of others, by app/post_acts.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    delete,
    or_,
    select,
)

from domain import agency as agencies
from domain.permission import Reach
from domain.vocabulary import CORRECTED, RETRACTED
from ledger.acts import NewAct
from ledger.reading import AT_ONCE, among
from ledger.schema import event_identity, metadata, positions
from supervision_rules.finding import STREAM_PREFIX

# office and region are computed from agency (domain/agency.py) and stand here to be searched by.
# since: insert id of the act by which it came to the case; null where it came before that was noted (revision 0007).
case_agencies = Table(
    "case_agencies",
    metadata,
    Column("case_id", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("since", BigInteger),
    PrimaryKeyConstraint("case_id", "agency", name="case_agencies_pkey"),
)
Index("case_agencies_agency", case_agencies.c.agency, case_agencies.c.case_id)
Index("case_agencies_office", case_agencies.c.office, case_agencies.c.case_id)
Index("case_agencies_region", case_agencies.c.region, case_agencies.c.case_id)
Index("case_agencies_since", case_agencies.c.since)

_AT_ONCE = 200
Coming: TypeAlias = tuple[str, str, int]
"""Case, agency, position of the act by which it came to the case; 0 where that was before it was noted."""


def note(connection: Connection, acts: Iterable[NewAct], first_id: int) -> None:
    """Poster, actor and whom the act hands the case to, for every act that is one. first_id: insert id of the first.

    Who only corrects or retracts, which may name anything, takes no part: that would open any case to anybody.
    """
    since: dict[tuple[str, str], int] = {}
    for insert_id, act in enumerate(acts, first_id):
        if act.type not in (CORRECTED, RETRACTED) and not act.stream.startswith(STREAM_PREFIX):
            for agency in (act.source, act.agency, *act.handed_to):
                since.setdefault((act.stream, agency), insert_id)
    rows = [
        (case, one, agencies.office_of(one), agencies.region_of(one), first)
        for (case, one), first in sorted(since.items())
    ]
    _insert(connection, rows)


def hand(connection: Connection, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(case, agency): by a hand-over as it stands now the agency has a part in the case, since before it was noted.
    Those that had none until now.
    """
    wanted = sorted(set(pairs))
    known = concerned(connection, sorted({case for case, _ in wanted}))
    fresh = [(case, one) for case, one in wanted if one not in known.get(case, ())]
    _insert(connection, [(case, one, agencies.office_of(one), agencies.region_of(one), None) for case, one in fresh])
    return fresh


def withdraw(connection: Connection, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int | None]:
    """(case, agency): only a hand-over by mistake gave the agency its part. Those taken away, and since when."""
    c, gone = case_agencies.c, dict[tuple[str, str], int | None]()
    for case, one in sorted(set(pairs)):
        this = delete(case_agencies).where(c.case_id == case, c.agency == one).returning(c.since)
        for (since,) in connection.execute(this):
            gone[case, one] = since
    return gone


def carry_on(connection: Connection, links: Iterable[tuple[str, str]], link: tuple[str, str]) -> None:
    """A case that came of another and has no act of its own yet is supervised where that one was.

    links: (origin, target); link: source and id of the act that says so, stored already. The row names the region by
    an agency of a kind that nobody can be (agency.KINDS), so that only supervisors are let see the case.
    Nothing where anybody has taken part in the target already: a link may name any case.
    """
    since = connection.scalar(
        select(event_identity.c.insert_id).where(event_identity.c.source == link[0], event_identity.c.id == link[1])
    )
    for origin, target in sorted(set(links)):
        c = case_agencies.c
        if connection.scalar(select(c.agency).where(c.case_id == target).limit(1)) is not None:
            continue
        regions = connection.scalars(select(c.region).where(c.case_id == origin, c.region != "").distinct())
        offices = [(f"{agencies.PREFIX}{region}lineage:", region) for region in sorted(regions)]
        _insert(connection, [(target, f"{office}carried", office, region, since) for office, region in offices])


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


def comings(connection: Connection, cases: Sequence[str]) -> list[Coming]:
    """Which agency came to which of `cases` by the act at which position, where that act is numbered."""
    c, found = case_agencies.c, list[Coming]()
    joined = case_agencies.outerjoin(positions, positions.c.insert_id == c.since)
    for start in range(0, len(cases), _AT_ONCE):
        query = select(c.case_id, c.agency, c.since, positions.c.position).select_from(joined)
        for case, agency, since, position in connection.execute(
            query.where(c.case_id.in_(cases[start : start + _AT_ONCE]))
        ).all():
            if since is None:
                found.append((case, agency, 0))
            elif position is not None:
                found.append((case, agency, position))
    return found


def cases_of(connection: Connection, of: Collection[str]) -> set[str]:
    """The cases with which any of these agencies is concerned."""
    names, found = sorted(of), set[str]()
    for start in range(0, len(names), _AT_ONCE):
        query = select(case_agencies.c.case_id).where(case_agencies.c.agency.in_(names[start : start + _AT_ONCE]))
        found.update(connection.scalars(query))
    return found


def cases_since(connection: Connection, insert_ids: Sequence[int]) -> set[str]:
    """The cases to which somebody came by any of these acts."""
    found: set[str] = set()
    for start in range(0, len(insert_ids), AT_ONCE):
        some = among(connection, case_agencies.c.since, insert_ids[start : start + AT_ONCE])
        found.update(connection.scalars(select(case_agencies.c.case_id).where(some).distinct()))
    return found


def within(reach: Reach) -> ColumnElement[bool]:
    """Condition on rows of case_agencies: the agency is one of those in `reach`. Not for a reach of everything."""
    c = case_agencies.c
    ways: list[ColumnElement[bool]] = [c.agency.in_(sorted(reach.agencies)), c.office.in_(sorted(reach.offices))]
    if reach.region:
        ways.append(c.region.startswith(reach.region, autoescape=True))
    return or_(*ways)


def _insert(connection: Connection, rows: Sequence[tuple[str, str, str, str, int | None]]) -> None:
    """Rows that are there already stay: they came first."""
    if not rows:
        return
    into = "INSERT INTO case_agencies (case_id, agency, office, region, since)"
    cursor = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        columns = [list(column) for column in zip(*rows, strict=True)]
        unnested = "SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[])"
        cursor.execute(f"{into} {unnested} ON CONFLICT DO NOTHING", columns)
    else:
        cursor.executemany(f"{into} VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
    cursor.close()
