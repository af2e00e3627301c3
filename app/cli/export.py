"""quancheng export ID: one case with everything needed to check it elsewhere: events, receipts, proofs.

Not the offline verifier. The payloads are the stored bytes, so that their hashes can be recomputed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import note, write_bytes


def export(
    case: Annotated[str, typer.Argument(metavar="ID", help="Case id.")],
    out: Annotated[Path | None, typer.Option(help="File to write; default: stdout.")] = None,
    database_url: DatabaseOption = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Only the CloudEvents, a line each: feed it to `ingest` or `replay`.")
    ] = False,
    receiver: Annotated[
        str | None,
        typer.Option("--for", metavar="URN", help="Agency that gets the file; default: an auditor."),
    ] = None,
    with_closed: Annotated[
        bool, typer.Option("--unsafe-with-closed", help="Also what the law closes, such as sealed records.")
    ] = False,
) -> None:
    """Write a case as NDJSON: CloudEvents with their receipts and inclusion proofs, then the signed checkpoint.

    Acts that the law closes to who gets the file are withheld: their hashes and proofs stand, and still verify.
    """
    from app.export_case import export_lines
    from domain.agency import PREFIX, require_uri
    from domain.permission import Principal

    auditor = Principal("export", f"{PREFIX}cn-000000:system:export", "auditor")
    reader = auditor if receiver is None else Principal("export", require_uri(receiver), "agency")
    with opened(database_url) as platform:
        found = export_lines(platform, case, plain=plain, reader=None if with_closed else reader)
        lines = [line + b"\n" for line in found]
    if out is None:
        write_bytes(b"".join(lines))
    else:
        out.write_bytes(b"".join(lines))
        note(f"{len(lines)} lines in {out}.")
