"""quancheng rules diff OLD NEW: what changed in the law, and with a caseload which verdicts change.

The comparison: supervision_rules/pack_diff.py and app/compare_packs.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.caseload import events_of_file, tell_left_out
from app.cli.exit_codes import ExitCode
from app.cli.opening import settings_for
from app.cli.output import JsonFlag, note, progress_bar, write_json, write_line
from app.cli.times import instant_or_day

if TYPE_CHECKING:
    from app.compare_packs import Comparison, Said
    from app.readers.item import ReadFault
    from supervision_rules.pack import Pack
    from supervision_rules.pack_diff import PackDiff


def diff(
    old: Annotated[str, typer.Argument(help="Shipped pack or folder: the law as it is.")],
    new: Annotated[str, typer.Argument(help="Shipped pack or folder: the law as it would be.")],
    events: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A caseload: compare the verdicts on it.")
    ] = None,
    database_url: Annotated[
        str | None, typer.Option(help="A ledger: compare the verdicts on its whole caseload. Nothing is written.")
    ] = None,
    now: Annotated[str | None, typer.Option(help="The present, a date or an instant; default: the clock.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """List what changed between two packs and, with --events or a database, which verdicts change."""
    from app.packs import pack_at
    from supervision_rules.pack_diff import diff as diff_of

    before, after = pack_at(old), pack_at(new)
    texts = diff_of(before, after)
    comparison = None
    faults: list[ReadFault] = []
    if events is not None or database_url is not None:
        comparison = _compared(before, after, events, database_url, now, faults)
    tell_left_out(faults)
    if as_json:
        write_json({"cards": texts.cards, "beside": texts.beside, "verdicts": _plain(comparison)})
    else:
        _tell_texts(texts)
        if comparison is not None:
            _tell_verdicts(comparison)
    if comparison is not None and comparison.failures:
        raise typer.Exit(ExitCode.RULE_FAILED)
    if faults:
        raise typer.Exit(ExitCode.REFUSED)


def _compared(
    before: Pack, after: Pack, path: Path | None, url: str | None, now: str | None, faults: list[ReadFault]
) -> Comparison:
    from app.compare_packs import compare
    from app.replay_input import read_events_database
    from app.settings import system_clock
    from domain.occurred import to_micros

    present = to_micros(system_clock()) if now is None else instant_or_day(now, after.zone_info, "--now")
    if path is None:
        events = list(read_events_database(settings_for(url).database_url, after))
    else:
        events = events_of_file(path, after, present, None, faults)
    taken = [event for event in events if event.occurred.earliest <= present]
    with progress_bar("comparing", "events") as progress:
        return compare(before, after, taken, now=present, on_progress=progress)


def _plain(comparison: Comparison | None) -> dict[str, object] | None:
    if comparison is None:
        return None
    return {
        "now": comparison.now, "events": comparison.events, "cases": comparison.cases,
        "counts": [
            {"rule": rule, "change": change, "count": count}
            for (rule, change), count in sorted(comparison.counts.items())
        ],
        "changes": comparison.changes, "untried": comparison.untried, "failures": comparison.failures,
    }  # fmt: skip


def _tell_texts(texts: PackDiff) -> None:
    for part in texts.beside:
        write_line(part)
    for card in texts.cards:
        write_line(f"{card.rule}: {card.change}")
        for field in card.fields:
            write_line(f"    {field.path}: {field.old or '(nothing)'} → {field.new or '(nothing)'}")
    if texts.equal:
        write_line("The packs say the same.")


def _tell_verdicts(comparison: Comparison) -> None:
    from app.compare_packs import CHANGES

    totals = ", ".join(f"{change} {comparison.total(change)}" for change in CHANGES)
    write_line(f"\n{comparison.events} events, {comparison.cases} cases. Verdicts: {totals}.")
    for change in CHANGES[:-1]:
        shown = comparison.examples(change)
        if shown:
            write_line(f"\n{change}, the first of each rule:")
        for one in shown:
            number = comparison.counts[one.rule, change]
            who = one.subject or "the case"
            write_line(
                f"    {one.rule} ({number}): {one.case}, {who}, opened by {one.trigger.id}: {_moved(one.old, one.new)}"
            )
    for rule in comparison.untried:
        write_line(f"{rule} was not tried: nothing in this caseload calls for it.")
    for failure in comparison.failures:
        note(f"RULE FAILED: {failure.rule} on case {failure.case}: {failure.error}")


def _moved(old: Said | None, new: Said | None) -> str:
    return " → ".join("—" if one is None else _said(one) for one in (old, new))


def _said(said: Said) -> str:
    due = f" due {said.due}{' (provisional)' if said.provisional else ''}" if said.due else ""
    return f"{said.status}{due} [{said.rule_version}]"
