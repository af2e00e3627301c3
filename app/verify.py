"""Verify the ledger: the use case behind `quancheng verify` and the verification pages.

Not the checks (ledger/verify.py lists them).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.composition import Platform
from ledger.signed_note import parse_verifier_key
from ledger.verify import Progress, VerifyReport


def verify(
    platform: Platform, kept: Sequence[str] = (), progress: Progress | None = None, *, key: str | None = None
) -> VerifyReport:
    """Check everything.

    kept      signed checkpoints kept outside the database: only these detect the database's owner
    key       the log's public key as text (C2SP signed-note), where this process does not sign
    progress  (positions done, positions in all)
    """
    public = None if key is None else parse_verifier_key(key)
    return platform.ledger.verify(progress, kept=kept, key=public)
