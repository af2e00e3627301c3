"""Verdict lines to a file: NDJSON, or Parquet where the name says so. Written beside and renamed when complete.

Not the replay (replay.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import msgspec

from app.replay import VerdictLine

ROWS_AT_ONCE = 10_000


def write_lines(lines: Iterable[VerdictLine], path: Path) -> int:
    """Write all lines to `path`; how many. A replay that fails half-way leaves no file of that name."""
    draft = path.with_name(path.name + ".part")
    try:
        if path.suffix == ".parquet":
            count = _write_parquet(lines, draft)
        else:
            with draft.open("wb") as stream:
                count = write_ndjson(lines, stream)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def write_ndjson(lines: Iterable[VerdictLine], stream: IO[bytes]) -> int:
    """One JSON object a line, UTF-8."""
    encoder, count = msgspec.json.Encoder(), 0
    for line in lines:
        stream.write(encoder.encode(line))
        stream.write(b"\n")
        count += 1
    return count


def _write_parquet(lines: Iterable[VerdictLine], path: Path) -> int:
    """Flat columns; evidence and derivation as JSON text."""
    import pyarrow as pa  # heavy, and only needed here
    import pyarrow.parquet as pq

    text, number = pa.string(), pa.int64()
    schema = pa.schema(
        [
            *((name, text) for name in ("rule", "rule_version", "case", "subject", "status")),
            *((name, text) for name in ("trigger_source", "trigger_id", "due", "decided_source", "decided_id")),
            ("over_value", number),
            *((name, text) for name in ("over_unit", "evidence", "derivation", "bases", "consequence")),
        ]
    )
    count = 0
    with pq.ParquetWriter(path, schema) as writer:
        for rows in _pages(lines):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    return count


def _pages(lines: Iterable[VerdictLine]) -> Iterator[list[dict[str, object]]]:
    rest = iter(lines)
    while page := [_row(line) for line in islice(rest, ROWS_AT_ONCE)]:
        yield page


def _row(line: VerdictLine) -> dict[str, object]:
    return {
        "rule": line.rule,
        "rule_version": line.rule_version,
        "case": line.case,
        "subject": line.subject,
        "status": line.status,
        "trigger_source": line.trigger_event.source,
        "trigger_id": line.trigger_event.id,
        "due": line.due,
        "decided_source": None if line.decided_by is None else line.decided_by.source,
        "decided_id": None if line.decided_by is None else line.decided_by.id,
        "over_value": None if line.over_by is None else line.over_by.value,
        "over_unit": None if line.over_by is None else line.over_by.unit,
        "evidence": msgspec.json.encode(line.evidence).decode(),
        "derivation": msgspec.json.encode(line.derivation).decode(),
        "bases": msgspec.json.encode(line.bases).decode(),
        "consequence": line.consequence,
    }
