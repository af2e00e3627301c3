"""Build a read model anew beside the shown one, compare, switch. An interrupted rebuild goes on where it stopped.

Not the following of the ledger (processing.py). Duties have no second build: they are evaluated again, and the
difference, which should be nothing, is stored as any other.
"""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import Connection, Update, delete, func, select, update

from app.composition import Platform
from app.family_pages import family_pages
from app.feed_follower import FeedFollower
from app.feed_follower import begin as begin_feeds
from app.reassess import DUTIES, OnProgress, RebuildReport, evaluate_again
from app.stored_events import is_case_act
from domain.errors import Conflict, NotFound
from domain.event import CaseId
from projections import feed, parked
from projections.registry import MODELS
from projections.runner import Batch, Progress, ReadModel, advance, move, progress, register, write
from projections.schema import projections
from supervision_rules.finding import STREAM_PREFIX

ACTS_AT_ONCE: Final = 10_000
_ATTEMPTS: Final = 20


def names() -> tuple[str, ...]:
    return (*sorted(MODELS), DUTIES)


def rebuild(
    platform: Platform, name: str, on_progress: OnProgress | None = None, *, renumber: bool = False
) -> RebuildReport:
    """Rebuild one read model and show the new build, while the old one goes on following the ledger.

    renumber  feeds: show the new build also where it numbers otherwise than what agencies were served
    Raises NotFound for a name that is none, Conflict("feed-would-renumber").
    """
    if name == DUTIES:
        return evaluate_again(platform, on_progress)
    model = MODELS.get(name)
    if model is None:
        raise NotFound(f"There is no read model {name!r}.", remedy=f"One of: {', '.join(names())}.")
    build, resumed = _begun(platform, model, renumber)
    _fill(platform, model, build, on_progress)
    for _ in range(_ATTEMPTS):
        _follow(platform, model, build, on_progress)
        try:
            report = _switched(platform, model, build, resumed, renumber)
        except Conflict:  # of no further use: the next attempt begins anew
            with platform.ledger.writing_engine.begin() as connection:
                _drop(connection, model, build)
            raise
        if report is not None:
            return report
        platform.drain()
    raise Conflict(
        "rebuild-not-level",
        f"The shown and the new build of {name} never stood at the same position.",
        remedy="See in health whether the worker moves; run the rebuild again, it goes on from here.",
    )


def _begun(platform: Platform, model: ReadModel, renumber: bool) -> tuple[int, bool]:
    """Build number, and whether it was begun before."""
    with platform.ledger.writing_engine.begin() as connection:
        known = progress(connection, model.name)
        unfinished = [one for one in known if not one.active]
        if unfinished and unfinished[-1].pack_digest == platform.pack.digest and not renumber:
            return unfinished[-1].build, True
        for one in unfinished:  # begun with another pack, or to number as before: of no use
            _drop(connection, model, one.build)
        build = max(one.build for one in known) + 1
        register(connection, model.name, build, target=platform.ledger.head(), pack_digest=platform.pack.digest)
        if model.of == "acts":
            shown = next(one.build for one in known if one.active)
            names = feed.stands(connection, shown)
            if renumber:
                begin_feeds(connection, build, names, platform.pack.agencies, position=None)
            else:
                feed.follow(connection, build, feed.known_turns(connection, shown), None)
                feed.grow(connection, build, feed.reaches(connection, shown))
        return build, False


def _fill(platform: Platform, model: ReadModel, build: int, on_progress: OnProgress | None) -> None:
    """Case by case up to the target; the cursor moves in the transaction of the rows."""
    if model.of != "cases":
        return  # findings are few, and feeds follow the ledger in its order: both by position
    stand = _stand(platform, model, build)
    if stand.cursor is None or stand.target is None:
        return
    for page in family_pages(platform, stand.target, stand.cursor):
        views, failed = platform.processing.views(page.families, None)
        batch = Batch(0, stand.target, families=tuple(views), failed=tuple(failed))
        with platform.ledger.writing_engine.begin() as connection:
            write(connection, model, build, batch, platform.now())
            _move_cursor(connection, model, build, stand, page.last)
            if page.last is None:
                move(connection, model.name, build, 0, stand.target)
        stand = msgspec.structs.replace(stand, cursor=page.last)
        if on_progress is not None:
            on_progress(page.done, page.of)


def _follow(platform: Platform, model: ReadModel, build: int, on_progress: OnProgress | None) -> None:
    """From where the new build stands to the head, by position."""
    if model.of == "acts":
        follower = FeedFollower(platform.ledger, platform.pack.agencies, platform.now, build)
        while follower.step():
            if on_progress is not None:
                stand = _stand(platform, model, build)
                on_progress(stand.position, max(stand.position, stand.target or 0))
        return
    while True:
        stand = _stand(platform, model, build)
        acts = platform.ledger.read(stand.position, ACTS_AT_ONCE)
        if not acts:
            return
        upto = acts[-1].position or stand.position
        if model.of == "cases":
            cases = sorted({CaseId(act.stream) for act in acts if is_case_act(act)})
            with platform.engine.connect() as connection:
                families = platform.histories.load(connection, cases, upto, keep=False)
            views, failed = platform.processing.views(families, stand.position)
            batch = Batch(stand.position, upto, families=tuple(views), failed=tuple(failed))
        else:
            ids = sorted({act.stream.removeprefix(STREAM_PREFIX) for act in acts if not is_case_act(act)})
            batch = Batch(stand.position, upto, findings=tuple(platform.findings.findings(ids).values()))
        advance(platform.ledger.writing_engine, [(model, build)], batch, platform.now())


def _switched(platform: Platform, model: ReadModel, build: int, resumed: bool, renumber: bool) -> RebuildReport | None:
    """Compare both builds at the same position, and show the new one; None where they are not level."""
    with platform.ledger.writing_engine.begin() as connection:
        by_build = {one.build: one for one in progress(connection, model.name)}
        new, old = by_build[build], next(one for one in by_build.values() if one.active)
        # the old build's row is locked from here: the worker cannot move it until the switch is done
        connection.execute(_only(model.name, old.build).values(state="live"))
        level = connection.scalar(
            select(projections.c.position).where(projections.c.name == model.name, projections.c.build == old.build)
        )
        if level != new.position or (model.of == "acts" and _catching_up(connection, old.build, build)):
            return None
        missing, surplus = _difference(connection, model, old.build, build)
        if model.of == "acts" and missing + surplus and not renumber:
            raise Conflict(
                "feed-would-renumber",
                f"{missing} places of {model.name} that agencies may have read do not stand in the new build, and "
                f"{surplus} of the new build not in the shown one. The shown one stays.",
                remedy="Find out what changed the rows (`quancheng verify`). `quancheng rebuild feed --renumber` shows "
                "the new build; cursors that do not fit it are refused, and their readers begin anew.",
            )
        main = model.tables[0]
        rows = connection.scalar(select(func.count()).select_from(main).where(main.c.build == build))
        connection.execute(_only(model.name, old.build).values(active=0))
        connection.execute(_only(model.name, build).values(active=1, state="live", target=None))
        _drop(connection, model, old.build)
    return RebuildReport(
        name=model.name, build=build, position=new.position, rows=int(rows or 0), missing=missing, surplus=surplus,
        resumed=resumed,
    )  # fmt: skip


def _catching_up(connection: Connection, *builds: int) -> bool:
    """Whether a feed of these builds, or one that was asked for, is not where the others are."""
    return any(
        feed.new_readers(connection, build)
        or any(position is not None for position in feed.stands(connection, build).values())
        for build in builds
    )


def _difference(connection: Connection, model: ReadModel, old: int, new: int) -> tuple[int, int]:
    """Rows only in the old build, and only in the new."""

    def only_in(one: int, other: int) -> int:
        total = 0
        for table in model.tables:
            columns = [column for column in table.columns if column.name != "build"]
            ours, theirs = (select(*columns).where(table.c.build == build) for build in (one, other))
            total += int(connection.scalar(select(func.count()).select_from(ours.except_(theirs).subquery())) or 0)
        return total

    return only_in(old, new), only_in(new, old)


def _drop(connection: Connection, model: ReadModel, build: int) -> None:
    for table in (*model.tables, *model.beside):
        connection.execute(delete(table).where(table.c.build == build))
    connection.execute(
        delete(parked.parked).where(parked.parked.c.processor == model.name, parked.parked.c.build == build)
    )
    connection.execute(delete(projections).where(projections.c.name == model.name, projections.c.build == build))


def _only(name: str, build: int) -> Update:
    return update(projections).where(projections.c.name == name, projections.c.build == build)


def _move_cursor(connection: Connection, model: ReadModel, build: int, stand: Progress, cursor: str | None) -> None:
    moved = connection.execute(
        _only(model.name, build).where(projections.c.cursor == stand.cursor).values(cursor=cursor)
    )
    if moved.rowcount != 1:
        raise Conflict(
            "stale-position", f"Another process rebuilds {model.name} too.", remedy="Let one of them finish."
        )


def _stand(platform: Platform, model: ReadModel, build: int) -> Progress:
    with platform.engine.connect() as connection:
        return next(one for one in progress(connection, model.name) if one.build == build)
