"""What a reader hands on, one at a time: a statement as it would stand on the wire, or why there is none.

Not yet judged: app/ingest.py parses each statement against a pack.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from domain.errors import Refused

# (bytes read of the file as it lies on disk, its size)
Progress: TypeAlias = Callable[[int, int], None]


class Place(msgspec.Struct, frozen=True, order=True):
    """Where in a file: `line` is 1-based, 0 where the fault is the file's as a whole."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class WireStatement(msgspec.Struct, frozen=True):
    """One CloudEvents 1.0 JSON object, unparsed."""

    place: Place
    content: bytes


class ReadFault(msgspec.Struct, frozen=True):
    """A place that gives no statement: stable code, what is wrong, what to do."""

    place: Place
    code: str
    detail: str
    remedy: str = ""
    pointer: str = ""

    def __str__(self) -> str:
        where = f"{self.place} {self.pointer}".rstrip()
        return f"{where}: {self.detail} {self.remedy}".rstrip()


class LeftOut(msgspec.Struct, frozen=True):
    """A row that the mapping leaves out on purpose, and the reason the mapping states."""

    place: Place
    because: str


Item: TypeAlias = WireStatement | ReadFault | LeftOut


def fault_at(place: Place, refusal: Refused) -> ReadFault:
    """The refusal of one statement, with its place."""
    return ReadFault(place, refusal.code, refusal.detail, refusal.remedy, refusal.pointer)
