"""quancheng statistics [NAME]: figures over hand-overs computed from the acts, up to any position of the ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, LanguageOption, note, progress_bar, write_json, write_table


def statistics(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Which; without it, what there is.")] = None,
    at: Annotated[int | None, typer.Option("--at", min=0, help="Position of the last act that counts.")] = None,
    version: Annotated[int | None, typer.Option("--version", min=1, help="Of the query; default: the newest.")] = None,
    flow: Annotated[str | None, typer.Option("--flow", help="Id of a flow.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="URN of the sender or receiver.")] = None,
    month: Annotated[str | None, typer.Option("--month", help="YYYY-MM, of sending.")] = None,
    seen: Annotated[
        list[str] | None,
        typer.Option("--seen", help="Only figures of this agency, office or region, as an answer quotes it."),
    ] = None,
    closed: Annotated[
        list[str] | None,
        typer.Option("--closed", help="Without what this rule closes, as an answer quotes it."),
    ] = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = "zh",
    as_json: JsonFlag = False,
) -> None:
    """Statistics over hand-overs, computed anew from the acts themselves; no read model is asked."""
    from app.figures import ALL, Filter, reach_named, recomputed
    from domain.figures.queries import QUERIES, query

    if name is None:
        if as_json:
            write_json([{"name": one.name, "version": one.version, "label": one.label} for one in QUERIES])
            return
        write_table(
            ("name", "version", "what"), [(one.name, str(one.version), one.label.in_(language)) for one in QUERIES]
        )
        return
    wanted = Filter(flow=flow, agency=agency, month=month)
    reach = reach_named(seen) if seen else ALL
    with opened(database_url) as platform, progress_bar("acts", "cases") as bar:
        found = recomputed(
            platform, name, wanted, at=at, version=version, reach=reach, closed=closed or (), on_progress=bar
        )
    if as_json:
        write_json(found)
        return
    asked = query(found.query, found.version)
    note(
        f"{found.query} version {found.version}, pack {found.pack} {found.pack_digest[:16]}, "
        f"acts up to position {found.position}."
    )
    write_table(
        (*asked.keys, *asked.figures),
        [(*one.key, *("" if figure is None else str(figure) for figure in one.figures)) for one in found.lines],
    )
