"""The custody register as one actor may see it, with the last custody transfer (换押) of each person held. Use case.

Not who is held (projections/custody_register.py) and not what became of a transfer (domain/exchange.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from app.access import own_cases, own_desk
from app.composition import Platform
from app.exchanges import as_seen
from domain.event import CaseId, PersonId
from domain.permission import Principal
from ledger import reading_scope
from projections import case_links, custody_register, exchanges
from projections.custody_register import CustodyRow
from projections.exchanges import ExchangeRow
from projections.paging import Page


class Held(msgspec.Struct, frozen=True):
    """A person held, and the latest hand-over that moved its custody, where the actor sees one."""

    row: CustodyRow
    transfer: ExchangeRow | None


def held(
    platform: Platform,
    actor: Principal,
    *,
    agency: str | None = None,
    case: str | None = None,
    person: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Held]:
    """The one whose custody ends first on top. Raises Refused("cursor-invalid")."""
    with platform.engine.connect() as connection:
        page = custody_register.held(
            connection, platform.now(), agency=agency, case=case, person=person, among=own_cases(platform, actor),
            cursor=cursor, limit=limit,
        )  # fmt: skip
    last = _last_transfers(platform, actor, page.rows)
    return Page(tuple(Held(row, last.get((row.case, row.person))) for row in page.rows), page.next)


def held_after(platform: Platform, actor: Principal, transfer: ExchangeRow) -> Held | None:
    """The line of the register that this hand-over stands beside; None where a later one does, or it is no transfer."""
    flow = platform.pack.flows.by_id.get(transfer.flow)
    if flow is None or not flow.moves_custody or transfer.person is None:
        return None
    for case in sorted(_families(platform, [transfer.case]).get(transfer.case, {transfer.case})):
        for one in held(platform, actor, case=case, person=transfer.person).rows:
            if one.transfer is not None and one.transfer.id == transfer.id:
                return one
    return None


def shown(transfer: ExchangeRow) -> dict[str, str]:
    """What its steps state of the new stage and period: field -> value, as the last step that says so."""
    return {name: value for step in transfer.steps for name, value in step.shows}


def _last_transfers(
    platform: Platform, actor: Principal, rows: Sequence[CustodyRow]
) -> dict[tuple[CaseId, PersonId], ExchangeRow]:
    """By case and person of `rows`; a transfer may stand on another case of the family."""
    flows = [flow.id for flow in platform.pack.flows.by_id.values() if flow.moves_custody]
    if not flows or not rows:
        return {}
    families = _families(platform, [row.case for row in rows])
    with platform.engine.connect() as connection:
        found = exchanges.of_persons(
            connection, platform.now(), flows=flows, persons=sorted({row.person for row in rows}),
            cases=sorted({case for family in families.values() for case in family}),
            among=own_cases(platform, actor), desk=own_desk(actor),
        )  # fmt: skip
    last: dict[tuple[CaseId, PersonId], ExchangeRow] = {}
    for transfer in sorted(as_seen(found, platform, actor), key=lambda one: (one.sent_at, one.id)):
        for case in families.get(transfer.case, {transfer.case}):
            if transfer.person is not None:
                last[case, transfer.person] = transfer
    return last


def _families(platform: Platform, cases: Iterable[CaseId]) -> dict[CaseId, frozenset[CaseId]]:
    """Case -> the cases joined with it, itself among them."""
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        return {case: family for family in case_links.families(connection, cases) for case in family}
