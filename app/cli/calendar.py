"""quancheng calendar announce NOTICE: a new year's days off, and which open duties they move.

The work: app/announce_days.py and app/pack_change.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.exit_codes import ExitCode
from app.cli.opening import DatabaseOption, settings_for
from app.cli.output import JsonFlag, note, write_json, write_line, write_table

if TYPE_CHECKING:
    from app.announce_days import Announced
    from projections.duty_moves import MovedDuty

group = typer.Typer(help="The legal calendar: days off as they are announced.", no_args_is_help=True)


@group.callback()
def calendar() -> None:
    """The legal calendar: days off as they are announced."""


@group.command("announce")
def announce(
    notice: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="One year's days, as calendar/2026.json.")
    ],
    pack: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of the pack in use.")],
    database_url: DatabaseOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the notice; write nothing, move nothing.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Put a notice into the pack, evaluate the caseload anew, and list the duties whose last day moved."""
    from app.announce_days import announce as announced_in
    from app.announce_days import write
    from app.composition import open_platform

    done = announced_in(pack, notice.read_bytes(), str(notice))
    moved: tuple[MovedDuty, ...] | None = None
    if not dry_run:
        write(pack, done)
        with open_platform(settings_for(database_url, str(pack)), pack=done.pack) as platform:
            platform.drain()
            moved = None if platform.adoption is None else platform.adoption.moved
    if as_json:
        write_json({"year": done.year, "calendar": done.pack.calendar.version, "written": not dry_run, "moved": moved})
    else:
        _tell(done, moved, dry_run)
    if moved is None and not dry_run:
        note("A worker follows this ledger with the pack it started with; restart it, it then adopts this one.")
        raise typer.Exit(ExitCode.REFUSED)


def _tell(done: Announced, moved: tuple[MovedDuty, ...] | None, dry_run: bool) -> None:
    """moved None: no duty was evaluated anew."""
    write_line(f"Calendar {done.pack.calendar.version}: {done.year} is announced{' (not written)' if dry_run else ''}.")
    if moved is not None:
        write_line(f"{len(moved)} duties moved or became final.")
    if moved:
        write_table(
            ("case", "subject", "rule", "status", "was due", "is due"),
            [(m.case, m.subject or "", m.rule, m.status, _due(m.old_due, m.was_provisional), _due(m.due, m.provisional))
             for m in moved],
        )  # fmt: skip


def _due(due: str | None, provisional: bool) -> str:
    return f"{due or '—'}{' (provisional)' if provisional else ''}"
