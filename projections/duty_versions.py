"""Versions of duties: what one says, how the present ones are compared with, and how new ones are written.

Not the lists (duties.py, duty_board.py, worklist.py). Written by app/supervise.py only.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, func, select, update

from domain.event import EventKey
from projections.bulk_insert import insert_rows
from projections.duties import duties
from projections.one_of import one_of

_current = duties.c.known_to.is_(None)


class DutyContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a version of a duty says: the columns that, when one differs, make a new version.

    holder_agency  URN of the organ that owes the act, where `holder` names only a kind and one is known
    owed_to        URN of the organ that waits for it, None where the holder's own act opened it
    over_*         only once an act ended the lateness; until then it grows and is read off the clock
    violated_at    instant from which the law was broken, microseconds
    """

    case_id: str
    subject: str | None
    rule: str
    rule_version: str
    kind: str
    severity: str
    consequence: str
    status: str
    trigger_source: str
    trigger_id: str
    trigger_day: int
    holder: str
    holder_agency: str | None
    owed_to: str | None
    due: str | None
    overdue_from: int | None
    violated_at: int | None
    warn_at: str
    warn_first: int | None
    warn_last: int | None
    decided_source: str | None
    decided_id: str | None
    over_value: int | None
    over_unit: str | None
    evidence: str
    missing: str
    bases: str
    provisional: int


CONTENT = DutyContent.__struct_fields__


class Known(msgspec.Struct, frozen=True):
    """The version of a duty that holds now, for comparing."""

    version: int
    content: DutyContent


class Change(msgspec.Struct, frozen=True):
    """New version of a duty: `content` None ends it. `before` None: the duty is new."""

    duty_id: str
    before: Known | None
    content: DutyContent | None
    because_of: EventKey | None


def current(connection: Connection, cases: Sequence[str]) -> dict[str, Known]:
    """Versions that hold now of all duties of these cases."""
    columns = [duties.c.duty_id, duties.c.version, *(duties.c[name] for name in CONTENT)]
    query = select(*columns).where(one_of(connection, duties.c.case_id, cases), _current)
    found: dict[str, Known] = {}
    for row in connection.execute(query):
        duty_id, version, *values = row
        found[duty_id] = Known(version, DutyContent(**dict(zip(CONTENT, values, strict=True))))
    return found


def last_versions(connection: Connection, duty_ids: Sequence[str]) -> dict[str, int]:
    """Highest version of duties that may have ended before."""
    if not duty_ids:
        return {}
    query = select(duties.c.duty_id, func.max(duties.c.version)).group_by(duties.c.duty_id)
    rows = connection.execute(query.where(one_of(connection, duties.c.duty_id, duty_ids)))
    return {str(duty_id): int(version) for duty_id, version in rows}


def write(connection: Connection, changes: Sequence[Change], *, now: int, position: int) -> dict[str, int]:
    """End versions and begin new ones; the version numbers of the new ones by duty id."""
    ended = [change.duty_id for change in changes if change.before is not None]
    if ended:
        standing = one_of(connection, duties.c.duty_id, ended) & _current
        connection.execute(update(duties).where(standing).values(known_to=now, known_to_position=position))
    past = last_versions(connection, [c.duty_id for c in changes if c.before is None and c.content is not None])
    versions: dict[str, int] = {}
    rows = []
    for change in changes:
        if change.content is None:
            continue
        before = change.before.version if change.before is not None else past.get(change.duty_id, 0)
        versions[change.duty_id] = before + 1
        because = change.because_of
        rows.append(
            {
                "duty_id": change.duty_id,
                "version": before + 1,
                **msgspec.structs.asdict(change.content),
                "known_from": now,
                "known_from_position": position,
                "known_to": None,
                "known_to_position": None,
                "because_source": None if because is None else because.source,
                "because_id": None if because is None else because.id,
            }
        )
    insert_rows(connection, duties, rows)
    return versions


class VersionCounts(msgspec.Struct, frozen=True):
    """Versions of duties that hold now, that ended, and that ever began."""

    current: int
    ended: int
    begun: int


def count(connection: Connection) -> VersionCounts:
    begun, ended = connection.execute(select(func.count(), func.count(duties.c.known_to)).select_from(duties)).one()
    return VersionCounts(begun - ended, ended, begun)
