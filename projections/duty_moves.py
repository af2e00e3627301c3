"""Open duties whose last lawful day moved at one re-evaluation: what a new holiday notice or a new pack did to them.

Only a reading of the duties table; its versions are written by duty_versions.py.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, and_, select

from domain.event import CaseId, PersonId
from projections.duties import OPEN, duties


class MovedDuty(msgspec.Struct, frozen=True, kw_only=True):
    """due: last lawful day or instant as text; provisional: it lies beyond the announced calendar."""

    id: str
    rule: str
    case: CaseId
    subject: PersonId | None
    status: str
    old_due: str | None
    due: str | None
    was_provisional: bool
    provisional: bool


def moved_since(connection: Connection, moment: int) -> tuple[MovedDuty, ...]:
    """Open duties of which a version ended at `moment` (microseconds) or later and the next one says another day.

    By case, rule and duty. A duty that only became final (no longer provisional) counts as moved.
    """
    old, new = duties.alias("old"), duties.alias("new")
    follows = and_(new.c.duty_id == old.c.duty_id, new.c.version == old.c.version + 1, new.c.known_to.is_(None))
    differs = old.c.due.is_distinct_from(new.c.due) | (old.c.provisional != new.c.provisional)
    columns = (
        new.c.duty_id, new.c.rule, new.c.case_id, new.c.subject, new.c.status, old.c.due, new.c.due,
        old.c.provisional, new.c.provisional,
    )  # fmt: skip
    query = (
        select(*columns)
        .select_from(old.join(new, follows))
        .where(old.c.known_to >= moment, differs, new.c.status.in_(OPEN))
        .order_by(new.c.case_id, new.c.rule, new.c.duty_id)
    )
    return tuple(
        MovedDuty(
            id=id_, rule=rule, case=CaseId(case), subject=None if subject is None else PersonId(subject),
            status=status, old_due=before, due=after, was_provisional=bool(was), provisional=bool(still),
        )
        for id_, rule, case, subject, status, before, after, was, still in connection.execute(query)
    )  # fmt: skip
