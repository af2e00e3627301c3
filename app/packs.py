"""Packs from folders: the shipped ones, or one of the operator's. Reads the bytes; load_pack understands them.

Not the checks on a pack (supervision_rules/pack_loader.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from domain.errors import NotFound
from supervision_rules.pack import Pack
from supervision_rules.pack_loader import PACK_FILE, load_pack

SHIPPED = Path(__file__).resolve().parent.parent / "supervision_rules" / "packs"


def read_pack_files(folder: Path) -> dict[str, bytes]:
    """All files of a pack as {path relative to the folder, with `/`: bytes}. Hidden files are no part of it.

    Raises NotFound where the folder holds no pack.yaml.
    """
    if not (folder / PACK_FILE).is_file():
        raise NotFound(
            f"{folder} is no pack: it holds no {PACK_FILE}.",
            remedy=f"Give a pack folder, or the name of a shipped pack: {', '.join(shipped_packs())}.",
        )
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            found[relative.as_posix()] = path.read_bytes()
    return found


def shipped_packs() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in SHIPPED.glob(f"*/{PACK_FILE}")))


@cache
def shipped_pack(name: str) -> Pack:
    """A pack that comes with the product; loaded once per process."""
    return load_pack(read_pack_files(SHIPPED / name))


def pack_at(place: str) -> Pack:
    """The shipped pack of that name, else the pack in that folder. Raises NotFound, PackFaults."""
    if place in shipped_packs():
        return shipped_pack(place)
    return load_pack(read_pack_files(Path(place)))
