"""quancheng case show | timeline | explain: one case from the database, at two times, and why a verdict is what it is.

Reading and folding: app/read_case.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, LanguageOption, write_json, write_line, write_table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from app.composition import Platform

group = typer.Typer(help="One case: its state, its events, its duties.", no_args_is_help=True)
CaseArgument = Annotated[str, typer.Argument(metavar="ID", help="Case id.")]
ValidAt = Annotated[
    str | None, typer.Option(help="State in law at this date or instant: acts after it had not happened.")
]
KnownAt = Annotated[
    str | None, typer.Option(help="As known at this date or instant: acts recorded after it were not known.")
]


@group.command("show")
def show(
    case: CaseArgument,
    valid_at: ValidAt = None,
    known_at: KnownAt = None,
    language: LanguageOption = "zh",
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Stage, persons, measures and duties, now or as of two times."""
    from app.case_report import case_report
    from app.read_case import state_at

    with opened(database_url) as platform:
        zone = platform.pack.zone_info
        found = state_at(
            platform,
            case,
            valid_at=_moment(valid_at, zone, "--valid-at"),
            known_at=_moment(known_at, zone, "--known-at"),
        )
        report = case_report(platform.pack, found, language)
    if as_json:
        write_json(report)
        return
    write_line(f"{report.case}  {report.stage}  ({report.events} acts)")
    write_line(f"valid at {report.valid_at}, known at {report.known_at}")
    write_line("")
    write_table(
        ("person", "stage", "measure", "since", "custody", "status"),
        [(s.person, s.stage, s.measure, s.measure_since or "", "yes" if s.custody else "", s.status)
         for s in report.subjects],
    )  # fmt: skip
    if report.duties:
        write_line("")
        write_table(
            ("duty", "status", "due", "rule", "person", "says"),
            [(d.id, d.status, d.due or "", d.rule, d.subject or "", d.says) for d in report.duties],
        )
    for move in report.unexpected_moves:
        write_line(f"unexpected: {move.event.id}: {move.track} from {move.from_state} to {move.to_state}")


@group.command("timeline")
def timeline(
    case: CaseArgument,
    language: LanguageOption = "zh",
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """All acts of the case in the order in which they happened."""
    from app.access import not_found
    from app.case_report import timeline_reports

    with opened(database_url) as platform:
        rows = list(timeline_reports(platform, case, language))
    if not rows:
        raise not_found(case)
    if as_json:
        write_json(rows)
        return
    write_table(
        ("occurred", "act", "person", "agency", "recorded", "id", "standing"),
        [(r.occurred, r.label, r.person or "", r.agency, r.recorded or "", r.id, r.standing) for r in rows],
    )


@group.command("explain")
def explain(
    duty: Annotated[str, typer.Argument(metavar="ID", help="Duty or finding id, or a case id for all its duties.")],
    language: LanguageOption = "zh",
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Why: the derivation of a verdict, step by step, with its events, articles and arithmetic."""
    from app.read_case import explain as explained

    with opened(database_url) as platform:
        explanations = [explained(platform, one) for one in _duties(platform, duty)]
    if as_json:
        write_json(explanations)
        return
    for found in explanations:
        verdict = found.verdict
        write_line(f"{verdict.rule}@{verdict.rule_version}  {verdict.status}  {verdict.id}")
        for number, sentence in enumerate(found.sentences_zh if language == "zh" else found.sentences_en, start=1):
            write_line(f"  {number}. {sentence}")


def _duties(platform: Platform, named: str) -> list[str]:
    """The duty itself, or those of the case of that name that somebody should look at."""
    import re

    from app.read_case import state_at

    if re.fullmatch(r"[0-9a-f]{32}", named):
        return [named]
    found = state_at(platform, named)
    return [v.id for v in found.verdicts if v.broken or v.status == "pending"]


def _moment(text: str | None, zone: ZoneInfo, option: str) -> datetime | None:
    from app.cli.times import instant_or_day
    from domain.occurred import from_micros

    return None if text is None else from_micros(instant_or_day(text, zone, option))
