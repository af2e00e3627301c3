"""The packs that ship with the code, loaded once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from supervision_rules.pack import Pack
from supervision_rules.pack_loader import load_pack

PACKS = Path(__file__).parent.parent / "supervision_rules" / "packs"


@cache
def shipped(name: str) -> Pack:
    folder = PACKS / name
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return load_pack(files)


def cn_criminal() -> Pack:
    return shipped("cn_criminal")
