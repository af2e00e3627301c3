"""Times as typed on the command line: an instant with offset, or a date, which stands for its last moment."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import typer

from domain import wire_time
from domain.errors import Refused


def instant_or_day(text: str, zone: ZoneInfo, option: str) -> int:
    """Microseconds since the epoch. What is neither is an error of usage, naming the option."""
    try:
        if "T" in text or " " in text:
            return wire_time.occurred_at(text, zone).latest
        return wire_time.occurred_on(text, zone).latest
    except Refused as refusal:
        raise typer.BadParameter(f"{refusal.detail} {refusal.remedy}", param_hint=option) from None
