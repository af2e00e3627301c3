"""quancheng lists: the pack's watch lists and what stands on them. A healthy caseload has none of it."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, LanguageOption, write_json, write_line

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
            counted = {key: duty_board.overdue_of(connection, now, one.rules) for key, one in declared.items()}
            if as_json:
                write_json(counted)
            for key, number in counted.items() if not as_json else ():
                label = declared[key].label
                write_line(f"{number:6d}  {key}  {label.zh if language == 'zh' else label.en}")
            return
        page = duty_board.pending(connection, now, level="overdue", rules=declared[name].rules, limit=MOST_LINES)
    if as_json:
        write_json(page.rows)
        return
    for row in page.rows:
        write_line(f"{row.case}\t{row.subject or ''}\t{row.rule}\t{row.due or ''}\t{row.holder_agency or row.holder}")
    if page.next is not None:
        write_line(f"… the first {MOST_LINES}; GET /v1/duties gives them all")
