"""Seal acts into an offline file, on the agency's side: header, acts, trailer with digest and signature.

Not the taking in (intake.py). Written beside and renamed, so that a file that is there is whole.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import cast

import msgspec

from app.offline.reading import check
from app.readers.item import WireStatement
from app.readers.ndjson import read_ndjson
from app.signing.private_keys import PrivateKey
from domain.cloudevent import parse_wire
from domain.errors import Refused
from domain.offline_file import FORMAT, Header, numbered_span
from domain.strict_json import parse_json
from ledger.canonical import Json, canonical


def seal(
    files: Sequence[Path], out: Path, key: PrivateKey, *, number: int, previous: Path | None, made_at: str,
    most_bytes: int,
) -> Header:  # fmt: skip
    """Seal the acts of `files` (CloudEvents NDJSON) into `out`. previous: the sealed file before, None for number 1.

    Raises Refused with the line for what is no act, for acts of two agencies, and where `previous` does not fit.
    """
    lines: list[bytes] = []
    sources: set[str] = set()
    sequences: list[int | None] = []
    for path in files:
        for item in read_ndjson(path):
            if not isinstance(item, WireStatement):
                raise Refused("offline-file-broken", str(item), remedy="Put the line right, and seal again.")
            try:
                stated = parse_json(item.content)
                wire = parse_wire(item.content)
            except Refused as refusal:
                raise Refused(refusal.code, f"{item.place}: {refusal.detail}", remedy=refusal.remedy) from None
            sources.add(wire.source)
            sequences.append(wire.sequence)
            lines.append(canonical(cast(Json, stated)) + b"\n")
    if len(sources) != 1:
        raise Refused(
            "offline-file-foreign", f"The acts are of {len(sources)} sources.",
            remedy="Seal the acts of each agency in a file of its own.",
        )  # fmt: skip
    span = numbered_span(sequences)
    header = Header(
        format=FORMAT, source=sources.pop(), number=number, acts=len(lines),
        previous=_digest_before(previous, number, most_bytes), made_at=made_at, kid=key.kid,
        first=None if span is None else span[0], last=None if span is None else span[1],
    )  # fmt: skip
    _write(out, header, lines, key)
    return header


def _digest_before(previous: Path | None, number: int, most_bytes: int) -> str | None:
    if previous is None:
        if number != 1:
            raise Refused(
                "offline-file-broken", f"File {number} names the file before it.", remedy="Give --previous FILE."
            )
        return None
    before = check(previous, most_bytes=most_bytes)
    if before.header.number != number - 1:
        raise Refused(
            "offline-file-broken", f"{previous.name} is number {before.header.number}, not {number - 1}.",
            remedy="Give the file sealed just before.",
        )  # fmt: skip
    return before.trailer.digest


def _write(out: Path, header: Header, lines: Sequence[bytes], key: PrivateKey) -> None:
    hashed = sha256()
    beside = out.with_name(out.name + ".part")
    with beside.open("wb") as file:
        for line in (canonical(cast(Json, msgspec.to_builtins(header))) + b"\n", *lines):
            hashed.update(line)
            file.write(line)
        trailer = key.signed({"format": FORMAT, "digest": hashed.hexdigest()})
        file.write(canonical(cast(Json, trailer)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    beside.rename(out)
