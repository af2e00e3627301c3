"""Which versions of which event types each agency posts, from the ledger, and which it says that it reads.

Not the versions' end (domain/retirement.py). Counts are kept in memory and brought up by what is new: the first look
reads the whole ledger.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec
from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from app.intake_tables import schema_readings
from domain.errors import Refused, StaleVersion
from domain.vocabulary import Vocabulary
from ledger import reading
from ledger.schema import events, positions
from supervision_rules.finding import STREAM_PREFIX

MOST_TYPES: Final = 5000
Reads: TypeAlias = Mapping[str, tuple[int, ...]]
"""Versions by event type."""


class Posted(msgspec.Struct, frozen=True):
    """count: acts; last: when the last one was recorded, microseconds."""

    count: int
    last: int


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """What an agency says that it reads. version: how often it said so; put_at: microseconds."""

    agency: str
    version: int
    put_at: int
    put_by: str
    reads: Reads


class UseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one type at one agency.

    reads     whether the agency says that it reads this version; None: it says nothing of versions
    still_posts  no act of a newer version came after the last of this one
    only_reads   of the versions that it says it reads, none is newer than this one
    """

    agency: str
    type: str
    version: int
    posted: Posted | None
    reads: bool | None
    still_posts: bool
    only_reads: bool


class VersionUse:
    """Counts of one database. Safe to share between threads."""

    def __init__(self) -> None:
        self._upto = 0
        self._posted: dict[tuple[str, str, int], Posted] = {}
        self._lock = threading.Lock()

    def posted(self, engine: Engine) -> dict[tuple[str, str, int], Posted]:
        """(agency, type, version) -> acts numbered so far. Reads past the row policies: to be filtered by agency."""
        with self._lock, engine.connect() as connection:
            head = reading.head(connection)
            if head > self._upto:
                self._take(connection, head)
                self._upto = head
            return dict(self._posted)

    def _take(self, connection: Connection, head: int) -> None:
        c = events.c
        query = (
            select(c.source, c.type, c.type_version, func.count().label("acts"), func.max(c.recorded_at).label("last"))
            .join(positions, positions.c.insert_id == c.insert_id)
            .where(positions.c.position > self._upto, positions.c.position <= head)
            .where(c.stream.not_like(f"{STREAM_PREFIX}%"))
            .group_by(c.source, c.type, c.type_version)
        )
        for row in connection.execute(query):
            key = (row.source, row.type, row.type_version)
            before = self._posted.get(key, Posted(0, 0))
            self._posted[key] = Posted(before.count + row.acts, max(before.last, row.last))


def put_readings(
    connection: Connection, vocabulary: Vocabulary, agency: str, reads: Reads, *, by: str, now: int
) -> Readings:
    """What the agency reads from now on, in place of what it said before.

    Raises Refused("unknown-event-type", "unknown-event-version", "readings-invalid"), StaleVersion.
    """
    if len(reads) > MOST_TYPES:
        raise Refused("readings-invalid", f"More than {MOST_TYPES} types.", pointer="/reads", remedy="Leave some out.")
    for name, versions in reads.items():
        known = vocabulary.type_named(name, pointer="/reads")
        for version in versions:
            if not 1 <= version <= known.version:
                raise Refused(
                    "unknown-event-version", f"{name} has no version {version}.", pointer="/reads",
                    remedy=f"Name versions from 1 to {known.version}.",
                )  # fmt: skip
    before = readings(connection, [agency]).get(agency)
    said = Readings(
        agency=agency, version=1 if before is None else before.version + 1, put_at=now, put_by=by,
        reads={name: tuple(sorted(set(versions))) for name, versions in sorted(reads.items())},
    )  # fmt: skip
    row = msgspec.structs.asdict(said) | {"reads": msgspec.json.encode(said.reads).decode()}
    try:
        with connection.begin_nested():
            connection.execute(insert(schema_readings), row)
    except IntegrityError:
        raise StaleVersion(
            "The agency stated what it reads at the same moment.", expected=said.version - 1, found=said.version,
            remedy="Send it again.",
        ) from None  # fmt: skip
    return said


def readings(connection: Connection, agencies: Collection[str] | None = None) -> dict[str, Readings]:
    """The newest statement of each agency; agencies None: of all."""
    c = schema_readings.c
    newest = select(c.agency, func.max(c.version).label("version")).group_by(c.agency).subquery()
    query = select(schema_readings).join(newest, (newest.c.agency == c.agency) & (newest.c.version == c.version))
    if agencies is not None:
        query = query.where(c.agency.in_(sorted(agencies)))
    return {
        row.agency: Readings(
            agency=row.agency, version=row.version, put_at=row.put_at, put_by=row.put_by,
            reads=msgspec.json.decode(row.reads, type=dict[str, tuple[int, ...]]),
        )
        for row in connection.execute(query)
    }  # fmt: skip


def matrix(
    posted: Mapping[tuple[str, str, int], Posted], read: Mapping[str, Readings], *, type_: str | None = None,
    version: int | None = None,
) -> list[UseRow]:  # fmt: skip
    """One row for every version that an agency posts or says it reads, in the order of agency, type and version."""
    keys = set(posted) | {
        (agency, name, number) for agency, said in read.items() for name, some in said.reads.items() for number in some
    }
    last: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (agency, name, number), one in posted.items():
        last.setdefault((agency, name), []).append((number, one.last))
    found = []
    for agency, name, number in sorted(keys):
        if type_ not in (None, name) or version not in (None, number):
            continue
        own = posted.get((agency, name, number))
        newer = [when for other, when in last.get((agency, name), ()) if other > number]
        said = read.get(agency)
        versions: Sequence[int] = () if said is None else said.reads.get(name, ())
        found.append(
            UseRow(
                agency=agency, type=name, version=number, posted=own,
                reads=None if said is None else number in versions,
                still_posts=own is not None and all(when < own.last for when in newer),
                only_reads=number in versions and number == max(versions),
            )
        )  # fmt: skip
    return found
