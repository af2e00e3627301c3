"""quancheng exchanges list | show | silent: hand-overs between agencies, and what waits for whom."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, LanguageOption, note, write_json, write_line, write_table

MOST_LINES = 1000
group = typer.Typer(help="Hand-overs between agencies.", no_args_is_help=True)


@group.command("list")
def list_exchanges(
    alarm: Annotated[
        Literal["unacknowledged", "unanswered", "recalls"] | None,
        typer.Option("--alarm", help="Only those on this list of alarms, the longest waiting first."),
    ] = None,
    flow: Annotated[str | None, typer.Option("--flow", help="Id of a flow.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="URN of the sender or receiver.")] = None,
    case: Annotated[str | None, typer.Option("--case", help="Case id.")] = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = "zh",
    as_json: JsonFlag = False,
) -> None:
    """Hand-overs, the latest first."""
    from app.exchanges import rule_pairs
    from projections import exchanges

    with opened(database_url) as platform, platform.engine.connect() as connection:
        page = exchanges.listed(
            connection, platform.now(), alarm=alarm, flow=flow, agency=agency, case=case,
            rules=rule_pairs(platform), limit=MOST_LINES,
        )  # fmt: skip
        flows = platform.pack.flows.by_id
    if page.next is not None:
        note(f"These are the first {MOST_LINES}; GET /v1/exchanges gives them all.")
    if as_json:
        write_json(page.rows)
        return
    write_table(
        ("id", "flow", "case", "person", "state", "sender", "receiver", "sent"),
        [
            (row.id, flows[row.flow].label.in_(language) if row.flow in flows else row.flow, row.case,
             row.person or "", row.state, row.sender, row.receiver or " ".join(row.receiver_kinds), row.steps[0].on)
            for row in page.rows
        ],
    )  # fmt: skip


@group.command("show")
def show(
    exchange_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the hand-over.")],
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """One hand-over, step by step."""
    from domain.errors import NotFound
    from projections import exchanges

    with opened(database_url) as platform, platform.engine.connect() as connection:
        row = exchanges.one(connection, exchange_id, platform.now())
    if row is None:
        raise NotFound(
            f"There is no hand-over {exchange_id[:64]!r}.", remedy="Take the id from `quancheng exchanges list`."
        )
    if as_json:
        write_json(row)
        return
    write_line(f"{row.flow}  {row.case}  {row.person or ''}  {row.state}")
    write_table(
        ("step", "on", "agency", "act", "reason"),
        [(step.kind, step.on, step.agency, step.type, step.reason or "") for step in row.steps],
    )


@group.command("silent")
def silent(database_url: DatabaseOption = None, as_json: JsonFlag = False) -> None:
    """No traffic where traffic should be: by pair and flow, and by agency."""
    from app.silence import silence_of_all

    with opened(database_url) as platform:
        found = silence_of_all(platform)
    if as_json:
        write_json(found)
        return
    write_table(
        ("sender", "receiver", "flow", "usual gap, days", "quiet, days"),
        [(one.sender, one.receiver, one.flow, str(one.usual_days), str(one.quiet_days)) for one in found.pairs],
    )
    write_table(
        ("agency", "quiet, days", "waits with it"),
        [
            (one.agency, "never heard of" if one.quiet_days is None else str(one.quiet_days), str(one.waiting))
            for one in found.agencies
        ],
    )
