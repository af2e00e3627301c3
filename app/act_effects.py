"""What became of a posted act: its place in the log, the checkpoint over it, the duties it opened and closed.

Not the posting (post_acts.py). Nothing is known of duties before supervision has reached the act.
"""

from __future__ import annotations

import msgspec

from app.composition import Platform
from domain.event import CaseId, EventKey
from ledger.acts import Receipt
from projections import case_links
from projections.duties import DutyRow
from projections.duty_effects import opened_and_closed
from projections.paging import Among
from projections.registry import SUPERVISION
from projections.runner import progress


class Effects(msgspec.Struct, frozen=True):
    """opened, closed: duties as they stand now, by rule."""

    opened: tuple[DutyRow, ...]
    closed: tuple[DutyRow, ...]


def effects_of(platform: Platform, receipt: Receipt, among: Among | None) -> Effects | None:
    """None until supervision has seen the act. among: the duties that the reader may see."""
    with platform.engine.connect() as connection:
        [supervised] = progress(connection, SUPERVISION)
        if receipt.position is None or supervised.position < receipt.position:
            return None
        [family] = case_links.families(connection, [CaseId(receipt.stream)])
        act = EventKey(receipt.source, receipt.id)
        return Effects(*opened_and_closed(connection, family, act, platform.now(), among))
