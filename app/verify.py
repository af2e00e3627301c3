"""Verify the ledger: the use case behind `quancheng verify` and the verification pages.

Not the checks of the ledger itself (ledger/verify.py lists them). Added here, last of all:
12. an act that carries a signature was signed as posted, with a key that its agency had registered then
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from sqlalchemy import select

from app.composition import Platform
from app.signing.key_ring import KeyRing
from app.signing.signed_acts import verify_again
from domain.errors import QuanchengError
from ledger import reading
from ledger.acts import StoredAct
from ledger.schema import events, positions
from ledger.signed_note import parse_verifier_key
from ledger.verify import Fault, Progress, VerifyReport
from supervision_rules.finding import STREAM_PREFIX

SIGNATURES: Final = "act-signatures"
_PAGE: Final = 2000
_NOT_HERE: Final = frozenset({"signature-suite-missing", "citizen-id-key-missing"})
"""What this machine lacks, which says nothing about the act: the check did not run."""


def verify(
    platform: Platform, kept: Sequence[str] = (), progress: Progress | None = None, *, key: str | None = None
) -> VerifyReport:
    """Check everything.

    kept      signed checkpoints kept outside the database: only these detect the database's owner
    key       the log's public key as text (C2SP signed-note), where this process does not sign
    progress  (positions done, positions in all)
    """
    public = None if key is None else parse_verifier_key(key)
    report = platform.ledger.verify(progress, kept=kept, key=public)
    if report.fault is not None:  # bytes that are not what was recorded are not decoded
        return report._replace(not_run=(*report.not_run, SIGNATURES))
    try:
        fault = _first_unsigned(platform, beyond=report.size + 1)
    except QuanchengError as lacking:
        if getattr(lacking, "code", "") not in _NOT_HERE:
            raise
        return report._replace(ok=False, not_run=(*report.not_run, SIGNATURES))
    if fault is not None:
        return report._replace(ok=False, fault=fault)
    return report._replace(passed=(*report.passed, SIGNATURES))


def _first_unsigned(platform: Platform, beyond: int) -> Fault | None:
    """12: the first act whose signature does not hold, by position; those without one stand at `beyond`."""
    ring = KeyRing(platform.engine)
    found: list[Fault] = []
    for act in _signed(platform):
        try:
            verify_again(act, platform.pack.vocabulary, platform.citizen_id_key, ring.find)
        except (QuanchengError, msgspec.MsgspecError) as error:
            if getattr(error, "code", "") in _NOT_HERE:
                raise
            why = error.detail if isinstance(error, QuanchengError) else "it cannot be decoded"
            named = f"event {act.id!r} of {act.source} (stream {act.stream}, version {act.version})"
            found.append(Fault(SIGNATURES, act.position or beyond, f"{named}: {why}"))
    return min(found, key=lambda fault: fault.position, default=None)


def _signed(platform: Platform) -> Iterator[StoredAct]:
    """Acts that state a signature, numbered or not, in the order in which they were stored."""
    after = -1
    numbered = events.outerjoin(positions, positions.c.insert_id == events.c.insert_id)
    page = (
        select(*events.columns, positions.c.position)
        .select_from(numbered)
        .where(events.c.stream.not_like(f"{STREAM_PREFIX}%"))
        .order_by(events.c.insert_id)
    )
    with platform.engine.connect() as connection:
        while rows := connection.execute(page.where(events.c.insert_id > after).limit(_PAGE)).all():
            after = rows[-1].insert_id
            yield from (reading.stored_act(row, row.position) for row in rows if b'"signature"' in row.payload)
