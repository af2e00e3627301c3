"""quancheng lists: the pack's watch lists and what stands on them. A healthy caseload has none of it."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, LanguageOption, note, write_json, write_line

MOST_LINES = 1000


def lists(
    name: Annotated[str | None, typer.Argument(help="One list, with its lines; without it all lists, counted.")] = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = "zh",
    as_json: JsonFlag = False,
) -> None:
    """Lists that should be empty, e.g. sentenced to custody and not delivered to execution."""
    from domain.errors import NotFound
    from projections import duty_board

    with opened(database_url) as platform, platform.engine.connect() as connection:
        declared = platform.pack.lists
        if name is not None and name not in declared:
            raise NotFound(f"The pack declares no list {name!r}.", remedy=f"Lists: {', '.join(declared) or 'none'}.")
        now = platform.now()
        if name is None:
            counted = duty_board.overdue_by_list(connection, now, declared)
            if as_json:
                write_json(counted)
                return
            for key, number in counted.items():
                write_line(f"{number:6d}  {key}  {declared[key].label.in_(language)}")
            return
        page = duty_board.pending(connection, now, level="overdue", rules=declared[name].rules, limit=MOST_LINES)
    if page.next is not None:
        note(f"These are the first {MOST_LINES}; GET /v1/duties gives them all.")
    if as_json:
        write_json(page.rows)
        return
    for row in page.rows:
        write_line(f"{row.case}\t{row.subject or ''}\t{row.rule}\t{row.due or ''}\t{row.holder_agency or row.holder}")
