"""Moves the feeds along the ledger: reads what is new without its payloads, and whom it concerns.

Not the order within a feed (domain/feed_order.py) and not reading feeds (feed.py). One per database; a second one is
told so by the position. Called by the worker in a thread of its own, by processing.py where none runs, by rebuild.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from sqlalchemy import Connection

from app.feed_readers import FeedReaders
from domain.event import CaseId
from domain.feed_name import reader_of
from domain.feed_order import Moment, PlacedAct, by_act, by_correction, end_of, entries
from ledger import case_agencies, corrected_parts, tails
from ledger.acts import ActHeader
from ledger.ledger import Ledger
from projections import feed
from projections.feed import ActRun
from projections.registry import MODELS
from projections.runner import Batch, Progress, advance, move, progress
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.finding import STREAM_PREFIX

ACTS_AT_ONCE: Final = 5_000
Followed = Mapping[str, Mapping[str, int]]
"""Feed -> predecessors whose cases it holds -> position after which they came to it."""


class FeedFollower:
    """Not for several threads at once. build: the one to move; None: the one that is shown."""

    def __init__(
        self, ledger: Ledger, agencies: AgencyRegistry, now: Callable[[], int], build: int | None = None
    ) -> None:
        self._ledger = ledger
        self._agencies = agencies
        self._now = now
        self._build = build
        self._readers: tuple[Followed, Mapping[str, int], FeedReaders] = ({}, {}, FeedReaders({}, {}))

    def position(self) -> int:
        """Up to where the feeds have followed the ledger, but for those that began later and catch up."""
        return self._stand().position

    def lowest(self) -> int:
        """Up to where every feed has followed the ledger."""
        stand = self._stand()
        with self._ledger.engine.connect() as connection:
            if feed.new_readers(connection, stand.build):
                return 0
            own = [one for one in feed.stands(connection, stand.build).values() if one is not None]
        return min([stand.position, *own])

    def step(self, limit: int | None = None) -> int:
        """One batch for the feeds at the head, and one for those that catch up; number of acts read, 0 where all is
        done. Raises Conflict("stale-position") where another moves them.
        """
        most = ACTS_AT_ONCE if limit is None else limit
        # before a new feed begins: what was taken from its reader by then it never had
        begun = self._correct() + self._begin_new()
        stand = self._stand()
        with self._ledger.engine.connect() as connection:
            where = feed.stands(connection, stand.build)
            known = feed.reaches(connection, stand.build)
        level = {name: known.get(name, {}) for name, own in where.items() if own is None}
        grown = self._grow(stand, level)
        moved = self._lead(stand, level, min(most, self._ahead(stand)))
        late = {name: own for name, own in where.items() if own is not None}
        if late:
            moved += self._catch_up({name: known.get(name, {}) for name in late}, min(late.values()), late, most)
        return begun + grown + moved

    def _stand(self) -> Progress:
        with self._ledger.engine.connect() as connection:
            return next(
                one
                for one in progress(connection, feed.NAME)
                if (one.active if self._build is None else one.build == self._build)
            )

    def _begin_new(self) -> int:
        """Take up the feeds that were asked for since; how many."""
        stand = self._stand()
        with self._ledger.engine.connect() as connection:
            names = feed.new_readers(connection, stand.build)
        if not names:
            return 0
        with self._ledger.writing_engine.begin() as connection:
            move(connection, feed.NAME, stand.build, stand.position, stand.position)
            begin(connection, stand.build, names, self._agencies, position=0 if stand.position else None)
        return len(names)

    def _grow(self, stand: Progress, level: Followed) -> int:
        """Predecessors that agencies have by now and their feeds do not: their cases come at the present end. A build
        that is not shown repeats what the shown one did, and decides nothing.
        """
        if self._build is not None:
            return 0
        fresh: dict[str, dict[str, int]] = {}
        for name, has in level.items():
            added = self._agencies.predecessors(reader_of(name).agency) - has.keys()
            # twice at one place would be one moment: the second time waits until the ledger has moved
            if added and all(since < stand.position for since in has.values() if since):
                fresh[name] = dict.fromkeys(added, stand.position)
        if not fresh:
            return 0
        followed = {name: {**level[name], **added} for name, added in fresh.items()}
        with self._ledger.engine.connect() as connection:
            if corrected_parts.noted_at(connection, stand.position):
                return 0  # as above: what those brought would come once more
            cases = case_agencies.cases_of(connection, {agency for added in fresh.values() for agency in added})
            readers = FeedReaders(followed, feed.known_turns(connection, stand.build))
            run = _run(connection, readers, (), cases, by_act(stand.position), stand.position)
        with self._ledger.writing_engine.begin() as connection:
            move(connection, feed.NAME, stand.build, stand.position, stand.position)
            feed.grow(connection, stand.build, fresh)
            feed.apply(connection, stand.build, [run])
        return len(fresh)

    def _ahead(self, stand: Progress) -> int:
        """How far a build may read on: one that is not shown no further than the shown one, which notes things on the
        way that both are to take where they stand.
        """
        if self._build is None:
            return ACTS_AT_ONCE
        with self._ledger.engine.connect() as connection:
            shown = next(one.position for one in progress(connection, feed.NAME) if one.active)
        return max(0, shown - stand.position)

    def _correct(self) -> int:
        """Parts that corrections gave or took away since: cases come at the present end, or come no more. A build that
        is not shown repeats what the shown one noted.
        """
        if self._build is not None:
            return 0
        with self._ledger.engine.connect() as connection:
            if not corrected_parts.waiting(connection):
                return 0
        stand = self._stand()
        with self._ledger.engine.connect() as connection:
            known, reaches = feed.known_turns(connection, stand.build), feed.reaches(connection, stand.build)
            where = feed.stands(connection, stand.build)
        level = {name: reaches.get(name, {}) for name, own in where.items() if own is None}
        with self._ledger.writing_engine.begin() as connection:
            move(connection, feed.NAME, stand.build, stand.position, stand.position)
            since = by_correction(stand.position, corrected_parts.last_turn(connection))
            cases = corrected_parts.stamp(connection, stand.position)
            run = _run(connection, FeedReaders(level, known), (), cases, since, stand.position)
            feed.apply(connection, stand.build, [run])
        return len(cases)

    def _lead(self, stand: Progress, followed: Followed, limit: int) -> int:
        found = self._read(stand.position, followed, limit)
        if found is None:
            return 0
        upto, run = found
        batch = Batch(stand.position, upto, acts=run)
        advance(self._ledger.writing_engine, [(MODELS[feed.NAME], stand.build)], batch, self._now())
        return upto - stand.position

    def _catch_up(self, followed: Followed, after: int, late: Mapping[str, int], limit: int) -> int:
        """One batch for the feeds that are furthest behind, no further than to the next ones."""
        stand = self._stand()
        names = {name for name, own in late.items() if own == after}
        nearest = min([stand.position, *(own for own in late.values() if own > after)])
        found = self._read(after, {name: followed[name] for name in names}, min(limit, nearest - after))
        upto, run = (after, ActRun(())) if found is None else found
        with self._ledger.writing_engine.begin() as connection:
            move(connection, feed.NAME, stand.build, stand.position, stand.position)
            feed.caught_up(connection, stand.build, names, after, None if upto == stand.position else upto)
            feed.apply(connection, stand.build, [run])
        return max(1, upto - after)

    def _read(self, after: int, followed: Followed, limit: int) -> tuple[int, ActRun] | None:
        """Up to which position the ledger was read, and what that brings to these feeds; None at its head."""
        headers = self._ledger.headers(after, limit) if limit > 0 else []
        if not headers:
            return None
        if not followed:
            return headers[-1].position, ActRun(())
        growing = [since for own in followed.values() for since in own.values() if since > after]
        with self._ledger.engine.connect() as connection:
            corrected = corrected_parts.next_after(connection, after)
            known = feed.known_turns(connection, self._stand().build)
        upto = min([headers[-1].position, *growing, *([] if corrected is None else [corrected])])
        headers = [head for head in headers if head.position <= upto]
        came = {agency for own in followed.values() for agency, since in own.items() if since == upto}
        with self._ledger.engine.connect() as connection:
            cases = case_agencies.cases_of(connection, came) if came else set[str]()
            cases |= case_agencies.cases_since(connection, [head.insert_id for head in headers])
            cases |= corrected_parts.noted_at(connection, upto)
            return upto, _run(connection, self._readers_of(followed, known), headers, cases, end_of(after), upto)

    def _readers_of(self, followed: Followed, known: Mapping[str, int]) -> FeedReaders:
        """From batch to batch they are mostly the same."""
        if self._readers[:2] != (followed, known):
            self._readers = (followed, known, FeedReaders(followed, known))
        return self._readers[2]


def begin(
    connection: Connection, build: int, names: Collection[str], agencies: AgencyRegistry, position: int | None
) -> None:
    """Follow these feeds in a build, with the predecessors that their readers have now, as from the beginning."""
    feed.follow(connection, build, dict.fromkeys(names, corrected_parts.last_turn(connection)), position)
    now = {name: agencies.predecessors(reader_of(name).agency) for name in names}
    feed.grow(connection, build, {name: dict.fromkeys(sorted(found), 0) for name, found in now.items()})


def _run(
    connection: Connection,
    readers: FeedReaders,
    headers: Collection[ActHeader],
    cases: set[str],
    since: Moment,
    upto: int,
) -> ActRun:
    """cases: those that may come to be seen here, beside those of the acts themselves."""
    # events of findings stand in the ledger too: they are no acts on a case
    acts = [
        PlacedAct(head.position, CaseId(head.stream), head.size)
        for head in headers
        if not head.stream.startswith(STREAM_PREFIX)
    ]
    concerned = sorted(cases | {str(act.case) for act in acts})
    # changes after comings: one made in between is then among the changes, and waits until it is noted
    comings = case_agencies.comings(connection, concerned)
    seen = readers.seen(comings, corrected_parts.of_cases(connection, concerned), since, upto)
    until = end_of(upto)
    last = {
        str(case): max(due)
        for case, feeds in seen.moments.items()
        if (due := [moment for moment in feeds.values() if since < moment <= until])
    }
    found = tails.before(connection, {case: moment.below for case, moment in last.items()}) if last else {}
    before = {CaseId(case): acts_of for case, acts_of in found.items()}
    return ActRun(list(entries(acts, seen.moments, before, since, until, seen.given)))
