"""The calendar of the shipped pack, read from its files once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from domain.legal_calendar import Calendar
from supervision_rules.calendar_loader import load_calendar

FOLDER = Path(__file__).parents[2] / "supervision_rules/packs/cn_criminal/calendar"


def files() -> dict[str, bytes]:
    return {f"calendar/{path.name}": path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}


@cache
def shipped_calendar() -> Calendar:
    return load_calendar(files(), "calendar/legal_calendar.yaml", "Asia/Shanghai")
