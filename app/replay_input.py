"""Events to replay: from a file, judged as intake would judge them, or from a ledger.

Not the replay (replay.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.ingest import IngestPlan, plan_ingest
from app.readers.item import Progress
from app.readers.mapping import Mapping
from app.readers.reading import read_items
from app.settings import system_clock
from app.stored_events import event_of, is_case_act
from domain.event import Event
from ledger.ledger import Ledger, connect
from supervision_rules.pack import Pack

PAGE = 5000


def read_events_file(
    path: Path, pack: Pack, now: int, mapping: Mapping | None = None, progress: Progress | None = None
) -> IngestPlan:
    """Events of a file, and every line that intake would refuse. `now` in microseconds; progress in bytes.

    An act's `recordedtime` counts as when it was recorded: a file has no other witness.
    """
    return plan_ingest(read_items(path, mapping, progress), pack, now)


def read_events_database(url: str, pack: Pack, clock: datetime | None = None) -> Iterator[Event]:
    """All numbered acts of the ledger at `url`. Raises LedgerFault for a wrong revision or altered bytes."""
    with connect(url, clock=lambda: clock or system_clock()) as ledger:
        yield from ledger_events(ledger, pack)


def ledger_events(ledger: Ledger, pack: Pack, upto: int | None = None) -> Iterator[Event]:
    """Numbered acts of an open ledger in order of position, up to a position."""
    after = 0
    while acts := ledger.read(after, PAGE):
        for act in acts:
            if upto is not None and (act.position or 0) > upto:
                return
            if is_case_act(act):
                yield event_of(act, pack)
        after = acts[-1].position or after
