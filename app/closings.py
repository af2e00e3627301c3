"""What a reader does not see of cases that are its own: the one place that asks the pack's closing rules.

Not whose case it is (access.py), and not the rules (domain/sight.py). Lists take the conditions into their queries;
what is read from the ledger itself goes through `sight_of` and the functions below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from domain import sight as closing
from domain.case import CaseState
from domain.event import CaseId, EventKey, PersonId
from domain.payload_types import Label
from domain.permission import Principal
from domain.sight import Closure, Sight
from ledger import reading_scope
from projections import case_links, closed_records, timeline
from projections.case_view import CaseRow
from projections.closed_records import Shown
from projections.paging import Among
from projections.timeline import TimelineRow
from supervision_rules.verdict import Verdict

if TYPE_CHECKING:
    from app.composition import Platform
    from app.read_case import CaseAt

EVERYTHING = Sight()


def conditions(platform: Platform, actor: Principal) -> Shown | None:
    """Conditions on rows of lists; None: nothing that the pack closes is closed to this reader."""
    bound = closing.bound(platform.pack.sight, actor)
    return Shown(bound, _reads_as(platform, actor)) if bound else None


def sight_of(platform: Platform, actor: Principal, cases: Iterable[str]) -> Sight:
    """What is closed to the actor in these cases and those joined to them."""
    bound = closing.bound(platform.pack.sight, actor)
    if not bound:
        return EVERYTHING
    return closing.sight(_closures(platform, cases), bound, _reads_as(platform, actor))


def marks(platform: Platform, case: str) -> tuple[Label, ...]:
    """What stands on the cover of a case that holds something closed, for everybody who sees the case."""
    if not any(rule.mark for rule in platform.pack.sight):
        return ()
    closed = {one.rule for one in _closures(platform, [case]) if one.case == case}
    return tuple(rule.mark for rule in platform.pack.sight if rule.mark is not None and rule.id in closed)


def _closures(platform: Platform, cases: Iterable[str]) -> tuple[Closure, ...]:
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        families = case_links.families(connection, [CaseId(case) for case in cases])
        return closed_records.of_cases(connection, {case for family in families for case in family})


def closed_cases(platform: Platform, actor: Principal, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` that are closed to the actor as a whole."""
    return frozenset(sight_of(platform, actor, cases).cases) if cases else frozenset()


def is_closed(platform: Platform, actor: Principal, case: str, act: EventKey) -> bool:
    """Whether an act, or the whole case that it stands on, is closed to the actor."""
    seen = sight_of(platform, actor, [case])
    return case in seen.cases or act in seen.acts


def of_case(found: CaseAt, seen: Sight) -> CaseAt:
    """The case without what is closed."""
    if seen == EVERYTHING:
        return found
    return replace(
        found,
        events=tuple(event for event in found.events if seen.shows(event)),
        state=None if found.state is None else of_state(found.state, seen),
        verdicts=tuple(of_verdict(verdict, seen) for verdict in found.verdicts if shows_duty(verdict, seen)),
    )


def of_state(state: CaseState, seen: Sight) -> CaseState:
    return replace(
        state,
        subjects={person: one for person, one in state.subjects.items() if person not in seen.persons},
        links=tuple(link for link in state.links if link.other not in seen.cases),
        unexpected_moves=tuple(
            move for move in state.unexpected_moves
            if move.person not in seen.persons and move.event not in seen.acts
        ),
    )  # fmt: skip


def shows_duty(verdict: Verdict, seen: Sight) -> bool:
    return verdict.case not in seen.cases and verdict.subject not in seen.persons and verdict.trigger not in seen.acts


def of_verdict(verdict: Verdict, seen: Sight) -> Verdict:
    """A duty that is shown, without the acts in its evidence that are not."""
    evidence = tuple(key for key in verdict.evidence if key not in seen.acts)
    return verdict if evidence == verdict.evidence else replace(verdict, evidence=evidence)


def of_timeline(row: TimelineRow, seen: Sight) -> TimelineRow:
    """An act on several persons is shown as one on those who are not closed."""
    if not seen.persons.intersection(row.persons):
        return row
    persons = tuple(person for person in row.persons if person not in seen.persons)
    return replace(row, persons=persons, person=row.person if row.person in persons else None)


def of_rows(platform: Platform, actor: Principal, rows: Sequence[CaseRow], among: Among | None) -> list[CaseRow]:
    """Heads of cases, less what is closed in them; stage and time of the last news are those of the whole."""
    bound = closing.bound(platform.pack.sight, actor)
    if not bound or among is None or not rows:
        return list(rows)
    agencies = _reads_as(platform, actor)
    sights: dict[str, Sight] = {}
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        for family in case_links.families(connection, [row.case for row in rows]):
            seen = closing.sight(closed_records.of_cases(connection, family), bound, agencies)
            sights |= dict.fromkeys(family, seen)
        partly = [row.case for row in rows if sights[row.case] != EVERYTHING]
        hidden = timeline.hidden_acts(connection, partly, among) if partly else {}
    return [_of_row(row, sights[row.case], hidden.get(row.case, 0)) for row in rows]


def _of_row(row: CaseRow, seen: Sight, hidden: int) -> CaseRow:
    if seen == EVERYTHING:
        return row
    persons = tuple(one for one in row.persons if one.person not in seen.persons)
    return replace(
        row,
        persons=persons,
        acts=max(0, row.acts - hidden),
        held=sum(one.custody for one in persons),
        continued_as=None if row.continued_as in seen.cases else row.continued_as,
    )


def shown_persons(persons: Iterable[PersonId], seen: Sight) -> tuple[PersonId, ...]:
    return tuple(person for person in persons if person not in seen.persons)


def _reads_as(platform: Platform, actor: Principal) -> frozenset[str]:
    return frozenset({actor.agency, *platform.pack.agencies.predecessors(actor.agency)})
