"""Why a duty stands as it does: one opener folded again with tracing, as typed steps.

Not the sentences (wording.py) and not trusted by the checker (checker.py verifies the steps against the events).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from domain.errors import NotFound
from domain.event import Event
from supervision_rules import layout as at
from supervision_rules.condition import describe
from supervision_rules.derivation import (
    Amount,
    Anchored,
    Budgeted,
    Closed,
    Derivation,
    Extended,
    Found,
    Missed,
    Opened,
    Reading,
    Restarted,
    Result,
    Rolled,
    Step,
    Suspended,
    Tested,
    Unstated,
    UntilAct,
)
from supervision_rules.evaluate import judge_of, projector, reader_of, scopes
from supervision_rules.judge import UNDECIDABLE, Judge, Judged
from supervision_rules.pack import Pack
from supervision_rules.read_out import STATUS_NAME, Reader
from supervision_rules.scope_history import ScopeHistory
from supervision_rules.verdict import Verdict

_Candidate = tuple[Verdict, Judged, ScopeHistory, Judge, Reader]
_MORE_STEPS = 4  # the first period, the roll, the end
_READINGS: dict[int, Reading] = {at.CERTAIN: "certain", at.LEAST: "least", at.GREATEST: "greatest"}
_ROLES = {
    at.REQUIRED: "required", at.SINCE: "reset", at.FIRST: "first", at.STATE_FROM: "state_from",
    at.STATE_TO: "state_to",
}  # fmt: skip
_WHY = {at.AFTER_EXPIRY: "after expiry", at.TOO_OFTEN: "granted too often", at.NO_AMOUNT: "amount not stated"}


def explain(pack: Pack, events: Sequence[Event], verdict: Verdict, *, now: int) -> Derivation:
    """The derivation of one verdict of evaluate(pack, events, now=now).

    Raises NotFound where these events give no such verdict.
    """
    return explain_all(pack, events, [verdict], now=now)[0]


def explain_all(pack: Pack, events: Sequence[Event], verdicts: Sequence[Verdict], *, now: int) -> list[Derivation]:
    """The derivations of several verdicts of one evaluate(pack, events, now=now), in their order, in one pass.

    Raises NotFound where these events do not give one of them.
    """
    wanted = {(verdict.id, verdict.rule): msgspec.structs.replace(verdict, bases=()) for verdict in verdicts}
    found: dict[tuple[str, str], _Candidate] = {}
    for one in _candidates(pack, events, now) if verdicts else ():
        key = (one[0].id, one[0].rule)
        if one[0] == wanted.get(key):
            found[key] = one
    for duty, rule in wanted:
        if (duty, rule) not in found:
            raise NotFound(f"These events give no such duty {duty}.", remedy="Take the verdict from an evaluation.")
    return [_derived(pack, found[verdict.id, verdict.rule]) for verdict in verdicts]


def _candidates(pack: Pack, events: Sequence[Event], now: int) -> Iterator[_Candidate]:
    for group, history in scopes(pack, events):
        judge = judge_of(pack, history, now)
        reader = reader_of(pack, history, now)
        for judged in judge.units(projector(pack, history, group, None).run()):
            verdict = reader.verdict(judged)
            if verdict is not None:
                yield verdict, judged, history, judge, reader


def _derived(pack: Pack, candidate: _Candidate) -> Derivation:
    verdict, judged, history, judge, reader = candidate
    steps = tuple(_steps(judged, history, judge, reader))
    return Derivation(
        duty=verdict.id,
        rule=verdict.rule,
        rule_version=verdict.rule_version,
        kind=verdict.kind,
        case=verdict.case,
        subject=verdict.subject,
        scale="instant" if judged.unit.program.hours else "day",
        reading=_READINGS[judged.lane],
        open_world=judged.open_world,
        calendar=pack.calendar.sha256,
        articles=tuple(dict.fromkeys(f"{cite.text}:{cite.article}" for cite in judged.unit.program.card.cites)),
        steps=steps,
    )


def _steps(judged: Judged, history: ScopeHistory, judge: Judge, reader: Reader) -> Iterator[Step]:
    program, opener = judged.unit.program, judged.opener
    event = history.events[opener[at.EVENT]]
    yield Opened(event.key, event.occurred.day, event.occurred.earliest, event.occurred.latest)
    judged_at_all = judged.status != UNDECIDABLE or judged.other is not None
    if judged_at_all:
        acts = judged.unit.sorted_acts()
        # an act leaves two rows at most: what it does, and the period that it starts
        trace = [0] * (1 + at.TRACE * 2 * (len(acts) // at.ROW + _MORE_STEPS))
        judge.run(judged.unit, acts, opener, judged.lane, judged.open_world, 0, trace)
        for number in range(trace[0]):
            place = 1 + number * at.TRACE
            step = _step(trace[place : place + at.TRACE], judged, history)
            if step is not None:
                yield step
    yield from _tests(judged)
    role = {at.PRECEDENCE: "required", at.INTERVAL: "first"}.get(program.family)
    if judged.status == at.VIOLATED and role is not None and judged.out[at.CLOSER] < 0:
        yield Missed(role, program.closers)
    missing = reader.missing(judged) if judged.status == UNDECIDABLE else ()
    if missing:
        yield Unstated(missing)
    due, closer = judged.out[at.DUE], judged.out[at.CLOSER] if judged_at_all else -1
    yield Result(
        status=STATUS_NAME[judged.status],
        due=None if due == at.NONE or not judged_at_all else due,
        now=judge.now if program.hours else judge.now_day,
        over_by=reader.lateness(judged),
        decided_by=history.events[closer].key if closer >= 0 else None,
    )


def _tests(judged: Judged) -> Iterator[Tested]:
    """Conditions on the act itself, for kinds that test it."""
    version, family = judged.unit.program.version, judged.unit.program.family
    stated: tuple[str, ...] = ()
    if family == at.TESTED:
        stated = tuple(describe(c) for c in (*version.allowed, *version.fields))
        stated += tuple(f"document {name}" for name in version.documents)
        stated += () if version.term is None else (f"term {version.term.check}",)
    elif family == at.PROHIBITION and version.while_ is None:
        stated = tuple(describe(c) for matcher in version.act for c in matcher.when)
    if not stated:
        return
    missing = judged.unit.doubts.get(judged.opener[at.EVENT], ())
    decided = judged.opener[at.SURE] == 1 and judged.status != UNDECIDABLE
    outcome = {0: False, 1: True}.get(judged.opener[at.A]) if decided else None
    yield Tested(" and ".join(stated), outcome, missing)


def _step(row: list[int], judged: Judged, history: ScopeHistory) -> Step | None:
    """One row of the trace as a typed step."""
    kind = row[at.T_STEP]
    if kind == at.STEP_BUDGET:
        return _budget(row, judged)
    if kind == at.STEP_SUSPENDED:
        return _suspension(row, history)
    if kind == at.STEP_ROLLED:
        clock = judged.unit.program.clock
        return Rolled(
            mode=(clock.roll if clock else None) or "none",
            in_custody={0: False, 1: True}.get(row[at.T_A]),
            unrolled=row[at.T_FROM],
            due=row[at.T_TO],
            provisional=judged.out[at.PROVISIONAL] == 1,
        )
    event = history.events[row[at.T_EVENT]]
    when = event.occurred
    if kind == at.STEP_ANCHOR:
        return Anchored(event.key, when.day, when.earliest, when.latest)
    if kind == at.STEP_UNTIL:
        return UntilAct(event.key, when.day, when.earliest, when.latest)
    if kind == at.STEP_RESTARTED:
        return Restarted(event.key, row[at.T_A] != at.RESET, when.day, when.earliest, when.latest)
    if kind == at.STEP_CLOSED:
        status = row[at.T_A]
        return Closed(
            event=event.key,
            how="moot" if status in (at.MOOTED, at.OVERDUE) else "discharged",
            day=when.day,
            earliest=when.earliest,
            latest=when.latest,
            in_time=status in (at.MET, at.MOOTED),
        )
    if kind in (at.STEP_EXTENDED, at.STEP_NOT_EXTENDED):
        return _extension(row, judged, event)
    if kind == at.STEP_COUNTED:
        return Found(event.key, "counted", when.day, str(row[at.T_A]))
    if kind == at.STEP_FOUND:
        return Found(event.key, _ROLES.get(row[at.T_A], "required"), when.day)
    return None


def _budget(row: list[int], judged: Judged) -> Step | None:
    clock = judged.unit.program.clock
    if clock is None or clock.budget is None:
        return None
    return Budgeted(clock.budget, clock.start or "next_day", clock.hours, row[at.T_FROM], row[at.T_CONTIGUOUS])


def _suspension(row: list[int], history: ScopeHistory) -> Suspended:
    ended = row[at.T_OTHER_EVENT]
    return Suspended(
        began=history.events[row[at.T_EVENT]].key,
        ended=history.events[ended].key if ended >= 0 else None,
        first=row[at.T_FROM],
        last=None if row[at.T_TO] == at.NONE else row[at.T_TO],
        uncounted=row[at.T_ORIGIN],
        due=row[at.T_DUE],
    )


def _extension(row: list[int], judged: Judged, event: Event) -> Step | None:
    clock = judged.unit.program.clock
    if clock is None:
        return None
    extension = clock.extend[row[at.T_A]]
    applied = row[at.T_STEP] == at.STEP_EXTENDED
    amount = extension.to_total or extension.by or Amount(str(max(row[at.T_AMOUNT], 0)), extension.unit)
    return Extended(
        event=event.key,
        mode="to_total" if extension.to_total is not None else "by",
        amount=amount,
        total=extension.total,
        only_before_expiry=extension.only_before_expiry,
        day=event.occurred.day,
        applied=applied,
        why="" if applied else _WHY.get(row[at.T_TO], ""),
        contiguous=row[at.T_CONTIGUOUS],
        from_origin=row[at.T_ORIGIN],
        due=row[at.T_DUE],
    )
