"""quancheng offline seal | check | post: signed files of acts for the time without a connection. The agency's side.

The platform's side: POST /v1/offline-files, or `quancheng ingest FILE`. No database here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli import exchange_client
from app.cli.exchange_client import Exchange, TokenFileOption, UrlOption, token_from
from app.cli.exit_codes import ExitCode
from app.cli.output import JsonFlag, note, progress_bar, write_json, write_line, write_table

group = typer.Typer(help="Signed files of acts, for outages and closed networks.", no_args_is_help=True)
FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A sealed file.")]
_CHUNK = 256 * 1024


@group.command("seal")
def seal(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="CloudEvents NDJSON, also .gz.")],
    out: Annotated[Path, typer.Option(help="The sealed file to write; it must not be there.")],
    key: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Your private key: quancheng key new.")],
    number: Annotated[int, typer.Option(min=1, help="Number of this file: 1, then one more each time.")],
    previous: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The file sealed before; none for number 1.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Seal acts, with their true times, into one signed file."""
    from app.offline import sealing
    from app.settings import Settings
    from app.signing.private_keys import read_private_key

    if out.exists():
        raise typer.BadParameter(f"{out} is there already; a sealed file is never overwritten.", param_hint="--out")
    made = sealing.seal(
        files, out, read_private_key(key), number=number, previous=previous, made_at=_now(),
        most_bytes=Settings().offline_bytes,
    )  # fmt: skip
    if as_json:
        write_json(made)
    else:
        write_line(f"{out}: file {made.number} of {made.source}, {made.acts} acts.")


@group.command("check")
def check(
    file: FileArgument,
    public_key: Annotated[
        Path | None, typer.Option("--key", exists=True, dir_okay=False, help="Public key (JWK): check the signature.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Whether a sealed file is whole and unaltered, without a database; with --key, also who signed it."""
    from app.offline import reading
    from app.offline.signatures import verify_with
    from app.settings import Settings

    with progress_bar(file.name, "bytes") as progress:
        sound = reading.check(file, most_bytes=Settings().offline_bytes, progress=progress)
    if public_key is not None:
        verify_with(sound, public_key.read_bytes())
    missing = [list(span) for span in sound.missing]
    if as_json:
        write_json({"header": sound.header, "digest": sound.trailer.digest, "missing": missing,
                    "signature": "holds" if public_key is not None else "not checked"})  # fmt: skip
        return
    header = sound.header
    write_line(f"{file.name}: whole. File {header.number} of {header.source}, {header.acts} acts.")
    write_line("The signature holds." if public_key is not None else "The signature was not checked: give --key.")
    for first, last in missing:
        note(f"gap: no act is numbered {first} to {last}")


@group.command("post")
def post(file: FileArgument, url: UrlOption, token_file: TokenFileOption = None, as_json: JsonFlag = False) -> None:
    """Hand a sealed file in. Safe to repeat: broken off, it goes on; done, it gives the same answer."""
    packed = file.open("rb").read(2) == b"\x1f\x8b"
    kind = {"Content-Type": "application/gzip" if packed else "application/x-ndjson"}
    with (
        exchange_client.open_client(url, token_from(token_file)) as client,
        progress_bar(file.name, "bytes") as progress,
    ):
        size = file.stat().st_size

        def parts() -> Iterator[bytes]:
            sent = 0
            with file.open("rb") as stream:
                while part := stream.read(_CHUNK):
                    sent += len(part)
                    if progress is not None:
                        progress(sent, size)
                    yield part

        taken = Exchange(client).send("POST", "/v1/offline-files", parts(), kind)
    refused = [one for one in taken["results"] if one["outcome"] == "refused"]
    if as_json:
        write_json(taken)
    else:
        write_line(f"{taken['accepted']} accepted, {taken['duplicate']} there before, {taken['refused']} refused.")
        if refused:
            write_table(
                ("line", "id", "code", "pointer", "detail"),
                [
                    (str(one["line"]), *(one.get(name) or "" for name in ("id", "code", "pointer", "detail")))
                    for one in refused
                ],
            )
    if refused:
        raise typer.Exit(ExitCode.REFUSED)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
