"""An agency's own codes read as national ones: the agency's table, what was applied to one act, and the act so read.

What the agency stated is never changed: the record of what was applied stands beside it, in the act. Pure; the tables
are kept by app/code_mappings.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from domain.code_list import CodeList
from domain.errors import Refused
from domain.fault_place import did_you_mean, nearest

MOST_ENTRIES: Final = 20_000
MOST_OF_ONE_CODE: Final = 100
"""Entries of one code, one after another in time."""
MOST_IN_AN_ACT: Final = 500
"""Codes of one act that can be read: the record of each stands beside it."""
LONGEST_CODE: Final = 200
"""What is longer is text, and no code."""
ATTRIBUTE: Final = "mappedcodes"
"""Extension attribute in which an act carries the record. Written by the platform on intake, by nobody else."""

CodeText = Annotated[str, Meta(min_length=1, max_length=LONGEST_CODE, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
JsonObject = Mapping[str, object]


class CodedField(msgspec.Struct, frozen=True):
    """A payload field whose values are codes of a list. closed: the field takes national codes only (a choice)."""

    name: str
    list: str
    closed: bool


class MappingEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The agency's `code` means `national`, for acts from valid_from to valid_to, both included; None: open."""

    code: CodeText
    national: CodeText
    valid_from: date | None = None
    valid_to: date | None = None
    note: Annotated[str, Meta(max_length=500)] = ""

    def covers(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class CodeTable(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One version of the table of an agency for a list: the whole of it, never changed. put_at: microseconds."""

    agency: str
    list: str
    version: int
    put_at: int
    put_by: str
    entries: tuple[MappingEntry, ...]

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[MappingEntry, ...]]:
        found: dict[str, tuple[MappingEntry, ...]] = {}
        for entry in self.entries:
            found[entry.code] = (*found.get(entry.code, ()), entry)
        return found

    def national(self, code: str, day: date) -> str | None:
        """What `code` means in an act of that day; None: the table does not say."""
        return next((one.national for one in self._by_code.get(code, ()) if one.covers(day)), None)


class AppliedCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What became of one stated code.

    pointer   RFC 6901, within `data`
    stated    the agency's own code, as it stands at that place
    table     version of the agency's table that was applied
    national  what it was read as; None: the table does not know the code
    left_out  an unknown code in a field of national codes only: it is kept, but the field is read as not stated
    """

    pointer: str
    list: str
    stated: str
    table: Annotated[int, Meta(ge=1)]
    national: str | None = None
    left_out: bool = False


Applied = tuple[AppliedCode, ...]


def coded_values(fields: Sequence[CodedField], data: JsonObject) -> Iterator[tuple[str, CodedField, str]]:
    """(pointer, field, value) of every code stated in `data`; what is no text, or too long for a code, is left to the
    check of the payload.
    """
    for field in fields:
        value = data.get(field.name)
        if isinstance(value, str) and len(value) <= LONGEST_CODE:
            yield f"/{field.name}", field, value
        elif isinstance(value, list):
            for index, one in enumerate(value):
                if isinstance(one, str) and len(one) <= LONGEST_CODE:
                    yield f"/{field.name}/{index}", field, one


def map_codes(
    fields: Sequence[CodedField],
    data: JsonObject,
    tables: Mapping[str, CodeTable],
    lists: Mapping[str, CodeList],
    day: date,
    *,
    under: str = "",
) -> Applied:
    """What the agency's tables make of the codes in `data`, for an act of that day.

    tables  by list, as they stand now. A list for which the agency keeps none is not looked at
    under   pointer of `data`, where it is not the payload itself (the replacement in a correction)
    A national code that the table does not name is what it is, and needs no record.
    Raises Refused("too-many-codes").
    """
    applied: list[AppliedCode] = []
    for pointer, field, stated in coded_values(fields, data):
        table = tables.get(field.list)
        if table is None:
            continue
        national = table.national(stated, day)
        if national is None and stated in lists[field.list].by_code:
            continue
        if len(applied) == MOST_IN_AN_ACT:
            raise Refused(
                "too-many-codes",
                f"The act states more than {MOST_IN_AN_ACT} codes of your own.",
                pointer=f"/data{under}/{field.name}",
                remedy="Spread them over several acts, or state national codes.",
            )
        left_out = national is None and field.closed
        applied.append(
            AppliedCode(
                pointer=under + pointer,
                list=field.list,
                stated=stated,
                table=table.version,
                national=national,
                left_out=left_out,
            )
        )
    return tuple(applied)


def as_read(data: JsonObject, applied: Applied) -> dict[str, object]:
    """`data` with national codes in place of those stated. `data` itself stays as it is.

    Raises Refused("mapped-codes-invalid") where the record is not one of this `data`.
    """
    read: dict[str, Any] = dict(data)
    dropped: list[tuple[Any, str | int]] = []
    for one in applied:
        holder, key = _copied_to(read, one.pointer)
        if holder[key] != one.stated:
            raise _bad_record()
        if one.left_out:
            dropped.append((holder, key))
        elif one.national is not None:
            holder[key] = one.national
    for holder, key in reversed(dropped):  # of a list the last first, so that the others keep their places
        del holder[key]
    return read


def read_applied(text: str) -> Applied:
    """The record from its attribute. Raises Refused("mapped-codes-invalid")."""
    try:
        return msgspec.json.decode(text, type=Applied)
    except msgspec.DecodeError:
        raise _bad_record() from None


def write_applied(applied: Applied) -> str:
    return msgspec.json.encode(applied).decode()


def check_entries(entries: Sequence[MappingEntry], national: CodeList) -> None:
    """Refused("code-mapping-invalid"), with the place, for a table that says nothing or two things."""
    if len(entries) > MOST_ENTRIES:
        raise _invalid("/entries", f"The table has {len(entries)} entries, {MOST_ENTRIES} is the most.", "Leave some.")
    spans: dict[str, list[MappingEntry]] = {}
    for index, entry in enumerate(entries):
        place = f"/entries/{index}"
        if entry.valid_from is not None and entry.valid_to is not None and entry.valid_to < entry.valid_from:
            raise _invalid(f"{place}/valid_to", f"{entry.code!r} ends before it begins.", "Correct the dates.")
        if entry.national not in national.by_code:
            near = nearest(entry.national, national.by_code)
            raise _invalid(
                f"{place}/national",
                f"{entry.national!r} is no code of {national.name}.",
                did_you_mean(near, f"Take a code of GET /v1/code-lists/{national.name}."),
            )
        if len(spans.setdefault(entry.code, [])) == MOST_OF_ONE_CODE:
            raise _invalid(f"{place}/code", f"{entry.code!r} has more than {MOST_OF_ONE_CODE} entries.", "Leave some.")
        for other in spans[entry.code]:
            if _overlap(entry, other):
                raise _invalid(
                    f"{place}/code",
                    f"{entry.code!r} stands twice for the same days.",
                    "Keep one entry, or date them one after another.",
                )
        spans[entry.code].append(entry)


def _overlap(a: MappingEntry, b: MappingEntry) -> bool:
    first = max(a.valid_from or date.min, b.valid_from or date.min)
    return first <= min(a.valid_to or date.max, b.valid_to or date.max)


def _copied_to(root: dict[str, Any], pointer: str) -> tuple[Any, str | int]:
    """The container that holds the place, and its key there; everything on the way is a copy of its own."""
    steps = pointer.split("/")[1:]
    holder: Any = root
    for depth, step in enumerate(steps):
        key: str | int = step
        if isinstance(holder, list):
            key = int(step) if step.isascii() and step.isdigit() else -1
            present = 0 <= key < len(holder)
        else:
            present = isinstance(holder, dict) and step in holder
        if not present:
            raise _bad_record()
        if depth == len(steps) - 1:
            return holder, key
        inner = holder[key]
        holder[key] = dict(inner) if isinstance(inner, dict) else list(inner) if isinstance(inner, list) else inner
        holder = holder[key]
    raise _bad_record()


def _bad_record() -> Refused:
    return Refused(
        "mapped-codes-invalid",
        f"`{ATTRIBUTE}` is no record of mapped codes, or does not fit the data of the event.",
        pointer=f"/{ATTRIBUTE}",
        remedy="Leave it out: the platform writes it. In a file, keep it as it was exported.",
    )


def _invalid(pointer: str, detail: str, remedy: str) -> Refused:
    return Refused("code-mapping-invalid", detail, pointer=pointer, remedy=remedy)
