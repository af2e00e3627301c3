"""A dated list of codes: what a national code means, from when to when, and what came after it.

Not where the entries come from (supervision_rules/code_lists.py) and not an agency's own codes (code_mapping.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import msgspec

from domain.payload_types import Label


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. valid_from is the first day, valid_to the last; None: not known, or still in force.

    successor  code of the same list that took its place
    source     the text and article, or the data set, in which it stands
    """

    code: str
    label: Label
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    source: str = ""

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class CodeList(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One list. A code may have several entries, one after another in time.

    coverage  what is in it and what is not, in words
    complete  False: a code that is not in the list may still be a national one
    """

    name: str
    label: Label
    coverage: Label
    source: str
    complete: bool
    entries: tuple[Code, ...]

    def on(self, day: date) -> tuple[Code, ...]:
        """The entries in force on that day."""
        return tuple(entry for entry in self.entries if entry.in_force(day))

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Code, ...]]:
        found: dict[str, tuple[Code, ...]] = {}
        for entry in self.entries:
            found[entry.code] = (*found.get(entry.code, ()), entry)
        return found
