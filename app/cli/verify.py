"""quancheng verify: is anything missing or altered? Names the first bad position and what is wrong with it.

The checks: ledger/verify.py. A check that did not run counts as failed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.exit_codes import ExitCode
from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, note, progress_bar, write_json, write_line


def verify(
    database_url: DatabaseOption = None,
    kept: Annotated[
        list[Path] | None,
        typer.Option(
            "--kept", exists=True, dir_okay=False, help="A checkpoint kept outside the database; may be repeated."
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Public key of the log (signed-note form), where this machine does not sign.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check every hash, chain, position, tile and signature of the ledger."""
    from app.verify import verify as verify_ledger

    notes = tuple(path.read_text(encoding="utf-8") for path in kept or ())
    with opened(database_url) as platform, progress_bar("verifying", "positions") as progress:
        report = verify_ledger(platform, kept=notes, key=key, progress=progress)
    if not notes:
        note("No kept checkpoint was given: a database replaced as a whole by an older copy would not be noticed.")
    if as_json:
        write_json({
            "ok": report.ok, "size": report.size, "root": report.root.hex(), "unnumbered": report.unnumbered,
            "passed": report.passed, "not_run": report.not_run,
            "fault": None if report.fault is None else report.fault._asdict(),
        })  # fmt: skip
    else:
        for check in report.passed:
            write_line(f"passed   {check}")
        for check in report.not_run:
            write_line(f"NOT RUN  {check}")
        if report.fault is not None:
            write_line(f"FAILED   {report.fault.check}: position {report.fault.position}: {report.fault.what}")
        write_line(f"{report.size} positions, root {report.root.hex()}")
    if not report.ok:
        raise typer.Exit(ExitCode.CHECK_FAILED)
