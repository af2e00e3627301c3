"""quancheng demo: one command from nothing to a console with cases, findings and a proof of tampering.

What is built: app/demo.py.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import JsonFlag, note, progress_bar, write_json, write_line

if TYPE_CHECKING:
    from app.demo import Demo
    from ledger.verify import VerifyReport

# the real cases come from many provinces: only the national office has them all in its jurisdiction
SUPERVISOR = "urn:quancheng:cn-000000:procuratorate:01"
POLICE = "urn:quancheng:cn-520102:police:01"


def demo(
    cases: Annotated[int, typer.Option(min=1, max=20_000, help="Simulated cases beside the real ones.")] = 300,
    seed: Annotated[int, typer.Option(help="Of the simulation.")] = 1,
    folder: Annotated[
        Path | None, typer.Option("--dir", file_okay=False, help="Where to build it; default: a temporary folder.")
    ] = None,
    host: Annotated[str, typer.Option(help="Loopback unless you say otherwise.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: a free one.")] = 0,
    start: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the console, or only build.")] = True,
    as_json: JsonFlag = False,
) -> None:
    """Embedded database, real and simulated cases, planted breaches, one planted tampering; console in the browser."""
    from app.composition import open_platform
    from app.demo import build, settings_in
    from app.serving import listen, serve
    from app.tokens import TokenFile
    from app.verify import verify

    home = Path(tempfile.mkdtemp(prefix="quancheng-demo-")) if folder is None else _empty(folder)
    note(f"Building {cases} simulated cases and the real samples in {home} …")
    with progress_bar("simulating", "cases") as progress:
        built = build(home, cases=cases, seed=seed, progress=progress)
    sock = listen(host, port) if start else None
    address = "" if sock is None else "http://{}:{}".format(*sock.getsockname()[:2])
    with open_platform(settings_in(home, address) if address else settings_in(home)) as platform:
        with progress_bar("verifying", "positions") as progress:
            report = verify(platform, kept=(built.checkpoint.read_text(encoding="utf-8"),), progress=progress)
        tokens = TokenFile(platform.settings.token_file)
        day = timedelta(days=1)
        supervisor = tokens.issue(SUPERVISOR, "supervisor", platform.clock(), valid_for=day, note="demo")
        police = tokens.issue(POLICE, "agency", platform.clock(), valid_for=day, note="demo")
        _tell(built, report, {"supervisor": supervisor, "police": police}, as_json)
        if sock is None:
            return
        tell = note if as_json else write_line
        tell(f"\nConsole, signed in as a supervisor:\n  {address}/sign-in?token={supervisor}")
        tell(f"API documentation: {address}/docs")
        tell(f"Token of a police agency, to post acts with: {police}")
        tell("Stop with Ctrl-C.")
        platform.start()
        serve(platform, sock, "warning")


def _tell(built: Demo, report: VerifyReport, tokens: dict[str, str], as_json: bool) -> None:
    fault = report.fault
    if as_json:
        write_json({
            "folder": str(built.folder), "simulated_cases": built.simulated_cases, "real_acts": built.real_acts,
            "positions": built.acts, "planted_breaches": built.planted_breaches, "tampered": built.tampered,
            "checkpoint": str(built.checkpoint), "verify": {"ok": report.ok, "fault": fault and fault._asdict()},
            "tokens": tokens,
        })  # fmt: skip
        return
    write_line(
        f"{built.simulated_cases} simulated cases with {built.planted_breaches} planted breaches, "
        f"{built.real_acts} acts of real cases; {built.acts} positions."
    )
    write_line(
        f"Planted tampering: the date of act {built.tampered.id} in case {built.tampered.case} was moved by a year, "
        "in the database, behind the ledger's back."
    )
    if fault is not None:
        write_line(f"verify finds it: {fault.check} at position {fault.position}: {fault.what}")
    write_line(
        f"Try it: QUANCHENG_SIGNING_KEY_FILE={built.folder / 'log-key.pem'} quancheng verify "
        f"--database-url sqlite:///{built.folder / 'demo.db'} --kept {built.checkpoint}"
    )


def _empty(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise typer.BadParameter(f"{folder} is not empty.", param_hint="--dir")
    return folder.resolve()
