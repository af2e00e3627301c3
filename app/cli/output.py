"""How commands speak: results on stdout (tables, or JSON with --json), everything else on stderr.

Not what they say. A progress bar is drawn on stderr, and only where that is a terminal.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Final, Literal

import typer

Progress = Callable[[int, int], None]
"""progress(done, of all)"""

JsonFlag = Annotated[bool, typer.Option("--json", help="Answer in JSON on stdout.")]
LanguageOption = Annotated[
    Literal["zh", "en"],
    typer.Option("--lang", envvar="QUANCHENG_LANG", help="Language of sentences: zh or en."),
]
NOT_A_TERMINAL: Final = "dumb"


def note(text: str) -> None:
    """One line for the person at the terminal, never part of the result."""
    print(text, file=sys.stderr, flush=True)


def write_json(value: object) -> None:
    """One JSON document on stdout, readable and in UTF-8 whatever the terminal's locale."""
    import msgspec

    plain = msgspec.to_builtins(value)
    _write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")


def write_line(text: str) -> None:
    _write(text + "\n")


def write_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on stdout; plain tab-separated lines where stdout is no terminal, so that cut and grep work."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            _write("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # Text, not str: a case id in square brackets is no markup
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress_bar(what: str, unit: str) -> Iterator[Progress | None]:
    """A bar while the block runs; None where stderr is no terminal, so that nothing is drawn or counted."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == NOT_A_TERMINAL:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeRemainingColumn()
    )  # fmt: skip
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def write_bytes(content: bytes) -> None:
    """Bytes on stdout as they are."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
