"""quancheng rebuild NAME: a read model made anew from the ledger beside the old one, compared, switched."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, progress_bar, write_json, write_line


def rebuild(
    name: Annotated[str, typer.Argument(help="A read model, e.g. case_view; an unknown name lists them all.")],
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Rebuild one read model. An interrupted rebuild goes on where it stopped."""
    from app import rebuild as rebuilding
    from domain.errors import NotFound

    if name not in rebuilding.names():
        known = ", ".join(rebuilding.names())
        raise NotFound(f"There is no read model {name!r}.", remedy=f"Name one of: {known}.")
    with opened(database_url) as platform, progress_bar(f"rebuilding {name}", "positions") as progress:
        report = rebuilding.rebuild(platform, name, progress)
    if as_json:
        write_json(report)
    else:
        write_line(f"{name} is rebuilt: {report}")
