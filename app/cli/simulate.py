"""quancheng simulate: realistic cases from a seed, with planted breaches and the truth about them.

The cases themselves: app/simulation. Nothing is posted; feed the file to `ingest` or `replay`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import settings_for
from app.cli.output import JsonFlag, note, progress_bar, write_json, write_line
from app.cli.times import instant_or_day
from domain.occurred import from_micros

if TYPE_CHECKING:
    from app.simulation.scenarios import Scenario
    from supervision_rules.pack import Pack


def simulate(
    cases: Annotated[int, typer.Option(min=1, help="How many cases.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same cases, more of them or fewer.")] = 1,
    out: Annotated[Path, typer.Option(help="CloudEvents NDJSON; gzipped where it ends in .gz.")] = Path(
        "simulated.ndjson"
    ),
    truth: Annotated[
        Path | None, typer.Option(help="What replay must find, no more and no less; default: beside OUT.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(help="The present of the simulation, a date or an instant; default: the clock.")
    ] = None,
    scenarios: Annotated[
        bool, typer.Option(help="Also every card's own examples as cases of their own: each rule kept and broken.")
    ] = False,
    pack: Annotated[str | None, typer.Option(help="Shipped pack or folder whose zone and examples are meant.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write simulated cases as CloudEvents, in order of arrival, and the planted breaches beside them."""
    from app.packs import pack_at
    from app.settings import system_clock
    from app.simulation.write_out import write_simulation

    loaded = pack_at(settings_for(None, pack).pack)
    zone = loaded.zone_info
    present = system_clock() if now is None else from_micros(instant_or_day(now, zone, "--now"), UTC)
    name = out.name.removesuffix(".gz").removesuffix(".ndjson")
    beside = truth or out.with_name(f"{name}.truth.ndjson")
    note(f"The present of these cases: {present.astimezone(zone).isoformat()}.")
    with progress_bar("simulating", "cases") as progress:
        fragments = _scenarios(loaded, seed, present) if scenarios else ()
        written = write_simulation(cases, seed, present, out, beside, progress, fragments)
    if as_json:
        write_json({"events": str(out), "truth": str(beside), "now": present, "written": written})
    else:
        write_line(
            f"{written.cases} cases, {written.scenarios} scenarios, {written.posts} posts in {out}; "
            f"{written.breaches} planted breaches in {beside}."
        )


def _scenarios(pack: Pack, seed: int, now: datetime) -> Iterator[Scenario]:
    from app.simulation.scenarios import scenarios as scenarios_of
    from supervision_rules.examples import examples_of

    return scenarios_of(pack, examples_of(pack), seed, now)
