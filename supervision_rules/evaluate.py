"""Verdicts of a pack over one lineage component: a pure function of (events known, pack, now).

Deterministic and sorted. A rule that crashes leaves a RuleFailure and the others go on. Called live, in replay
and by explain.py; it reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from domain.event import CaseId, Event
from domain.history import effective
from domain.lineage import Link, carried_on_by, duty_histories, gone_into, links_of, membership, subject_histories
from supervision_rules import layout as at
from supervision_rules.component import Component, has_placed_dates
from supervision_rules.judge import UNDECIDABLE, Judge, Judged
from supervision_rules.pack import Pack
from supervision_rules.project import Projector
from supervision_rules.read_out import NO_VERSION_IN_FORCE, Reader
from supervision_rules.scope_history import ScopeHistory
from supervision_rules.verdict import RuleFailure, Verdict

# one omission, several rules: the worst of their verdicts is shown
_RANK: Mapping[str, int] = {
    "overdue": 0, "violated": 0, "met_late": 1, "undecidable": 2, "pending": 3, "met": 4, "moot": 5,
}  # fmt: skip
_NO_VERSION: Final = (NO_VERSION_IN_FORCE,)


class Evaluation(msgspec.Struct, frozen=True):
    """verdicts: sorted by (case, subject, trigger day, rule, trigger); next_change: microseconds, None: never."""

    verdicts: tuple[Verdict, ...]
    failures: tuple[RuleFailure, ...]
    next_change: int | None


def evaluate(pack: Pack, events: Sequence[Event], *, now: int, law_known_at: int | None = None) -> Evaluation:
    """All verdicts on the events of one component (cases joined by links), as known.

    events        raw, in any order, corrections and retractions included
    now           microseconds since the epoch; events that begin after it must not be among them
    law_known_at  local day up to which versions are known (known_from); None: all versions of the pack
    """
    verdicts: list[Verdict] = []
    failures: list[RuleFailure] = []
    changes: list[int] = []
    for group, history in scopes(pack, events):
        try:
            found, change = _judged(pack, history, group, now, law_known_at, None)
        except Exception:  # noqa: BLE001  some rule crashed: each alone, so that the others go on
            found, change = _one_by_one(pack, history, group, now, law_known_at, failures)
        verdicts += found
        if change is not None:
            changes.append(change)
    return Evaluation(_in_order(merge(pack, verdicts)), tuple(sorted(failures)), min(changes, default=None))


def _judged(
    pack: Pack, history: ScopeHistory, group: str, now: int, law_known_at: int | None, only: int | None
) -> tuple[list[Verdict], int | None]:
    """Verdicts of one scope and the earliest later change; `only`: of one card."""
    projection = projector(pack, history, group, law_known_at)
    projection.only = only
    reader = reader_of(pack, history, now)
    moved_day = None if history.person is not None else _last_day_elsewhere(history)
    found = []
    for one in judge_of(pack, history, now).units(projection.run()):
        verdict = reader.verdict(one)
        if verdict is not None and (moved_day is None or not _decided_elsewhere(history, one, moved_day)):
            found.append(verdict)
    return found, reader.next_change


def scopes(pack: Pack, events: Iterable[Event]) -> Iterator[tuple[str, ScopeHistory]]:
    """(scope group, history): each person, each case, and the whole component, in a fixed order."""
    history = effective(events)
    if not history:
        return
    links = links_of(history, pack.lifecycle.links) if pack.lifecycle is not None else ()
    groups = pack.rules.openers
    if links or has_placed_dates(history):
        yield from _scopes_apart(pack, history, links)
        return
    members = membership(history)
    component = Component(history, members)
    if "person" in groups:
        for person in sorted(members.own):
            first, by_type = component.with_cases(members.own[person], members.cases[person])
            yield "person", ScopeHistory(history[first].case, person, component, by_type, pack.facts)
    cases: dict[CaseId, list[int]] = {}
    for place, event in enumerate(history):
        cases.setdefault(event.case, []).append(place)
    if "case" in groups:
        for case in sorted(cases):
            by_type = component.by_type if len(cases) == 1 else component.types_of(cases[case])
            yield "case", ScopeHistory(case, None, component, by_type, pack.facts)
    if "all" in groups:
        yield "all", ScopeHistory(history[0].case, None, component, component.by_type, pack.facts)


def _scopes_apart(pack: Pack, history: tuple[Event, ...], links: Sequence[Link]) -> Iterator[tuple[str, ScopeHistory]]:
    """The same where links move acts between cases, or acts of a day stand differently in different histories."""
    groups = pack.rules.openers
    if "person" in groups:
        for person, own in subject_histories(history, links, ordered=True).items():
            yield "person", ScopeHistory.of(own[0].case, person, own, pack.facts)
    if "case" in groups:
        gone = gone_into(links)
        for case, acts in duty_histories(history, links, ordered=True).items():
            of_case = ScopeHistory.of(case, None, acts, pack.facts)
            of_case.own_cases = frozenset((case, *carried_on_by(case, links)))
            if case in gone:
                of_case.ends = acts.index(gone[case].event)
            yield "case", of_case
    if "all" in groups:
        yield "all", ScopeHistory.of(history[0].case, None, history, pack.facts)


def projector(pack: Pack, history: ScopeHistory, group: str, law_known_at: int | None) -> Projector:
    return Projector(pack.rules, history, group, pack.arrays, pack.vouching.day_start, law_known_at)


def judge_of(pack: Pack, history: ScopeHistory, now: int) -> Judge:
    return Judge(history, pack.vouching, pack.arrays, now, pack.vouching.day_of(now))


def reader_of(pack: Pack, history: ScopeHistory, now: int) -> Reader:
    today = pack.vouching.day_of(now)
    return Reader(history, pack.vouching, pack.arrays, now, today)


def merge(pack: Pack, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """One verdict for each omission: rules that state the same duty on the same trigger become its bases.

    What is broken names only rules that are broken too: one that was kept, or is still open, is no basis of a breach.
    """
    shared = pack.rules.shared
    found: list[Verdict] = []
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.rule in shared:
            groups.setdefault(verdict.id, []).append(verdict)
        else:
            found.append(verdict)
    for group in groups.values():
        # a breach before a prompt about it, a doubt before one that no version was there, a known day before none
        group.sort(
            key=lambda v: (
                _RANK[v.status], v.broken and v.prompt, v.missing == _NO_VERSION, v.due is None, v.due or "", v.rule,
            )
        )  # fmt: skip
        worst = group[0]
        others = tuple(sorted({v.rule for v in group if v.broken or not worst.broken} - {worst.rule}))
        found.append(msgspec.structs.replace(worst, bases=others) if others else worst)
    return found


def _one_by_one(
    pack: Pack,
    history: ScopeHistory,
    group: str,
    now: int,
    law_known_at: int | None,
    failures: list[RuleFailure],
) -> tuple[list[Verdict], int | None]:
    """The same with each card alone; a card that crashes here goes to `failures` as what it is."""
    verdicts: list[Verdict] = []
    changes: list[int] = []
    for number, card in enumerate(pack.cards):
        try:
            found, change = _judged(pack, history, group, now, law_known_at, number)
        except Exception as error:  # noqa: BLE001  recorded: nothing is known of this rule on this case
            failures.append(
                RuleFailure(card.id, history.case, history.person or "", f"{type(error).__name__}: {error}")
            )
            continue
        verdicts += found
        if change is not None:
            changes.append(change)
    return verdicts, min(changes, default=None)


def _last_day_elsewhere(history: ScopeHistory) -> int | None:
    """Day of the last act that stands in another case that still is one, None if there is none."""
    own, events = history.own_cases, history.events
    elsewhere = [place for place in history.places if events[place].case not in own]
    return history.rows[elsewhere[-1]][at.DAY] if elsewhere else None


def _decided_elsewhere(history: ScopeHistory, judged: Judged, moved_day: int) -> bool:
    """A duty that stands with another case.

    One that a case inherited by a split, but that had ended or was breached before; one of the case it went into.

    moved_day  day of the last act from before the cases parted
    """
    if judged.unit.program.card.scope == "officer":
        return False
    trigger = history.events[judged.opener[at.EVENT]]
    if trigger.case in history.own_cases:
        return False
    if judged.opener[at.EVENT] > history.ends:
        return True  # owed by the case that this one went into
    closer, due = judged.out[at.CLOSER], judged.out[at.DUE]
    if judged.status == UNDECIDABLE and judged.other is None:
        closer = history.places[0]  # nothing was folded: it stands where the history begins
    if closer >= 0 and history.events[closer].case not in history.own_cases:
        return True
    if judged.status in (at.OVERDUE, at.MET_LATE) and due != at.NONE and not judged.unit.program.hours:
        # one omission, one finding: what ran out before the cases parted is not found twice
        return moved_day > due
    if closer >= 0:
        return False
    return judged.unit.program.family > at.SILENCE


def _in_order(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Sorted by (case, subject, trigger day, rule, trigger, id): by day first, as a long case has many verdicts."""
    days: dict[tuple[CaseId, str, int], list[Verdict]] = {}
    for verdict in verdicts:
        key = (verdict.case, verdict.subject or "", verdict.trigger_day)
        of_day = days.get(key)
        if of_day is None:
            days[key] = [verdict]
        else:
            of_day.append(verdict)
    found: list[Verdict] = []
    for key in sorted(days):
        of_day = days[key]
        if len(of_day) > 1:
            of_day.sort(key=_within_day)
        found += of_day
    return tuple(found)


def _within_day(verdict: Verdict) -> tuple[str, str, str, str]:
    trigger = verdict.trigger
    return verdict.rule, trigger.source, trigger.id, verdict.id
