"""quancheng sandbox: a platform to try one's software against. What it holds: app/sandbox/."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import JsonFlag, note, write_json, write_line, write_table


def sandbox(
    folder: Annotated[
        Path | None, typer.Option("--dir", file_okay=False, help="Where it lives; default: a temporary folder.")
    ] = None,
    host: Annotated[str, typer.Option(help="Loopback unless you say otherwise.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: a free one.")] = 8000,
    per_stage: Annotated[int, typer.Option(min=1, max=20, help="Cases in each stage.")] = 2,
    reset: Annotated[bool, typer.Option("--reset", help="Throw away what was posted and start anew.")] = False,
    start: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve, or only prepare.")] = True,
    as_json: JsonFlag = False,
) -> None:
    """A platform to try against: cases in every stage, a client for each kind of agency, marked on every answer."""
    from app.composition import open_platform
    from app.sandbox.folder import CREDENTIALS, credentials_in, prepare, sandbox_settings
    from app.serving import listen, serve

    home = Path(tempfile.mkdtemp(prefix="quancheng-sandbox-")) if folder is None else folder.resolve()
    note(f"Preparing the sandbox in {home} …")
    mark = prepare(home, per_stage, reset=reset)
    clients = credentials_in(home)
    sock = listen(host, port) if start else None
    address = "http://127.0.0.1" if sock is None else "http://{}:{}".format(*sock.getsockname()[:2])
    if as_json:
        write_json({"folder": str(home), "address": address, "credentials": clients, "mark": mark})
    else:
        write_table(("kind", "agency", "client id", "client secret"),
                    [(one.kind, one.agency, one.client_id, one.client_secret) for one in clients.clients])  # fmt: skip
        waiting = [(one.case, one.label.en if one.label else "", ", ".join(one.kinds)) for one in mark.cases]
        write_table(("case", "stage", "waits for"), waiting)
        write_line(f"Clients again: {home / CREDENTIALS}")
    if sock is None:
        return
    note(f"Sandbox at {address}   pages: {address}/sign-in?token={clients.supervisor}   API: {address}/docs")
    with open_platform(sandbox_settings(home, address)) as platform:
        platform.start()
        serve(platform, sock, "warning")
