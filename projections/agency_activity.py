"""When the platform last heard of each agency, by an act of any kind that it posted.

Not what it posted. Read by app/silence.py: an agency that reports and says nothing is an alarm.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Connection, Integer, PrimaryKeyConstraint, Table, Text, bindparam, select
from sqlalchemy import update as update_of

from projections.bulk_insert import insert_rows
from projections.family_view import FamilyView
from projections.schema import metadata, shown

NAME = "agency_activity"

agency_activity = Table(
    "agency_activity",
    metadata,
    Column("build", Integer, nullable=False, autoincrement=False),
    Column("agency", Text, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("build", "agency", name="agency_activity_pkey"),
)


def apply(connection: Connection, build: int, views: Sequence[FamilyView]) -> None:
    """Move on the agencies that posted in these families. An amendment is an act too."""
    heard: dict[str, int] = {}
    for view in views:
        for event in view.raw if view.fresh is None else view.fresh:
            if event.recorded is not None and event.recorded > heard.get(event.key.source, -1):
                heard[event.key.source] = event.recorded
    known = _last(connection, build, sorted(heard))
    new = {agency: at for agency, at in heard.items() if agency not in known}
    later = [
        {"b_agency": agency, "b_at": at}
        for agency, at in sorted(heard.items())
        if agency in known and at > known[agency]
    ]
    insert_rows(
        connection, agency_activity, [{"build": build, "agency": a, "last_at": at} for a, at in sorted(new.items())]
    )
    if later:
        one = (agency_activity.c.build == build) & (agency_activity.c.agency == bindparam("b_agency"))
        connection.execute(update_of(agency_activity).where(one).values(last_at=bindparam("b_at")), later)


def last_heard(connection: Connection) -> dict[str, int]:
    """Agency (URN) -> microseconds at which its last act was recorded."""
    query = select(agency_activity.c.agency, agency_activity.c.last_at)
    query = query.where(agency_activity.c.build == shown(NAME))
    return {agency: int(at) for agency, at in connection.execute(query)}


def _last(connection: Connection, build: int, agencies: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(agencies), 500):
        query = select(agency_activity.c.agency, agency_activity.c.last_at).where(
            agency_activity.c.build == build, agency_activity.c.agency.in_(agencies[start : start + 500])
        )
        found.update((agency, int(at)) for agency, at in connection.execute(query))
    return found
