"""Evaluate every case anew at the present time, and store what differs: after a new pack, or to check what is stored.

Not live supervision (supervise.py does the storing). Called by rebuild.py and by processing where the pack changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from app.histories import FamilyFault
from app.supervise import BUILD, evaluate_all
from domain.event import CaseId
from ledger.tails import stream_count, stream_names
from projections import duty_versions
from supervision_rules.finding import STREAM_PREFIX

if TYPE_CHECKING:
    from app.composition import Platform

DUTIES: Final = "duties"
CASES_AT_ONCE: Final = 500
OnProgress = Callable[[int, int], None]
"""(cases done, cases in all)"""


class RebuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """rows: of the new build; missing, surplus: rows that only the old or only the new build had at the same
    position; resumed: an interrupted rebuild was carried on. For duties: versions current, ended, begun.
    """

    name: str
    build: int
    position: int
    rows: int
    missing: int
    surplus: int
    resumed: bool

    @property
    def equal(self) -> bool:
        return self.missing == 0 and self.surplus == 0


def evaluate_again(platform: Platform, on_progress: OnProgress | None = None) -> RebuildReport:
    """Where nothing but time changed since the last evaluation, no version ends or begins."""
    with platform.engine.connect() as connection:
        total, before = stream_count(connection), duty_versions.count(connection)
    after, done = "", 0
    while True:
        with platform.engine.connect() as connection:
            streams = stream_names(connection, after, CASES_AT_ONCE)
            if not streams:
                break
            head = platform.ledger.head()
            cases = [CaseId(stream) for stream in streams if not stream.startswith(STREAM_PREFIX)]
            families = [
                family
                for family in platform.histories.load(connection, cases, head, keep=False)
                if min(family.cases) in set(cases) and (isinstance(family, FamilyFault) or family.events)
            ]
        now = platform.now()
        evaluated, failed = evaluate_all(platform.pack, families, after=None, now=now)
        platform.processing.supervision.refresh(evaluated, failed, position=head, now=now)
        after, done = streams[-1], done + len(streams)
        if on_progress is not None:
            on_progress(done, total)
    with platform.engine.connect() as connection:
        counts = duty_versions.count(connection)
    return RebuildReport(
        name=DUTIES,
        build=BUILD,
        position=platform.ledger.head(),
        rows=counts.current,
        missing=counts.ended - before.ended,
        surplus=counts.begun - before.begun,
        resumed=False,
    )
