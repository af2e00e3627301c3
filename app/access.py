"""What a caller may see and do, asked of the store. The table itself is domain/permission.py: may(actor, act, target).

Not who the caller is (tokens.py, users.py). What is not theirs does not exist for them: NotFound, never Forbidden. On
PostgreSQL row policies stand behind these conditions (ledger/reading_scope.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from domain.errors import Forbidden, NotFound
from domain.event import CaseId
from domain.feed_name import feed_of
from domain.permission import Act, OfAgency, OfCase, Principal, Reach, may, reach
from ledger import reading_scope
from ledger.case_agencies import case_agencies, concerned, within
from ledger.schema import events
from projections import case_links
from projections.paging import Among
from supervision_rules.finding import STREAM_PREFIX

if TYPE_CHECKING:
    from app.composition import Platform


def reach_of(platform: Platform, actor: Principal) -> Reach:
    """The cases that `actor` sees, those of its predecessors included."""
    return reach(actor, platform.pack.agencies.predecessors(actor.agency))


def enter_scope(platform: Platform, actor: Principal) -> None:
    """From here on this request reads within what `actor` sees, whatever its queries ask for."""
    reading_scope.enter(reach_of(platform, actor), feed_of(actor))


def own_cases(platform: Platform, actor: Principal) -> Among | None:
    """Condition for lists: only cases that the actor may see. None: it sees all."""
    seen = reach_of(platform, actor)
    if seen.everything:
        return None
    rows = case_agencies.c
    return lambda case: exists().where(rows.case_id == case, within(seen))


def own_desk(actor: Principal) -> str | None:
    """The agency whose worklist is all that the actor sees of duties; None: those of all cases that it sees."""
    return actor.agency if actor.role == "clerk" else None


def visible_cases(platform: Platform, actor: Principal, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` that the actor may see."""
    agencies = _concerned(platform, cases)
    return frozenset(case for case in cases if _may_read(platform, actor, agencies.get(case, frozenset())))


def took_part(platform: Platform, agency: str, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` on which the office of `agency` acted, by what it or others posted, or which it was handed."""
    return visible_cases(platform, Principal("", agency, "agency"), cases)


def require_case(platform: Platform, actor: Principal, case: str) -> None:
    """NotFound where the case does not exist, or is not the actor's to see."""
    # a finding's own record is a stream too, and no case
    if case.startswith(STREAM_PREFIX) or not visible_cases(platform, actor, [case]) or not _exists(platform, case):
        raise not_found(case)


def require(actor: Principal, act: Act) -> None:
    """Forbidden where the actor's role never may, to whatever it is: that gives nothing away."""
    if not may(actor, act):
        raise Forbidden(_DENIED[act], remedy="Sign in, or use a token, in a role that may.")


def may_read_receipt(platform: Platform, actor: Principal, agency: str) -> bool:
    """Whether receipts of `agency` are the actor's own, whatever case they stand on."""
    return may(actor, "read_receipt", OfAgency(agency), platform.pack.agencies.predecessors(actor.agency))


def require_position(platform: Platform, actor: Principal, position: int) -> None:
    """NotFound where no act stands at this position, or none that the actor may see: its hash tells of it."""
    with reading_scope.of_the_platform():
        found = [act for act in platform.ledger.read(position - 1, 1) if act.position == position]
    for act in found:
        case = act.stream
        if case.startswith(STREAM_PREFIX):
            case = platform.findings.finding(case.removeprefix(STREAM_PREFIX)).breach.case
        if may_read_receipt(platform, actor, act.source) or visible_cases(platform, actor, [case]):
            return
    raise NotFound(
        f"No act that is yours to see stands at position {position}.", remedy="Take the position from a receipt."
    )


def not_found(case: str) -> NotFound:
    return NotFound(
        f"There is no case {case[:200]!r}, or your office took no part in it.",
        remedy="Check the case id; ask a supervisor if the case should be yours.",
    )


_DENIED: dict[Act, str] = {
    "post_act": "Acts are posted by agencies; auditors and clerks post none.",
    "read_receipt": "Receipts are read by who posted.",
    "read_case": "Cases are read by who is concerned with them.",
    "read_desk": "A desk is read by its agency.",
    "handle_finding": "Findings are handled by a supervisor.",
    "read_totals": "Totals are read by supervisors and auditors.",
}


def _may_read(platform: Platform, actor: Principal, agencies: frozenset[str]) -> bool:
    return may(actor, "read_case", OfCase(agencies), platform.pack.agencies.predecessors(actor.agency))


def _concerned(platform: Platform, cases: Collection[str]) -> dict[str, frozenset[str]]:
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        return {case: frozenset(found) for case, found in concerned(connection, sorted(cases)).items()}


def _exists(platform: Platform, case: str) -> bool:
    """An act was posted on it, or it came of another by a split or merger and has no act of its own yet."""
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        if connection.scalar(select(events.c.version).where(events.c.stream == case).limit(1)) is not None:
            return True
        [family] = case_links.families(connection, [CaseId(case)])
        return len(family) > 1
