"""Moves a read model along the ledger: position and rows in one transaction, a failing case parked, the rest goes on.

Not where the acts come from (app/processing.py): units arrive ready. No view has side effects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import msgspec
import psycopg2
from sqlalchemy import Connection, Engine, Table, insert, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from domain.errors import Conflict
from domain.event import CaseId
from projections import parked
from projections.family_view import FamilyView
from projections.feed import ActRun
from projections.schema import projections
from supervision_rules.finding import STREAM_PREFIX, Finding

Unit: TypeAlias = FamilyView | Finding
ApplyFamilies: TypeAlias = Callable[[Connection, int, Sequence[FamilyView]], None]
ApplyFindings: TypeAlias = Callable[[Connection, int, Sequence[Finding]], None]
ApplyActs: TypeAlias = Callable[[Connection, int, Sequence[ActRun]], None]


class ReadModel(msgspec.Struct, frozen=True, eq=False):
    """apply(connection, build, units) writes the rows of these units, whatever stood there before.

    of      what its units are: families of cases, findings, or the acts themselves in the order of the ledger
    tables  rows of all builds, the build in each; the first is the one whose rows are counted
    beside  tables of where a build stands: they go with it, and are not compared
    """

    name: str
    tables: tuple[Table, ...]
    of: Literal["cases", "findings", "acts"]
    apply: ApplyFamilies | ApplyFindings | ApplyActs
    beside: tuple[Table, ...] = ()


class Batch(msgspec.Struct, frozen=True):
    """What the acts at positions after+1 … upto touched.

    failed   families that could not even be read or folded, and why
    acts     for read models of acts: the acts themselves
    """

    after: int
    upto: int
    families: tuple[FamilyView, ...] = ()
    findings: tuple[Finding, ...] = ()
    failed: tuple[tuple[CaseId, Exception], ...] = ()
    acts: ActRun | None = None


class Progress(msgspec.Struct, frozen=True):
    """Where a build of a read model stands. state: live or building."""

    name: str
    build: int
    active: bool
    state: str
    position: int
    cursor: str | None
    target: int | None
    pack_digest: str | None


def progress(connection: Connection, name: str | None = None) -> list[Progress]:
    query = select(projections).order_by(projections.c.name, projections.c.build)
    if name is not None:
        query = query.where(projections.c.name == name)
    return [
        Progress(
            row.name, row.build, bool(row.active), row.state, row.position, row.cursor, row.target, row.pack_digest
        )
        for row in connection.execute(query)
    ]


def move(connection: Connection, name: str, build: int, after: int, upto: int) -> None:
    """Move the position by one conditional statement. Raises Conflict("stale-position") where another did."""
    moved = connection.execute(
        update(projections)
        .where(projections.c.name == name, projections.c.build == build, projections.c.position == after)
        .values(position=upto)
    )
    if moved.rowcount != 1:
        raise Conflict(
            "stale-position",
            f"Read model {name} (build {build}) is not at position {after} any more.",
            remedy="Another worker moves it; run one `quancheng worker` per database.",
        )


def advance(engine: Engine, models: Sequence[tuple[ReadModel, int]], batch: Batch, now: int) -> None:
    """Apply one batch to builds that stand at its start, and move their positions, in one transaction.

    models  with their build numbers; together, because each commit waits for the disk. engine: a writing one
    """
    with engine.begin() as connection:
        for model, build in models:
            move(connection, model.name, build, batch.after, batch.upto)
            write(connection, model, build, batch, now)


def write(connection: Connection, model: ReadModel, build: int, batch: Batch, now: int) -> None:
    """The rows of a batch: all at once, and where that fails one by one, parking those that fail."""
    if model.of == "acts":  # its order is its content: nothing can be left out and brought in later
        if batch.acts is not None:
            _apply(connection, model, build, [batch.acts])
        return
    units: Sequence[Unit] = batch.families if model.of == "cases" else batch.findings
    failed: list[tuple[CaseId, Exception]] = list(batch.failed) if model.of == "cases" else []
    try:
        with connection.begin_nested():
            _apply(connection, model, build, units)
    except Exception as error:
        if is_outage(error):
            raise
        failed += _one_by_one(connection, model, build, units)
    bad = {case for case, _ in failed}
    done = [case for unit in units for case in cases_of(unit) if case not in bad]
    parked.release(connection, model.name, build, done)
    for case, why in failed:
        parked.park(connection, model.name, build, case, why, batch.upto, now)


def is_outage(error: Exception) -> bool:
    """The database, not the case: nobody is parked, the whole batch is tried again. Also where it is the cause."""
    if isinstance(error.__cause__, Exception) and is_outage(error.__cause__):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True  # a server that goes down ends what is under way with errors of any kind
    return isinstance(error, OperationalError | InterfaceError | psycopg2.OperationalError | psycopg2.InterfaceError)


def key_of(unit: Unit) -> CaseId:
    """Under which name a unit is parked."""
    return unit.key if isinstance(unit, FamilyView) else CaseId(STREAM_PREFIX + unit.id)


def cases_of(unit: Unit) -> Sequence[CaseId]:
    return sorted(unit.cases) if isinstance(unit, FamilyView) else [key_of(unit)]


def _one_by_one(
    connection: Connection, model: ReadModel, build: int, units: Sequence[Unit]
) -> list[tuple[CaseId, Exception]]:
    failed: list[tuple[CaseId, Exception]] = []
    for unit in units:
        try:
            with connection.begin_nested():
                _apply(connection, model, build, [unit])
        except Exception as error:
            if is_outage(error):
                raise
            failed.append((key_of(unit), error))
    return failed


def _apply(connection: Connection, model: ReadModel, build: int, units: Sequence[Unit] | Sequence[ActRun]) -> None:
    if units:
        model.apply(connection, build, units)  # type: ignore[arg-type]


def note_pack(connection: Connection, digest: str) -> None:
    """All builds shown were made with this pack."""
    connection.execute(
        update(projections)
        .where(projections.c.active == 1, projections.c.pack_digest.is_distinct_from(digest))
        .values(pack_digest=digest)
    )


def register(connection: Connection, name: str, build: int, *, target: int, pack_digest: str) -> None:
    """Begin a build beside the shown one."""
    connection.execute(
        insert(projections).values(
            name=name, build=build, active=0, state="building", position=0, cursor="", target=target,
            pack_digest=pack_digest,
        )
    )  # fmt: skip
