"""A new year's notice of days off, put into a pack folder: the calendar's next version.

Not the calendar (domain/legal_calendar.py). What it moves in a database is found when the pack is adopted
(pack_change.py). Called by `quancheng calendar announce`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec

from app.packs import read_pack_files
from domain.errors import Refused
from domain.holiday_notice import parse_notice
from supervision_rules.calendar_loader import CalendarFile
from supervision_rules.located_yaml import parse
from supervision_rules.pack import Pack
from supervision_rules.pack_loader import PACK_FILE, PackFile, load_pack

_VERSION = re.compile(r"^version:.*$", re.MULTILINE)
_ENTRY = re.compile(r" *- +")


class Announced(msgspec.Struct, frozen=True):
    """pack: with the notice; files: path relative to the pack folder -> new bytes, not written yet."""

    year: int
    pack: Pack
    files: dict[str, bytes]


def announce(folder: Path, notice: bytes, name: str) -> Announced:
    """The pack with this notice as that year's.

    notice  bytes in the form of calendar/<year>.json; name: what to call it in a fault
    Raises PackFault for a notice or file that cannot be read, PackFaults for a faulty pack, Refused for a notice of
    no day, a pack without a calendar, and a calendar whose list of notices cannot be added to.
    """
    year = parse_notice(name, notice)
    if not year.announced:
        raise Refused("notice-empty", f"{name} announces no day.", remedy="Give the notice with its days.")
    files = read_pack_files(folder)
    described = parse(PACK_FILE, files[PACK_FILE]).convert(PackFile)
    if described.calendar not in files:
        raise Refused(
            "no-legal-calendar", f"Pack {described.id} has no legal calendar.", remedy="Name one in pack.yaml."
        )
    beside = described.calendar[: described.calendar.rfind("/") + 1]
    text = _listed(described.calendar, files[described.calendar], f"{year.year}.json")
    changed = {
        f"{beside}{year.year}.json": notice,
        described.calendar: _VERSION.sub(f'version: "{year.year}-notice"', text, count=1).encode(),
    }
    return Announced(year.year, load_pack({**files, **changed}), changed)


def _listed(file: str, data: bytes, notice: str) -> str:
    """The calendar file with this notice on its list, after the last one. Raises Refused("notice-not-listed")."""
    document = parse(file, data)
    listed = document.convert(CalendarFile).notices
    text = data.decode()
    if notice in listed:
        return text
    lines = text.splitlines(keepends=True)
    number = document.line(("notices", len(listed) - 1))
    entry = _ENTRY.match(lines[number - 1])
    if entry is not None:
        lines[number - 1] = f"{lines[number - 1].rstrip()}\n"
        lines.insert(number, f"{entry[0]}{notice}\n")
    text = "".join(lines)
    if notice not in parse(file, text.encode()).convert(CalendarFile).notices:
        raise Refused(
            "notice-not-listed",
            f"{notice} cannot be put on the list of notices in {file}.",
            remedy="Write `notices` in the calendar file as a list, one a line.",
        )
    return text


def write(folder: Path, announced: Announced) -> None:
    """Each file beside and renamed when complete; the calendar last, so that it never names a missing notice."""
    for name in sorted(announced.files, key=lambda name: not name.endswith(".json")):
        path = folder / name
        draft = path.with_name(path.name + ".part")
        draft.write_bytes(announced.files[name])
        os.replace(draft, path)
