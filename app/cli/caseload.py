"""The events that a command looks at, of a file: judged as intake would judge them, and what is left out told.

Not the reading (app/replay_input.py). Called by `quancheng replay` and `quancheng rules diff`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.cli.output import note, progress_bar

if TYPE_CHECKING:
    from app.readers.item import ReadFault
    from domain.event import Event
    from supervision_rules.pack import Pack

MOST_TOLD: Final = 50


def events_of_file(path: Path, pack: Pack, now: int, mapping: Path | None, faults: list[ReadFault]) -> list[Event]:
    """Every event of the file; what cannot be taken goes into `faults`. now: microseconds."""
    from app.readers.mapping import load_mapping
    from app.replay_input import read_events_file

    mapped = None if mapping is None else load_mapping(mapping)
    with progress_bar(f"reading {path.name}", "bytes") as progress:
        plan = read_events_file(path, pack, now, mapped, progress)
    faults += plan.faults
    if plan.left_out:
        note(f"{len(plan.left_out)} rows left out by the mapping")
    return [judged.event for judged in plan.events]


def tell_left_out(faults: Sequence[ReadFault]) -> None:
    """The first of them, a line each, and how many more there are."""
    for fault in faults[:MOST_TOLD]:
        note(f"left out: {fault}")
    if len(faults) > MOST_TOLD:
        note(f"left out: … and {len(faults) - MOST_TOLD} more")
