"""What a caller may see: an agency the cases in which its office took part, supervisors and auditors all.

Not who the caller is (tokens.py). What is not theirs does not exist for them: NotFound, never Forbidden.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select

from app.composition import Platform
from app.tokens import Principal
from domain import agency as agencies
from domain.errors import Forbidden, NotFound
from ledger.schema import events
from supervision_rules.finding import STREAM_PREFIX


def visible_cases(platform: Platform, principal: Principal, cases: Collection[str]) -> frozenset[str]:
    """Those of `cases` that the caller may see."""
    if principal.sees_all:
        return frozenset(cases)
    if not cases:
        return frozenset()
    took_part = select(events.c.stream).where(events.c.stream.in_(set(cases)), _by_office(principal)).distinct()
    with platform.engine.connect() as connection:
        return frozenset(connection.scalars(took_part))


def require_case(platform: Platform, principal: Principal, case: str) -> None:
    """NotFound where the case does not exist, or its office had no part in it."""
    with platform.engine.connect() as connection:
        known = connection.scalar(select(events.c.version).where(events.c.stream == case).limit(1))
    # a finding's own record is a stream too, and no case
    if known is None or case.startswith(STREAM_PREFIX) or not visible_cases(platform, principal, [case]):
        raise not_found(case)


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


def _by_office(principal: Principal) -> ColumnElement[bool]:
    """An act of the caller's agency, or of one of its kind in its jurisdiction, as poster or as actor."""
    own = agencies.parts(principal.agency)
    if own is None:
        return or_(events.c.source == principal.agency, events.c.agency == principal.agency)
    prefix = f"{agencies.PREFIX}{own.jurisdiction}:{own.kind}:"
    return or_(
        events.c.source.startswith(prefix, autoescape=True),
        events.c.agency.startswith(prefix, autoescape=True),
    )
