"""What a caller may see: an agency the cases in which its office took part, supervisors and auditors all.

Not who the caller is (tokens.py). What is not theirs does not exist for them: NotFound, never Forbidden.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.tokens import Principal
from domain import agency as agencies
from domain.errors import Forbidden, NotFound
from domain.event import CaseId
from domain.vocabulary import CORRECTED, RETRACTED
from ledger.schema import events
from projections import case_links
from projections.paging import Among
from supervision_rules.finding import STREAM_PREFIX

if TYPE_CHECKING:
    from app.composition import Platform

_AMENDMENTS: Final = (CORRECTED, RETRACTED)


def own_cases(principal: Principal) -> Among | None:
    """Condition for lists: only cases that the caller may see. None: it sees all."""
    if principal.sees_all:
        return None
    own = _by_office(principal.agency)
    return lambda case: exists().where(events.c.stream == case, own)


def visible_cases(platform: Platform, principal: Principal, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` that the caller may see."""
    return frozenset(cases) if principal.sees_all else took_part(platform, principal.agency, cases)


def took_part(platform: Platform, agency: str, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` on which the office of `agency` acted, by what it or others posted."""
    names, found = sorted(cases), set[str]()
    with platform.engine.connect() as connection:
        for start in range(0, len(names), 500):
            some = events.c.stream.in_(names[start : start + 500])
            found.update(connection.scalars(select(events.c.stream).where(some, _by_office(agency)).distinct()))
    return frozenset(found)


def require_case(platform: Platform, principal: Principal, case: str) -> None:
    """NotFound where the case does not exist, or its office had no part in it."""
    # a finding's own record is a stream too, and no case
    if case.startswith(STREAM_PREFIX) or not _exists(platform, case) or not visible_cases(platform, principal, [case]):
        raise not_found(case)


def _exists(platform: Platform, case: str) -> bool:
    """An act was posted on it, or it came of another by a split or merger and has no act of its own yet."""
    with platform.engine.connect() as connection:
        if connection.scalar(select(events.c.version).where(events.c.stream == case).limit(1)) is not None:
            return True
        [family] = case_links.families(connection, [CaseId(case)])
        return len(family) > 1


def offices_of(kind: str, source: str, actor: str) -> frozenset[str]:
    """The offices that take part in a case by an act of this type: the poster's and the actor's; nobody by an
    amendment. The same rule as `_by_office`, for an act in hand.
    """
    return frozenset() if kind in _AMENDMENTS else frozenset({agencies.office(source), agencies.office(actor)})


def require_supervisor(principal: Principal) -> None:
    if not principal.triages:
        raise Forbidden(
            "Findings are handled by a supervisor.",
            remedy="Use a token issued with --role supervisor.",
        )


def not_found(case: str) -> NotFound:
    return NotFound(
        f"There is no case {case[:200]!r}, or your office took no part in it.",
        remedy="Check the case id; ask a supervisor if the case should be yours.",
    )


def _by_office(agency: str) -> ColumnElement[bool]:
    """An act of the caller's agency, or of one of its kind in its jurisdiction, as poster or as actor."""
    # who only corrects or retracts, which may name anything, took no part: that would open any case to anybody
    act = events.c.type.not_in(_AMENDMENTS)
    office = agencies.office(agency)
    if office == agency:
        return and_(act, or_(events.c.source == agency, events.c.agency == agency))

    def begins(column: ColumnElement[str]) -> ColumnElement[bool]:
        return func.substr(column, 1, len(office)) == office  # not LIKE: on SQLite it takes A for a

    return and_(act, or_(begins(events.c.source), begins(events.c.agency)))
