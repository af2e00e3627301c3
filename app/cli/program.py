"""All commands put together, and the one place where an error becomes a message and an exit status.

Not the commands themselves. A command file imports what it needs when it runs, not when it is listed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import typer

from app.cli import (
    calendar,
    case,
    codes,
    conformance,
    demo,
    exchanges,
    exit_codes,
    export,
    health,
    ingest,
    keys,
    lists,
    offline,
    rebuild,
    reconcile,
    replay,
    rules,
    sandbox,
    schemas,
    serve,
    simulate,
    statistics,
    tokens,
    users,
    verify,
    webhooks,
)
from app.cli.exit_codes import ExitCode
from domain.errors import Conflict, LedgerFault, NotFound, PackFault, QuanchengError, Refused, SandboxFault, SuiteFault

# the first row that fits counts
_BY_ERROR: Final[tuple[tuple[type[QuanchengError], ExitCode], ...]] = (
    (NotFound, ExitCode.NOT_FOUND),
    (LedgerFault, ExitCode.UNUSABLE),
    (SuiteFault, ExitCode.UNUSABLE),
    (SandboxFault, ExitCode.UNUSABLE),
    (Refused, ExitCode.REFUSED),
    (Conflict, ExitCode.REFUSED),
    (PackFault, ExitCode.REFUSED),
)
_COMMANDS: Final[tuple[tuple[str, Callable[..., None]], ...]] = (
    ("demo", demo.demo),
    ("sandbox", sandbox.sandbox),
    ("serve", serve.serve),
    ("migrate", serve.migrate),
    ("worker", serve.worker),
    ("ingest", ingest.ingest),
    ("replay", replay.replay),
    ("verify", verify.verify),
    ("export", export.export),
    ("rebuild", rebuild.rebuild),
    ("health", health.health),
    ("reconcile", reconcile.reconcile),
    ("simulate", simulate.simulate),
    ("lists", lists.lists),
    ("statistics", statistics.statistics),
)

program = typer.Typer(
    name="quancheng",
    help="Exchange and procedural supervision of criminal cases.",
    epilog="Exit status:\n\n" + exit_codes.table(),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _name, _command in _COMMANDS:
    program.command(_name)(_command)
program.add_typer(rules.group, name="rules")
program.add_typer(schemas.group, name="schemas")
program.add_typer(codes.group, name="codes")
program.add_typer(calendar.group, name="calendar")
program.add_typer(case.group, name="case")
program.add_typer(exchanges.group, name="exchanges")
program.add_typer(tokens.group, name="token")
program.add_typer(keys.group, name="key")
program.add_typer(offline.group, name="offline")
program.add_typer(users.group, name="user")
program.add_typer(webhooks.group, name="webhooks")
program.add_typer(conformance.group, name="conformance")


def exit_code_of(error: QuanchengError) -> ExitCode:
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return code
    return ExitCode.REFUSED


def run() -> None:
    """Run the command line; every error raised on purpose becomes two lines on stderr, not a stack."""
    try:
        program()
    except QuanchengError as error:
        _say(error.detail, error.remedy)
        sys.exit(exit_code_of(error))
    except OSError as error:
        _say(f"{error.filename or 'input/output'}: {error.strerror or error}.", "")
        sys.exit(ExitCode.REFUSED)
    except Exception as error:
        known = _of_library(error)
        if known is None:
            raise
        code, detail, remedy = known
        _say(detail, remedy)
        sys.exit(code)


def _of_library(error: Exception) -> tuple[ExitCode, str, str] | None:
    """What a library means by its error, where that is the operator's to mend; the libraries are heavy to import."""
    from pydantic import ValidationError
    from sqlalchemy.exc import ArgumentError, DBAPIError

    if isinstance(error, DBAPIError):
        return (
            ExitCode.UNUSABLE,
            f"The database: {str(error.orig).strip() or error.__class__.__name__}.",
            "Check QUANCHENG_DATABASE_URL or --database-url, and whether the server runs.",
        )
    if isinstance(error, ArgumentError):
        return ExitCode.USAGE, f"The database URL: {error}.", "Give sqlite:///FILE or postgresql+psycopg2://…."
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(step) for step in first["loc"]).upper()
        return ExitCode.USAGE, f"QUANCHENG_{name}: {first['msg']}.", "Correct the setting."
    return None


def _say(detail: str, remedy: str) -> None:
    print(f"quancheng: {detail}", file=sys.stderr)
    if remedy:
        print(f"  {remedy}", file=sys.stderr)
