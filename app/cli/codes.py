"""quancheng codes list | show | put | table | unmapped: code lists, and what agencies' own codes mean.

Not the rules of tables (app/code_mappings.py).
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, LanguageOption, note, write_json, write_table

if TYPE_CHECKING:
    from domain.code_mapping import MappingEntry

group = typer.Typer(help="Code lists, and tables of agencies' own codes.", no_args_is_help=True)
PackOption = Annotated[str, typer.Option("--pack", envvar="QUANCHENG_PACK", help="Shipped pack or folder.")]
ListArgument = Annotated[str, typer.Argument(help="Name of a list, from `codes list`.")]
AgencyArgument = Annotated[str, typer.Argument(help="As in `source`, e.g. urn:quancheng:cn-520102:police:01.")]
COLUMNS = ("code", "national", "valid_from", "valid_to", "note")


@group.command("list")
def list_codes(pack: PackOption = "cn_criminal", language: LanguageOption = "zh", as_json: JsonFlag = False) -> None:
    """All code lists, and what each covers."""
    from app.code_lists import code_lists
    from app.packs import pack_at

    lists = code_lists(pack_at(pack))
    if as_json:
        write_json([{"name": n, "label": c.label, "coverage": c.coverage, "complete": c.complete,
                     "codes": len(c.by_code)} for n, c in lists.items()])  # fmt: skip
        return
    write_table(
        ("list", "name", "codes", "coverage"),
        [(n, c.label.in_(language), str(len(c.by_code)), c.coverage.in_(language)) for n, c in lists.items()],
    )


@group.command("show")
def show(
    name: ListArgument,
    on: Annotated[str | None, typer.Option(help="Only codes in force on this day.")] = None,
    pack: PackOption = "cn_criminal",
    as_json: JsonFlag = False,
) -> None:
    """The codes of a list."""
    from app.code_lists import code_list
    from app.packs import pack_at

    found = code_list(pack_at(pack), name)
    entries = found.entries if on is None else found.on(_day(on))
    if as_json:
        write_json(entries)
        return
    write_table(
        ("code", "zh", "en", "valid_from", "valid_to", "successor", "source"),
        [(c.code, c.label.zh, c.label.en, _text(c.valid_from), _text(c.valid_to), c.successor or "", c.source)
         for c in entries],
    )  # fmt: skip


@group.command("put")
def put(
    agency: AgencyArgument,
    name: ListArgument,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help=f"CSV with the columns {','.join(COLUMNS)}")
    ],
    database_url: DatabaseOption = None,
) -> None:
    """Put the next version of an agency's table. Acts taken before stay as they were read."""
    from app import code_mappings

    entries = _read(file)
    with opened(database_url) as platform, platform.ledger.writing_engine.begin() as connection:
        table = code_mappings.put(
            connection, platform.pack, agency, name, entries, by="operator", now=platform.now(), expected=None
        )
    note(f"Version {table.version} of {name} for {agency}: {len(entries)} codes, applied from now on.")


@group.command("table")
def table(
    agency: AgencyArgument,
    name: ListArgument,
    version: Annotated[int | None, typer.Option(help="Default: the newest.")] = None,
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """What an agency's own codes mean."""
    from app import code_mappings

    with opened(database_url) as platform, platform.engine.connect() as connection:
        found = code_mappings.table(connection, agency, name, version)
    if as_json:
        write_json(found)
        return
    write_table(COLUMNS, [(e.code, e.national, _text(e.valid_from), _text(e.valid_to), e.note) for e in found.entries])


@group.command("unmapped")
def unmapped(name: ListArgument, database_url: DatabaseOption = None, as_json: JsonFlag = False) -> None:
    """Codes that no table knew when acts stated them, of all agencies."""
    from app.case_report import instant
    from projections import code_use

    with opened(database_url) as platform, platform.engine.connect() as connection:
        found = code_use.unmapped(connection, name, agency=None, among=None, limit=100_000)
    if as_json:
        write_json(found)
        return
    write_table(
        ("agency", "code", "count", "first", "last"),
        [(one.agency, one.code, str(one.count), instant(one.first), instant(one.last)) for one in found],
    )


def _read(file: Path) -> list[MappingEntry]:
    """Raises Refused with the line."""
    import msgspec

    from domain.code_mapping import MappingEntry
    from domain.errors import Refused

    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("code-mapping-invalid", f"{file}: {error}.", remedy="Save it as CSV, UTF-8.") from None
    header, entries = rows[0] if rows else [], []
    for line, row in enumerate(rows[1:], 2):
        stated = {name: cell for name, cell in zip(header, row, strict=False) if cell}
        try:
            if len(row) > len(header):
                raise msgspec.ValidationError("the line has more cells than the header")
            entries.append(msgspec.convert(stated, MappingEntry, strict=False))
        except msgspec.ValidationError as error:
            raise Refused(
                "code-mapping-invalid", f"{file}:{line}: {error}.",
                remedy=f"Begin with {','.join(COLUMNS)}; dates are YYYY-MM-DD, or nothing.",
            ) from None  # fmt: skip
    return entries


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date, e.g. 2026-11-28.") from None


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
