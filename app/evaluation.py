"""Verdicts on a family of cases: split into the lineages that hold, each evaluated by the one evaluation path.

The same function live and in replay. Not the storing of verdicts (supervise.py) and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.event import CaseId, Event
from domain.history import effective
from domain.lineage import components, links_of
from supervision_rules.evaluate import Evaluation, evaluate
from supervision_rules.pack import Pack


def evaluate_family(pack: Pack, events: Sequence[Event], *, now: int) -> Evaluation:
    """All verdicts on the cases of one family.

    events  raw acts of all its cases, as known
    now     microseconds; raised to the latest act where a clock runs behind
    """
    parts = [evaluate(pack, own, now=at_least(now, own)) for own in lineages(pack, events)]
    if len(parts) == 1:
        return parts[0]
    changes = [part.next_change for part in parts if part.next_change is not None]
    return Evaluation(
        tuple(verdict for part in parts for verdict in part.verdicts),
        tuple(failure for part in parts for failure in part.failures),
        min(changes, default=None),
    )


def at_least(now: int, events: Sequence[Event]) -> int:
    """`now`, or the start of the latest act if that is later."""
    return max((event.occurred.earliest for event in events), default=now) if _later(now, events) else now


def lineages(pack: Pack, events: Sequence[Event]) -> Iterator[tuple[Event, ...]]:
    """Raw acts of each component: cases joined by links that hold, and each other case by itself."""
    by_case: dict[CaseId, list[Event]] = {}
    for event in events:
        by_case.setdefault(event.case, []).append(event)
    if len(by_case) <= 1 or pack.lifecycle is None:
        for own in by_case.values():
            yield tuple(own)
        return
    joined: set[CaseId] = set()
    for component in components(links_of(effective(events), pack.lifecycle.links)):
        joined |= component
        yield tuple(event for case in sorted(component) for event in by_case.get(case, ()))
    for case in sorted(set(by_case) - joined):
        yield tuple(by_case[case])


def stated_links(pack: Pack, event: Event) -> list[tuple[CaseId, CaseId]]:
    """Links that an act states, or that its correction would make it state; whether they hold is not asked."""
    if pack.lifecycle is None:
        return []
    rule = pack.lifecycle.link_rules.get(event.type)
    data = event.data
    if event.amends is not None and event.amends.type is not None:
        rule, corrected = pack.lifecycle.link_rules.get(event.amends.type), event.amends.data
        if corrected is None:
            return []
        data = corrected
    if rule is None:
        return []
    named = getattr(data, rule.field, None)
    others = [named] if isinstance(named, str) else list(named or ())
    return [(event.case, CaseId(other)) for other in others if other != event.case]


def families_of(pack: Pack, events: Iterable[Event]) -> list[tuple[Event, ...]]:
    """Events grouped into families, as projections/case_links.py groups those in the ledger; by first case."""
    by_case: dict[CaseId, list[Event]] = {}
    joined: dict[CaseId, set[CaseId]] = {}
    for event in events:
        by_case.setdefault(event.case, []).append(event)
        for one, other in stated_links(pack, event):
            both = joined.setdefault(one, {one}) | joined.setdefault(other, {other})
            for case in both:
                joined[case] = both
    return [
        tuple(event for case in sorted(group) for event in by_case.get(case, ())) for group in _groups(by_case, joined)
    ]


def _groups(by_case: Mapping[CaseId, object], joined: Mapping[CaseId, set[CaseId]]) -> Iterator[set[CaseId]]:
    seen: set[CaseId] = set()
    for case in sorted(by_case):
        if case not in seen:
            group = joined.get(case, {case})
            seen |= group
            yield group


def _later(now: int, events: Sequence[Event]) -> bool:
    return any(event.occurred.earliest > now for event in events)
