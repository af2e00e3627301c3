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
) -> None:
    """Write a case as NDJSON: CloudEvents with their receipts and inclusion proofs, then the signed checkpoint."""
    from app.export_case import export_lines

    with opened(database_url) as platform:
        lines = [line + b"\n" for line in export_lines(platform, case, plain=plain)]
    if out is None:
        write_bytes(b"".join(lines))
    else:
        out.write_bytes(b"".join(lines))
        note(f"{len(lines)} lines in {out}.")
