"""One case as of two times: when things were valid, and when they were known. Read from the ledger, not from views.

Not lists (projections). Whatever is shown here has been checked against its hash first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, exists, select

from app.composition import Platform
from app.evaluation import at_least, lineages
from app.histories import FamilyFault
from app.stored_events import event_of
from domain import case as cases
from domain.case import CaseState
from domain.errors import NotFound
from domain.event import CaseId, Event, PersonId
from domain.history import effective, known_at
from domain.lineage import case_histories, links_of, persons_of
from domain.occurred import to_micros
from ledger import reading_scope
from ledger.acts import StoredAct
from ledger.schema import events
from ledger.tails import beyond
from projections import case_links
from projections.duties import duties
from supervision_rules.derivation import Derivation
from supervision_rules.evaluate import evaluate
from supervision_rules.explain import explain as derive
from supervision_rules.verdict import Verdict
from supervision_rules.wording import event_names, render, says


class CaseAt(msgspec.Struct, frozen=True, kw_only=True):
    """A case as of valid_at, as known at known_at; both microseconds.

    state     None: the case has not begun or goes on under another id, or the pack has no lifecycle
    events    the acts that make it up: effective history, in legal order
    verdicts  on this case and its persons, with the clock at valid_at
    """

    case: CaseId
    valid_at: int
    known_at: int
    state: CaseState | None
    events: tuple[Event, ...]
    verdicts: tuple[Verdict, ...]


class Step(msgspec.Struct, frozen=True):
    """One act of a case and the state before and after it; index from 1 (0: nothing has happened, event None)."""

    index: int
    event: Event | None
    before: CaseState | None
    after: CaseState


class Explanation(msgspec.Struct, frozen=True):
    """Why a duty stands as it does now. says_*: the card's one sentence; sentences_*: the derivation, step by step."""

    verdict: Verdict
    derivation: Derivation
    says_zh: str
    says_en: str
    sentences_zh: tuple[str, ...]
    sentences_en: tuple[str, ...]


class EventAt(msgspec.Struct, frozen=True):
    """A stored act and what it says."""

    act: StoredAct
    event: Event


def state_at(
    platform: Platform, case: str, *, valid_at: datetime | None = None, known_at: datetime | None = None
) -> CaseAt:
    """The case at two times; each is the present if not given. Raises NotFound where nothing was known of it then."""
    now = platform.now()
    valid = now if valid_at is None else to_micros(valid_at)
    known = now if known_at is None else to_micros(known_at)
    lineage = _known_lineage(platform, case, known)
    happened = tuple(event for event in effective(lineage) if event.occurred.earliest <= valid)
    history = _history(platform, CaseId(case), happened)
    # a case that came of another is known before it begins: nothing of it had happened then
    state = None
    if history and platform.pack.lifecycle is not None:
        state = cases.fold(CaseId(case), history, platform.pack.vocabulary, platform.pack.lifecycle)
    # cases that were linked later are read apart, as they stood then
    verdicts = tuple(
        verdict
        for own in lineages(platform.pack, happened)
        for verdict in evaluate(platform.pack, own, now=valid).verdicts
        if verdict.case == case
    )
    return CaseAt(case=CaseId(case), valid_at=valid, known_at=known, state=state, events=history, verdicts=verdicts)


def steps(platform: Platform, case: str, *, known_at: datetime | None = None) -> list[Step]:
    """The case act by act in legal order, from before the first. Raises NotFound; also without a lifecycle."""
    lifecycle = platform.pack.lifecycle
    known = platform.now() if known_at is None else to_micros(known_at)
    history = _history(platform, CaseId(case), effective(_known_lineage(platform, case, known)))
    if not history or lifecycle is None:
        raise _nothing_known(case)
    found: list[Step] = []
    before: CaseState | None = None
    states = cases.steps(CaseId(case), history, platform.pack.vocabulary, lifecycle)
    for index, after in enumerate(states):
        found.append(Step(index, history[index - 1] if index else None, before, after))
        before = after
    return found


def explain(platform: Platform, duty_id: str) -> Explanation:
    """Evaluate the duty's case anew and say why it stands as it does. Raises NotFound."""
    with platform.engine.connect() as connection:
        query = select(duties.c.case_id).where(duties.c.duty_id == duty_id).order_by(duties.c.version.desc())
        case = connection.scalar(query.limit(1))
    if case is None:
        raise _no_duty(duty_id)
    raw = _known_lineage(platform, case, platform.now())
    return explained(platform, raw, duty_id, at_least(platform.now(), raw))


def explained(platform: Platform, raw: Sequence[Event], duty_id: str, now: int) -> Explanation:
    """The explanation of a duty on the raw acts of one lineage. Raises NotFound."""
    pack = platform.pack
    verdict = next((v for v in evaluate(pack, raw, now=now).verdicts if v.id == duty_id), None)
    if verdict is None:
        raise _no_duty(duty_id)
    derivation = derive(pack, raw, verdict, now=now)
    sentences = {
        locale: tuple(render(pack, derivation, locale, names=event_names(pack, raw, locale))) for locale in ("zh", "en")
    }
    return Explanation(
        verdict, derivation, says(pack, verdict, "zh"), says(pack, verdict, "en"), sentences["zh"], sentences["en"]
    )


@reading_scope.of_the_platform()
def event(platform: Platform, source: str, act_id: str) -> EventAt:
    """One stored act. Raises NotFound, LedgerFault (altered bytes)."""
    receipt = platform.ledger.receipt(source, act_id)
    if receipt is None:
        raise NotFound(
            f"No event {act_id[:200]!r} of {source[:200]} is stored.", remedy="Take source and id from a timeline."
        )
    with platform.engine.connect() as connection:
        acts = beyond(connection, {receipt.stream: receipt.version - 1})[receipt.stream]
    return EventAt(acts[0], event_of(acts[0], platform.pack))


def raw_events(platform: Platform, case: str) -> tuple[Event, ...]:
    """All recorded acts of the case and of those it was ever linked to, in order of position. Raises NotFound."""
    # the case must show to whom we read for; its lineage is then read whole, since a part of it would be another case
    with platform.engine.connect() as connection:
        if not shows(connection, case):
            raise _nothing_known(case)
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        [family] = platform.histories.load(connection, [CaseId(case)])
    if isinstance(family, FamilyFault):
        raise family.error
    if not family.events:
        raise _nothing_known(case)
    return family.events


def shows(connection: Connection, case: str) -> bool:
    """Whether anything of the case is there for this connection: an act, or a link that it came by."""
    act = exists().where(events.c.stream == case)
    link = exists().where((case_links.case_links.c.origin == case) | (case_links.case_links.c.target == case))
    return bool(connection.scalar(select(act | link)))


def persons(platform: Platform, case: str) -> tuple[PersonId, ...]:
    """Everybody that a recorded act of the case's family names, sorted."""
    return tuple(sorted({person for one in raw_events(platform, case) for person in persons_of(one)}))


def _known_lineage(platform: Platform, case: str, known: int) -> tuple[Event, ...]:
    """Raw acts, as known then, of the lineage that the case was in as known then."""
    then = known_at(raw_events(platform, case), known)
    for lineage in lineages(platform.pack, then):
        if any(one.case == case for one in lineage) or case in _linked(platform, lineage):
            return lineage
    raise _nothing_known(case)


def _linked(platform: Platform, lineage: Sequence[Event]) -> set[str]:
    lifecycle = platform.pack.lifecycle
    if lifecycle is None:
        return set()
    links = links_of(effective(lineage), lifecycle.links)
    return {link.origin for link in links} | {link.target for link in links}


def _history(platform: Platform, case: CaseId, events: tuple[Event, ...]) -> tuple[Event, ...]:
    lifecycle = platform.pack.lifecycle
    links = () if lifecycle is None else links_of(events, lifecycle.links)
    return case_histories(events, links).get(case, ())


def _nothing_known(case: str) -> NotFound:
    return NotFound(
        f"Nothing is known of case {case[:200]!r} at that time.", remedy="Check the case id and the time asked for."
    )


def _no_duty(duty_id: str) -> NotFound:
    return NotFound(f"There is no duty {duty_id[:64]!r} now.", remedy="Take the id from a list of duties or findings.")
