"""The order of work behind the ledger: read a batch, supervise it, then move every read model.

Not numbering (ledger) and not threads (worker.py). One per database; a second one is told so by the positions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from app.clock_process import fire_due
from app.feed_follower import FeedFollower
from app.finding_log import FindingLog
from app.hand_over_parts import settle
from app.histories import FamilyFault, Histories, Loaded, known_upto
from app.stored_events import is_case_act
from app.supervise import Supervision, evaluate_all
from domain.errors import LedgerFault
from domain.event import CaseId
from ledger import tails
from ledger.acts import ActHeader
from ledger.ledger import Ledger
from projections import feed, findings_queue, parked, timers
from projections.family_view import FamilyView
from projections.registry import MODELS, SUPERVISION
from projections.runner import Batch, Progress, ReadModel, advance, progress, write
from supervision_rules.finding import STREAM_PREFIX, Finding
from supervision_rules.pack import Pack

ACTS_AT_ONCE: Final = 50_000
"""A family is worked through once a batch, so when much has piled up large batches save most."""
CASES_AT_ONCE: Final = 2_000
"""What a batch holds in memory is the whole history of its cases."""
LATE_AT_ONCE: Final = 500
"""Acts in one batch for who is far behind, as a read model is that an upgrade brought: so long the others wait."""
FAR_BEHIND: Final = 4 * LATE_AT_ONCE


class Processing:
    """Supervision, read models and clock over one ledger. Not for several threads at once.

    feed  moves the feeds at a pace of its own: what agencies receive does not wait for supervision
    """

    def __init__(
        self, ledger: Ledger, pack: Pack, log: FindingLog, histories: Histories, now: Callable[[], int]
    ) -> None:
        self._ledger = ledger
        self._pack = pack
        self._log = log
        self._histories = histories
        self._now = now
        self.supervision = Supervision(ledger, log)
        self.feed = FeedFollower(ledger, pack.agencies, now)

    def catch_up(self, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Until everything is at the head and no timer is due. on_progress(position, head)."""
        while True:
            moved = self.step(late_at_once=ACTS_AT_ONCE) + self.feed.step()
            if on_progress is not None:
                on_progress(self.behind(), self._ledger.head())
            if not moved and not self.tick():
                return

    def behind(self) -> int:
        """Position of the processor that is furthest behind."""
        with self._ledger.engine.connect() as connection:
            return min((one.position for one in progress(connection) if one.state == "live"), default=0)

    def step(self, limit: int = ACTS_AT_ONCE, late_at_once: int | None = None) -> int:
        """One batch for whoever is behind, and after it a small one for who is far behind; number of acts read, 0 when
        all are at the head. late_at_once: LATE_AT_ONCE, where others wait meanwhile.
        """
        with self._ledger.engine.connect() as connection:
            live = [one for one in progress(connection) if one.state == "live" and one.name != feed.NAME]
        first = max(one.position for one in live)
        moved = self._step([one for one in live if first - one.position <= FAR_BEHIND], limit)
        late = [one for one in live if first - one.position > FAR_BEHIND]
        if late:
            moved += self._step(late, min(limit, max(late_at_once or LATE_AT_ONCE, moved)), upto=first)
        return moved

    def _step(self, processors: Sequence[Progress], limit: int, upto: int | None = None) -> int:
        """One batch for those of them that are furthest behind. upto: they go through a past, which ends there."""
        after = min(one.position for one in processors)
        acts: Sequence[ActHeader] = self._ledger.headers(after, limit)
        # those further on have seen part of it; they wait for the others to draw level
        others = [one.position for one in processors if one.position > after] + ([] if upto is None else [upto])
        if others:
            acts = [act for act in acts if act.position <= min(others)]
        acts = _of_few_cases(acts)
        if acts:
            self._apply([one for one in processors if one.position == after], after, acts, keep=upto is None)
        return len(acts)

    def tick(self) -> int:
        """What time alone has brought: due timers, and parked cases whose retry has come; how many."""
        now = self._now()
        return fire_due(self._ledger, self._pack, self._histories, self.supervision, now) + self._retry(now)

    def wait_until_caught_up(self, timeout: float, wake: Callable[[], None]) -> None:
        """While somebody else processes. Raises LedgerFault where it does not get there in time."""
        deadline = time.monotonic() + timeout
        while True:
            wake()
            with self._ledger.engine.connect() as connection:
                waiting = tails.queue_state(connection).waiting
            if not waiting and min(self.behind(), self.feed.lowest()) >= self._ledger.head():
                return
            if time.monotonic() > deadline:
                raise LedgerFault(
                    "Supervision did not reach the head of the ledger in time.",
                    remedy="Look at `quancheng` health and at the log of the worker.",
                )
            time.sleep(0.02)

    def _apply(self, processors: Sequence[Progress], after: int, acts: Sequence[ActHeader], *, keep: bool) -> None:
        """keep: as in Histories.load."""
        upto, now = acts[-1].position, self._now()
        newest = {CaseId(act.stream): act.position for act in acts if is_case_act(act)}
        supervises = any(one.name == SUPERVISION for one in processors)
        with self._ledger.engine.connect() as connection:
            head = max(upto, self._ledger.head()) if supervises else upto
            families = self._histories.load(connection, sorted(newest), head, keep=keep)
        if supervises:
            self._supervise(families, newest, after=after, upto=upto, head=head, now=now)
        models = [MODELS[one.name] for one in processors if one.name in MODELS]
        if not models:
            return
        families = [known_upto(family, upto) for family in families]
        builds = {one.name: one.build for one in processors}
        found = {act.stream for act in acts if not is_case_act(act)}
        findings = self._unseen(found, builds[findings_queue.NAME]) if findings_queue.NAME in builds else ()
        batch = self._batch(models, families, findings, after, upto)
        settle(self._ledger.writing_engine, self._pack, batch.families)
        advance(self._ledger.writing_engine, [(model, builds[model.name]) for model in models], batch, now)

    def _supervise(
        self, families: Sequence[Loaded], newest: Mapping[CaseId, int], *, after: int, upto: int, head: int, now: int
    ) -> None:
        """Evaluate the families of a batch on all that is numbered, not only on the batch: half a history that
        is half an hour old would raise findings only to withdraw them. What was seen then is skipped later.
        """
        with self._ledger.engine.connect() as connection:
            seen = timers.evaluated_upto(connection, [min(family.cases) for family in families])
        fresh = [
            family
            for family in families
            if max(newest.get(case, 0) for case in family.cases) > seen.get(min(family.cases), 0)
        ]
        done, failed = evaluate_all(self._pack, fresh, after=after, now=now)
        self.supervision.advance(done, failed, after=after, upto=upto, head=head, now=now)

    def _batch(
        self,
        models: Sequence[ReadModel],
        families: Sequence[Loaded],
        findings: Sequence[Finding],
        after: int,
        upto: int,
    ) -> Batch:
        """The units of a batch, folded once for all models."""
        views: list[FamilyView] = []
        failed: list[tuple[CaseId, Exception]] = []
        if any(model.of == "cases" for model in models):
            views, failed = self.views(families, after)
        return Batch(after, upto, tuple(views), tuple(findings), tuple(failed))

    def _unseen(self, streams: Collection[str], build: int) -> Sequence[Finding]:
        """Those of these findings that the queue does not show as they stand: mostly it was written with the event."""
        with self._ledger.engine.connect() as connection:
            heads = tails.heads(connection, sorted(streams))
            ids = {stream.removeprefix(STREAM_PREFIX): version for stream, version in heads.items()}
            shown = findings_queue.versions(connection, build, sorted(ids))
        behind = [id_ for id_, version in sorted(ids.items()) if shown.get(id_, 0) < version]
        return tuple(self._log.findings(behind).values()) if behind else ()

    def views(
        self, families: Sequence[Loaded], after: int | None
    ) -> tuple[list[FamilyView], list[tuple[CaseId, Exception]]]:
        """Families folded for read models, and those that cannot be. after None: nothing is taken for granted."""
        views: list[FamilyView] = []
        failed: list[tuple[CaseId, Exception]] = []
        for family in families:
            if isinstance(family, FamilyFault):
                failed.append((min(family.cases), family.error))
                continue
            fresh = None
            if after is not None:
                fresh = [event for event in family.events if (event.position or 0) > after]
            views.append(FamilyView(self._pack, family.cases, family.events, fresh))
        return views, failed

    def _retry(self, now: int) -> int:
        """Work through parked cases again whose time has come."""
        with self._ledger.engine.connect() as connection:
            due = parked.rows(connection, due_at=now)
            where = {(one.name, one.build): one.position for one in progress(connection)}
        for row in due:
            position = where.get((row.processor, row.build))
            if position is not None:
                self._retry_one(row.processor, row.build, row.case, position, now)
        return 0

    def _retry_one(self, processor: str, build: int, case: CaseId, position: int, now: int) -> None:
        if case.startswith(STREAM_PREFIX):
            found = self._log.findings([case.removeprefix(STREAM_PREFIX)])
            batch = Batch(position, position, findings=tuple(found.values()))
            families: Sequence[Loaded] = ()
        else:
            if processor == SUPERVISION:
                position = self._ledger.head()
            with self._ledger.engine.connect() as connection:
                families = self._histories.load(connection, [case], position)
            if processor == SUPERVISION:
                done, failed = evaluate_all(self._pack, families, after=None, now=now)
                self.supervision.refresh(done, failed, position=position, now=now)
                return
            views, faults = self.views(families, None)
            batch = Batch(position, position, families=tuple(views), failed=tuple(faults))
        with self._ledger.writing_engine.begin() as connection:
            write(connection, MODELS[processor], build, batch, now)


def _of_few_cases(acts: Sequence[ActHeader]) -> Sequence[ActHeader]:
    """The first of these acts that are about no more than CASES_AT_ONCE cases."""
    cases: set[str] = set()
    for place, act in enumerate(acts):
        if is_case_act(act):
            cases.add(act.stream)
            if len(cases) > CASES_AT_ONCE:
                return acts[:place]
    return acts
