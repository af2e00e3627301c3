"""What a caller may see and do, asked of the store. The table itself is domain/permission.py: may(actor, act, target).

Not who the caller is (tokens.py, users.py). What is not theirs does not exist for them: NotFound, never Forbidden. On
PostgreSQL row policies stand behind these conditions (ledger/reading_scope.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, or_, select, true

from app.closings import closed_cases, conditions, is_closed
from domain.errors import Forbidden, NotFound
from domain.event import CaseId, EventKey
from domain.feed_name import feed_of
from domain.permission import Act, OfAgency, OfCase, Principal, Reach, may, reach
from ledger import reading_scope
from ledger.acts import Receipt
from ledger.case_agencies import case_agencies, concerned, within
from ledger.schema import events
from projections import case_links, findings_queue
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
    """Condition for lists: only cases that the actor may see, and nothing in them that is closed. None: it sees all."""
    seen, shown = reach_of(platform, actor), conditions(platform, actor)
    if seen.everything and shown is None:
        return None
    rows = case_agencies.c

    def among(
        case: ColumnElement[str],
        /,
        *,
        person: ColumnElement[str] | None = None,
        act: tuple[ColumnElement[str], ColumnElement[str]] | None = None,
    ) -> ColumnElement[bool]:
        own = true() if seen.everything else exists().where(rows.case_id == case, within(seen))
        return own if shown is None else own & shown.rows(case, person, act)

    return among


def own_exchange(
    platform: Platform, actor: Principal, agency: ColumnElement[str], region: ColumnElement[str]
) -> ColumnElement[bool]:
    """Condition on what stands between one agency and the platform (refusals, digests, files): the actor's own, or
    of an agency that it supervises. `read_exchange` of domain/permission.py as SQL.
    """
    seen = reach_of(platform, actor)
    if seen.everything:
        return true()
    own = agency.in_(sorted(seen.agencies))
    return or_(own, region.startswith(seen.region, autoescape=True)) if seen.region else own


def own_desk(actor: Principal) -> str | None:
    """The agency whose worklist is all that the actor sees of duties; None: those of all cases that it sees."""
    return actor.agency if actor.role == "clerk" else None


def visible_cases(platform: Platform, actor: Principal, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` that the actor may see."""
    agencies = _concerned(platform, cases)
    own = frozenset(case for case in cases if _may_read(platform, actor, agencies.get(case, frozenset())))
    return own - closed_cases(platform, actor, own)


def took_part(platform: Platform, agency: str, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` on which the office of `agency` acted, by what it or others posted, or which it was handed."""
    return visible_cases(platform, Principal("", agency, "agency"), cases)


def require_case(platform: Platform, actor: Principal, case: str) -> None:
    """NotFound where the case does not exist, or is not the actor's to see."""
    # a finding's own record is a stream too, and no case
    if case.startswith(STREAM_PREFIX) or not visible_cases(platform, actor, [case]) or not _exists(platform, case):
        raise not_found(case)


def require_finding(platform: Platform, actor: Principal, finding_id: str) -> None:
    """NotFound where there is no finding of that id, or its case, person or act is not the actor's to see.

    One look-up for both, before anything is read of the finding: ids can be computed from rule and act, and by the time
    that the answer takes anybody could else tell which of them exist.
    """
    with platform.engine.connect() as connection:
        if not findings_queue.shows(connection, finding_id, own_cases(platform, actor)):
            raise NotFound(f"There is no finding {finding_id[:200]!r}.", remedy="Take the id from a list of findings.")


def may_read(platform: Platform, actor: Principal, source: str, receipt: Receipt | None) -> bool:
    """Whether the receipt of an act of `source` is the actor's to read; None: there is no such act.

    What is asked of the store is the same whether there is one or not: ids of acts are guessed easily, and the time
    that the answer takes is not to tell.
    """
    if receipt is not None and source in reach_of(platform, actor).agencies:
        return True
    case = "" if receipt is None else receipt.stream
    key = EventKey(source, "" if receipt is None else receipt.id)
    visible = bool(visible_cases(platform, actor, [case]))
    closed = is_closed(platform, actor, case, key)
    own = may_read_receipt(platform, actor, source)
    return receipt is not None and not closed and (own or visible)


def require(actor: Principal, act: Act) -> None:
    """Forbidden where the actor's role never may, to whatever it is: that gives nothing away."""
    if not may(actor, act):
        raise Forbidden(_DENIED[act], remedy="Sign in, or use a token, in a role that may.")


def may_read_receipt(platform: Platform, actor: Principal, agency: str) -> bool:
    """Whether receipts of `agency` are the actor's own, whatever case they stand on."""
    return may(actor, "read_receipt", OfAgency(agency), platform.pack.agencies.predecessors(actor.agency))


def tables_of(platform: Platform, actor: Principal, agency: str | None) -> str:
    """The agency whose tables are asked for (None: the actor's own). NotFound where they are not the actor's to see."""
    wanted = actor.agency if agency is None else agency
    if not table_keepers(platform, actor, [wanted]):
        raise NotFound(
            f"There is no table of {wanted[:200]}, or it is not yours to read.",
            remedy="Leave `agency` out to read your own.",
        )
    return wanted


def table_keepers(platform: Platform, actor: Principal, agencies: Collection[str]) -> list[str]:
    """Those of `agencies` whose tables the actor may read."""
    earlier = platform.pack.agencies.predecessors(actor.agency)
    return [one for one in agencies if may(actor, "read_tables", OfAgency(one), earlier)]


def require_position(platform: Platform, actor: Principal, position: int) -> None:
    """NotFound where no act stands at this position, or none that the actor may see: its hash tells of it."""
    with reading_scope.of_the_platform():
        found = [act for act in platform.ledger.read(position - 1, 1) if act.position == position]
    for act in found:
        # an auditor checks the whole log: the hash and the path tell nothing of what was recorded
        if actor.role == "auditor":
            return
        case = act.stream
        if case.startswith(STREAM_PREFIX):
            case = platform.findings.finding(case.removeprefix(STREAM_PREFIX)).breach.case
        if may_read_receipt(platform, actor, act.source):
            return
        if visible_cases(platform, actor, [case]) and not is_closed(
            platform, actor, case, EventKey(act.source, act.id)
        ):
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
    "keep_tables": "Tables of codes are kept by the agency whose codes they are.",
    "read_tables": "Tables of codes are read by their agency, its supervisors and auditors.",
    "subscribe": "Subscriptions are kept by agencies and supervisors, for themselves.",
    "read_deliveries": "Deliveries are read by who subscribed, by supervisors and auditors.",
    "read_exchange": "What passed between an agency and the platform is read by the agency and by who supervises it.",
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
