"""Tables in which agencies say what their own codes mean: whole versions, added and never changed. Queries and rules.

Not their use on an act (map_codes.py). Used by the API and by `quancheng codes`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from app.code_lists import code_list
from app.intake_tables import code_mappings
from domain import agency as agencies
from domain.code_mapping import CodeTable, MappingEntry, check_entries
from domain.errors import NotFound, StaleVersion
from supervision_rules.pack import Pack


def put(
    connection: Connection, pack: Pack, agency: str, name: str, entries: Sequence[MappingEntry], *,
    by: str, now: int, expected: int | None,
) -> CodeTable:  # fmt: skip
    """The next version of the agency's table for a list; applied from now on to what it posts.

    expected  version that it replaces (0: there is none); None: whichever stands
    Raises NotFound (no such list), Refused("code-mapping-invalid", "agency-urn-invalid"), StaleVersion.
    """
    if agency.startswith(agencies.PREFIX):
        agencies.parse(agency, pointer="")
    check_entries(entries, code_list(pack, name))
    found = newest(connection, agency, name)
    standing = 0 if found is None else found.version
    if expected is not None and expected != standing:
        raise _stale(expected, standing)
    table = CodeTable(agency=agency, list=name, version=standing + 1, put_at=now, put_by=by, entries=tuple(entries))
    try:
        with connection.begin_nested():
            connection.execute(insert(code_mappings), _row(table))
    except IntegrityError:  # another put the same version in between
        raise _stale(standing, standing + 1) from None
    return table


def newest(connection: Connection, agency: str, name: str) -> CodeTable | None:
    """The table that is applied now; None where the agency keeps none."""
    c = code_mappings.c
    query = select(code_mappings).where(c.agency == agency, c.list == name).order_by(c.version.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else _table(row)


def table(connection: Connection, agency: str, name: str, version: int | None = None) -> CodeTable:
    """One version, or the newest. Raises NotFound."""
    found = newest(connection, agency, name)
    if found is not None and version is not None and version != found.version:
        c = code_mappings.c
        query = select(code_mappings).where(c.agency == agency, c.list == name, c.version == version)
        row = connection.execute(query).one_or_none()
        found = None if row is None else _table(row)
    if found is None:
        which = "" if version is None else f" version {version} of"
        raise NotFound(
            f"There is no{which} table of {agency[:200]} for {name[:100]!r}.",
            remedy="PUT /v1/code-mappings/{list} puts the first version.",
        )
    return found


def history(connection: Connection, agency: str, name: str) -> list[CodeTable]:
    """All versions, the newest first."""
    c = code_mappings.c
    query = select(code_mappings).where(c.agency == agency, c.list == name).order_by(c.version.desc())
    return [_table(row) for row in connection.execute(query)]


def standing(connection: Connection, agency_ids: Collection[str]) -> list[tuple[str, str, int]]:
    """(agency, list, newest version) of every table of these agencies."""
    c = code_mappings.c
    query = (
        select(c.agency, c.list, func.max(c.version).label("newest"))
        .where(c.agency.in_(sorted(agency_ids)))
        .group_by(c.agency, c.list)
        .order_by(c.agency, c.list)
    )
    return [(row.agency, row.list, row.newest) for row in connection.execute(query)]


def keepers(connection: Connection) -> list[str]:
    """Every agency that keeps a table."""
    return list(connection.scalars(select(code_mappings.c.agency).distinct().order_by(code_mappings.c.agency)))


def _stale(expected: int, found: int) -> StaleVersion:
    return StaleVersion(
        f"The table is at version {found}, not {expected}.",
        expected=expected,
        found=found,
        remedy="Read it again and put your change on top of what it says now.",
    )


def _row(table: CodeTable) -> dict[str, object]:
    return {
        "agency": table.agency, "list": table.list, "version": table.version, "put_at": table.put_at,
        "put_by": table.put_by, "entries": msgspec.json.encode(table.entries).decode(),
    }  # fmt: skip


def _table(row: Row[*tuple[object, ...]]) -> CodeTable:
    return CodeTable(
        agency=row.agency, list=row.list, version=row.version, put_at=row.put_at, put_by=row.put_by,
        entries=msgspec.json.decode(row.entries, type=tuple[MappingEntry, ...]),
    )  # fmt: skip
