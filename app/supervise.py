"""Live supervision: affected families are evaluated anew, the difference to what was stored becomes rows and events.

Not the evaluation (evaluation.py) and not the order of work (processing.py). Findings are no acts on a case, so
what is written here never comes back as something to evaluate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from app.duty_contents import Organs, content_of
from app.evaluation import evaluate_family
from app.finding_log import FindingLog
from app.histories import FamilyEvents, FamilyFault, Loaded
from domain.errors import Conflict
from domain.event import CaseId, Event, EventKey
from ledger.ledger import Ledger
from projections import custody_register, duty_versions, findings_queue, parked, rule_failures, timers
from projections.duty_versions import Change, DutyContent, Known
from projections.outage import is_outage
from projections.registry import SUPERVISION
from projections.runner import move
from projections.timers import Timer
from supervision_rules.breach import Breach, breach_of
from supervision_rules.evaluate import Evaluation
from supervision_rules.finding import Finding, evolve, reassess
from supervision_rules.finding_events import FindingEvent
from supervision_rules.pack import Pack

BUILD = 1
CONFLICTS_BORNE = 50
"""How often people may come first at the findings of one family before it is parked and tried again later."""


class Evaluated(msgspec.Struct, frozen=True):
    """A family with its verdicts. because_of: newest act that led to it; None: the clock did."""

    family: FamilyEvents
    evaluation: Evaluation
    because_of: EventKey | None

    @property
    def cases(self) -> list[CaseId]:
        return sorted(self.family.cases)


Failed = tuple[CaseId, Exception]


def evaluate_all(
    pack: Pack, families: Sequence[Loaded], *, after: int | None, now: int
) -> tuple[list[Evaluated], list[Failed]]:
    """Verdicts on each family, and the families that could not be evaluated at all.

    after   position before the batch: the newest act beyond it is the reason; None: the clock is
    """
    done: list[Evaluated] = []
    failed: list[Failed] = []
    for family in families:
        if isinstance(family, FamilyFault):
            failed.append((min(family.cases), family.error))
            continue
        try:
            evaluation = evaluate_family(pack, family.events, now=now)
        except Exception as error:  # noqa: BLE001  parked with its error, and shown; the others go on
            failed.append((min(family.cases), error))
            continue
        done.append(Evaluated(family, evaluation, _newest(family.events, after)))
    return done, failed


class Supervision:
    """Writes what evaluations found. One per database: it is not safe against a second one."""

    def __init__(self, ledger: Ledger, log: FindingLog) -> None:
        self._ledger = ledger
        self._log = log

    def advance(
        self, done: Sequence[Evaluated], failed: Sequence[Failed], *, after: int, upto: int, head: int, now: int
    ) -> None:
        """Store the results of one batch of acts and move the position, in one transaction.

        head  position up to which the families were evaluated: at or beyond `upto`
        """
        with self._ledger.writing_engine.begin() as connection:
            move(connection, SUPERVISION, BUILD, after, upto)
            self._store(connection, done, failed, position=head, now=now)

    def refresh(
        self,
        done: Sequence[Evaluated],
        failed: Sequence[Failed],
        *,
        position: int,
        now: int,
        fired: Sequence[Timer] = (),
    ) -> int:
        """Store results that no new act led to (clock, retry, new pack); how many of `fired` really fired."""
        with self._ledger.writing_engine.begin() as connection:
            count = sum(timers.fire(connection, timer, now) for timer in fired)
            self._store(connection, done, failed, position=position, now=now)
            return count

    def _store(
        self, connection: Connection, done: Sequence[Evaluated], failed: Sequence[Failed], *, position: int, now: int
    ) -> None:
        failures = list(failed)
        try:
            with connection.begin_nested():
                self._write(connection, done, position=position, now=now)
        except Exception as error:
            if is_outage(error):
                raise
            failures += self._one_by_one(connection, done, position=position, now=now)
        bad = {case for case, _ in failures}
        cases = [case for one in done for case in one.cases if case not in bad]
        parked.release(connection, SUPERVISION, BUILD, cases)
        for case, why in failures:
            parked.park(connection, SUPERVISION, BUILD, case, why, position, now)
        # they are tried again when their retry is due, and not at every look at the clock
        timers.note_evaluations(connection, {frozenset({case}): None for case in bad}, now=now, position=0)

    def _one_by_one(
        self, connection: Connection, done: Sequence[Evaluated], *, position: int, now: int
    ) -> list[Failed]:
        failures: list[Failed] = []
        for one in done:
            for left in reversed(range(CONFLICTS_BORNE)):
                try:
                    with connection.begin_nested():
                        self._write(connection, [one], position=position, now=now)
                    break
                except Exception as error:
                    if is_outage(error):
                        raise
                    if isinstance(error, Conflict) and left:
                        continue  # a person was faster: read what stands now, and try again
                    failures.append((one.cases[0], error))
                    break
        return failures

    def _write(self, connection: Connection, done: Sequence[Evaluated], *, position: int, now: int) -> None:
        if not done:
            return
        cases = [case for one in done for case in one.cases]
        before: dict[str, dict[str, Known]] = {}
        for duty, was in duty_versions.current(connection, cases).items():
            before.setdefault(was.content.case_id, {})[duty] = was
        changes: list[Change] = []
        breaches: dict[str, Breach | None] = {}
        for one in done:
            known = {duty: was for case in one.cases for duty, was in before.get(case, {}).items()}
            changes += _changes(one, known, breaches)
        versions = duty_versions.write(connection, changes, now=now, position=position)
        timers.forget_stale(connection, [change.duty_id for change in changes if change.before is not None])
        timers.wind(connection, [timer for change in changes for timer in _timers(change, versions, now)])
        self._findings(connection, changes, breaches, now)
        verdicts = [verdict for one in done for verdict in one.evaluation.verdicts]
        types = {event.key: event.type for one in done for event in one.family.events}
        custody_register.write_limits(connection, cases, verdicts, types)
        rule_failures.replace(connection, cases, [f for one in done for f in one.evaluation.failures], now)
        changes_at = {one.family.cases: one.evaluation.next_change for one in done}
        timers.note_evaluations(connection, changes_at, now=now, position=position)

    def _findings(
        self, connection: Connection, changes: Sequence[Change], breaches: Mapping[str, Breach | None], now: int
    ) -> None:
        """Raise, move, withdraw and reopen findings of duties that changed."""
        # a duty that is new and not broken has no finding, or one that was withdrawn when the duty ended
        ids = [c.duty_id for c in changes if c.before is not None or breaches.get(c.duty_id) is not None]
        existing = self._log.findings(findings_queue.known_ids(connection, ids))
        events: list[FindingEvent] = []
        states: list[Finding] = []
        for change in changes:
            finding = existing.get(change.duty_id)
            event = reassess(
                finding,
                change.duty_id,
                breaches.get(change.duty_id),
                verdict="none" if change.content is None else change.content.status,
                at=now,
                because_of=change.because_of,
            )
            if event is not None:
                events.append(event)
                states.append(evolve(finding, event))
        if events:
            self._log.record(events, connection)
            findings_queue.put(connection, states)


def _changes(one: Evaluated, before: Mapping[str, Known], breaches: dict[str, Breach | None]) -> list[Change]:
    organs = Organs(one.family.events)
    contents: dict[str, DutyContent] = {}
    for verdict in one.evaluation.verdicts:
        contents[verdict.id] = content_of(verdict, organs)
        breaches[verdict.id] = breach_of(verdict)
    # a rule that crashed says nothing: what it said before stands until it works again
    crashed = {(failure.rule, failure.case) for failure in one.evaluation.failures}
    changes: list[Change] = []
    for duty_id in sorted(before.keys() | contents.keys()):
        known, content = before.get(duty_id), contents.get(duty_id)
        if known is not None and content is None and (known.content.rule, known.content.case_id) in crashed:
            continue
        if known is None or known.content != content:
            changes.append(Change(duty_id, known, content, one.because_of))
    return changes


def _timers(change: Change, versions: Mapping[str, int], now: int) -> list[Timer]:
    """Instants still to come at which a pending duty warns or falls due."""
    content = change.content
    if content is None or content.status != "pending":
        return []
    rungs = [
        (f"warning-{number}", at)
        for number, at in enumerate(msgspec.json.decode(content.warn_at, type=tuple[int, ...]), 1)
    ]
    if content.overdue_from is not None:
        rungs.append(("due", content.overdue_from))
    version, case = versions[change.duty_id], CaseId(content.case_id)
    return [Timer(change.duty_id, version, rung, case, at) for rung, at in rungs if at > now]


def _newest(events: Sequence[Event], after: int | None) -> EventKey | None:
    if after is None or not events:
        return None
    newest = max(events, key=lambda event: event.position or 0)
    return newest.key if (newest.position or 0) > after else None
