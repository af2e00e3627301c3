"""quancheng replay: every breach that a set of events holds, under a pack, at a stated time. The database is optional.

The evaluation: app/replay.py, the same function as live.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.caseload import events_of_file, tell_left_out
from app.cli.exit_codes import ExitCode
from app.cli.opening import DatabaseOption, settings_for
from app.cli.output import JsonFlag, note, progress_bar, write_json
from app.cli.times import instant_or_day

if TYPE_CHECKING:
    from app.readers.item import ReadFault
    from app.replay import Summary, VerdictLine
    from app.simulation.score import Raised
    from domain.event import Event
    from supervision_rules.pack import Pack

MOST_KEYS = 50


def replay(
    pack: Annotated[str | None, typer.Option(help="Shipped pack or folder; default: QUANCHENG_PACK.")] = None,
    events: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Events to replay; no database is needed.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="For XES, OCEL and CSV: see data/mappings/.")
    ] = None,
    database_url: DatabaseOption = None,
    known_at: Annotated[str | None, typer.Option(help="Only what was recorded by then, a date or an instant.")] = None,
    now: Annotated[str | None, typer.Option(help="The present, a date or an instant; default: the clock.")] = None,
    out: Annotated[Path | None, typer.Option(help="NDJSON, or Parquet by its name; default: NDJSON on stdout.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every verdict, not only what is late or broken.")] = False,
    truth: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Planted breaches of `simulate`: print precision and recall."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes; they change nothing but the speed.")] = 1,
    as_json: JsonFlag = False,
) -> None:
    """Replay events; one line per verdict that is met late, overdue or violated. The summary goes to stderr."""
    import time

    from app.packs import pack_at
    from app.replay import Summary
    from app.replay import replay as replayed
    from app.replay_output import write_lines, write_ndjson
    from app.settings import system_clock
    from domain.occurred import from_micros, to_micros

    settings = settings_for(database_url, pack)
    loaded = pack_at(settings.pack)
    present = to_micros(system_clock()) if now is None else instant_or_day(now, loaded.zone_info, "--now")
    upto = None if known_at is None else instant_or_day(known_at, loaded.zone_info, "--known-at")
    note(f"now: {from_micros(present, loaded.zone_info).isoformat()}")
    faults: list[ReadFault] = []
    start = time.perf_counter()
    if events is None:
        taken = list(_of_database(settings.database_url, loaded))
    else:
        taken = events_of_file(events, loaded, present, mapping, faults)
    # what begins after the stated present has not happened
    later = [event for event in taken if event.occurred.earliest > present]
    summary = Summary(present)
    with progress_bar("replaying", "events") as progress:
        lines = replayed(
            loaded, [event for event in taken if event.occurred.earliest <= present], now=present, known_at=upto,
            all_=every, workers=workers, summary=summary, on_progress=progress,
        )  # fmt: skip
        raised: list[Raised] = []
        lines = _noting(lines, raised)
        written = write_ndjson(lines, sys.stdout.buffer) if out is None else write_lines(lines, out)
    seconds = time.perf_counter() - start
    tell_left_out(faults)
    if as_json and out is not None:
        write_json(_summary(summary, written, faults, later, seconds))
    else:
        _tell(summary, written, faults, later, seconds)
    agreed = truth is None or _compare(truth, raised)
    if summary.failures:
        raise typer.Exit(ExitCode.RULE_FAILED)
    if faults:
        raise typer.Exit(ExitCode.REFUSED)
    if not agreed:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _noting(lines: Iterator[VerdictLine], raised: list[Raised]) -> Iterator[VerdictLine]:
    """The lines unchanged, and what they raise into `raised`."""
    from app.simulation.score import raised_by_line

    for line in lines:
        if (one := raised_by_line(line)) is not None:
            raised.append(one)
        yield line


def _compare(truth: Path, raised: list[Raised]) -> bool:
    from app.simulation.score import read_truth, score

    outcome = score(read_truth(truth), raised)
    note(
        f"planted {outcome.planted}, raised {outcome.raised}: "
        f"precision {outcome.precision:.4f}, recall {outcome.recall:.4f}"
    )
    for label, keys in (("missed", outcome.missed), ("unexpected", outcome.unexpected)):
        for case, rule, subject, source, act in keys[:MOST_KEYS]:
            note(f"{label}: {rule} on {subject or case}, opened by {source} {act}")
    return not outcome.missed and not outcome.unexpected


def _of_database(url: str, pack: Pack) -> Iterator[Event]:
    from app.replay_input import read_events_database

    return read_events_database(url, pack)


def _summary(
    summary: Summary, written: int, faults: list[ReadFault], later: list[Event], seconds: float
) -> dict[str, object]:
    return {
        "now": summary.now, "events": summary.events, "cases": summary.cases, "subjects": summary.subjects,
        "lines": written, "after_now": len(later),
        "verdicts": [
            {"rule": rule, "status": status, "count": count}
            for (rule, status), count in sorted(summary.verdicts.items())
        ],
        "failures": summary.failures,
        "refused": [
            {"file": f.place.file, "line": f.place.line, "code": f.code, "pointer": f.pointer, "detail": f.detail,
             "remedy": f.remedy}
            for f in faults
        ],
        "seconds": round(seconds, 3), "events_per_second": round(summary.events / seconds) if seconds else None,
    }  # fmt: skip


def _tell(summary: Summary, written: int, faults: list[ReadFault], later: list[Event], seconds: float) -> None:
    """The summary for people, on stderr."""
    note(
        f"{summary.events} events, {summary.cases} cases, {summary.subjects} subjects; {written} lines; "
        f"{summary.events / seconds:,.0f} events/s"
    )
    totals: Counter[str] = Counter()
    by_rule: dict[str, Counter[str]] = {}
    for (rule, status), count in summary.verdicts.items():
        totals[status] += count
        by_rule.setdefault(rule, Counter())[status] += count
    note("verdicts: " + (", ".join(f"{status} {count}" for status, count in sorted(totals.items())) or "none"))
    for rule, counts in sorted(by_rule.items()):
        note(f"  {rule}: " + ", ".join(f"{status} {count}" for status, count in sorted(counts.items())))
    if later:
        note(f"{len(later)} events after now do not count")
    if faults:
        note(f"{len(faults)} lines refused and left out")
    for failure in summary.failures:
        note(f"RULE FAILED: {failure.rule} on case {failure.case}: {failure.error}")
