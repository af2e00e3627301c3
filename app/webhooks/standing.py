"""Whether a subscription may still be delivered: its agency acts, and the credential it was made with is not revoked.

Not the pausing (queue.py). A token that merely expired changes nothing: access tokens live for minutes, subscriptions
for years. Credentials of another issuer are not known here; the operator ends what they made.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from app.composition import Platform
from app.tokens import TokenFile
from domain.webhook_schedule import PauseReason


def withdrawn(platform: Platform, agency: str, created_by: str) -> PauseReason | None:
    """`ended`: the agency's last day is over, so that its successor has to subscribe; `revoked`: token or client.

    created_by  Principal.signature of who made the subscription, or resumed it after a revocation
    """
    known = platform.pack.agencies.agencies.get(agency)
    today = platform.clock().astimezone(platform.pack.zone_info).date()
    if known is not None and known.valid_to is not None and known.valid_to < today:
        return "ended"
    token = _tokens(platform.settings.token_file).tokens().get(created_by.removeprefix(f"{agency}#"))
    return "revoked" if token is not None and _is_past(token.revoked_at, platform.clock()) else None


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


@cache
def _tokens(path: Path) -> TokenFile:
    """It reads the file anew when that changed."""
    return TokenFile(path)
