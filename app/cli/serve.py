"""quancheng serve | migrate | worker: the long-running processes, and the step before them.

Not what they serve (app/serving.py) or work off (app/worker.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import DatabaseOption, settings_for
from app.cli.output import note, write_line

if TYPE_CHECKING:
    from app.settings import Settings


def serve(
    host: Annotated[str | None, typer.Option(help="Default: QUANCHENG_HOST, else loopback only.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: a free one.")] = None,
    database_url: DatabaseOption = None,
) -> None:
    """Serve API and pages. On SQLite this process also numbers and supervises; on PostgreSQL run a worker."""
    from app.composition import open_platform
    from app.serving import listen
    from app.serving import serve as serve_site

    settings = settings_for(database_url)
    _require_real(settings)
    with open_platform(settings) as platform:
        sock = listen(settings.host if host is None else host, settings.port if port is None else port)
        if settings.runs_embedded:
            platform.start()
        address = "http://{}:{}".format(*sock.getsockname()[:2])
        note(f"Quancheng at {address}   API documentation at {address}/docs")
        serve_site(platform, sock, settings.log_level)


def _require_real(settings: Settings) -> None:
    """Raises SandboxFault where the database is a sandbox's: its acts would no longer be marked."""
    from app.sandbox.folder import is_sandbox
    from domain.errors import SandboxFault

    if settings.sandbox or is_sandbox(settings.sqlite_file):
        raise SandboxFault(
            "This is the database of a sandbox, or QUANCHENG_SANDBOX is set.",
            remedy="Start a sandbox with `quancheng sandbox --dir FOLDER`; give real acts a database of their own.",
        )


def migrate(database_url: DatabaseOption = None) -> None:
    """Bring the database to the revision of this code. What is there stays."""
    from ledger.migrate import code_revision, upgrade

    settings = settings_for(database_url)
    if settings.sqlite_file is not None:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    write_line(f"The database is at revision {code_revision()}.")


def worker(database_url: DatabaseOption = None) -> None:
    """Number, supervise and project what is posted, until stopped. One at a time: a second one refuses to start."""
    import gc
    import os
    import signal
    import threading

    from app.composition import open_platform
    from app.serving import configure_logs
    from app.worker import run

    settings = settings_for(database_url)
    _require_real(settings)
    configure_logs(settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with open_platform(settings) as platform:
        os.nice(settings.worker_nice)
        # the pack stays as long as the process: it need not be looked through for garbage again and again
        gc.collect()
        gc.freeze()
        note("Working. Stop with Ctrl-C or SIGTERM.")
        run(platform, stop)
