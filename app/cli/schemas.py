"""quancheng schemas check | diff | lock | matrix: event types against what was published, and who uses which version.

Not the comparison (domain/schema_change.py). Only matrix needs a database.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.exit_codes import ExitCode
from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, note, write_json, write_line, write_table
from app.cli.rules_pages import SHIPPED, PackArgument

if TYPE_CHECKING:
    from domain.schema_change import Change
    from domain.vocabulary import Vocabulary

group = typer.Typer(help="Published event types: check, diff, lock.", no_args_is_help=True)


@group.command("check")
def check(pack: PackArgument = SHIPPED, as_json: JsonFlag = False) -> None:
    """Refuse a pack that breaks what it published; say what is published and not recorded yet."""
    _, found = _compared(pack)
    broken = [one for one in found if not one.compatible]
    if as_json:
        write_json({"ok": not found, "broken": [_shown(c) for c in broken], "unrecorded": len(found) - len(broken)})
    else:
        _tell(broken)
        write_line(f"{pack}: {len(broken)} incompatible, {len(found) - len(broken)} compatible and not recorded yet.")
    if broken:
        raise typer.Exit(ExitCode.REFUSED)
    if found:
        note("Record them: quancheng schemas lock")
        raise typer.Exit(ExitCode.CHECK_FAILED)


@group.command("diff")
def diff(pack: PackArgument = SHIPPED, as_json: JsonFlag = False) -> None:
    """Every difference between the pack and what it has published."""
    _, found = _compared(pack)
    if as_json:
        write_json([_shown(one) for one in found])
        return
    write_table(
        ("type", "version", "field", "compatible", "change"),
        [(c.type, str(c.version or ""), c.field, "yes" if c.compatible else "NO", c.detail) for c in found],
    )


@group.command("lock")
def lock(pack: PackArgument = SHIPPED) -> None:
    """Record what the pack publishes now. Nothing is written where a published version would be broken."""
    from supervision_rules.schema_lock import FILE, lock_bytes, lock_of

    vocabulary, found = _compared(pack)
    broken = [one for one in found if not one.compatible]
    if broken:
        _tell(broken)
        note(f"{len(broken)} incompatible changes; nothing was written.")
        raise typer.Exit(ExitCode.REFUSED)
    made = lock_of(vocabulary)
    (_folder(pack) / FILE).write_bytes(lock_bytes(made))
    versions = sum(len(one) for one in made.types.values())
    write_line(f"{FILE}: {len(made.types)} types, {versions} versions; {len(found)} changes recorded.")


@group.command("matrix")
def matrix(
    type_: Annotated[str | None, typer.Option("--type", help="Only this event type.")] = None,
    version: Annotated[int | None, typer.Option(help="Only this version: what breaks if it is given up.")] = None,
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Which versions each agency posts and reads, from the ledger."""
    from app import version_use

    with opened(database_url) as platform:
        posted = platform.version_use.posted(platform.engine)
        with platform.engine.connect() as connection:
            said = version_use.readings(connection)
    rows = version_use.matrix(posted, said, type_=type_, version=version)
    if as_json:
        write_json(rows)
        return
    write_table(
        ("agency", "type", "version", "posted", "reads", "still posts", "only reads"),
        [
            (r.agency, r.type, str(r.version), str(r.posted.count if r.posted else 0),
             "" if r.reads is None else "yes" if r.reads else "no", "yes" if r.still_posts else "",
             "yes" if r.only_reads else "")
            for r in rows
        ],
    )  # fmt: skip


def _compared(pack: str) -> tuple[Vocabulary, list[Change]]:
    """The vocabulary, and its differences from the record."""
    from app.packs import read_pack_files
    from supervision_rules.pack_loader import load_pack
    from supervision_rules.schema_lock import FILE, schema_changes

    files = read_pack_files(_folder(pack))
    vocabulary = load_pack({name: content for name, content in files.items() if name != FILE}).vocabulary
    return vocabulary, schema_changes(files.get(FILE), vocabulary)


def _folder(pack: str) -> Path:
    from app.packs import SHIPPED as SHIPPED_FOLDER
    from app.packs import shipped_packs

    return SHIPPED_FOLDER / pack if pack in shipped_packs() else Path(pack)


def _tell(broken: list[Change]) -> None:
    for one in broken:
        write_line(f"{one.type} version {one.version or '-'}: {one.detail}")
        write_line(f"    {one.remedy}")


def _shown(change: Change) -> dict[str, object]:
    return {
        "type": change.type, "version": change.version or None, "field": change.field or None, "kind": change.kind,
        "compatible": change.compatible, "detail": change.detail, "remedy": change.remedy or None,
    }  # fmt: skip
