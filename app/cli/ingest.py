"""quancheng ingest FILE...: post what files hold, as the operator. Refused statements are named and left out.

Reading: app/readers. Judging and storing: app/post_acts.py, the same as for the API.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.exit_codes import ExitCode
from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, note, progress_bar, write_json, write_line

if TYPE_CHECKING:
    from app.composition import Platform
    from app.readers.item import Item, ReadFault


def ingest(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    mapping: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="For XES, OCEL and CSV: see data/mappings/."),
    ] = None,
    database_url: DatabaseOption = None,
    drain: Annotated[
        bool, typer.Option(help="Number, supervise and project before ending (with SQLite nobody else does).")
    ] = True,
    as_json: JsonFlag = False,
) -> None:
    """Post the events of CloudEvents NDJSON (also .gz), XES, OCEL 2.0, CSV or sealed offline files. Safe to repeat."""
    from app.offline.reading import is_offline_file
    from app.readers.mapping import load_mapping
    from app.readers.reading import read_items

    mapped = None if mapping is None else load_mapping(mapping)
    counts: Counter[str] = Counter()
    faults: list[ReadFault] = []
    with opened(database_url) as platform:
        for path in files:
            if is_offline_file(path):
                faults += _take_offline(platform, path, counts)
                continue
            with progress_bar(path.name, "bytes") as progress:
                faults += _post(platform, read_items(path, mapped, progress), counts)
        if drain and platform.settings.runs_embedded:
            _drain(platform)
    for fault in faults[:50]:
        note(f"refused: {fault}")
    if len(faults) > 50:
        note(f"refused: … and {len(faults) - 50} more (--json names them all)")
    if as_json:
        write_json({
            "accepted": counts["accepted"], "duplicate": counts["duplicate"], "refused": len(faults),
            "left_out": counts["left out"],
            "faults": [
                {"file": f.place.file, "line": f.place.line, "code": f.code, "pointer": f.pointer,
                 "detail": f.detail, "remedy": f.remedy}
                for f in faults
            ],
        })  # fmt: skip
    else:
        write_line(
            f"{counts['accepted']} accepted, {counts['duplicate']} there before, {len(faults)} refused, "
            f"{counts['left out']} left out by the mapping."
        )
    if faults:
        raise typer.Exit(ExitCode.REFUSED)


def _drain(platform: Platform) -> None:
    """Number and supervise, or wait for the process that does; what is posted is safe, however long that takes."""
    from domain.errors import LedgerFault

    note("Numbering and supervising what was posted …")
    try:
        platform.drain()
    except LedgerFault as fault:
        if fault.position is not None:
            raise
        note(f"All is stored; the rest goes on in the process that runs already. {fault.detail}")


def _take_offline(platform: Platform, path: Path, counts: Counter[str]) -> Iterator[ReadFault]:
    """A sealed file is taken in as the agency's own: its times of recording are the platform's."""
    from app.caller import OPERATOR
    from app.offline.intake import take
    from app.readers.item import Place, ReadFault

    for one in take(platform, path, OPERATOR).results:
        if one.outcome == "refused":
            yield ReadFault(
                Place(path.name, one.line), one.code or "", one.detail or "", "Send it put right.", one.pointer or ""
            )
        else:
            counts[one.outcome] += 1


def _post(platform: Platform, items: Iterable[Item], counts: Counter[str]) -> Iterator[ReadFault]:
    """Post in batches; each fault comes with the place it stands at."""
    from app.caller import OPERATOR
    from app.import_acts import import_acts
    from app.post_acts import Rejected
    from app.readers.item import LeftOut, ReadFault, WireStatement

    faults: list[ReadFault] = []

    def statements() -> Iterator[WireStatement]:
        for item in items:
            if isinstance(item, WireStatement):
                yield item
            elif isinstance(item, LeftOut):
                counts["left out"] += 1
            else:
                faults.append(item)

    for statement, outcome in import_acts(platform, statements(), lambda one: one.content, OPERATOR):
        if isinstance(outcome, Rejected):
            error = outcome.error
            pointer = getattr(error, "pointer", "")
            yield ReadFault(statement.place, error.code, error.detail, error.remedy, pointer)
        else:
            counts["duplicate" if outcome.receipt.duplicate else "accepted"] += 1
    yield from faults
