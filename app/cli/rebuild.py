"""quancheng rebuild NAME: a read model made anew from the ledger beside the old one, compared, switched."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, progress_bar, write_json, write_line


def rebuild(
    name: Annotated[str, typer.Argument(help="A read model, e.g. case_view; an unknown name lists them all.")],
    renumber: Annotated[
        bool, typer.Option(help="feed: show the new build even where it numbers otherwise than what was served.")
    ] = False,
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Rebuild one read model. An interrupted rebuild goes on where it stopped."""
    from app.rebuild import rebuild as rebuilt

    with opened(database_url) as platform, progress_bar(f"rebuilding {name}", "cases") as progress:
        report = rebuilt(platform, name, progress, renumber=renumber)
    if as_json:
        write_json(report)
    else:
        resumed = ", carried on where it was interrupted" if report.resumed else ""
        write_line(f"{name} is rebuilt up to position {report.position}: {report.rows} rows{resumed}.")
        if not report.equal:
            write_line(f"It differs from the old one: {report.missing} rows only there, {report.surplus} only here.")
