"""quancheng conformance: put an agency's client through the flows, and check the certificate it got.

Not the steps and the judging: app/conformance/.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.exit_codes import ExitCode
from app.cli.output import JsonFlag, note, write_json, write_line

if TYPE_CHECKING:
    from app.conformance.certificate import StepResult

group = typer.Typer(
    help="Try an agency's client, and check certificates.", invoke_without_command=True, no_args_is_help=True
)


@group.callback()
def conformance(
    context: typer.Context,
    agency_kind: Annotated[str | None, typer.Option("--agency-kind", help="E.g. police, court, prison.")] = None,
    url: Annotated[
        str | None, typer.Option(help="Where the client takes instructions: one POST for each step.")
    ] = None,
    client: Annotated[str, typer.Option(help="Name and version of the client, for the certificate.")] = "unnamed",
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the certificate there, as JSON.")] = None,
    host: Annotated[str, typer.Option(help="Where the client meets the sandbox.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: a free one.")] = 0,
    patience: Annotated[float, typer.Option(min=1, help="Seconds that the client has for one step.")] = 60,
) -> None:
    """Drive the client at --url through the acts of its kind of agency. Exit status 4 where a step did not pass."""
    if context.invoked_subcommand is not None:
        return
    if agency_kind is None or url is None:
        raise typer.BadParameter("Both are needed.", param_hint="--agency-kind, --url")
    import msgspec

    from app.conformance.certificate import certify, certifying_key, printed
    from app.conformance.run import run
    from app.settings import Settings

    key = certifying_key(Settings().signing_key_file)
    with tempfile.TemporaryDirectory(prefix="quancheng-conformance-") as folder:
        statement = run(
            Path(folder), agency_kind, url, client=client, host=host, port=port, patience=patience, tell=_tell
        )
    certificate = certify(statement, key)
    if out is not None:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(certificate), indent=1) + b"\n")
    write_line(printed(certificate))
    if not statement.passed:
        raise typer.Exit(ExitCode.CHECK_FAILED)


@group.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A certificate as JSON.")],
    thumbprint: Annotated[
        str | None, typer.Option(help="RFC 7638, of the platform's key. Default: that of QUANCHENG_SIGNING_KEY_FILE.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Whether a certificate is word for word what the platform signed. Exit status 3 where it is not."""
    from app.conformance.certificate import certifying_key, printed, public_key, read_certificate
    from app.settings import Settings

    if thumbprint is None:
        thumbprint = public_key(certifying_key(Settings().signing_key_file)).thumbprint()
    certificate = read_certificate(file.read_bytes(), thumbprint)
    if as_json:
        write_json(certificate.statement)
        return
    write_line(printed(certificate))
    note("The signature fits.")


def _tell(result: StepResult) -> None:
    note(f"{'passed' if result.passed else 'FAILED':<7} {result.step}: {result.asked}")
    for fault in result.faults:
        note(f"        {fault}")
