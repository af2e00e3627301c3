"""quancheng health: how far everything behind the ledger is, as GET /v1/health/ready says it, for an operator.

Not the figures themselves (app/health.py). Exit status 4 where something is late, parked or failed.
"""

from __future__ import annotations

import typer

from app.cli.exit_codes import ExitCode
from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, note, write_json, write_table


def health(database_url: DatabaseOption = None, as_json: JsonFlag = False) -> None:
    """Where each read model stands, and what is late: after an upgrade, how far a new one has come."""
    from app.health import health as found_in

    with opened(database_url) as platform:
        found = found_in(platform)
    if as_json:
        write_json(found)
    else:
        write_table(
            ("read model", "build", "state", "position", "behind"),
            [(one.name, str(one.build), one.state, str(one.position), str(one.lag)) for one in found.projections],
        )
        note(f"The ledger goes up to position {found.head}; {found.unsequenced} acts are not numbered yet.")
        note("All is well." if found.ok else f"To be looked at: {', '.join(found.problems)}.")
    if not found.ok:
        raise typer.Exit(ExitCode.CHECK_FAILED)
